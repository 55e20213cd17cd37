"""Which areas of a root are compared, and since when everything it delivers is known."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from forecasting.backtest.record import KINDS, LEAF, MUNICIPALITY, ROOT, Scope
from forecasting.cohort_ratios.register import level_types
from forecasting.components import Array, Integers
from forecasting.jump_off import Flags, Register

# Persons without an assignable area are no place to plan for.
UNASSIGNED = "-ohne"


def find_scope(register: Register) -> Scope:
    """Return the leaves with residents at every year end, the municipalities and the root itself."""
    places = register.places
    people = register.stock.sum(axis=(2, 3, 4))
    whole = (people > 0).all(axis=0)
    assigned = np.array([not leaf.endswith(UNASSIGNED) for leaf in places.leaves])
    single = np.eye(len(places.leaves))
    rows = {leaf: single[i] for i, leaf in enumerate(places.leaves) if whole[i] and assigned[i]}
    leaves = list(rows)
    for i, municipality in enumerate(places.municipalities):
        rows[municipality] = (places.municipality == i).astype(float)
    rows[places.root.area_id] = np.ones(len(places.leaves))
    areas = tuple(rows)
    rank = {area: i for i, area in enumerate(areas)}

    def at(ids: list[str]) -> Integers:
        return np.array([rank[one] for one in ids], dtype=np.int64)

    positions = {
        LEAF: at(leaves),
        MUNICIPALITY: at(list(places.municipalities)),
        ROOT: at([places.root.area_id]),
    }
    left_out = tuple(leaf for i, leaf in enumerate(places.leaves) if assigned[i] and not whole[i])
    return Scope(
        places.root,
        areas,
        positions,
        np.stack([*rows.values()]),
        KINDS[int(np.bincount(level_types(register)).argmax())],
        left_out,
    )


def without_gaps(register: Register) -> tuple[Register, tuple[str, ...]]:
    """Return a register of counts without the leaves nobody lives in at some year end, and their names.

    The sum of all leaves is the reference of the count-only model: an area delivered late would look like
    people moving in everywhere.
    """
    keep: Flags = (register.stock.sum(axis=(2, 3, 4)) > 0).all(axis=0)
    missing = tuple(leaf for leaf, kept in zip(register.places.leaves, keep, strict=True) if not kept)
    if not missing or not keep.any():
        return register, ()
    return _of_leaves(register, keep), missing


def _of_leaves(register: Register, keep: Flags) -> Register:
    places = register.places
    owners, municipality = np.unique(places.municipality[keep], return_inverse=True)

    def cut(cubes: Mapping[str, Array]) -> dict[str, Array]:
        return {kind: cube[:, keep] for kind, cube in cubes.items()}

    def names(all_names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for name, kept in zip(all_names, keep, strict=True) if kept)

    return replace(
        register,
        places=replace(
            places,
            leaves=names(places.leaves),
            area_types=names(places.area_types),
            municipalities=tuple(places.municipalities[i] for i in owners),
            municipality=municipality,
            membership=places.membership[:, keep],
        ),
        stock=register.stock[:, keep],
        births=register.births[:, keep],
        deaths=register.deaths[:, keep],
        arrivals=cut(register.arrivals),
        departures=cut(register.departures),
        member_moves=register.member_moves[:, owners][:, :, owners],
        naturalised=register.naturalised[:, keep],
        delivered={name: flags[keep] for name, flags in register.delivered.items()},
        arrivals_by_type=cut(register.arrivals_by_type),
        departures_by_type=cut(register.departures_by_type),
    )


def of_areas(scope: Scope, by_leaf: Array, axis: int) -> Array:
    """Return sums over the leaves of every area; the leaf `axis` becomes the area axis."""
    leaves = np.moveaxis(by_leaf, axis, 0)
    sums = np.empty((len(scope.areas), *leaves.shape[1:]), by_leaf.dtype)
    for area, inside in enumerate(scope.membership > 0):
        # Most areas are leaves: a product of matrices would multiply by nought throughout.
        below = np.flatnonzero(inside)
        sums[area] = leaves[below[0]] if len(below) == 1 else leaves[below].sum(axis=0)
    return np.moveaxis(sums, 0, axis)


def first_year_with_events(register: Register) -> int:
    """Return the first year in which everything that was delivered at all is there; 0 with counts only."""
    cubes = {"births": register.births, "deaths": register.deaths, "moves": register.arrivals["external_in"]}
    first = 0
    for name, cube in cubes.items():
        if register.delivered[name].any():
            years = [year for year, events in zip(register.years, cube, strict=True) if events.sum() > 0]
            first = max(first, min(years, default=register.jump_off_year))
    return first
