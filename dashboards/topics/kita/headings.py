"""Headings of the further pictures, and the words inside them, computed from their tables."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards import text
from dashboards.charts import Series
from dashboards.topics.kita.assumptions import BandWords
from dashboards.topics.kita.figures import Row
from dashboards.topics.kita.rates import MIN_CASES
from dashboards.topics.kita.titles import place


def houses(count: int, every: int, name: str, words: BandWords) -> str:
    """Return how many of the houses have groups of the band."""
    if every == 0:
        return f"{upper(place(name))} liegt kein Haus"
    if every == 1:
        return f"Das eine Haus {place(name)} bietet {'' if count else 'keine '}{words.places}"
    if count == every:
        return f"{'Beide' if every == 2 else f'Alle {every}'} Häuser {place(name)} bieten {words.places}"
    verb = "bietet" if count <= 1 else "bieten"
    return f"{upper(place(name))} {verb} {count or 'keins'} von {every} Häusern {words.places}"


def house(row: Mapping[Any, Any], words: BandWords) -> str:
    """Return provider, groups and places of one house as a map tells them."""
    groups = int(row["open_groups"])
    noun = words.group if groups == 1 else words.groups
    return f"{row['provider']}<br>{groups} {noun}, {text.number(row['bookable'])} {words.places}"


def children(area: pd.DataFrame, name: str, words: BandWords) -> str:
    """Return whether the children of the band become more or fewer, if the 80 % interval tells."""
    past = area[~area["is_forecast"]].dropna(subset=["median"])
    ahead = area[area["is_forecast"]].dropna(subset=["median"])
    if past.empty or ahead.empty:
        return f"Kinder {place(name)}"
    now, then = past.iloc[-1], ahead.iloc[-1]
    if max(now["median"], then["q90"]) < 0.5:
        return f"{upper(place(name))} leben keine {words.children}"
    year = text.kita_year(int(then["kita_year"]))
    if then["q10"] > now["median"]:
        return f"Bis {year} werden es mehr {words.children}"
    if then["q90"] < now["median"]:
        return f"Bis {year} werden es weniger {words.children}"
    return f"Bis {year} ist offen, ob es mehr oder weniger {words.children} werden"


def care_rate(own: Series, supply: Series, name: str) -> str:
    """Return the latest care rate, beside the places per child of the same Kita year if known."""
    last = own.last()
    if last is None:
        return f"Wie viele Kinder {place(name)} betreut werden"
    shown = f"Von 100 Kindern werden {text.number(last[1])} betreut"
    same = dict(zip(supply.x, supply.y, strict=True)).get(last[0])
    return shown if text.is_missing(same) else f"{shown}, für {text.number(same)} gibt es Kita-Plätze"


def ages(own: pd.DataFrame, name: str) -> str:
    """Return at which age half of the children are in care."""
    known = own.dropna(subset=["rate"])
    half = known[known["rate"] >= 0.5]
    if known.empty:
        return f"Betreuung nach Alter {place(name)}"
    if half.empty:
        return "In keinem Alter wird die Hälfte der Kinder betreut"
    first = int(half["age"].min())
    start = "der Geburt" if first == 0 else text.plural(first, "Jahr", "Jahren")
    return f"Ab {start} wird mindestens die Hälfte betreut"


def ladder(steps: Mapping[str, float | None], words: BandWords) -> str:
    """Return how many approved places cannot be booked."""
    approved, bookable = steps["approved"], steps["bookable"]
    if not approved or bookable is None:
        return f"{words.places} von der Genehmigung bis zur Belegung"
    lost = round(approved - bookable)
    if lost <= 0:
        return "Alle genehmigten Plätze sind belegbar"
    return f"{text.plural(lost, 'genehmigter Platz ist', 'genehmigte Plätze sind')} nicht belegbar"


def commuting(moved: pd.DataFrame, name: str) -> str:
    """Return the shares of children who leave for care and of places taken by children from outside."""
    if moved.empty:
        return f"Wohnort und Ort der Betreuung {place(name)}"
    row = moved.iloc[0]
    if row["leaving"] == 0 and row["arriving"] == 0:
        return "Alle betreuten Kinder werden im Gebiet betreut"
    out, into = share(row["leaving"], row["residents_in_care"]), share(row["arriving"], row["occupied"])
    leave = f"{out} der betreuten Kinder pendeln aus" if out else f"{_children(row['leaving'])} aus"
    arrive = (
        f"{into} der Plätze belegen Kinder von außerhalb" if into else f"{_children(row['arriving'])} ein"
    )
    return upper(f"{leave}, {arrive}")


def care_rows(moved: pd.DataFrame) -> list[Row]:
    """Return where the children of an area are cared for, and who comes from outside; empty if unknown."""
    if moved.empty:
        return []
    row = moved.iloc[0]
    cared, occupied = row["residents_in_care"], row["occupied"]
    here, minded = row["residents_in_kita"] - row["leaving"], cared - row["residents_in_kita"]
    return [
        Row("Kita im Gebiet", here, share(here, cared), "der Betreuten", is_main=True),
        Row("Kita anderswo", row["leaving"], share(row["leaving"], cared), "der Betreuten"),
        Row("Tagespflege", minded, share(minded, cared), "der Betreuten"),
        Row("von außerhalb", row["arriving"], share(row["arriving"], occupied), "der Belegten"),
    ]


def share(part: float | None, whole: float | None) -> str:
    """Return "12 %", or nothing for zero and where the whole is unknown or too small for per cent."""
    if part is None or whole is None or pd.isna(part) or pd.isna(whole) or whole < MIN_CASES or part == 0:
        return ""
    return f"unter 1{text.NARROW}%" if part / whole < 0.005 else text.percent(part / whole, 0)


def upper(words: str) -> str:
    """Return words with a capital at the start."""
    return words[0].upper() + words[1:]


def _children(count: float) -> str:
    if text.is_missing(count):
        return "unbekannt viele Kinder pendeln"
    return "kein Kind pendelt" if count == 0 else f"{text.plural(count, 'Kind pendelt', 'Kinder pendeln')}"
