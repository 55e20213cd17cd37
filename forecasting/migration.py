"""Moves: out-rates by destination type, arrivals from outside as volumes, everything else through pools.

Out-rate = schedule(nationality, sex, age) × level(area, age band), shrunk area → type → municipality → root.
Arrivals from outside are persons, not rates: their population at risk lives elsewhere. Moves inside a
municipality and between members go through pools, so as many arrive as leave in every cell, year and draw.
"""

from dataclasses import dataclass, replace

import numpy as np

from forecasting.components import Array, InternalFlow
from forecasting.jump_off import Register
from forecasting.settings import RunSettings
from forecasting.shrinkage import Level, shrink_levels, smooth_ages

# Age groups as proxies of motive (domain rules § 2.4): first ages of each band.
BANDS = (0, 18, 25, 30, 50, 65)
BAND_OF_AGE = np.searchsorted(np.array(BANDS), np.arange(101), side="right") - 1
BAND_MATRIX = (BAND_OF_AGE[:, np.newaxis] == np.arange(len(BANDS))).astype(float)
# Variance of moves relative to Poisson: households of two on average move together.
DISPERSION = 2.0
# Arrivals that make an area's own share of them believed by half.
SHARE_K = 30.0
# Largest share of a cell that leaves in a year. Beyond it people arrive and leave within the year (reception
# centre); the step cannot hold them, so they are taken out of arrivals and departures alike.
MOST_LEAVING = 0.7
# Naturalisations per foreigner and year where none were delivered (domain rules § 4.2: 20 to 60 per 1000).
DEFAULT_NATURALISATION = 0.02


@dataclass(frozen=True)
class Migration:
    """`out_rate` and `in_volume` (leaf, nationality, sex, age) of a year; `naturalisation` (sex, age)."""

    out_rate: Array
    in_volume: Array
    naturalisation: Array
    internal: tuple[InternalFlow, ...]
    levels: dict[str, Level]
    years: tuple[int, ...]


def estimate_migration(register: Register, settings: RunSettings) -> Migration:
    """Return out-rates, volumes and pools from the usable base years."""
    base = settings.migration_years(register.years)
    reached = register.reached[base].sum(axis=0)
    rates, levels = {}, {}
    for kind, cube in register.departures.items():
        rates[kind], levels[kind] = _out_rates(cube[base].sum(axis=0), reached, register)
    places = register.places
    internal = []
    if (register.departures["inner"][base].sum() > 0) and len(places.leaves) > len(places.municipalities):
        share = _shares(register.arrivals["inner"][base].sum(axis=0), reached, register)
        internal.append(InternalFlow("inner", places.municipality, rates["inner"][np.newaxis], share))
    if register.departures["member_out"][base].sum() > 0 and len(places.municipalities) > 1:
        internal.append(_member_flow(register, base, rates["member_out"], reached))
    volume = _volume(register.arrivals["external_in"][base].mean(axis=0), reached, register)
    years = tuple(register.years[i] for i in base)
    natural = _naturalisation(register, settings)
    whole = Migration(rates["external_out"], volume, natural, tuple(internal), levels, years)
    return _without_transit(whole, reached / len(base))


def _without_transit(migration: Migration, people: Array) -> Migration:
    """Take those who arrive and leave within a year out of arrivals and departures; the balance stays."""
    leaving = migration.out_rate + sum(flow.rate[0] for flow in migration.internal)
    kept = MOST_LEAVING / np.maximum(leaving, MOST_LEAVING)
    transit = people * leaving * (1 - kept)
    return replace(
        migration,
        out_rate=migration.out_rate * kept,
        in_volume=np.maximum(migration.in_volume - transit, 0.0),
        internal=tuple(replace(flow, rate=flow.rate * kept) for flow in migration.internal),
    )


def _out_rates(left: Array, reached: Array, register: Register) -> tuple[Array, Level]:
    events, exposed = smooth_ages(left.sum(axis=0)), smooth_ages(reached.sum(axis=0))
    schedule = np.divide(events, exposed, out=np.zeros_like(events), where=exposed > 0)
    expected = (reached * schedule).sum(axis=(1, 2)) @ BAND_MATRIX
    level = shrink_levels(left.sum(axis=(1, 2)) @ BAND_MATRIX, expected, register.places, DISPERSION)
    return schedule * (level.factor @ BAND_MATRIX.T)[:, np.newaxis, np.newaxis], level


def _area_shares(arrived: Array, reached: Array, register: Register) -> Array:
    """Return how a municipality's arrivals spread over its leaves, (leaf, nationality, band), sums 1.

    Two steps of Dirichlet smoothing: people → all arrivals of a nationality → arrivals of an age band.
    """
    places = register.places
    bands = arrived.sum(axis=2) @ BAND_MATRIX
    shares: Array = np.zeros_like(bands)
    for municipality in range(len(places.municipalities)):
        inside = places.municipality == municipality
        people = reached[inside].sum(axis=(1, 2, 3)) + 1e-6
        own = bands[inside]
        by_people = people / people.sum()
        total = own.sum(axis=2)
        prior = (total + SHARE_K * by_people[:, np.newaxis]) / (total.sum(axis=0) + SHARE_K)
        smoothed = own + SHARE_K * prior[:, :, np.newaxis]
        shares[inside] = smoothed / smoothed.sum(axis=0)
    return shares


def _shares(arrived: Array, reached: Array, register: Register) -> Array:
    by_band = _area_shares(arrived, reached, register) @ BAND_MATRIX.T
    return np.repeat(by_band[:, :, np.newaxis], 2, axis=2)


def _volume(arrived: Array, reached: Array, register: Register) -> Array:
    """Return yearly arrivals from outside: municipal volume × share of the area × profile in the band."""
    places = register.places
    profile = smooth_ages(arrived.sum(axis=0))
    within = profile.sum(axis=1) @ BAND_MATRIX @ BAND_MATRIX.T
    profile = np.divide(
        profile, within[:, np.newaxis], out=np.zeros_like(profile), where=within[:, np.newaxis] > 0
    )
    bands = arrived.sum(axis=2) @ BAND_MATRIX
    municipal = np.zeros((len(places.municipalities), *bands.shape[1:]))
    np.add.at(municipal, places.municipality, bands)
    by_leaf = municipal[places.municipality] * _area_shares(arrived, reached, register)
    volume: Array = (by_leaf @ BAND_MATRIX.T)[:, :, np.newaxis] * profile
    return volume


def _member_flow(register: Register, base: list[int], rates: Array, reached: Array) -> InternalFlow:
    # Both sides report a move between members; the receiving side leads (domain rules § 2.3).
    left, arrived = register.departures["member_out"][base].sum(), register.arrivals["member_in"][base].sum()
    rates = rates * (arrived / left if arrived > 0 else 1.0)
    places = register.places
    people = np.zeros(len(places.municipalities))
    np.add.at(people, places.municipality, reached.sum(axis=(1, 2, 3)))
    moves = register.member_moves[base].sum(axis=0)
    # A pair that was never seen still gets a share by size; nobody moves from a municipality to itself.
    transfer = moves + SHARE_K * people / people.sum()
    np.fill_diagonal(transfer, 0.0)
    transfer = transfer / transfer.sum(axis=1, keepdims=True)
    share = _shares(register.arrivals["member_in"][base].sum(axis=0), reached, register)
    return InternalFlow("member", places.municipality, rates[np.newaxis], share, transfer)


def _naturalisation(register: Register, settings: RunSettings) -> Array:
    if register.stock.shape[2] == 1:
        return np.zeros((2, 101))
    base = settings.vital_years(register.years)
    seen = register.naturalised[base][:, :, 1].sum(axis=(0, 1))
    if seen.sum() <= 0:
        return np.full((2, 101), DEFAULT_NATURALISATION)
    exposed = register.reached[base][:, :, 1].sum(axis=(0, 1))
    rate = smooth_ages(seen) / np.maximum(smooth_ages(exposed), 1e-9)
    return np.clip(rate, 0.0, 0.5)
