"""Tables of new housing: children per dwelling, persons, movers, and rules planners reckon with.

Every row of the CSV files in `tables` carries its source. None of them is a standard of the field: each
should be replaced by addresses by year of completion joined with the register, once an office has them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from forecasting.components import Array

FOLDER = Path(__file__).parent / "tables"
BANDS = ((0, 2), (3, 5), (6, 9))


@dataclass(frozen=True)
class DwellingType:
    """What a dwelling of one type brings.

    `children` (year since first occupation, band) per occupied dwelling. `occupied` (year) is the share of
    dwellings with people. `movers` (age) are the weights of those who move in from age 10 on, sum 1. `own` is
    the share of movers from the own municipality, `refill` how many persons from outside follow into the
    dwellings left behind, per person who left one.
    """

    name: str
    persons: float
    own: float
    refill: float
    occupied: Array
    children: Array
    movers: Array


@dataclass(frozen=True)
class YieldRule:
    """A planner's rule: persons per dwelling × share that needs a place, by group of places."""

    name: str
    title: str
    persons_per_dwelling: Mapping[str, float]
    share: Mapping[str, float]


@cache
def dwelling_types(years: int) -> Mapping[str, DwellingType]:
    """Return every type of dwelling over `years` years from the first occupation on."""
    facts, yields, movers = (
        pd.read_csv(FOLDER / f"housing_{name}.csv") for name in ("types", "yields", "movers")
    )
    wide = facts.pivot_table(index="dwelling_type", columns="measure", values="value")
    return {
        str(name): DwellingType(
            str(name),
            float(wide.loc[name, "persons_per_dwelling"]),
            float(wide.loc[name, "own_share"]),
            float(wide.loc[name, "refill_share"]),
            _occupied(wide.loc[name], years),
            _children(yields[yields["dwelling_type"] == name], years),
            _movers(movers[movers["dwelling_type"] == name]),
        )
        for name in wide.index
    }


@cache
def yield_rules() -> Mapping[str, YieldRule]:
    """Return the rules a planner can choose, by name."""
    table = pd.read_csv(FOLDER / "yield_rules.csv")
    return {
        str(name): YieldRule(
            str(name),
            str(rows["title"].iloc[0]),
            dict(zip(rows["group"], rows["persons_per_dwelling"], strict=True)),
            dict(zip(rows["group"], rows["share"], strict=True)),
        )
        for name, rows in table.groupby("rule")
    }


def places(dwellings: float, rule: str = "berlin_rule") -> dict[str, float]:
    """Return the places a number of dwellings calls for under a rule, by group.

    Raises KeyError for a rule that is not in the table.
    """
    chosen = yield_rules()[rule]
    return {
        group: round(dwellings * chosen.persons_per_dwelling[group] * share, 6)
        for group, share in chosen.share.items()
    }


def _occupied(facts: pd.Series, years: int) -> Array:
    first, later = float(facts["occupied_year_1"]), float(facts["occupied_year_2"])
    return np.array([first, *[later] * (years - 1)])


def _children(rows: pd.DataFrame, years: int) -> Array:
    """Straight lines between the years of the table; year 1 is the year of first occupation."""
    since = np.arange(1, years + 1)
    bands = [rows[rows["age"] == first].sort_values("year") for first, _ in BANDS]
    return np.stack([np.interp(since, band["year"], band["children"]) for band in bands], axis=1)


def _movers(rows: pd.DataFrame) -> Array:
    weights = np.zeros(101)
    for first, last, weight in rows[["age", "age_to", "weight"]].itertuples(index=False):
        weights[first : last + 1] = weight / (last + 1 - first)
    movers: Array = weights / weights.sum()
    return movers
