"""Figures for some of the people, or with age limits of the reader's own, from the age structure."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from dashboards import data
from dashboards.filters import EVERYONE, People
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.demographie import counted, expected, queries, recipes
from dashboards.topics.demographie.measure import GROUP, MIN_CASES, POPULATION, Measure, Recipe
from dashboards.topics.demographie.recipes import LIMITS, NOBODY, QUOTIENTS

Shown = Literal["veraenderung", "absolut", "anteil", "je1000"]
SHOWN: dict[Shown, str] = {
    "veraenderung": "Veränderung",
    "absolut": "Personen",
    "anteil": "Anteil in %",
    "je1000": "je 1.000 Einwohner",
}
# Ages up to which people count as young, and from which as old; SIKURS offices use all of them.
YOUNG, OLD = (15, 18, 20), (60, 65, 67)
# Kinds that are read off one table each, with the column that holds the figure.
AGES = {"mean_age": "mean_age", "median_age": "median_age"}
# Signs of births and deaths, and the indicator that tells for which years both are known.
VITAL = {"deaths": (0, 1, "sterberate"), "natural": (1, -1, "natuerlicher_saldo")}


@dataclass(frozen=True)
class Wish:
    """What the reader wants counted: whom, with which limits of youth and age, and set against what.

    `people` is the part of what was `asked` for that the figure can carry.
    """

    people: People = EVERYONE
    limits: tuple[int, int] = LIMITS
    shown: Shown = "veraenderung"
    asked: People = EVERYONE


def apply(measure: Measure, wish: Wish) -> Measure:
    """Return the measure the reader asked for; the given one where the wish changes nothing."""
    if measure.indicator_id == POPULATION:
        return _group(measure, wish)
    if measure.indicator_id in QUOTIENTS:
        people = recipes.held(measure, wish.people)
        if wish.limits != LIMITS or not people.is_everyone:
            return recipes.quotient(measure, people, wish.limits)
    return recipes.of_people(measure, wish.people)


def stock(context: Context, measure: Measure, area_ids: list[str]) -> pd.DataFrame:
    """Return area_id, year, value, few of a measure with a recipe at the known year ends; NaN where untold.

    `few` marks values left out because fewer than MIN_CASES people lie behind them.
    """
    recipe = _recipe(measure)
    key = ("demographie-bestand", recipe, tuple(area_ids))
    return remembered(context, key, lambda: _stock(context, recipe, area_ids))


def _stock(context: Context, recipe: Recipe, area_ids: list[str]) -> pd.DataFrame:
    if recipe.kind in AGES:
        table = counted.ages(context, area_ids, _group_of(recipe))
        return _enough(table.assign(value=table[AGES[recipe.kind]]))
    if recipe.kind in VITAL:
        births, deaths, known = VITAL[recipe.kind]
        signs = {"births_sign": births, "deaths_sign": deaths, "known": known}
        parts = {"area_ids": area_ids, **_group_of(recipe), **signs}
        return _enough(data.frame(context, queries.HERE / "custom_vital.sql", **parts))
    if recipe.kind == "life":
        sex = recipe.people.sex
        return _enough(data.frame(context, queries.HERE / "custom_life.sql", area_ids=area_ids, sex=sex))
    table = counted.persons(context, area_ids, _parameters(recipe))
    return _per_area(context, table, area_ids) if recipe.kind == "density" else _valued(table, recipe)


def ahead(
    context: Context, measure: Measure, area_ids: list[str], scenario: str, years: list[int]
) -> pd.DataFrame:
    """Return area_id, year, value, few as expected by the forecast; a mean without a range.

    Empty for figures of births and deaths: the forecast does not tell those of some of the people.
    """
    recipe = _recipe(measure)
    if recipe.kind in AGES:
        told = {"area_ids": area_ids, "scenario": scenario, "years": years}
        table = data.frame(context, queries.HERE / "custom_ages_ahead.sql", **told, **_group_of(recipe))
        return _enough(table.assign(value=table[AGES[recipe.kind]]))
    if recipe.kind in {*VITAL, "life"}:
        return pd.DataFrame({"area_id": [], "year": [], "value": [], "few": []})
    table = expected.persons(context, area_ids, scenario, years, _parameters(recipe))
    return _per_area(context, table, area_ids) if recipe.kind == "density" else _valued(table, recipe)


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


def _recipe(measure: Measure) -> Recipe:
    if measure.recipe is None:
        raise ValueError(f"{measure.indicator_id} steht fertig im Datenbestand und hat kein Rezept")
    return measure.recipe


def _group_of(recipe: Recipe) -> dict[str, object]:
    (low, high), _ = recipe.ages
    people = recipe.people
    return {"sex": people.sex, "nationality": people.nationality, "low": low, "high": high}


def _parameters(recipe: Recipe) -> dict[str, object]:
    whole = recipe.whole or EVERYONE
    low_2, high_2 = recipe.ages[1]
    return _group_of(recipe) | {
        "low_2": low_2,
        "high_2": high_2,
        "sign": recipe.sign,
        "whole_sex": whole.sex,
        "whole_nationality": whole.nationality,
        "whole_low": whole.age,
        "whole_high": whole.age_to,
    }


def _valued(table: pd.DataFrame, recipe: Recipe) -> pd.DataFrame:
    part, whole = (table[name].to_numpy(dtype=float) for name in ("part", "whole"))
    if recipe.whole is None:
        return table[["area_id", "year"]].assign(value=part, few=False)
    share = recipe.factor * part / np.where(whole > 0, whole, np.nan)
    return _enough(table.assign(value=share, base=whole))


def _enough(table: pd.DataFrame) -> pd.DataFrame:
    """Leave out what too few people lie behind."""
    base, value = (table[name].to_numpy(dtype=float) for name in ("base", "value"))
    few = base < MIN_CASES
    return table[["area_id", "year"]].assign(value=np.where(few, np.nan, value), few=few)


def _per_area(context: Context, table: pd.DataFrame, area_ids: list[str]) -> pd.DataFrame:
    """Persons per square kilometre."""
    found = data.frame(context, queries.HERE / "surface.sql", area_ids=area_ids)
    km2 = table["area_id"].map(found.set_index("area_id")["km2"]).astype(float)
    return table[["area_id", "year"]].assign(value=table["part"].astype(float) / km2, few=False)
