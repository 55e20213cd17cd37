"""Components in the dense form engines read: rates repeated to every cell, levels as rows of draws."""

import numpy as np

from forecasting.components import FEMALE, Array, Components, Integers, InternalFlow, Levels
from forecasting.gross_kernel import INNER

Shape = tuple[int, int, int, int, int]
LEVELS = ("death", "out", "inflow", "arrival", "fertility")


def rates_of_year(shape: Shape, components: Components, year: int) -> dict[str, Array]:
    """Return the rates of one year by name, repeated to (area, nationality, sex, age); inner ones by flow.

    `native` and `girls` are (area) and a number; naturalisation is 0 for nationality 0, fertility for men.
    """
    areas, nationalities, sexes, ages, _ = shape
    cell = (areas, nationalities, sexes, ages)
    fertility, naturalisation = np.zeros(cell), np.zeros(cell)
    fertility[:, :, FEMALE] = of_year(components.fertility, year)
    if nationalities == 2 and components.naturalisation_rate is not None:
        naturalisation[:, 1] = of_year(components.naturalisation_rate, year)
    given = {
        "death": components.deaths_share(),
        "out": components.out_rate,
        "inflow": components.arrivals(),
        "net": components.net_migration,
    }
    rates = {
        name: np.zeros(cell) if array is None else np.broadcast_to(of_year(array, year), cell)
        for name, array in given.items()
    }
    native = components.native_birth_share
    flows = components.internal
    inner = [np.broadcast_to(of_year(flow.rate, year), cell) for flow in flows]
    share = [np.broadcast_to(flow.share, cell) for flow in flows]
    return rates | {
        "fertility": fertility,
        "naturalisation": naturalisation,
        "native": np.zeros(areas) if native is None else np.broadcast_to(of_year(native, year), (areas,)),
        "girls": np.asarray(of_year(components.girls_share, year)),
        "inner_rate": np.array(inner).reshape(len(flows), *cell),
        "inner_share": np.array(share).reshape(len(flows), *cell),
    }


def dense_cells(shape: Shape, components: Components, kind: np.dtype) -> tuple[Array, Array]:
    """Return cells (year, area, cell, column), of `kind`, and births (year, area, [native, girls]).

    Cells run over (age, nationality, sex), the order in which the kernel meets them. The axis of years has
    length 1 where no rate changes.
    """
    areas, nationalities, sexes, ages, _ = shape
    years, flows = components.years_of_rates(), len(components.internal)
    tables = np.empty((years, areas, ages * nationalities * sexes, INNER + 2 * flows), kind)
    births = []
    for year in range(years):
        rates = rates_of_year(shape, components, year)
        death = rates["death"]
        next_age = np.concatenate([death[..., 1:], death[..., -1:]], axis=-1)
        # Newborn migrants die by the rate of the newborn.
        next_age[..., 0] = death[..., 0]
        wanted = rates["out"] + rates["inner_rate"].sum(axis=0)
        fertility = rates["fertility"].copy()
        fertility[..., 0] = 0.0
        columns = [death, next_age, wanted, rates["inflow"], rates["naturalisation"], fertility, rates["out"]]
        columns += [*rates["inner_rate"], *rates["inner_share"]]
        table = np.stack(np.broadcast_arrays(*columns), axis=-1).transpose(0, 3, 1, 2, 4)
        tables[year] = table.reshape(tables.shape[1:])
        births.append(np.stack(np.broadcast_arrays(rates["native"], rates["girls"]), axis=-1))
    return tables, np.stack(births)


def dense_levels(components: Components, draws: int) -> tuple[tuple[Array, ...], Integers, tuple[Array, ...]]:
    """Return levels as rows of draws, their sizes (level, [years, areas, groups]), peaks of death and out."""
    given = {} if components.levels is None else components.levels.arrays()
    rows, sizes = [], []
    for name in LEVELS:
        level = given.get(name, np.ones((1, 1, 1, draws), np.float32))
        level = level[:, :, np.newaxis] if level.ndim == 3 else level
        full = level if level.shape[3] == draws else np.repeat(level, draws, axis=3)
        sizes.append(level.shape[:3])
        # Writable or not is part of a type to numba: one type, one compilation.
        rows.append(np.require(full, np.float32, ["C", "W"]).reshape(-1, draws))
    peaks = tuple(level.max(axis=1).astype(float) for level in rows[:2])
    return tuple(rows), np.array(sizes, dtype=np.int64), peaks


def number_of_draws(jump_off: Array, components: Components) -> int:
    """Return the draws of jump-off and levels, whichever has more."""
    return int(max(jump_off.shape[-1], components.levels.draws if components.levels else 1))


def of_year(array: Array, year: int) -> Array:
    """Return the entries of a year; an array of fewer years keeps its last."""
    entries: Array = array[min(year, array.shape[0] - 1)]
    return entries


def pool_groups(shape: Shape, components: Components) -> tuple[Integers, Array]:
    """Return group (flow, area) and transfer (flow, group, group) of the internal flows."""
    flows, areas = components.internal, shape[0]
    groups = max((int(flow.group.max()) + 1 for flow in flows), default=1)
    group = np.array([flow.group for flow in flows], dtype=np.int64).reshape(len(flows), areas)
    transfer = np.array([_transfer(flow, groups) for flow in flows]).reshape(len(flows), groups, groups)
    return group, transfer


def age_groups(levels: Levels | None, ages: int) -> Integers:
    """Return the level group of every age."""
    return np.zeros(ages, np.int64) if levels is None else levels.age_group.astype(np.int64)


def _transfer(flow: InternalFlow, groups: int) -> Array:
    full = np.eye(groups)
    if flow.transfer is not None:
        size = flow.transfer.shape[0]
        full[:size, :size] = flow.transfer
    return full
