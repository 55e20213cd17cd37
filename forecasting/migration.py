"""Moves: out-rates by destination type, arrivals as volumes by origin type, the rest through pools.

Out-rate = schedule(municipality, nationality, sex, age) × level(area, age band), see `migration_rates`.
Arrivals from outside are persons, not rates: their population at risk lives elsewhere. Moves inside a
municipality and between members go through pools, so as many arrive as leave in every cell, year and draw.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from forecasting.components import Array, InternalFlow
from forecasting.first_occupation import settled_arrivals
from forecasting.jump_off import Register
from forecasting.migration_rates import BAND_MATRIX, BANDS, DISPERSION, of_municipalities, out_rates
from forecasting.migration_volumes import (
    SHARE_K,
    area_shares,
    cell_shares,
    people_shares,
    yearly_volume,
)
from forecasting.residual import DEFAULT_NATURALISATION
from forecasting.settings import RunSettings
from forecasting.shrinkage import Evidence, Level, shrink_levels, smooth_ages
from forecasting.transit import passed_on, transit_share

__all__ = ["BANDS", "TYPE_NAMES", "Migration", "estimate_migration"]
# Types of places outside, in the words of the screen; `other` is what has no type (change of main dwelling,
# corrections, counts without partner).
TYPE_NAMES = {
    "umland": "Umland",
    "land": "übriges Land",
    "bund": "übriges Bundesgebiet",
    "abroad": "Ausland",
    "unknown": "unbekannt",
    "other": "ohne Angabe, Statuswechsel, Berichtigungen",
}


@dataclass(frozen=True)
class Migration:
    """Moves of a usual year, all (leaf, nationality, sex, age) unless said otherwise.

    `out_rate` and `in_volume` are the sums of `out_by_type` and `in_by_type` (keys of TYPE_NAMES); the engine
    takes them; `naturalisation` (leaf, sex, age). `levels` by kind of move and `type_levels` by type of
    destination carry the weights of the own data. `year_weights` belong to `years`.
    """

    out_rate: Array
    in_volume: Array
    naturalisation: Array
    internal: tuple[InternalFlow, ...]
    levels: dict[str, Level]
    years: tuple[int, ...]
    in_by_type: Mapping[str, Array] = field(default_factory=dict)
    out_by_type: Mapping[str, Array] = field(default_factory=dict)
    type_levels: Mapping[str, Level] = field(default_factory=dict)
    year_weights: tuple[float, ...] = ()
    naturalisation_level: Level | None = None


@dataclass(frozen=True)
class _Base:
    """Base years of a register: their positions, weights and the weighted people at risk."""

    register: Register
    positions: list[int]
    weights: Array
    exposed: Array

    @cached_property
    def settled(self) -> "_Base":
        """The same without arrivals into new dwellings: what areas share is measured on the rest."""
        return replace(self, register=settled_arrivals(self.register))

    def total(self, cube: Array) -> Array:
        """Return the weighted sum over the base years."""
        summed: Array = np.tensordot(self.weights, cube[self.positions], axes=1)
        return summed


def estimate_migration(register: Register, settings: RunSettings) -> Migration:
    """Return out-rates, volumes and pools from the usable base years."""
    positions = settings.migration_years(register.years)
    weights = settings.weights(positions, register.years)
    base = _Base(register, positions, weights, np.tensordot(weights, register.reached[positions], axes=1))
    places, left = register.places, {kind: base.total(cube) for kind, cube in register.departures.items()}
    rates, levels = {}, {}
    for kind in ("inner", "member_out"):
        rates[kind], levels[kind] = out_rates(left[kind], base.exposed, places)
    out_by_type, type_levels = _out_by_type(base, left["external_out"])
    levels["external_out"] = _external_level(base.exposed, out_by_type, type_levels)
    in_by_type = _in_by_type(base)
    internal = _internal(base.settled, rates)
    natural, natural_level = _naturalisation(register, settings)
    whole = Migration(
        _summed(out_by_type, base.exposed),
        _summed(in_by_type, base.exposed),
        natural,
        internal,
        levels,
        tuple(register.years[i] for i in positions),
        in_by_type,
        out_by_type,
        type_levels,
        tuple(float(weight) for weight in weights),
        natural_level,
    )
    return _without_transit(whole, base.exposed / weights.sum())


def split_by_type(cubes: Mapping[str, Array], total: Array) -> dict[str, Array]:
    """Return flows by type that add up to `total` in every cell; what no type explains is `other`."""
    known = sum(cubes.values(), np.zeros_like(total))
    scale = np.divide(total, known, out=np.zeros_like(total), where=known > 0).clip(max=1.0)
    split = {name: cube * scale for name, cube in cubes.items() if cube.sum() > 0}
    rest = np.maximum(total - sum(split.values(), np.zeros_like(total)), 0.0)
    return split | ({"other": rest} if rest.sum() > 0 or not split else {})


def _out_by_type(base: _Base, left: Array) -> tuple[dict[str, Array], dict[str, Level]]:
    register = base.register
    typed = {name: base.total(cube) for name, cube in register.departures_by_type.items()}
    rates, levels = {}, {}
    for name, cube in split_by_type(typed, left).items():
        rates[name], levels[name] = out_rates(cube, base.exposed, register.places)
    return rates, levels


def _in_by_type(base: _Base) -> dict[str, Array]:
    register, places = base.register, base.register.places
    arrived = base.total(register.arrivals["external_in"])
    people = people_shares(base.exposed.sum(axis=(1, 2, 3)), places)
    settled = base.settled
    everyone = area_shares(settled.total(settled.register.arrivals["external_in"]), people, places)
    shared = {name: settled.total(cube) for name, cube in settled.register.arrivals_by_type.items()}
    shared = split_by_type(shared, settled.total(settled.register.arrivals["external_in"]))
    typed = {name: base.total(cube) for name, cube in register.arrivals_by_type.items()}
    years = float(base.weights.sum())
    return {
        name: yearly_volume(cube, years, area_shares(shared.get(name, cube), everyone, places), places)
        for name, cube in split_by_type(typed, arrived).items()
    }


def _external_level(exposed: Array, rates: Mapping[str, Array], levels: Mapping[str, Level]) -> Level:
    """Return the level of all departures to outside: types weighted by the events they expect."""
    given = {name: (exposed * rate).sum(axis=(1, 2)) @ BAND_MATRIX for name, rate in rates.items()}
    wanted = {name: given[name] / np.maximum(levels[name].factor, 1e-9) for name in rates}
    total = np.maximum(sum(wanted.values(), np.zeros_like(next(iter(wanted.values())))), 1e-9)
    first = next(iter(levels.values()))

    def mean(values: Mapping[str, Array]) -> Array:
        weighted: Array = sum((wanted[name] * values[name] for name in wanted), np.zeros_like(total)) / total
        return weighted

    return replace(
        first,
        factor=mean({name: level.factor for name, level in levels.items()}),
        weight=mean({name: level.weight for name, level in levels.items()}),
    )


def _internal(base: _Base, rates: Mapping[str, Array]) -> tuple[InternalFlow, ...]:
    register, places = base.register, base.register.places
    several = len(places.municipalities) > 1
    internal = []
    if base.total(register.departures["inner"]).sum() > 0 and len(places.leaves) > len(places.municipalities):
        share = _pool_shares(base, "inner")
        internal.append(InternalFlow("inner", places.municipality, rates["inner"][np.newaxis], share))
    if several and base.total(register.departures["member_out"]).sum() > 0:
        internal.append(_member_flow(base, rates["member_out"]))
    return tuple(internal)


def _pool_shares(base: _Base, kind: str) -> Array:
    places = base.register.places
    people = people_shares(base.exposed.sum(axis=(1, 2, 3)), places)
    return cell_shares(area_shares(base.total(base.register.arrivals[kind]), people, places))


def _member_flow(base: _Base, rates: Array) -> InternalFlow:
    # Both sides report a move between members; the receiving side leads (domain rules § 2.3).
    register, places = base.register, base.register.places
    left, arrived = (
        base.total(cube).sum() for cube in (register.departures["member_out"], register.arrivals["member_in"])
    )
    rates = rates * (arrived / left if arrived > 0 else 1.0)
    people = of_municipalities(base.exposed.sum(axis=(1, 2, 3)), places)
    # A pair that was never seen still gets a share by size; nobody moves from a municipality to itself.
    transfer = base.total(register.member_moves) + SHARE_K * people / people.sum()
    np.fill_diagonal(transfer, 0.0)
    transfer = transfer / transfer.sum(axis=1, keepdims=True)
    return InternalFlow(
        "member", places.municipality, rates[np.newaxis], _pool_shares(base, "member_in"), transfer
    )


def _naturalisation(register: Register, settings: RunSettings) -> tuple[Array, Level | None]:
    """Return rates (leaf, sex, age): schedule of the root × shrunk level of the area."""
    places, leaves = register.places, len(register.places.leaves)
    if register.stock.shape[2] == 1:
        return np.zeros((leaves, 2, 101)), None
    positions = settings.vital_years(register.years)
    weights = settings.weights(positions, register.years)
    seen = np.tensordot(weights, register.naturalised[positions][:, :, 1], axes=1)
    if seen.sum() <= 0:
        return np.full((leaves, 2, 101), DEFAULT_NATURALISATION), None
    exposed = np.tensordot(weights, register.reached[positions][:, :, 1], axes=1)
    rate = smooth_ages(seen.sum(axis=0)) / np.maximum(smooth_ages(exposed.sum(axis=0)), 1e-9)
    rate = np.clip(rate, 0.0, 0.5)
    expected = (exposed * rate).sum(axis=(1, 2))[:, np.newaxis]
    # Families are naturalised together.
    level = shrink_levels(
        Evidence(seen.sum(axis=(1, 2))[:, np.newaxis], expected, dispersion=DISPERSION), places
    )
    return np.clip(rate * level.factor[:, :, np.newaxis], 0.0, 0.5), level


def _summed(by_type: Mapping[str, Array], like: Array) -> Array:
    return sum(by_type.values(), np.zeros_like(like))


def _without_transit(migration: Migration, people: Array) -> Migration:
    """Take those who arrive and leave within a year out of both sides, see `transit`."""
    internal, volume = migration.internal, migration.in_volume
    share = transit_share(migration.out_rate, volume, internal, people)
    leaving = people * (migration.out_rate + sum(flow.rate[0] for flow in internal))
    added = passed_on(share, internal, people)
    changed = np.maximum(volume - share * leaving, 0.0) + added
    factor = np.divide(changed, volume, out=np.ones_like(volume), where=volume > 0)
    in_by_type = {name: cells * factor for name, cells in migration.in_by_type.items()}
    in_by_type["other"] = in_by_type.get("other", np.zeros_like(volume)) + np.where(volume > 0, 0.0, added)
    out_by_type = {name: cells * (1 - share) for name, cells in migration.out_by_type.items()}
    return replace(
        migration,
        out_rate=_summed(out_by_type, people),
        in_volume=_summed(in_by_type, people),
        in_by_type=in_by_type,
        out_by_type=out_by_type,
        internal=tuple(replace(flow, rate=flow.rate * (1 - share)) for flow in internal),
    )
