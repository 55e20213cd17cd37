"""What is forecast by itself: an association, a municipality, or a pool of municipalities only counted.

Municipalities that belong to nothing and delivered counts only cannot be forecast well alone: shrinkage needs
about ten siblings and a reference above them (backtest.md § 7). They are taken together (decision 0011).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from warehouse.connection import PACKAGE
from warehouse.query import rows

QUERIES = Path(__file__).parent / "queries"
POOL = "gemeinsam"
# Register years looked back at: WebWiKo pools at most ten. A look back takes all the years there are.
HISTORY, WHOLE = 11, 99


@dataclass(frozen=True)
class Root:
    """An area that is forecast by itself; `members` are the municipalities of a pool, empty otherwise.

    `noise_variance`: of the noise on each number of a released base, which says it itself; 0: exact numbers.
    """

    area_id: str
    level: str
    name: str
    members: tuple[str, ...] = ()
    noise_variance: float = 0.0

    @property
    def area_ids(self) -> list[str]:
        """Areas of the build the root consists of."""
        return list(self.members or (self.area_id,))


def read_roots(con: duckdb.DuckDBPyConnection) -> list[Root]:
    """Return every root, a pool last.

    Two or more municipalities form the pool if nothing stands above them, no births, deaths or moves are
    known, and their ages are single years; or age groups, if more municipalities without parts came so than
    with single years. Those that lack years most others have stay by themselves.
    """
    found = rows(con, QUERIES / "roots.sql")
    kinds = [
        {row[0]: frozenset(row[4]) for row in found if row[3] and row[5] == has_single_ages}
        for has_single_ages in (True, False)
    ]
    # One reference for both would blur the ratios of single years.
    pooled = _covering(max(kinds, key=len), HISTORY, None)
    noise = _noise_variance(con)
    alone = [
        Root(area_id, level, name, noise_variance=noise)
        for area_id, level, name, *_ in found
        if area_id not in pooled or len(pooled) < 2
    ]
    return alone if len(pooled) < 2 else [*alone, _pool(pooled)]


def _noise_variance(con: duckdb.DuckDBPyConnection) -> float:
    # only a release has a perturbation table
    known = {table for (table,) in rows(con, PACKAGE / "attach" / "tables.sql", catalog="memory")}
    if "perturbation" not in known:
        return 0.0
    ((variance,),) = rows(con, QUERIES / "noise_variance.sql")
    return float(variance)


def without_gaps(root: Root, stock: pd.DataFrame, areas: pd.DataFrame, reach: int | None) -> Root:
    """Return a pool for a look back: without the municipalities that lack years the others delivered.

    `stock` has year and area_id, `areas` area_id and municipality_ags. `reach`: a year end the history has to
    begin with, if any municipality has it. Other roots come back as they are.
    """
    if not root.members:
        return root
    owner = areas.set_index("area_id")["municipality_ags"]
    by_member = stock["year"].groupby(stock["area_id"].map(owner)).agg(frozenset)
    kept = _covering({str(member): years for member, years in by_member.items()}, WHOLE, reach)
    return _pool(kept) if kept else root


def _pool(members: tuple[str, ...]) -> Root:
    return Root(POOL, "gemeinden", f"{len(members)} Gemeinden gemeinsam", members)


def _covering(years: Mapping[str, frozenset[int]], most: int, reach: int | None) -> tuple[str, ...]:
    """Return who delivered a span of years up to the last without a gap; the span with most years × members.

    Years beyond `most` do not count; a span begins at `reach` or before, if there is one.
    """
    last = max((max(known) for known in years.values() if known), default=0)
    spans = {member: _since(known, last) for member, known in years.items()}
    starts = {start for start in spans.values() if start <= last}
    wanted = {start for start in starts if reach is not None and start <= reach} or starts

    def weight(start: int) -> int:
        return sum(since <= start for since in spans.values()) * min(last - start + 1, most)

    if not wanted:
        return ()
    # Of equal spans the longer one.
    best = max(sorted(wanted), key=weight)
    return tuple(member for member in sorted(spans) if spans[member] <= best)


def _since(known: frozenset[int], last: int) -> int:
    """Return the first of the consecutive years up to `last`; later than `last` if that is missing."""
    since = last + 1
    while since - 1 in known:
        since -= 1
    return since
