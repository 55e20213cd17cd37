"""What is forecast by itself: an association, a municipality, or a pool of municipalities only counted.

Municipalities that belong to nothing and delivered counts only cannot be forecast well alone: shrinkage needs
about ten siblings and a reference above them (backtest.md § 7). They are taken together (decision 0011).
"""

from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pandas as pd

from warehouse.query import rows

QUERIES = Path(__file__).parent / "queries"
POOL = "gemeinsam"
# Share of a pool's municipalities that delivered every year of its history; the others are left out.
MOST = 0.9


@dataclass(frozen=True)
class Root:
    """An area that is forecast by itself; `members` are the municipalities of a pool, empty otherwise."""

    area_id: str
    level: str
    name: str
    members: tuple[str, ...] = ()

    @property
    def area_ids(self) -> list[str]:
        """Areas of the build the root consists of."""
        return list(self.members or (self.area_id,))


def read_roots(con: duckdb.DuckDBPyConnection) -> list[Root]:
    """Return every root, a pool last.

    Two or more municipalities form the pool if nothing stands above them, no births, deaths or moves are
    known, and their ages are single years.
    """
    found = [(Root(*row[:3]), bool(row[3])) for row in rows(con, QUERIES / "roots.sql")]
    pooled = tuple(root.area_id for root, is_pooled in found if is_pooled)
    if len(pooled) < 2:
        return [root for root, _ in found]
    pool = Root(POOL, "gemeinden", f"{len(pooled)} Gemeinden gemeinsam", pooled)
    return [*(root for root, is_pooled in found if not is_pooled), pool]


def without_gaps(root: Root, stock: pd.DataFrame, areas: pd.DataFrame) -> Root:
    """Return a pool without the municipalities that lack years the others delivered; other roots as they are.

    `stock` has year and area_id, `areas` area_id and municipality_ags.
    """
    if not root.members:
        return root
    owner = areas.set_index("area_id")["municipality_ags"]
    years = stock.assign(ags=stock["area_id"].map(owner)).groupby("year")["ags"].agg(set)
    enough = MOST * max(map(len, years), default=0)
    usable = [year for year in years.index if len(years[year]) >= enough]
    if not usable:
        return root
    year = max(usable)
    kept = years[year]
    while year - 1 in years.index and len(kept & years[year - 1]) >= enough:
        year -= 1
        kept = kept & years[year]
    members = tuple(ags for ags in root.members if ags in kept)
    return replace(root, members=members, name=f"{len(members)} Gemeinden gemeinsam")
