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
# Counts up to this are looked at when the attacks ask how well small cells are hidden.
SMALL = 10


def known_cells(surface: AttackSurface) -> pd.DataFrame:
    """Return the cells of the release with true count and the interval the attacker has.

    Columns: those of the release, `n`, `low`, `high`. Numbers of other releases of the municipality that
    were or may become public narrow the interval: they are the same count, perhaps by another table.
    Cells that were not delivered are left out.
    """
    every: pd.DataFrame = surface.truth.to_pandas()
    cells = every[every["n"].notna()].reset_index(drop=True)
    low, high = intervals(cells["published"], surface.order.table)
    cells = cells.assign(low=low, high=high)
    others = surface.earlier.to_pandas()
    if others.empty:
        return cells
    return _narrowed(cells, others, surface)


def _narrowed(cells: pd.DataFrame, others: pd.DataFrame, surface: AttackSurface) -> pd.DataFrame:
    parts = []
    for release_id, part in others.groupby("release_id"):
        least, largest = intervals(part["published"], surface.earlier_tables[str(release_id)])
        parts.append(part[DEFINITION].assign(low=least, high=largest))
    bounds = pd.concat(parts).groupby(DEFINITION, dropna=False).agg(low=("low", "max"), high=("high", "min"))
    both = cells.merge(bounds.reset_index(), on=DEFINITION, how="left", suffixes=("", "_other"))
    low = both[["low", "low_other"]].max(axis=1)
    high = both[["high", "high_other"]].min(axis=1)
    # a correction in between: the intervals speak of different counts
    apart = low > high
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
