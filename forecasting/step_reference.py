"""One step of every convention in plain numpy: short, slow, and the judge of the fast kernel.

Every function works on arrays (area, nationality, sex, age, draw) of one step.
"""

from dataclasses import dataclass

import numpy as np

from forecasting.components import FEMALE, Array, InternalFlow
from forecasting.convention import Convention


@dataclass(frozen=True)
class StepRates:
    """Components of one step, broadcast to (area, nationality, sex, age, draw).

    `fertility` is (area, nationality, age, draw), `inner_rate` and `inner_share` have the flows in
    front, `native_birth_share` is (area, draw).
    """

    death: Array
    fertility: Array
    girls_share: float
    out: Array
    inflow: Array
    net: Array
    naturalisation: Array
    native_birth_share: Array
    flows: tuple[InternalFlow, ...]
    inner_rate: Array
    inner_share: Array


@dataclass(frozen=True)
class Step:
    """What one step did; every array (area, nationality, sex, age, draw), inner flows with the flow in front.

    `mothers` (area, nationality, age, draw): births by age and nationality of the mother. `births` (area,
    nationality, sex, draw) by nationality of the child. `cut` (area, draw): persons who could not leave
    because nobody was left.
    """

    population: Array
    births: Array
    mothers: Array
    deaths: Array
    inflow: Array
    out: Array
    net: Array
    inner_in: Array
    inner_out: Array
    naturalised: Array
    cut: Array


def step(start: Array, rates: StepRates, convention: Convention) -> Step:
    """Move `start` one step on under `convention`."""
    if convention.migration in ("end", "even"):
        return _net_step(start, rates, convention)
    if convention.migration == "mid_year_gross":
        return _gross_step(start, rates)
    return _sequential_step(start, rates)


def aged(start: Array) -> Array:
    """Return the start population by the age it reaches; age 0 is empty, the open group keeps its own."""
    reached = np.zeros_like(start)
    reached[:, :, :, 1:] = start[:, :, :, :-1]
    reached[:, :, :, -1] += start[:, :, :, -1]
    return reached


def _net_step(start: Array, rates: StepRates, convention: Convention) -> Step:
    # United Nations: D(x) = (1 - S(x)) A(x-1), births from the mean of A and N* by age, h m(x) at both ends.
    half = 0.5 if convention.migration == "even" else 0.0
    exposed = start + half * rates.net
    reached = aged(exposed)
    deaths = rates.death * reached
    end = reached - deaths + half * rates.net
    women = (exposed[:, :, FEMALE] + end[:, :, FEMALE]) / 2
    mothers = convention.step * rates.fertility * women
    if convention.no_births_at_edges:
        mothers[:, :, [0, -1]] = 0.0
    births = _births(mothers, rates)
    deaths[:, :, :, 0] = births * rates.death[:, :, :, 0]
    end[:, :, :, 0] = births - deaths[:, :, :, 0] + half * rates.net[:, :, :, 0]
    wanted = end + (1 - 2 * half) * rates.net
    population = np.where(wanted < 0, convention.floor, wanted)
    empty = np.zeros_like(start)
    inner = np.zeros((0, *start.shape))
    cut = (population - wanted).sum(axis=(1, 2, 3))
    net = rates.net + population - wanted
    return Step(population, births, mothers, deaths, empty, empty, net, inner, inner, empty, cut)


def _births(mothers: Array, rates: StepRates) -> Array:
    # Sum over the mothers' ages one by one, in the order of the kernel: the two then agree bit for bit.
    total = np.zeros_like(mothers[:, :, 0])
    for age in range(mothers.shape[2] - 1, -1, -1):
        total = total + mothers[:, :, age]
    if total.shape[1] == 2:
        native = rates.native_birth_share * total[:, 1]
        total = np.stack([total[:, 0] + native, total[:, 1] - native], axis=1)
    girls = total * rates.girls_share
    return np.stack([total - girls, girls], axis=2)


def _gross_step(start: Array, rates: StepRates) -> Step:
    # FSO: migrants are exposed for half a year; newborn migrants for a third of it (the factors 1/2 and 2/3).
    reached = aged(start)
    leaving, cut = _leaving(rates, reached, newborn=False)
    inner_in, inner_out = _through_pools(reached, leaving[1:], rates)
    arriving = rates.inflow + inner_in.sum(axis=0)
    next_age = np.concatenate([rates.death[:, :, :, 1:], rates.death[:, :, :, -1:]], axis=3)
    naturalised = reached * rates.naturalisation
    gained = _gained(naturalised)
    gone = leaving.sum(axis=0) + rates.naturalisation
    deaths = reached * rates.death * (1 - gone / 2) + arriving * next_age / 2 + gained * rates.death / 2
    end = reached - deaths - reached * leaving.sum(axis=0) + arriving + gained - naturalised
    mothers = rates.fertility * (reached[:, :, FEMALE] + end[:, :, FEMALE]) / 2
    mothers[:, :, 0] = 0.0
    births = _births(mothers, rates)
    return _add_newborn(
        Step(
            end,
            births,
            mothers,
            deaths,
            rates.inflow * 1.0,
            reached * leaving[0],
            rates.net * 0.0,
            inner_in,
            inner_out,
            naturalised,
            cut,
        ),
        rates,
    )


def _add_newborn(body: Step, rates: StepRates) -> Step:
    newborn = np.zeros_like(body.population)
    newborn[:, :, :, 0] = body.births
    leaving, cut = _leaving(rates, newborn, newborn=True)
    inner_in, inner_out = _through_pools(newborn, leaving[1:], rates)
    arriving = (rates.inflow + inner_in.sum(axis=0))[:, :, :, 0]
    naturalised = newborn * rates.naturalisation
    gone = (leaving.sum(axis=0) + rates.naturalisation)[:, :, :, 0]
    deaths = rates.death[:, :, :, 0] * (body.births * (1 - gone * 2 / 3) + arriving * 2 / 3)
    away = (newborn * leaving.sum(axis=0) + naturalised - _gained(naturalised))[:, :, :, 0]
    body.population[:, :, :, 0] = body.births - deaths - away + arriving
    body.deaths[:, :, :, 0] = deaths
    body.out[:, :, :, 0] = (newborn * leaving[0])[:, :, :, 0]
    body.naturalised[:, :, :, 0] = naturalised[:, :, :, 0]
    body.inner_in[:, :, :, :, 0] = inner_in[:, :, :, :, 0]
    body.inner_out[:, :, :, :, 0] = inner_out[:, :, :, :, 0]
    body.cut[:] += cut
    return body


def _gained(naturalised: Array) -> Array:
    gained = np.zeros_like(naturalised)
    if naturalised.shape[1] == 2:
        gained[:, 0] = naturalised[:, 1]
    return gained


def _leaving(rates: StepRates, reached: Array, *, newborn: bool) -> tuple[Array, Array]:
    # Out-rates by flow (external first), cut where deaths and moves together would take more than everybody.
    wanted = rates.out + rates.inner_rate.sum(axis=0)
    weight = 2 / 3 if newborn else 1 / 2
    q, a = rates.death, rates.naturalisation
    most = np.maximum((1 - q - a + q * a * weight) / (1 - q * weight), 0.0)
    kept = np.minimum(wanted, most)
    factor = np.divide(kept, wanted, out=np.zeros_like(wanted), where=wanted > 0)
    cut = (reached * (wanted - kept)).sum(axis=(1, 2, 3))
    return np.concatenate([rates.out[np.newaxis], rates.inner_rate]) * factor, cut


def _through_pools(reached: Array, leaving: Array, rates: StepRates) -> tuple[Array, Array]:
    out = reached * leaving
    arriving = np.zeros_like(out)
    for k, flow in enumerate(rates.flows):
        groups = int(flow.group.max()) + 1
        pool = np.stack([out[k][flow.group == g].sum(axis=0) for g in range(groups)])
        if flow.transfer is not None:
            pool = np.einsum("gh,g...->h...", flow.transfer, pool)
        weight = rates.inner_share[k]
        total = np.stack([weight[flow.group == g].sum(axis=0) for g in range(groups)])
        arriving[k] = weight * (pool / total)[flow.group]
    return arriving, out


def _sequential_step(start: Array, rates: StepRates) -> Step:
    # befproj: D = N q, out = (N - D) o, births from those present afterwards, everybody ages at the end.
    deaths = start * rates.death
    alive = start - deaths
    kept = np.minimum(rates.out, 1.0)
    cut = (alive * (rates.out - kept)).sum(axis=(1, 2, 3))
    out = alive * kept
    present = alive - out + rates.inflow + rates.net
    population = np.where(present < 0, 0.0, present)
    cut = cut + (population - present).sum(axis=(1, 2, 3))
    net = rates.net + population - present
    mothers = rates.fertility * population[:, :, FEMALE]
    births = _births(mothers, rates)
    end = aged(population)
    end[:, :, :, 0] = births
    empty = np.zeros_like(start)
    inner = np.zeros((0, *start.shape))
    return Step(end, births, mothers, deaths, rates.inflow * 1.0, out, net, inner, inner, empty, cut)
