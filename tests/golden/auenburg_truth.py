"""What the simulation of Region Auenburg was told: its rates, and the births and moves they make expected.

Rates of moving belong to households there, those of forecasts to persons. So the simulation is run once more,
with the seed of the sample, and every quarter's probabilities are added up over the persons they hang over:
what was expected of the very people whose births and moves the registers then delivered.
"""

from dataclasses import dataclass

import numpy as np
import pytest

from dashboards.demo import SEED
from sample_data.region_auenburg import departures, vital
from sample_data.region_auenburg.dates import DAYS_PER_YEAR, day_number, year_of
from sample_data.region_auenburg.faults import RegisterFaults
from sample_data.region_auenburg.places import FIRST_YEAR, LAST_YEAR, MERGED, MERGED_INTO, association
from sample_data.region_auenburg.rates import TO_ABROAD, TO_BUND, TO_CITY, TO_LAND, TO_MEMBER
from sample_data.region_auenburg.schedules import NATURALISATION, probability_of_dying
from sample_data.region_auenburg.simulation import simulate
from sample_data.region_auenburg.state import GERMAN
from sample_data.region_auenburg.step import Step, tables_of
from sample_data.region_auenburg.truth import FaultList

YEARS = tuple(range(FIRST_YEAR + 1, LAST_YEAR + 1))
# Destinations of the simulation and what they are called in estimates.
DESTINATIONS = {"inland": (TO_LAND, TO_BUND), "abroad": (TO_ABROAD,), "member": (TO_CITY, TO_MEMBER)}


@dataclass(frozen=True)
class Truth:
    """`areas` are ids; `fertility` (year, area, age reached) as declared, `births` as expected of the women.

    `dying` (year, sex, completed age), `death_factor` (year, area), `naturalisation` (year); `left` by
    destination (year, area, nationality, sex, age reached): expected departures of persons.
    """

    areas: tuple[str, ...]
    fertility: np.ndarray
    births: np.ndarray
    dying: np.ndarray
    death_factor: np.ndarray
    naturalisation: np.ndarray
    left: dict[str, np.ndarray]


def find_truth() -> Truth:
    """Run the simulation of the sample again and listen to its rates of leaving."""
    region = association()
    shape = (len(YEARS), len(region.areas), 2, 2, 101)
    left = {name: np.zeros(shape) for name in DESTINATIONS}
    births = np.zeros((len(YEARS), len(region.areas), 101))
    usual, usual_births = departures.departure_rates, vital.birth_probability

    def listened(step: Step, deciders: np.ndarray, on_their_own: np.ndarray) -> np.ndarray:
        rates = usual(step, deciders, on_their_own)
        note_departures(step, (deciders, on_their_own, rates), left)
        return rates

    def listened_births(step: Step, women: np.ndarray, age: np.ndarray) -> np.ndarray:
        probability = usual_births(step, women, age)
        middle = day_number(step.year) + (step.quarter + 0.5) * DAYS_PER_YEAR / 4
        ready = middle - step.register.last_birth[women] > vital.BIRTH_GAP
        index = (step.year - YEARS[0], step.register.area[women], age)
        np.add.at(births, index, probability * ready)
        return probability

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(departures, "departure_rates", listened)
        patch.setattr(vital, "birth_probability", listened_births)
        simulate(region, SEED, year_end=RegisterFaults(FaultList(SEED)).year_end)
    tables = [tables_of(region, year) for year in YEARS]
    gone, into = region.index[MERGED], region.index[MERGED_INTO]
    for cells in (births, *left.values()):
        # The register counts a merged area where its territory lies today.
        cells[:, into] += cells[:, gone]
        cells[:, gone] = 0
    return Truth(
        tuple(region.area_id(i) for i in range(len(region.areas))),
        np.stack([table.fertility for table in tables]),
        births,
        np.stack([probability_of_dying(year) for year in YEARS]),
        np.stack([table.death_factor for table in tables]),
        np.array([NATURALISATION[year] for year in YEARS]),
        left,
    )


def note_departures(step: Step, made: tuple, left: dict[str, np.ndarray]) -> None:
    """Add the expected departures of a quarter: all go with the head, grown-up children also alone."""
    deciders, on_their_own, rates = made
    register = step.register
    people = step.free(register.residents())
    people = people[~register.in_reception[people]]
    leaving = 1 - np.exp(-rates.sum(axis=1))
    by_destination = rates / np.maximum(rates.sum(axis=1, keepdims=True), 1e-12) * leaving[:, None]
    of_household = np.zeros((register.households, rates.shape[1]))
    of_household[register.household[deciders[~on_their_own]]] = by_destination[~on_their_own]
    expected = of_household[register.household[people]]
    alone = np.zeros((len(register), rates.shape[1]))
    alone[deciders[on_their_own]] = by_destination[on_their_own]
    expected = expected + alone[people] * (1 - expected.sum(axis=1, keepdims=True))
    age = np.clip(step.year - year_of(register.birth[people]), 0, 100)
    foreign = (register.nation[people] != GERMAN).astype(int)
    index = (step.year - YEARS[0], register.area[people], foreign, register.sex[people], age)
    for name, columns in DESTINATIONS.items():
        np.add.at(left[name], index, expected[:, columns].sum(axis=1))
