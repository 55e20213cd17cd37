"""Sums of the persons a forecast expects, over tables of numbers read once per areas and scenario.

Reading one takes as long as one answer of custom_ahead.sql or age_groups_ahead.sql, which say what is
counted; then it answers for all ages, sexes and nationalities. Tests compare both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards.kept import MadeOnce
from dashboards.stock import NATIONS, SEXES
from dashboards.topic import Context
from dashboards.topics.demographie.known import HERE

Array = np.ndarray
# Tables kept in memory, each of some 60 kB for one area, and 400 kB for a year of a hundred.
KEPT = 16
_kept = MadeOnce["Expected"](KEPT)


@dataclass(frozen=True)
class Expected:
    """Mean numbers of persons, area × year × kind; NaN where the run has none.

    `sex`, `nationality` and `age` are those of the kinds.
    """

    area_ids: tuple[str, ...]
    years: Array
    persons: Array
    sex: Array
    nationality: Array
    age: Array

    def kinds(self, ages: tuple[int, int], sex: str, nationality: str) -> Array:
        """Return which kinds are people of some ages, and of a sex and nationality if they are given."""
        fits: Array = (self.age >= ages[0]) & (self.age <= ages[1])
        for told, asked in ((self.sex, SEXES.get(sex)), (self.nationality, NATIONS.get(nationality))):
            if asked is not None:
                fits = fits & (told == asked)
        return fits

    def sums(self, years: Sequence[int], weights: Mapping[str, Array]) -> pd.DataFrame:
        """Return area_id, year and weighted sums, one row where anybody is expected.

        Missing where nobody of those a sum counts is.
        """
        is_asked = np.isin(self.years, years)
        is_there = ~np.isnan(self.persons)
        area, year = np.nonzero(is_there.any(axis=2) & is_asked)
        held, there = np.nan_to_num(self.persons[area, year]), is_there[area, year]
        heads = {"area_id": np.array(self.area_ids, dtype=object)[area], "year": self.years[year]}
        table = pd.DataFrame({name: pd.Series(one, dtype=one.dtype) for name, one in heads.items()})
        for name, weight in weights.items():
            table[name] = np.where((there & (weight != 0)).any(axis=1), held @ weight.astype(float), np.nan)
        return table


def persons(
    context: Context,
    area_ids: Sequence[str],
    scenario: str,
    years: Sequence[int],
    parts: Mapping[str, object],
) -> pd.DataFrame:
    """Return what custom_ahead.sql returns."""
    found = _of(context, scenario, area_ids, years)
    one = {name: int(str(parts[name])) for name in ("low", "high", "low_2", "high_2", "sign")}
    whose = str(parts["sex"]), str(parts["nationality"])
    fits = found.kinds((one["low"], one["high"]), *whose) | found.kinds((one["low_2"], one["high_2"]), *whose)
    ends = int(str(parts["whole_low"])), int(str(parts["whole_high"]))
    whole = found.kinds(ends, str(parts["whole_sex"]), str(parts["whole_nationality"]))
    sign = np.where(found.age >= one["low_2"], one["sign"], 1)
    return found.sums(years, {"part": fits * sign, "whole": whole})


def age_groups(
    context: Context, area_id: str, scenario: str, groups: Sequence[tuple[int, int]], whose: tuple[str, str]
) -> pd.DataFrame:
    """Return what age_groups_ahead.sql returns."""
    found = _of(context, scenario, [area_id], [])
    parts = {str(number): found.kinds(group, *whose) for number, group in enumerate(groups)}
    table = found.sums(found.years.tolist(), parts)
    heads = {name: ages for name, ages in zip(parts, groups, strict=True)}
    told = [
        pd.DataFrame({"year": table["year"], "age": low, "age_to": high, "persons": table[name]})
        for name, (low, high) in heads.items()
    ]
    return pd.concat(told).dropna().sort_values(["age", "year"], kind="stable", ignore_index=True)


def _of(context: Context, scenario: str, area_ids: Sequence[str], years: Sequence[int]) -> Expected:
    """The table of some areas; that of a single one holds all years."""
    ids = tuple(sorted(set(area_ids)))
    some = () if len(ids) == 1 else tuple(years)
    key = (id(context.reader), context.build_id, context.run_id, context.role, scenario, ids, some)
    return _kept.of(key, lambda: _read(context, scenario, ids, some))


def _read(context: Context, scenario: str, ids: tuple[str, ...], years: tuple[int, ...]) -> Expected:
    told = {"area_ids": list(ids), "scenario": scenario, "years": list(years)}
    table = context.reader.frame(HERE / "expected.sql", **told)
    columns = {name: table[name].to_numpy() for name in table}
    code = (columns["sex"].astype(np.int32) * 10 + columns["nationality"]) * 1000 + columns["age"]
    kinds, kind = np.unique(code, return_inverse=True)
    known, year = np.unique(columns["year"], return_inverse=True)
    found = np.full((len(ids), len(known), len(kinds)), np.nan)
    found[columns["area"], year, kind] = columns["persons"]
    return Expected(ids, known, found, kinds // 10_000, kinds // 1000 % 10, kinds % 1000)
