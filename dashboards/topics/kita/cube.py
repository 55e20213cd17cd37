"""Children by single age behind the page: observed by area, simulated in the smallest areas draw by draw."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import sparse

from dashboards import data
from dashboards.shared_arrays import shared
from dashboards.topic import Context
from dashboards.topics.kita.memory import Memory
from dashboards.topics.kita.queries import Scope
from forecasting.kita import OLDEST_AGE, august_by_birth_month, children_at_first_of_august

FOLDER = Path(__file__).parent
Floats = npt.NDArray[np.float32]
# Cubes kept: the eight variants of a run and a few more; their draws, some ten MB each, all processes share.
KEPT = 12


@dataclass(frozen=True)
class Observed:
    """Children on 1 August between delivered year-ends, `children` (area, year, age); NaN where missing.

    `is_exact` (area, year): all ages come from months of birth; elsewhere some or all are converted from the
    stocks of the year-ends. None: nowhere exact.
    """

    areas: tuple[str, ...]
    years: tuple[int, ...]
    children: npt.NDArray[np.floating]
    is_exact: npt.NDArray[np.bool_] | None = None


@dataclass(frozen=True)
class Simulated:
    """Simulated children on 1 August, `children` (leaf, year, age, draw).

    There is one year more than `years` names, to look into the last Kita year. `members` (area, leaf) is 1
    where a leaf counts in an area, `is_leaf` (area) marks the leaves themselves.
    """

    areas: tuple[str, ...]
    leaves: tuple[str, ...]
    years: tuple[int, ...]
    children: Floats
    members: Floats

    def summed(self, by_leaf: Floats) -> Floats:
        """Return sums over the leaves of every area, (leaf, year, draw) → (area, year, draw)."""
        leaves, years, draws = by_leaf.shape
        total: Floats = np.asarray(self._inside @ by_leaf.reshape(leaves, years * draws))
        return total.reshape(len(self.areas), years, draws)

    @cached_property
    def _inside(self) -> sparse.csr_array:
        """The members without zeros: one thread adds the few there are before several would have begun."""
        return sparse.csr_array(self.members)


def observed(context: Context, scope: Scope) -> Observed:
    """Return the observed children of every area of a scope, areas in sorted order; kept, not to be changed.

    They are the same for every band and variant.
    """
    areas = tuple(sorted(scope.areas))
    return _SEEN.of((*_version(context), areas), lambda: _observed(context, areas))


def simulated(context: Context, scope: Scope) -> Simulated | None:
    """Return the simulated children of a scope's scenario; None without a run or one without joint draws.

    They are the same for every band; kept, not to be changed.
    """
    if scope.scenario is None:
        return None
    key = (*_version(context), tuple(sorted(scope.areas)), scope.scenario, scope.last_year)
    return _AHEAD.of(key, lambda: _simulated(context, scope))


def _version(context: Context) -> tuple[str | None, ...]:
    return context.build_id, context.run_id, context.role


def _observed(context: Context, areas: tuple[str, ...]) -> Observed:
    stock = data.frame(context, FOLDER / "stock.sql", areas=list(areas), oldest=OLDEST_AGE)
    years = np.unique(stock["year"].to_numpy())
    if len(years) < 2:
        return Observed(areas, (), np.empty((len(areas), 0, OLDEST_AGE)))
    # The query returns a full grid: area × year × age.
    persons = stock["persons"].to_numpy(dtype=float).reshape(-1, len(years), OLDEST_AGE + 1)
    august = children_at_first_of_august(persons[:, :-1], persons[:, 1:], axis=2)
    told = tuple(int(year) for year in years[1:])
    by_month = _by_birth_month(context, areas, years)
    if by_month is None:
        return Observed(areas, told, august)
    begins, ends = by_month[0][:, :-1], by_month[1][:, 1:]
    # Municipalities that tell no months are converted and added: sums of areas stay sums.
    rest = persons[:, :-1] - begins.sum(axis=-1), persons[:, 1:] - ends.sum(axis=-1)
    exact = august_by_birth_month(begins, ends) + children_at_first_of_august(*rest, axis=2)
    is_sound = ((rest[0] >= 0) & (rest[1] >= 0)).all(axis=2)
    is_exact = ((rest[0] == 0) & (rest[1] == 0)).all(axis=2)
    return Observed(areas, told, np.where(is_sound[:, :, np.newaxis], exact, august), is_exact)


def _by_birth_month(
    context: Context, areas: tuple[str, ...], years: npt.NDArray[np.integer]
) -> npt.NDArray[np.floating] | None:
    """Children (2, area, year, age at the year-end, month of birth), or None where no register tells months.

    First those of areas told at the next year-end too, then of those told at the one before.
    """
    if not data.frame(context, FOLDER / "has_birth_months.sql")["is_there"].iloc[0]:
        return None
    # A hundred thousand rows with words, asked for once.
    table = context.reader.frame(FOLDER / "birth_months.sql", areas=list(areas))
    first = int(years[0])
    age = table["year"] - table["birth_year"]
    table = table[(age >= 0) & (age <= OLDEST_AGE) & table["year"].between(first, int(years[-1]))]
    if table.empty:
        return None
    row = {area: at for at, area in enumerate(areas)}
    at = (
        table["area_id"].map(row).to_numpy(),
        (table["year"] - first).to_numpy(),
        (table["year"] - table["birth_year"]).to_numpy(),
        (table["birth_month"] - 1).to_numpy(),
    )
    found = np.zeros((2, len(areas), len(years), OLDEST_AGE + 1, 12))
    for part, column in enumerate(("begins", "ends")):
        found[part][at] = table[column].to_numpy()
    return found


def _simulated(context: Context, scope: Scope) -> Simulated | None:
    areas = tuple(sorted(scope.areas))
    table = data.frame(context, FOLDER / "children_leaves.sql", areas=list(areas), scenario=scope.scenario)
    if table.empty:
        return None
    leaves = tuple(sorted(table["leaf_id"].unique()))
    reach = (int(table["first_year"].min()), int(table["last_year"].max()))
    years = tuple(range(reach[0], min(reach[1], scope.last_year) + 1))
    key = ("kita-kinder", *_version(context), leaves, scope.scenario, reach, len(years))
    children = shared(key, lambda: _draws(context, leaves, scope.scenario, reach, len(years)))
    members = np.zeros((len(areas), len(leaves)), dtype=np.float32)
    row, column = {area: at for at, area in enumerate(areas)}, {leaf: at for at, leaf in enumerate(leaves)}
    members[table["area_id"].map(row).to_numpy(), table["leaf_id"].map(column).to_numpy()] = 1
    return Simulated(areas, leaves, years, children, members)


def _draws(
    context: Context, leaves: tuple[str, ...], scenario: str | None, reach: tuple[int, int], years: int
) -> Floats:
    """Children of the first years of a scenario, and of one year more, (leaf, year, age, draw)."""
    asked = {"leaves": list(leaves), "scenario": scenario}
    flat = context.reader.frame(FOLDER / "children_draws.sql", **asked)["children"]
    known = reach[1] - reach[0] + 1
    found = flat.to_numpy(dtype=np.float32).reshape(len(leaves), known, OLDEST_AGE, -1)
    if years == known:
        # Nothing is known beyond the horizon: the last year looks into itself.
        return np.concatenate([found, found[:, -1:]], axis=1)
    return np.ascontiguousarray(found[:, : years + 1])


_SEEN: Memory[Observed] = Memory(KEPT)
_AHEAD: Memory[Simulated | None] = Memory(KEPT)
