"""The count-only model for a root of the warehouse: register in, the same yearly totals as the engine out.

Counts know neither nationality nor scenarios. Nationality keeps its last share of each cell. A scenario acts
by its effect in the component model, estimated from the same counts: scenario over Basis, cell by cell.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forecasting.cohort_component import YearTotals
from forecasting.cohort_ratios.fan import CountYear, project_counts
from forecasting.cohort_ratios.history import DISTRICT, MUNICIPALITY, REGION, CountHistory, Flags, ratio
from forecasting.components import Array, Integers
from forecasting.jump_off import Register
from forecasting.settings import RunSettings

# Municipalities of this median size are provinces or regions in all but name.
REGION_SIZE = 100_000


@dataclass(frozen=True)
class Effect:
    """Factors of a scenario.

    `population` (year, leaf, nationality, sex, age), `births` and `deaths` (year, leaf).
    """

    population: Array
    births: Array
    deaths: Array


def has_counts_only(register: Register) -> bool:
    """Return whether neither births nor deaths nor moves were delivered for any leaf."""
    return not any(register.delivered[name].any() for name in ("births", "deaths", "moves"))


def count_history(register: Register) -> CountHistory:
    """Return the stocks of a register without nationality, each leaf with its level type."""
    years = (register.years[0] - 1, *register.years)
    return CountHistory(years, register.stock.sum(axis=2), level_types(register))


def level_types(register: Register) -> Integers:
    """Return MUNICIPALITY or REGION for leaves that are municipalities, by their size; else DISTRICT."""
    whole = np.isin(register.places.leaves, register.places.municipalities)
    people = register.stock[-1].sum(axis=(1, 2, 3))
    large = bool(whole.any()) and float(np.median(people[whole])) > REGION_SIZE
    types: Integers = np.where(whole, REGION if large else MUNICIPALITY, DISTRICT)
    return types


def project_register(register: Register, settings: RunSettings) -> Iterator[YearTotals]:
    """Project all draws year by year as `project_years` does; raises ForecastError for impossible counts."""
    return yearly_totals(register, draw_counts(register, settings))


def draw_counts(register: Register, settings: RunSettings) -> Iterator[CountYear]:
    """Draw the counts of a register; several scenarios may share them, in step, through itertools.tee."""
    return project_counts(count_history(register), settings.horizon, settings.draws, settings.seed)


def yearly_totals(
    register: Register, years: Iterator[CountYear], effect: Effect | None = None
) -> Iterator[YearTotals]:
    """Return the years of a scenario as the engine would; without an effect they are those of the counts.

    Only the balance of moves is known: it stands as arrivals where positive and as departures where negative.
    """
    shares = nationality_shares(register.stock[-1])
    people = register.stock[-1].sum(axis=(1, 2, 3))[:, np.newaxis]
    for year in years:
        done = _year_totals(year, shares, people, effect)
        people = done.population.sum(axis=(1, 2, 3), dtype=np.float64)
        yield done


def nationality_shares(stock: Array) -> Array:
    """Return shares (leaf, nationality, sex, age) of each cell; an empty cell takes those of all leaves."""
    total = stock.sum(axis=1, keepdims=True)
    together = stock.sum(axis=0, keepdims=True)
    usual = ratio(together, together.sum(axis=1, keepdims=True), otherwise=1 / stock.shape[1])
    known: Flags = total > 0
    shares: Array = np.where(known, ratio(stock, total), usual)
    return shares


def effect_of(scenario: Iterator[YearTotals], basis: Iterator[YearTotals]) -> Effect:
    """Return what a scenario changes against the Basis, from projections of both without draws."""
    factors = [
        tuple(ratio(a.mean(axis=-1), b.mean(axis=-1), otherwise=1.0) for a, b in _pairs(changed, usual))
        for changed, usual in zip(scenario, basis, strict=True)
    ]
    population, births, deaths = (np.stack(part) for part in zip(*factors, strict=True))
    return Effect(population, births, deaths)


def _pairs(changed: YearTotals, usual: YearTotals) -> tuple[tuple[Array, Array], ...]:
    return (
        (changed.population, usual.population),
        (changed.births, usual.births),
        (changed.deaths, usual.deaths),
    )


def _year_totals(year: CountYear, shares: Array, start: Array, effect: Effect | None) -> YearTotals:
    at = year.lead - 1
    population = _by_nationality(
        year.population, shares if effect is None else shares * effect.population[at]
    )
    births, deaths, net = year.births, year.deaths, year.net_migration
    if effect is not None:
        births = births * effect.births[at][:, np.newaxis]
        deaths = deaths * effect.deaths[at][:, np.newaxis]
        net = population.sum(axis=(1, 2, 3), dtype=np.float64) - start - births + deaths
    none = np.zeros((0, *births.shape))
    zero = np.zeros_like(births)
    return YearTotals(
        at, population, births, deaths, np.maximum(net, 0.0), np.maximum(-net, 0.0), none, none, zero, zero
    )


def _by_nationality(population: Array, factors: Array) -> Array:
    """Return (leaf, nationality, sex, age, draw); one nationality without factors costs no memory."""
    if factors.shape[1] == 1 and (factors == 1).all():
        whole: Array = population[:, np.newaxis]
        return whole
    split: Array = population[:, np.newaxis] * factors[..., np.newaxis].astype(np.float32)
    return split
