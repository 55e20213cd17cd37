"""Flight: further arrivals from abroad by scenario, who they are, where they go, and that many leave again.

Arrivals are persons a year per 1000 residents of each municipality (the Länder allot by residents); inside it
they settle as foreign arrivals of the base years did. They are foreign, and leave at the usual rates of
foreigners and beyond these by a yearly share.
"""

from dataclasses import replace

import numpy as np

from forecasting.components import Array, Components
from forecasting.drivers import Changes
from forecasting.jump_off import Register

# Shares by first age of a band, and of men: between 2015 (two thirds men, half of them 18 to 34) and 2022
# (63 % women, a third minors), domain rules § 5.4.
AGES = (0, 6, 18, 25, 30, 50, 65)
SHARES = (0.11, 0.22, 0.20, 0.12, 0.28, 0.05, 0.02)
MEN = (0.51, 0.52, 0.58, 0.55, 0.45, 0.40, 0.40)
BAND_OF_AGE = np.searchsorted(np.array(AGES), np.arange(101), side="right") - 1
# The oldest band thins out; nobody above this age is counted on.
OLDEST = 85
FOREIGN = 1
SOURCE = "Mischung der Jahre 2015 und 2022 (Niedersachsen)"


def age_profile() -> Array:
    """Return the share of each sex and age (sex, age) among those who flee; sums to 1."""
    ages = np.arange(101)
    width = np.bincount(BAND_OF_AGE[ages <= OLDEST])
    share = np.where(ages <= OLDEST, (np.array(SHARES) / width)[BAND_OF_AGE], 0.0)
    men = np.array(MEN)[BAND_OF_AGE]
    profile = np.stack([share * men, share * (1 - men)])
    scaled: Array = profile / profile.sum()
    return scaled


def flight_arrivals(register: Register, per_1000: Array) -> Array:
    """Return further arrivals (year, leaf, sex, age) for `per_1000` (year), negative for fewer."""
    places = register.places
    people = register.stock[-1].sum(axis=(1, 2, 3))
    abroad = register.arrivals["external_in"][:, :, -1].sum(axis=(0, 2, 3))
    by_leaf = np.zeros(len(places.leaves))
    for municipality in range(len(places.municipalities)):
        inside = places.municipality == municipality
        weight = abroad[inside] if abroad[inside].sum() > 0 else people[inside]
        by_leaf[inside] = people[inside].sum() * weight / max(float(weight.sum()), 1.0)
    volume = per_1000[:, np.newaxis] / 1000 * by_leaf
    arrivals: Array = volume[:, :, np.newaxis, np.newaxis] * age_profile()
    return arrivals


def add_flight(components: Components, register: Register, changes: Changes, horizon: int) -> Components:
    """Return the components with the arrivals a scenario adds, and their later departures.

    A register without nationality takes them into its single group. Arrivals never fall below zero.
    """
    per_1000 = changes.path("flight_migration", horizon)
    if not per_1000.any() or components.in_volume is None or components.out_rate is None:
        return components
    shape = (horizon, *register.stock.shape[1:])
    group = shape[2] - 1
    usual = np.broadcast_to(components.in_volume, shape)
    volume = usual.copy()
    volume[:, :, group] = np.maximum(usual[:, :, group] + flight_arrivals(register, per_1000), 0.0)
    added = volume[:, :, group] - usual[:, :, group]
    rate = np.broadcast_to(components.out_rate, shape).copy()
    staying = 1 - rate[:, :, group]
    if group == FOREIGN and components.naturalisation_rate is not None:
        staying = staying * (1 - np.broadcast_to(components.naturalisation_rate, staying.shape))
    share = changes.flight_return or 0.0
    rate[:, :, group] += _leaving_again(added, register.stock[-1][:, group], staying, share)
    return replace(components, in_volume=volume, out_rate=np.clip(rate, 0.0, 1.0))


def _leaving_again(added: Array, residents: Array, staying: Array, share: float) -> Array:
    """Return what the added raise the out-rate of their cell by, (year, leaf, sex, age reached).

    Of those added who are still foreign residents, by `staying` as others are, `share` leaves a year; over
    all in the cell that is the rise. Fewer arrivals lower the rate in the same way.
    """
    here = np.zeros_like(added[0])
    raised = np.zeros_like(added)
    for year, arrived in enumerate(added):
        aged, everybody = _a_year_older(here), _a_year_older(residents)
        everybody = np.maximum(everybody + np.maximum(aged, 0.0), 1.0)
        raised[year] = share * np.clip(aged / everybody, -1.0, 1.0)
        here = aged * np.maximum(staying[year] - share, 0.0) + arrived
    return raised


def _a_year_older(persons: Array) -> Array:
    older = np.zeros_like(persons)
    older[..., 1:] = persons[..., :-1]
    older[..., -1] += persons[..., -1]
    return older
