"""Figures for some of the people, or with age limits of the reader's own, from the age structure."""

from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from dashboards import data, text
from dashboards.filters import EVERYONE, OLDEST, People
from dashboards.topic import Context
from dashboards.topics.demographie import queries
from dashboards.topics.demographie.measure import GROUP, POPULATION, Measure, Recipe

Shown = Literal["veraenderung", "absolut", "anteil", "je1000"]
SHOWN: dict[Shown, str] = {
    "veraenderung": "Veränderung",
    "absolut": "Personen",
    "anteil": "Anteil in %",
    "je1000": "je 1.000 Einwohner",
}
# Ages up to which people count as young, and from which as old; SIKURS offices use all of them.
YOUNG, OLD = (15, 18, 20), (60, 65, 67)
LIMITS = (20, 65)
NOBODY = (OLDEST + 1, OLDEST + 1)
QUOTIENTS = {"jugendquotient", "altenquotient", "gesamtquotient"}


@dataclass(frozen=True)
class Wish:
    """What the reader wants counted: whom, with which limits of youth and age, and set against what."""

    people: People = EVERYONE
    limits: tuple[int, int] = LIMITS
    shown: Shown = "veraenderung"


def apply(measure: Measure, wish: Wish) -> Measure:
    """Return the measure the reader asked for; the given one where the wish changes nothing."""
    if measure.indicator_id == POPULATION:
        return _group(measure, wish)
    if measure.indicator_id in QUOTIENTS and (
        wish.limits != LIMITS or not _all_ages(wish.people).is_everyone
    ):
        return _quotient(measure, wish)
    return measure


def takes_people(measure: Measure) -> bool:
    """Return whether a filter of the people changes the measure."""
    return measure.indicator_id == POPULATION or measure.indicator_id in QUOTIENTS


def stock(context: Context, measure: Measure, area_ids: list[str]) -> pd.DataFrame:
    """Return area_id, year, value of a measure with a recipe at the known year ends; NaN where untold."""
    table = data.frame(context, queries.HERE / "custom_stock.sql", area_ids=area_ids, **_parameters(measure))
    return _valued(table, measure)


def ahead(
    context: Context, measure: Measure, area_ids: list[str], scenario: str, years: list[int]
) -> pd.DataFrame:
    """Return area_id, year, value as expected by the forecast; a mean without a range."""
    table = data.frame(
        context,
        queries.HERE / "custom_ahead.sql",
        area_ids=area_ids,
        scenario=scenario,
        years=years,
        **_parameters(measure),
    )
    return _valued(table, measure)


def fan(context: Context, measure: Measure, area_id: str, scenario: str) -> pd.DataFrame:
    """Return year and quantiles of a group the run keeps ranges for; empty for any other."""
    people = measure.recipe.people if measure.recipe and measure.is_count else None
    ages = (people.age, people.age_to) if people else (0, 0)
    return data.frame(
        context,
        queries.HERE / "group_fan.sql",
        area_id=area_id,
        scenario=scenario,
        age=ages[0],
        age_to=ages[1],
        sex=people.sex if people else "-",
        nationality=people.nationality if people else "-",
    )


def _group(measure: Measure, wish: Wish) -> Measure:
    """A count of some people, as it is or set against all residents."""
    people = wish.people
    is_absolute = wish.shown == "absolut"
    if people.is_everyone:
        return replace(measure, is_absolute=is_absolute) if is_absolute else measure
    name = people.words[:1].upper() + people.words[1:]
    definition = f"Personen mit Hauptwohnung: {people.words}"
    count = Recipe(people, ((people.age, people.age_to), NOBODY))
    if wish.shown == "anteil":
        recipe = replace(count, whole=EVERYONE, factor=100.0)
        return Measure(
            "gruppe_anteil", f"Anteil: {name}", "Prozent", f"{definition}, in Prozent aller.", recipe
        )
    if wish.shown == "je1000":
        recipe = replace(count, whole=EVERYONE, factor=1000.0)
        return Measure("gruppe_je1000", name, "je 1.000 Einwohner", f"{definition}, je 1.000.", recipe)
    return Measure(GROUP, name, "Personen", f"{definition}.", count, is_absolute)


def _quotient(measure: Measure, wish: Wish) -> Measure:
    """A dependency ratio with limits of the reader's own, among all or some of the people."""
    young, old = wish.limits
    people = _all_ages(wish.people)
    youth, age = (0, young - 1), (old, OLDEST)
    parts = {
        "jugendquotient": (youth, NOBODY),
        "altenquotient": (age, NOBODY),
        "gesamtquotient": (youth, age),
    }[measure.indicator_id]
    middle = replace(people, age=young, age_to=old - 1)
    whom = "" if people.is_everyone else f", {people.words}"
    told = text.listing([text.ages(*part) for part in parts if part != NOBODY])
    definition = f"Personen {told} je 100 Personen von {young} bis {old - 1} Jahren{whom} am 31. Dezember."
    title = f"{measure.title} {_limit_words(measure.indicator_id, wish.limits)}{whom}"
    recipe = Recipe(people, parts, middle, 100.0)
    return Measure(f"eigen_{measure.indicator_id}", title, measure.unit, definition, recipe)


def _limit_words(indicator_id: str, limits: tuple[int, int]) -> str:
    young, old = limits
    if indicator_id == "jugendquotient":
        return f"(unter {young} / {young}–{old - 1})"
    if indicator_id == "altenquotient":
        return f"(ab {old} / {young}–{old - 1})"
    return f"(unter {young} und ab {old} / {young}–{old - 1})"


def _all_ages(people: People) -> People:
    return replace(people, age=0, age_to=OLDEST)


def _parameters(measure: Measure) -> dict[str, object]:
    recipe = measure.recipe
    if recipe is None:
        raise ValueError(f"{measure.indicator_id} steht fertig im Datenbestand und hat kein Rezept")
    whole = recipe.whole or EVERYONE
    (low, high), (low_2, high_2) = recipe.ages
    return {
        "sex": recipe.people.sex,
        "nationality": recipe.people.nationality,
        "low": low,
        "high": high,
        "low_2": low_2,
        "high_2": high_2,
        "whole_sex": whole.sex,
        "whole_nationality": whole.nationality,
        "whole_low": whole.age,
        "whole_high": whole.age_to,
    }


def _valued(table: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    recipe = measure.recipe
    part, whole = (table[name].astype(float) for name in ("part", "whole"))
    ratio = recipe is not None and recipe.whole is not None
    factor = recipe.factor if recipe else 1.0
    value = factor * part / whole.where(whole > 0) if ratio else part
    return table[["area_id", "year"]].assign(value=value)
