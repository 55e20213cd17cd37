"""Who moves into one new dwelling in which year, so that its residents follow the tables.

The residents age, die, leave and have children at the rates of the area, as everybody there does in the
projection. Each year brings those who are needed to reach the table again: adults up to those of the first
year, young people with them, children up to the yield of the year. What births bring by themselves is not
brought twice.
"""

from dataclasses import dataclass

import numpy as np

from forecasting.components import FEMALE, GIRLS_SHARE, Array
from forecasting.housing_tables import BANDS, DwellingType

ADULT = 25
FIRST_YOUTH = 10


@dataclass(frozen=True)
class LeafRates:
    """Rates of one leaf: `fertility` (nationality, age), `death` and `leaving` (nationality, sex, age).

    `groups` (nationality, sex, age) are the shares of nationality and sex at each age, sum 1 per age.
    """

    fertility: Array
    death: Array
    leaving: Array
    groups: Array


def movers(kind: DwellingType, rates: LeafRates) -> tuple[Array, Array]:
    """Return arrivals and residents per dwelling, (year since first occupation, nationality, sex, age)."""
    people = np.zeros_like(rates.death)
    arrivals, residents = [], []
    for year, occupied in enumerate(kind.occupied):
        people, reached = _stayed(people, rates)
        came = _adults(kind, people, occupied)[np.newaxis, np.newaxis] * rates.groups
        people = people + came
        people[..., 0] += _born(reached, people, rates)
        children = _children(kind, people, year, occupied)[np.newaxis, np.newaxis] * rates.groups
        people = people + children
        arrivals.append(came + children)
        residents.append(people)
    return np.stack(arrivals), np.stack(residents)


def _stayed(people: Array, rates: LeafRates) -> tuple[Array, Array]:
    """Return those who are left at the end of the year, and those who might have stayed, by age reached."""
    reached = np.zeros_like(people)
    reached[..., 1:] = people[..., :-1]
    reached[..., -1] += people[..., -1]
    # As in the step: those who leave are exposed to death for half a year.
    stayed = reached * (1 - rates.leaving - rates.death * (1 - rates.leaving / 2))
    return np.maximum(stayed, 0.0), reached


def _adults(kind: DwellingType, people: Array, occupied: float) -> Array:
    """Movers by age from 10 on: adults up to those of the first year, young people as their companions."""
    older = kind.persons - float(kind.children[0] @ np.ones(len(BANDS)))
    wanted = occupied * older * kind.movers[ADULT:].sum()
    missing = max(wanted - float(people[..., ADULT:].sum()), 0.0)
    came: Array = kind.movers * missing / kind.movers[ADULT:].sum()
    return came


def _born(reached: Array, people: Array, rates: LeafRates) -> Array:
    """Children born and alive at the end of the year, (nationality, sex)."""
    women = (reached[:, FEMALE] + people[:, FEMALE]) / 2
    births = (women * rates.fertility).sum(axis=1)
    sexes = np.array([1 - GIRLS_SHARE, GIRLS_SHARE])
    born: Array = births[:, np.newaxis] * sexes * (1 - rates.death[..., 0])
    return born


def _children(kind: DwellingType, people: Array, year: int, occupied: float) -> Array:
    came = np.zeros(people.shape[-1])
    by_age = people.sum(axis=(0, 1))
    for band, (first, last) in enumerate(BANDS):
        wanted = occupied * kind.children[year, band] - by_age[first : last + 1].sum()
        came[first : last + 1] = max(float(wanted), 0.0) / (last + 1 - first)
    return came
