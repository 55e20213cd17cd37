"""What an attacker knows about every count: an interval that the public table leaves for it.

The perturbation table is public, so a published number says between which true counts it must lie. Numbers
published exactly elsewhere are intervals of one point (protection.md §2 A3, A9).
"""

import numpy as np
import pandas as pd
import pyarrow as pa

from warehouse.protection.perturbation import PerturbationTable
from warehouse.release.surface import AttackSurface

DEFINITION = ["unit", "area_id", "reference_date", "kind", "partner", "sex", "age", "age_to", "nationality"]
OFFICIAL_TABLES = ("total", "sex")
# Stands in place of the name of a table for what another municipality says of the same moves.
SECOND_REPORT = "second_report"
# Counts up to this are looked at when the attacks ask how well small cells are hidden.
SMALL = 10


def known_cells(surface: AttackSurface) -> pd.DataFrame:
    """Return the cells of the release with true count and the interval the attacker has.

    Columns: those of the release, `n`, `low`, `high`. Cells that only other releases of the municipality
    hold follow them. Numbers of other releases narrow the interval, and so does what other municipalities
    say of the same moves: they are the same count, perhaps by another table. Cells that were not delivered
    are left out.
    """
    every: pd.DataFrame = surface.truth.to_pandas()
    low, high = intervals(every["published"], surface.order.table)
    cells = [every.assign(low=low, high=high)]
    beside = surface.beside.to_pandas()
    if len(beside):
        told = _bounded(beside, surface).drop(columns="release_id")
        # a correction since then: that number is of another count
        cells.append(told[told["n"].between(told["low"], told["high"])])
    known = pd.concat(cells)
    known = known[known["n"].notna()].reset_index(drop=True)
    others = [part.to_pandas() for part in (surface.elsewhere.cells, surface.elsewhere.reports) if len(part)]
    return _narrowed(known, _bounded(pd.concat(others), surface)) if others else known


def with_second_reports(known: pd.DataFrame, surface: AttackSurface) -> pd.DataFrame:
    """Return the known cells and, once more, moves that another municipality released with its own noise."""
    if not len(surface.elsewhere.reports):
        return known
    reports = surface.elsewhere.reports.to_pandas().drop(columns="cell_table")
    first = known.drop_duplicates(DEFINITION).drop(columns="published")
    # the newest report of each
    again = first.merge(reports.drop_duplicates(DEFINITION, keep="last"), on=DEFINITION)
    told = again.assign(cell_table=SECOND_REPORT)[known.columns]
    return pd.concat([known, told], ignore_index=True)


def _bounded(cells: pd.DataFrame, surface: AttackSurface) -> pd.DataFrame:
    """Return cells of other releases with the interval each leaves by its own table."""
    parts = []
    for release_id, part in cells.groupby("release_id"):
        least, largest = intervals(part["published"], surface.elsewhere.tables[str(release_id)])
        parts.append(part.assign(low=least, high=largest))
    return pd.concat(parts)


def _narrowed(cells: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    bounds = others.groupby(DEFINITION, dropna=False).agg(low=("low", "max"), high=("high", "min"))
    both = cells.merge(bounds.reset_index(), on=DEFINITION, how="left", suffixes=("", "_other"))
    low = both[["low", "low_other"]].max(axis=1)
    high = both[["high", "high_other"]].min(axis=1)
    # a correction in between: that interval spoke of another count
    apart = (low > both["n"]) | (high < both["n"])
    return cells.assign(low=low.where(~apart, both["low"]), high=high.where(~apart, both["high"]))


def intervals(published: pd.Series, table: PerturbationTable) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and the largest true count that a published number (NaN: withheld) can stand for."""
    values = published.to_numpy(dtype=float, na_value=np.nan)
    results = sorted({int(value) for value in values[~np.isnan(values)]})
    found = {value: _origins(value, table) for value in results}
    withheld = _withheld(table)
    pairs = np.array([withheld if np.isnan(value) else found[int(value)] for value in values], dtype=float)
    return (pairs[:, 0], pairs[:, 1]) if len(pairs) else (np.zeros(0), np.zeros(0))


def _origins(published: int, table: PerturbationTable) -> tuple[int, int]:
    reach = range(max(0, published - table.max_noise), published + table.max_noise + 1)
    counts = [count for count in reach if published - count in table.rows[table.row_of(count)].noise]
    return (min(counts), max(counts)) if counts else (0, published + table.max_noise)


def _withheld(table: PerturbationTable) -> tuple[int, int]:
    reach = range(table.withheld_below + table.max_noise + 1)
    rows = [(count, table.rows[table.row_of(count)]) for count in reach]
    hidden = [count for count, row in rows if any(count + v < table.withheld_below for v in row.noise)]
    return (min(hidden), max(hidden)) if hidden else (0, 0)


def with_exact(known: pd.DataFrame, surface: AttackSurface) -> pd.DataFrame:
    """Return the known cells with intervals of one point where the number is published exactly elsewhere.

    The residents of a municipality, and men and women among them, stand in any yearbook. A stated number that
    counts otherwise than the register is no equation.
    """
    official = (known["area_id"] == surface.order.municipality_ags) & known["cell_table"].isin(
        OFFICIAL_TABLES
    )
    stated = surface.stated.to_pandas().drop_duplicates(DEFINITION)
    count = known[DEFINITION].merge(stated, on=DEFINITION, how="left")["count"]
    exact = known["n"].where(official | (count == known["n"]))
    return known.assign(low=exact.fillna(known["low"]), high=exact.fillna(known["high"]))


def as_table(cells: pd.DataFrame) -> pa.Table:
    """Return cells for a query, missing names as NULL."""
    return pa.Table.from_pandas(cells, preserve_index=False)
