"""The count-only model for a root of the warehouse: register in, the same yearly totals as the engine out.

Counts know neither nationality nor scenarios. Nationality keeps its last share of each cell. A scenario adds
what it changes in the component model, estimated from the same counts: scenario less Basis, cell by cell.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from forecasting.cohort_component import YearTotals
from forecasting.cohort_ratios.births import FACTOR_YEARS
from forecasting.cohort_ratios.fan import CountYear, project_counts
from forecasting.cohort_ratios.history import CountHistory, Flags, ratio
from forecasting.cohort_ratios.levels import what_leaves_are
from forecasting.components import Array, Integers
from forecasting.jump_off import Register
from forecasting.settings import RunSettings

# Year ends that must remain if years are cut off because a leaf was delivered late.
LEAST_STOCKS = 4
# Smaller ones, such as the persons without an address, do not show in the sum of all and cost no years.
NOTICEABLE_SHARE = 0.002


@dataclass(frozen=True)
class Effect:
    """Persons a scenario adds or takes away.

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
    years, stock = (register.years[0] - 1, *register.years), register.stock.sum(axis=2)
    first = _first_whole(stock)
    return CountHistory(years[first:], stock[first:], level_types(register))


def _first_whole(stock: Array) -> int:
    """Return the first year from which no leaf is missing that appears with half its present size or more.

    Such a leaf was delivered late, not built: its residents would look like arrivals everywhere. 0 if too few
    years would remain.
    """
    people = stock.sum(axis=(2, 3))
    first = np.argmax(people > 0, axis=0)
    start = np.take_along_axis(people, first[np.newaxis], axis=0)[0]
    noticeable = people[-1] > NOTICEABLE_SHARE * people[-1].sum()
    late = first[(first > 0) & (start >= people[-1] / 2) & noticeable]
    since = int(late.max(initial=0))
    return since if len(stock) - since >= LEAST_STOCKS else 0


def counted_infants(register: Register) -> float | None:
    """Return how many infants the share of boys is taken from; None: not from counts."""
    if not has_counts_only(register):
        return None
    return float(count_history(register).stock[-FACTOR_YEARS:, ..., 0].sum())


def level_types(register: Register) -> Integers:
    """Return what each leaf is, by what the delivery says of it and by the sizes (`what_leaves_are`)."""
    whole = np.isin(register.places.leaves, register.places.municipalities)
    return what_leaves_are(register.stock[-1].sum(axis=(1, 2, 3)), whole)


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
    years = [
        tuple(_without_draws(one) - _without_draws(other) for one, other in _pairs(changed, usual))
        for changed, usual in zip(scenario, basis, strict=True)
    ]
    population, births, deaths = (np.stack(part) for part in zip(*years, strict=True))
    return Effect(population, births, deaths)


def _pairs(changed: YearTotals, usual: YearTotals) -> tuple[tuple[Array, Array], ...]:
    return (
        (changed.population, usual.population),
        (changed.births, usual.births),
        (changed.deaths, usual.deaths),
    )


def _without_draws(values: Array) -> Array:
    mean: Array = values.mean(axis=-1, dtype=np.float64)
    return mean


def _year_totals(year: CountYear, shares: Array, start: Array, effect: Effect | None) -> YearTotals:
    at, births, deaths = year.lead - 1, year.births, year.deaths
    population, net = _by_nationality(year.population, shares), year.net_migration
    if effect is not None and effect.population[at].any():
        population = _changed(population, effect.population[at]).astype(np.float32)
        births, deaths = _changed(births, effect.births[at]), _changed(deaths, effect.deaths[at])
        net = population.sum(axis=(1, 2, 3), dtype=np.float64) - start - births + deaths
    none, zero = np.zeros((0, *births.shape)), np.zeros_like(births)
    return YearTotals(
        at, population, births, deaths, np.maximum(net, 0.0), np.maximum(-net, 0.0), none, none, zero, zero
    )


def _changed(values: Array, effect: Array) -> Array:
    """Return values (…, draw) more or fewer by the effect (…), never below nobody."""
    return np.maximum(values + effect[..., np.newaxis].astype(values.dtype), 0)


def _by_nationality(population: Array, shares: Array) -> Array:
    """Return (leaf, nationality, sex, age, draw); one nationality costs no memory."""
    whole = population[:, np.newaxis]
    return whole if shares.shape[1] == 1 else whole * shares[..., np.newaxis].astype(np.float32)
