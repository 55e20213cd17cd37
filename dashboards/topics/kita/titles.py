"""Sentences computed from the balance. A sentence never claims more than the 80 % interval carries.

"fehlen" needs a shortage in at least 80 % of the draws, "bleiben frei" one in at most 20 %; in between places
"könnten" be missing. Observed years are arithmetic and stand in the past tense.
"""

from math import ceil
from typing import Literal

import pandas as pd

from dashboards import naming, text
from dashboards.topics.kita.assumptions import BandWords
from dashboards.topics.kita.balance import LIMITS, MIN_CHILDREN, SURE, UNLIKELY

Verdict = Literal["no_children", "no_places", "small", "short", "could_short", "tight", "even", "free"]
# Residents whose address fits no area; their name is no place.
UNPLACED = "ohne Zuordnung"
SENTENCES: dict[Verdict, str] = {
    "no_children": "Für {name} liegen keine Kinderzahlen nach Altersjahren vor",
    "no_places": "Für {name} sind die {places} nicht oder nicht vollständig geliefert",
    "small": "{where} leben zu wenige Kinder für eine Aussage über {places}",
    "short": "{where} {lack} {when} {amount} {places}",
    "could_short": "{where} könnten {when} {amount} {places} fehlen",
    "tight": "{where} könnten die {places} {when} knapp werden",
    "even": "{where} {suffice} die {places} {when} gerade aus",
    "free": "{where} {stay} {when} {amount} {places} frei",
}
NOW = {"lack": "fehlen", "suffice": "reichen", "stay": "bleiben"}
THEN = {"lack": "fehlten", "suffice": "reichten", "stay": "blieben"}
ENOUGH = {"reicht": "", "dürfte": " reichen"}
# Places up to this many are "wenige": the tens would pretend more than a forecast knows.
FEW = 5
# Places another area must lack or have left to be named beside the chosen one.
WORTH_A_WORD = 10


def place(name: str) -> str:
    """Return an area with its preposition: "in Neukölln", "in der Region Auenburg", "im Bezirk 03"."""
    return f"unter den Einwohnern {name}" if name.startswith(UNPLACED) else naming.inside(name)


def named(name: str) -> str:
    """Return an area as it follows "für": "Neukölln", "die Region Auenburg", "den Bezirk 03"."""
    return f"die Einwohner {name}" if name.startswith(UNPLACED) else naming.named(name, "accusative")


def verdict(row: pd.Series) -> Verdict:
    """Return what may be said about one row of the balance."""
    if pd.isna(row["median"]):
        return "no_children"
    if pd.isna(row["saldo"]):
        return "no_places"
    if row["median"] < MIN_CHILDREN:
        return "small"
    if row["probability"] >= SURE:
        return "short"
    if row["probability"] > UNLIKELY:
        return "could_short" if row["saldo"] < 0 else "tight"
    return "even" if row["share"] <= LIMITS[2] else "free"


def message(
    row: pd.Series, others: pd.DataFrame, name: str, words: BandWords, parts: str | None = None
) -> str:
    """Return the page title for one area and Kita year.

    `others` are rows of the same Kita year with a column `name`, without areas inside or around the area; the
    clearest opposite case among them becomes the second half of the sentence. With `parts`, what areas are
    called, they are the parts of the area, and their number is told.
    """
    said, tense = verdict(row), NOW if row["is_forecast"] else THEN
    where = place(name)
    first = SENTENCES[said].format(
        name=named(name),
        where=where[0].upper() + where[1:],
        when=text.kita_year(int(row["kita_year"])),
        amount="" if pd.isna(row["saldo"]) else amount(row["saldo"]),
        places=words.places,
        **tense,
    )
    return first + _counterpart(said, others, tense, parts)


def amount(saldo: float) -> str:
    """Return "rund 190", rounded to tens (to hundreds from 2.000), "wenige" for up to five."""
    size = abs(round(saldo))
    if size <= FEW:
        return "wenige"
    return f"rund {text.rounded(size, 100 if size >= 2000 else 10)}" if size >= 20 else f"etwa {size}"


def probability(value: float | None, draws: int) -> str:
    """Return a probability in whole per cent; never 0 % or 100 %, which no number of draws can prove."""
    if value is None or pd.isna(value):
        return text.MISSING
    finest = max(1, ceil(100 / draws))
    percent = round(100 * value)
    if percent < finest:
        return f"unter {finest}{text.NARROW}%"
    return f"über {100 - finest}{text.NARROW}%" if percent > 100 - finest else f"{percent}{text.NARROW}%"


def outlook(area: pd.DataFrame, words: BandWords) -> str:
    """Return the heading of the time picture from the forecast rows of one area, ordered by Kita year."""
    ahead = area[area["is_forecast"] & area["probability"].notna()]
    if ahead.empty:
        return f"{words.places} und Bedarf seit {text.kita_year(int(area['kita_year'].min()))}"
    last = text.kita_year(int(ahead["kita_year"].max()))
    if ahead[["need_q90", "places"]].max().max() < 0.5:
        return f"Bis {last} ohne Kinder und ohne Plätze"
    short = ahead[ahead["probability"] > 0.5]
    if short.empty:
        sure = bool((ahead["probability"] <= UNLIKELY).all())
        return f"Das Angebot reicht bis {last}" if sure else f"Das Angebot reicht voraussichtlich bis {last}"
    start, end = int(short["kita_year"].min()), int(short["kita_year"].max())
    is_sure = bool((short["probability"] >= SURE).any())
    lasting = end == int(ahead["kita_year"].max()) and len(short) == end - start + 1
    if start == int(ahead["kita_year"].min()) and _was_short(area):
        return _lasting_gap(ahead, end, last)
    if lasting:
        reach = "reicht das Angebot nicht mehr" if is_sure else "reicht das Angebot wohl nicht mehr"
        return f"Ab {text.kita_year(start)} {reach}"
    span = text.kita_year(start) if start == end else f"{text.kita_year(start)} bis {text.kita_year(end)}"
    return f"{span} wird das Angebot {'' if is_sure else 'wohl '}knapp"


def map_heading(rows: pd.DataFrame, words: BandWords, plural: str) -> str:
    """Return the heading of the map from the rows of one Kita year."""
    known = rows[rows["sign_class"].notna()]
    if known.empty:
        return f"Wo {words.places} fehlen und wo sie reichen"
    short = int((known["sign_class"] <= 1).sum())
    free = int((known["sign_class"] >= 3).sum())
    lack, stay = ("fehlen", "bleiben") if known["is_forecast"].any() else ("fehlten", "blieben")
    if short == 0:
        return f"In keinem Gebiet {lack} {words.places}, in {free} {stay} Plätze frei"
    if free == 0:
        return f"In {short} von {len(known)} {_dative(plural)} {lack} {words.places}"
    return f"{words.places} {lack} in {short} von {len(known)} {_dative(plural)}, in {free} {stay} sie frei"


def groups(count: float | None, words: BandWords, size: int) -> str:
    """Return the Saldo in groups: "13 Krippengruppen zu je 15 Plätzen"."""
    if count is None or pd.isna(count):
        return ""
    number = abs(int(count))
    if number == 0:
        return f"weniger als eine {words.group} zu {size} Plätzen"
    if number == 1:
        return f"1 {words.group} zu {size} Plätzen"
    return f"{text.number(number)} {words.groups} zu je {size} Plätzen"


def _counterpart(said: Verdict, others: pd.DataFrame, tense: dict[str, str], parts: str | None) -> str:
    """The opposite case as the second half of a sentence; empty if none is clear and worth a word."""
    known = others[others["sign_class"].notna() & others["probability"].notna()]
    known = known[known["saldo"].abs() >= WORTH_A_WORD]
    free = known[(known["probability"] <= UNLIKELY) & (known["sign_class"] >= 3)].sort_values("saldo")
    short = known[(known["probability"] >= SURE) & (known["sign_class"] <= 1)].sort_values("saldo")
    if said in {"short", "could_short"} and len(free):
        if parts and len(free) > 1:
            return f", in {len(free)} {_dative(parts)} {tense['stay']} je mindestens {WORTH_A_WORD} frei"
        return f", {place(str(free['name'].iloc[-1]))} {tense['stay']} Plätze frei"
    if said in {"free", "even", "tight"} and len(short):
        if parts and len(short) > 1:
            return f", in {len(short)} {_dative(parts)} {tense['lack']} je mindestens {WORTH_A_WORD}"
        lacking = amount(float(short["saldo"].iloc[0]))
        return f", {place(str(short['name'].iloc[0]))} {tense['lack']} {lacking}"
    return ""


def _was_short(area: pd.DataFrame) -> bool:
    past = area[~area["is_forecast"] & area["saldo"].notna()]
    return bool(len(past) and past["saldo"].iloc[-1] < 0)


def _lasting_gap(ahead: pd.DataFrame, end: int, last: str) -> str:
    if end < int(ahead["kita_year"].max()):
        later = ahead.loc[ahead["kita_year"] > end, "probability"]
        word = "reicht" if bool((later <= UNLIKELY).all()) else "dürfte"
        return f"Schon heute fehlen Plätze, ab {text.kita_year(end + 1)} {word} das Angebot{ENOUGH[word]}"
    first, final = ahead.iloc[0], ahead.iloc[-1]
    # The gap grows or shrinks only if the 80 % intervals of first and last year tell so.
    if final["places"] - final["need_q10"] < first["saldo"]:
        return f"Schon heute fehlen Plätze, bis {last} wächst die Lücke"
    if final["places"] - final["need_q90"] > first["saldo"]:
        return f"Schon heute fehlen Plätze, bis {last} wird die Lücke kleiner"
    return f"Schon heute fehlen Plätze, bis {last} bleibt die Lücke"


def _dative(plural: str) -> str:
    return plural if plural.endswith(("n", "s")) else f"{plural}n"
