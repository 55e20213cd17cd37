"""Persons at year ends as one table of numbers, read once per build, to be summed by numpy.

A reader sets sex, ages and area all the time, and each sum asks the whole age structure anew: DuckDB takes
twenty to a hundred milliseconds of processor time for it, a product of matrices one or two. What is counted
stands in the .sql files of the topics; tests compare both.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from dashboards.data import QUERIES
from dashboards.kept import MadeOnce
from dashboards.topic import Context

Array = np.ndarray
NOT_TOLD = 0
KINDS = ("sex", "nationality", "age", "age_to")
SEXES, NATIONS = {"m": 1, "w": 2}, {"D": 1, "A": 2}
# Builds whose stock is kept: the current one and the one others are still leaving.
KEPT = 2
_kept = MadeOnce["Stock"](KEPT)


@dataclass(frozen=True)
class Stock:
    """Persons by area and year (rows) and by what deliveries tell apart (columns).

    A cell is 0 where there is nothing or the number is not known: `exists` and `gaps` tell which. `spans` say
    in which rows an area stands; `sex`, `nationality`, `age`, `age_to` are those of the columns.
    """

    spans: dict[str, tuple[int, int]]
    area: Array
    year: Array
    persons: Array
    exists: Array
    gaps: Array
    sex: Array
    nationality: Array
    age: Array
    age_to: Array

    @property
    def years(self) -> tuple[int, int]:
        """First year and number of years."""
        if not len(self.year):
            return 0, 0
        return int(self.year.min()), int(self.year.max()) - int(self.year.min()) + 1


def stock_of(context: Context, area_ids: Sequence[str]) -> Stock:
    """Return the stocks of some areas; `area` is then the place in the list that is asked for."""
    stock = _of(context)
    spans = [stock.spans.get(area_id, (0, 0)) for area_id in area_ids]
    at = np.concatenate([np.arange(first, last) for first, last in spans] or [np.arange(0)])
    area = np.repeat(np.arange(len(spans)), [last - first for first, last in spans])
    cells = {name: getattr(stock, name)[at] for name in ("year", "persons", "exists")}
    # Hardly ever is a number not known.
    gaps = stock.gaps[at] if len(stock.gaps) else np.zeros_like(cells["exists"])
    return replace(stock, area=area, gaps=gaps, **cells)


def _of(context: Context) -> Stock:
    key = (id(context.reader), context.build_id, context.role)
    return _kept.of(key, lambda: _read(context))


def _read(context: Context) -> Stock:
    ask = context.reader.frame
    table, ids = ask(QUERIES / "stock.sql"), ask(QUERIES / "stock_areas.sql")["area_id"]
    told = {name: table[name].to_numpy(dtype=np.int64) for name in ("area", "year", *KINDS)}
    heads, row = _numbered(told["area"], told["year"])
    kinds, column = _numbered(*(told[name] for name in KINDS))
    shape, known = (len(heads[0]), len(kinds[0])), table["persons"].to_numpy(dtype=float)
    cell = row * shape[1] + column
    sums = [np.bincount(cell, one, shape[0] * shape[1]) for one in (np.nan_to_num(known), np.isnan(known))]
    exists = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape) > 0
    gaps = sums[1].reshape(shape).astype(np.float32) if sums[1].any() else np.zeros((0, 0))
    first = np.searchsorted(heads[0], np.arange(len(ids) + 1)).tolist()
    spans = dict(zip(ids.tolist(), pairwise(first), strict=True))
    persons = sums[0].reshape(shape).astype(float)
    return Stock(spans, heads[0], heads[1], persons, exists.astype(np.float32), gaps, *kinds)


def _numbered(*keys: Array) -> tuple[list[Array], Array]:
    """The different combinations of whole numbers, ascending, and to which of them each row belongs."""
    shape = tuple(int(key.max(initial=0)) + 1 for key in keys)
    code = np.ravel_multi_index(keys, shape)
    found, number = np.unique(code, return_inverse=True)
    return list(np.unravel_index(found, shape)), number
