"""Single municipalities and states outside the association that people come from and go to."""

import numpy as np
import pandas as pd

from dashboards import cards, text
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.tables import Column
from dashboards.topics.wanderungen import figures, partners, queries, words
from dashboards.topics.wanderungen.significance import BELL, discoveries, largest_balance, tossed
from dashboards.topics.wanderungen.view import View

KEY = "partner-aussen"
MOST, MOST_PHONE = 12, 8
STATE = 3
HEADS = {8: "Gemeinde", STATE: "Staat"}
# What of a type has no code of its own.
UNNAMED = "ohne nähere Angabe"
DEFINITION = (
    "Gemeinde (AGS) oder Staat der anderen Seite, wie gemeldet, für ganze Gemeinden und den Verband. Namen "
    "aus der Codeliste partner_name, sonst steht der Schlüssel. Fälle ohne Angabe bleiben eigens stehen."
)
COLUMNS = (
    Column("label", "Gemeinde oder Staat", "text"),
    Column("type", "Art", "text"),
    Column("code", "Schlüssel", "text"),
    *partners.COUNTED,
)


def single_partners(view: View) -> pd.DataFrame:
    """Yearly means of the chosen area by single partner: partner, code, label, in, out; largest first.

    Empty where no single partners are known: below a municipality, with a filter by age, or not delivered.
    """
    return remembered(view.context, ("wanderungen-aussen", *view.key), lambda: _single(view))


def by_code(rows: pd.DataFrame, years: int) -> pd.DataFrame:
    """Yearly means from queries.outside over `years` years: partner, code, label, in, out.

    A partner without a case in a direction had none; a withheld case makes its sum missing.
    """
    table = rows.assign(
        label=[label_of(code, name) for code, name in zip(rows["code"], rows["name"], strict=True)]
    )
    table = table.assign(code=table["code"].fillna(""))
    sums = table.groupby(["partner", "code", "label", "direction"])["moves"].sum(skipna=False) / years
    keys = sums.index.to_frame(index=False)[["partner", "code", "label"]].drop_duplicates()
    found = pd.MultiIndex.from_frame(keys)
    sides = {
        side: sums.xs(side, level="direction").reindex(found, fill_value=0.0)
        if side in sums.index.get_level_values("direction")
        else pd.Series(0.0, index=found)
        for side in ("in", "out")
    }
    wide = pd.DataFrame(sides, index=found).astype(float).reset_index()
    wide["volume"] = wide["in"] + wide["out"]
    return wide.sort_values("volume", ascending=False, kind="stable").reset_index(drop=True)


def label_of(code: object, name: object) -> str:
    """Return what a partner is called: its name, else kind and key, else that nothing more is known."""
    if not text.is_missing(name) and name:
        return str(name)
    if text.is_missing(code) or not code:
        return UNNAMED
    return f"{HEADS[len(str(code))]} {code}"


def panel(view: View) -> Panel:
    """Arrivals and departures of the largest single partners outside."""
    subtitle = f"Zuzüge, Fortzüge und Saldo in Fällen im Jahr, {words.place(view)}, {words.when(view)}"
    heading = "Einzelne Gemeinden und Staaten außerhalb"
    table = single_partners(view)
    named = table[table["code"] != ""].dropna(subset=["volume"]) if len(table) else table
    if named.empty:
        return Panel(KEY, heading, subtitle, empty=_why(view), definition=DEFINITION)
    shown = named.head(MOST_PHONE if view.context.is_phone else MOST)
    drawn = shown.assign(
        name=shown["label"], first=shown["in"], second=shown["out"], gap=shown["in"] - shown["out"]
    )
    look = view.look(0, height=60 + 30 * len(drawn))
    chart = figures.dumbbells(drawn, ("Zuzüge", "Fortzüge", "Saldo"), look)
    heading = _heading(named, view.years)
    part = f" Gezeigt sind {len(shown)} von {len(named)}." if len(shown) < len(named) else ""
    note = f"{_unknown(table)}{part}".strip()
    rows = table.assign(
        type=[partners.partner_label(code) for code in table["partner"]], net=table["in"] - table["out"]
    )
    alt = f"{heading}. {subtitle}."
    legend = cards.swatch(view.colours.brand, "Zuzüge") + cards.swatch(view.colours.loss, "Fortzüge")
    return Panel(
        KEY, heading, subtitle, chart, alt, rows, COLUMNS, legend, note=note, definition=DEFINITION,
    )  # fmt: skip


def _single(view: View) -> pd.DataFrame:
    words_of, numbers = ["partner", "code", "label"], ["in", "out", "volume"]
    none = pd.DataFrame(columns=[*words_of, *numbers]).astype(dict.fromkeys(numbers, float))
    if view.choice.has_ages or view.choice.border == "innen" or not partners.is_told(view):
        return none
    rows = queries.outside(view.context, area_id=view.scope.focus.area_id, people=view.choice.people)
    rows = rows[rows["year"].isin(view.choice.period)]
    return by_code(rows, view.years) if len(rows) else none


def _heading(named: pd.DataFrame, years: int) -> str:
    """The largest clear balance among all partners, else with whom most is exchanged."""
    chances = [tossed(a * years, b * years) for a, b in zip(named["in"], named["out"], strict=True)]
    net, gross = named["in"] - named["out"], named["in"] + named["out"]
    half = BELL * np.sqrt(gross / years)
    values = pd.DataFrame({"value": net, "low": net - half, "high": net + half})
    is_clear = np.array(discoveries(chances))
    if not is_clear.any():
        return f"Am meisten Austausch mit {named['label'].iloc[0]}, kein Saldo ist mehr als Zufall"
    top = int(net.abs().where(is_clear).argmax())
    told = f"{named['label'].iloc[top]} mit {text.signed(net.iloc[top])} im Jahr"
    return f"{largest_balance(values, top)}: {told}"


def _unknown(table: pd.DataFrame) -> str:
    """How much of all moves across the outer border has no single partner."""
    known = table.dropna(subset=["volume"])
    whole, without = known["volume"].sum(), known.loc[known["code"] == "", "volume"].sum()
    return f"{text.percent(without / whole)} der Fälle ohne Gemeinde oder Staat gemeldet." if without else ""


def _why(view: View) -> str:
    """Why there are no single partners."""
    if view.context.is_released:
        return "Einzelne Gemeinden und Staaten außerhalb sind nicht freigegeben."
    if view.choice.has_ages:
        return (
            "Einzelne Gemeinden und Staaten sind nicht nach Alter gezählt. Bitte den Altersfilter aufheben."
        )
    if view.choice.border == "innen":
        return "Gezählt werden nur Umzüge innerhalb; andere Gemeinden kommen darin nicht vor."
    focus = view.scope.focus
    if focus.municipality_ags is not None and focus.area_id != focus.municipality_ags:
        return "Einzelne Gemeinden und Staaten sind nur für ganze Gemeinden und den Verband gezählt."
    return (
        "Geliefert sind nur Arten von Herkunft und Ziel, oder der Datenbestand stammt aus einer älteren "
        "Fassung des Programms. Dann hilft „kohorte build“."
    )
