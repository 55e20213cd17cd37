"""New housing: who arrives because of reported projects, where they come from, and how sure they are.

Three parts, each (year, leaf, nationality, sex, age): residents of dwellings beyond the trend; those of usual
building, who are taken from the arrivals of the whole municipality and only get their place; and, for movers
from the own municipality, fewer people where they lived and others who follow into the dwellings left behind.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from forecasting.components import Array, Components
from forecasting.housing_projects import Phase, Trend, extra_share, unknown_phases
from forecasting.housing_residents import LeafRates, movers
from forecasting.housing_tables import dwelling_types
from forecasting.jump_off import Places, Register
from forecasting.local_yields import LocalYield, estimate_yields, scaled
from forecasting.rates import Rates


@dataclass(frozen=True, eq=False)
class Housing:
    """Projects of one root, ready to become arrivals.

    `extra` (year, municipality) is the part of them beyond the trend. `per_dwelling` holds the arrivals per
    dwelling by (leaf, type), (year since first occupation, nationality, sex, age). `origins` (leaf,
    nationality, sex, age) are weights of where movers of the own municipality come from, `followers` (leaf,
    …) those of who follows, `usual` (leaf, …) the arrivals of a year without projects. `yields` correct the
    persons of the tables by type of dwelling.
    """

    places: Places
    phases: tuple[Phase, ...]
    trend: Trend
    extra: Array
    per_dwelling: Mapping[tuple[int, str], Array]
    origins: Array
    followers: Array
    usual: Array
    first_year: int
    notes: tuple[str, ...]
    yields: Mapping[str, LocalYield] = field(default_factory=dict)


def plan_housing(
    phases: Sequence[Phase], trend: Trend, register: Register, rates: Rates, horizon: int
) -> Housing | None:
    """Return the projects of the forecast years with the arrivals per dwelling; None if there are none."""
    places, first = register.places, register.jump_off_year + 1
    types = dwelling_types(horizon)
    used = tuple(
        phase
        for phase in phases
        if 0 <= phase.year - first < horizon
        and phase.area_id in places.leaves
        and phase.dwelling_type in types
        and phase.expected > 0
    )
    if not used and not trend.kinds:
        return None
    pairs = {(places.leaves.index(phase.area_id), phase.dwelling_type) for phase in used}
    pairs |= set(trend.kinds.items())
    yields = _local_yields(trend, register, rates)
    per_dwelling = {
        (leaf, name): movers(scaled(types[name], yields), _leaf_rates(register, rates, leaf))[0]
        for leaf, name in sorted(pairs)
    }
    inner = sum((flow.rate[0] for flow in rates.migration.internal), np.zeros_like(register.stock[-1]))
    volume = rates.migration.in_volume
    return Housing(
        places,
        used,
        trend,
        extra_share(used, trend, places, horizon, first),
        per_dwelling,
        register.stock[-1] * np.maximum(inner, 1e-3),
        volume / np.maximum(volume.sum(axis=(1, 2, 3), keepdims=True), 1e-9),
        volume,
        first,
        _notes(phases, used, trend, places),
        yields,
    )


def _local_yields(trend: Trend, register: Register, rates: Rates) -> dict[str, LocalYield]:
    types = dwelling_types(len(register.years) + 1)

    def residents(leaf: int, kind: str) -> Array:
        people: Array = movers(types[kind], _leaf_rates(register, rates, leaf))[1].sum(axis=(1, 2, 3))
        return people

    return estimate_yields(trend.completed, register, residents)


def housing_arrivals(housing: Housing, share: Array) -> Array:
    """Return what is added to arrivals from outside, (year, leaf, nationality, sex, age), partly negative.

    `share` (year of first occupation) is how much of the building beyond the trend is realised: 1 as reported
    and as probable, 0 none. In a municipality whose building equals its trend the sum over leaves is 0.
    """
    return _arrivals(housing, tuple(float(one) for one in share))


@lru_cache(maxsize=8)
def _arrivals(housing: Housing, path: tuple[float, ...]) -> Array:
    # Most scenarios build the same; the result is read only.
    share = np.array(path)
    total = np.zeros((len(share), *housing.usual.shape))
    for one in sorted(set(_municipalities(housing))):
        part = _of_municipality(housing, one, share)
        inside = housing.places.municipality == one
        total[:, inside] = part.residents + part.placed + part.followers - part.taken
    total.flags.writeable = False
    return total


@dataclass(frozen=True)
class Arrivals:
    """Consequences of the projects of one municipality: (year, leaf of it, nationality, sex, age) each.

    `residents` beyond the trend, of whom `own` come from the municipality itself; `placed`: those of usual
    building at its reported place, negative where it has ended; `taken`: who is missing elsewhere in the
    municipality because of both; `followers` into the dwellings left behind.
    """

    residents: Array
    own: Array
    placed: Array
    taken: Array
    followers: Array


def _of_municipality(housing: Housing, municipality: int, share: Array) -> Arrivals:
    horizon = len(share)
    leaves = np.flatnonzero(housing.places.municipality == municipality)
    usual = housing.usual[leaves]
    residents, own, placed = (np.zeros((horizon, *usual.shape)) for _ in range(3))
    refill = 0.0
    for (leaf, name), unit in housing.per_dwelling.items():
        if leaf in leaves:
            kind, here = dwelling_types(horizon)[name], int(np.flatnonzero(leaves == leaf)[0])
            beyond, known = _dwellings(housing, leaf, name)
            came = over_years(beyond * share, unit)
            residents[:, here] += came
            own[:, here] += kind.own * came
            placed[:, here] += over_years(known, unit)
            refill = max(refill, kind.refill)
    placed = np.maximum(placed, -usual)
    room = usual + np.minimum(placed, 0.0)
    left = _taken(own.sum(axis=1), housing.origins[leaves], room)
    # Usual building that has ended somewhere goes on elsewhere; what is placed is missing elsewhere.
    ended = placed.sum(axis=(2, 3, 4)) < 0
    elsewhere = np.where(ended.all(axis=1, keepdims=True), True, ~ended)[
        :, :, np.newaxis, np.newaxis, np.newaxis
    ]
    balance = placed.sum(axis=1)
    instead = _taken(np.maximum(balance, 0.0), usual, room - left)
    instead += _any_age(np.maximum(balance, 0.0) - instead.sum(axis=1), room - left - instead)
    instead -= _spread(np.maximum(-balance, 0.0), usual * elsewhere)
    # Dwellings left behind are filled from outside where they stand, by whoever usually arrives there.
    vacated = refill * left.sum(axis=(2, 3, 4))
    followers = vacated[:, :, np.newaxis, np.newaxis, np.newaxis] * housing.followers[leaves]
    return Arrivals(residents, own, placed, left + instead, followers)


@dataclass(frozen=True)
class Building:
    """How a scenario builds: `share` (year) of what is beyond the trend, `in_migration` on all arrivals.

    `damping` (year, leaf), a factor the levels put on arrivals, is taken out beforehand: a building is as
    full in an area that is expected to slow down as in another.
    """

    share: Array
    in_migration: Array
    damping: Array


def add_housing(components: Components, housing: Housing, building: Building) -> Components:
    """Return the components with the arrivals of projects; no cell becomes negative."""
    added = housing_arrivals(housing, building.share)
    added = added * building.in_migration[:, np.newaxis, np.newaxis, np.newaxis, np.newaxis]
    added /= np.maximum(building.damping, 1e-6)[:, :, np.newaxis, np.newaxis, np.newaxis]
    assert components.in_volume is not None
    return replace(components, in_volume=np.maximum(components.in_volume + added, 0.0))


def _municipalities(housing: Housing) -> list[int]:
    return [int(housing.places.municipality[leaf]) for leaf, _ in housing.per_dwelling]


def _dwellings(housing: Housing, leaf: int, kind: str) -> tuple[Array, Array]:
    """Return expected dwellings of one type in one leaf by year: beyond the trend, and usual ones."""
    expected = np.zeros(len(housing.extra))
    for phase in housing.phases:
        if housing.places.leaves.index(phase.area_id) == leaf and phase.dwelling_type == kind:
            expected[phase.year - housing.first_year] += phase.expected
    beyond = housing.extra[:, housing.places.municipality[leaf]]
    # What was built in this very leaf every year is in its arrivals already, and ends if nothing is reported.
    here = housing.trend.by_leaf[leaf] if housing.trend.kinds.get(leaf) == kind else 0.0
    return expected * beyond, expected * (1 - beyond) - here


def over_years(dwellings: Array, unit: Array) -> Array:
    """Return arrivals by year: each year's dwellings bring those of the years since."""
    came = np.zeros((len(dwellings), *unit.shape[1:]))
    for year in np.flatnonzero(dwellings):
        came[year:] += dwellings[year] * unit[: len(dwellings) - year]
    return came


def _taken(persons: Array, weights: Array, room: Array) -> Array:
    """Spread `persons` (year, cell) over leaves by `weights` (leaf, cell).

    Nowhere more than `room` (year, leaf, cell). Whoever finds no room is not taken: such a mover counts as
    coming from outside.
    """
    taken = np.zeros_like(room)
    for _ in range(4):
        left = persons - taken.sum(axis=1)
        open_weights = np.where(room - taken > 1e-12, weights, 0.0)
        total = open_weights.sum(axis=1, keepdims=True)
        part = np.divide(open_weights, total, out=np.zeros_like(room), where=total > 0)
        taken = np.minimum(taken + left[:, np.newaxis] * part, room)
    return taken


def _any_age(persons: Array, room: Array) -> Array:
    """Take as many `persons` (year, cell) of any age where `room` (year, leaf, cell) is left."""
    wanted, there = persons.sum(axis=(1, 2, 3)), room.sum(axis=(1, 2, 3, 4))
    part = np.divide(wanted, there, out=np.zeros_like(wanted), where=there > 0)
    taken: Array = room * np.minimum(part, 1.0)[:, np.newaxis, np.newaxis, np.newaxis, np.newaxis]
    return taken


def _spread(persons: Array, weights: Array) -> Array:
    """Spread `persons` (year, cell) over leaves by `weights` (year, leaf, cell), equally if all are 0."""
    total = weights.sum(axis=1, keepdims=True)
    equal = np.full_like(weights, 1 / weights.shape[1])
    part = np.divide(weights, total, out=equal, where=total > 0)
    spread: Array = persons[:, np.newaxis] * part
    return spread


def _leaf_rates(register: Register, rates: Rates, leaf: int) -> LeafRates:
    places, people = register.places, register.stock[-1]
    town = people[places.municipality == places.municipality[leaf]].sum(axis=0) + 1e-6
    leaving = rates.migration.out_rate[leaf] + sum(
        (flow.rate[0, leaf] for flow in rates.migration.internal), np.zeros_like(town)
    )
    death = rates.mortality.probabilities(register.jump_off_year + 1, 1)[0, leaf]
    return LeafRates(rates.fertility.rates[leaf], death, leaving, town / town.sum(axis=(0, 1)))


def _notes(phases: Sequence[Phase], used: Sequence[Phase], trend: Trend, places: Places) -> tuple[str, ...]:
    building = sorted({phase.municipality_ags for phase in used})
    unknown = [
        ags
        for ags in building
        if ags in places.municipalities and np.isnan(trend.by_municipality[places.municipalities.index(ags)])
    ]
    notes = list(unknown_phases(phases, places))
    if unknown:
        notes.append(
            f"{', '.join(unknown)}: Fertigstellungen der Basisjahre {trend.years[0]} bis {trend.years[-1]} "
            "sind nicht bekannt. Bauvorhaben gelten dort als üblicher Neubau und verändern nur die "
            "Verteilung in der Gemeinde. Bitte in vorgaben/fertigstellungen.csv angeben."
        )
    return tuple(notes)
