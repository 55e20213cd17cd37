"""One step of every convention in plain numpy: short, slow, and the judge of the fast kernel.

Every function works on arrays (area, nationality, sex, age, draw) of one step; README.md has the formulas.
"""

from collections.abc import Iterator

import numpy as np

from forecasting.components import FEMALE, Array, Components, check_convention
from forecasting.convention import Convention
from forecasting.dense_inputs import number_of_draws
from forecasting.step_parts import Step, StepRates, step_rates


def reference_steps(jump_off: Array, components: Components, convention: Convention) -> Iterator[Step]:
    """Yield the steps of all years. Raises ComponentError for a component the convention does not use."""
    check_convention(components, convention)
    shape = (*jump_off.shape[:4], number_of_draws(jump_off, components))
    state = np.array(np.broadcast_to(jump_off, shape), dtype=float)
    for year in range(components.years):
        done = step(state, step_rates(shape, components, year), convention)
        state = done.population
        yield done


def step(start: Array, rates: StepRates, convention: Convention) -> Step:
    """Move `start` one step on under `convention`."""
    alive = start.copy()
    if convention.open_age_group == "closed":
        alive[:, :, :, -1] = 0.0
    if convention.migration in ("end", "even"):
        done = _net_step(alive, rates, convention)
    elif convention.migration == "mid_year_gross":
        done = _gross_step(alive, rates, convention)
    else:
        done = _sequential_step(alive, rates, convention)
    done.deaths[:, :, :, -1] += (start - alive)[:, :, :, -1]
    return done


def aged(start: Array) -> Array:
    """Return the start population by the age it reaches; age 0 is empty, the open group keeps its own."""
    reached = np.zeros_like(start)
    reached[:, :, :, 1:] = start[:, :, :, :-1]
    reached[:, :, :, -1] += start[:, :, :, -1]
    return reached


def _by_start(rate: Array, convention: Convention) -> Array:
    """Return the rate each completed age of the start meets."""
    if convention.rate_age == "completed":
        return rate
    return np.concatenate([rate[:, :, :, 1:], rate[:, :, :, -1:]], axis=3)


def _women(convention: Convention, start: Array, cohort: Array, end: Array) -> Array:
    """Return women at risk from those at the start by age, the same by the age they reach, and at the end."""
    if convention.births_exposure == "after_migration":
        return end[:, :, FEMALE]
    first = start if convention.births_exposure == "mean_of_age" else cohort
    women: Array = (first[:, :, FEMALE] + end[:, :, FEMALE]) / 2
    return women


def _mothers(women: Array, rates: StepRates, convention: Convention) -> Array:
    mothers: Array = convention.step * rates.fertility * women
    if convention.no_births_at_edges:
        mothers[:, :, [0, -1]] = 0.0
    return mothers


def _net_step(start: Array, rates: StepRates, convention: Convention) -> Step:
    # United Nations: D(x) = (1 - S(x)) A(x-1), births from the mean of A and N* by age, h m(x) at both ends.
    half = 0.5 if convention.migration == "even" else 0.0
    exposed = start + half * rates.net
    deaths = aged(exposed * _by_start(rates.death, convention))
    end = aged(exposed) - deaths + half * rates.net
    after = end + (1 - 2 * half) * rates.net if convention.births_exposure == "after_migration" else end
    mothers = _mothers(_women(convention, exposed, aged(exposed), after), rates, convention)
    births = _births(mothers, rates)
    if convention.newborn_events:
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


def _gross_step(start: Array, rates: StepRates, convention: Convention) -> Step:
    # FSO: migrants are exposed for half a year; newborn migrants for a third of it (the factors 1/2 and 2/3).
    reached = aged(start)
    leaving, cut = _leaving(rates, reached, newborn=False)
    inner_in, inner_out = _through_pools(reached, leaving[1:], rates)
    arriving = rates.inflow + inner_in.sum(axis=0)
    next_age = np.concatenate([rates.death[:, :, :, 1:], rates.death[:, :, :, -1:]], axis=3)
    naturalised = reached * rates.naturalisation
    gained = _gained(naturalised)
    gone = leaving.sum(axis=0) + rates.naturalisation
    deaths = reached * rates.death * (1 - gone / 2) + gained * rates.death / 2
    # Net counts are exposed like arrivals; a deficit is cut where it would take more than everybody.
    stayed = reached - deaths - reached * leaving.sum(axis=0) + arriving * (1 - next_age / 2)
    stayed = stayed + gained - naturalised
    net = np.maximum(rates.net, -stayed / (1 - next_age / 2))
    net[:, :, :, 0] = 0.0
    deaths = deaths + (arriving + net) * next_age / 2
    end = reached - deaths - reached * leaving.sum(axis=0) + arriving + net + gained - naturalised
    mothers = _mothers(_women(convention, start, reached, end), rates, convention)
    mothers[:, :, 0] = 0.0
    births = _births(mothers, rates)
    cut = cut + (net - rates.net)[:, :, :, 1:].sum(axis=(1, 2, 3))
    arrived, left = rates.inflow * 1.0, reached * leaving[0]
    body = Step(
        np.maximum(end, 0.0),
        births,
        mothers,
        deaths,
        arrived,
        left,
        net,
        inner_in,
        inner_out,
        naturalised,
        cut,
    )
    return _add_newborn(body, rates)


def _add_newborn(body: Step, rates: StepRates) -> Step:
    newborn = np.zeros_like(body.population)
    newborn[:, :, :, 0] = body.births
    leaving, cut = _leaving(rates, newborn, newborn=True)
    inner_in, inner_out = _through_pools(newborn, leaving[1:], rates)
    arriving = (rates.inflow + inner_in.sum(axis=0))[:, :, :, 0]
    naturalised = newborn * rates.naturalisation
    gone = (leaving.sum(axis=0) + rates.naturalisation)[:, :, :, 0]
    q, wanted = rates.death[:, :, :, 0], rates.net[:, :, :, 0]
    away = (newborn * leaving.sum(axis=0) + naturalised - _gained(naturalised))[:, :, :, 0]
    deaths = q * (body.births * (1 - gone * 2 / 3) + arriving * 2 / 3)
    net = np.maximum(wanted, -(body.births - deaths - away + arriving) / (1 - q * 2 / 3))
    deaths = deaths + q * net * 2 / 3
    body.population[:, :, :, 0] = np.maximum(body.births - deaths - away + arriving + net, 0.0)
    body.net[:, :, :, 0] = net
    cut = cut + (net - wanted).sum(axis=(1, 2))
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


def _sequential_step(start: Array, rates: StepRates, convention: Convention) -> Step:
    # befproj: D = N q, out = (N - D) o, births from those present afterwards, everybody ages at the end. With
    # rates by the age reached everybody ages first.
    cohort = aged(start) if convention.rate_age == "reached" else start
    kept: Array = np.minimum(rates.out, 1.0)
    out: Array
    arriving = rates.inflow + rates.net
    if convention.order == "deaths_migration_births":
        deaths = cohort * rates.death
        out = (cohort - deaths) * kept
        wanted = cohort - deaths - out + arriving
        cut = ((cohort - deaths) * (rates.out - kept)).sum(axis=(1, 2, 3))
    else:
        out = cohort * kept
        deaths = np.maximum(cohort - out + arriving, 0.0) * rates.death
        wanted = cohort - out + arriving - deaths
        cut = (cohort * (rates.out - kept)).sum(axis=(1, 2, 3))
    present = np.where(wanted < 0, convention.floor, wanted)
    cut, net = cut + (present - wanted).sum(axis=(1, 2, 3)), rates.net + present - wanted
    mothers = _mothers(_women(convention, start, cohort, present), rates, convention)
    births = _births(mothers, rates)
    if convention.rate_age == "completed":
        end, newborn = aged(present), births
    else:
        end, newborn = present.copy(), births
        if convention.newborn_events:
            died = births * rates.death[:, :, :, 0]
            gone = (births - died) * kept[:, :, :, 0]
            deaths[:, :, :, 0] += died
            out[:, :, :, 0] += gone
            newborn = births - died - gone
    end[:, :, :, 0] += newborn
    empty, inner = np.zeros_like(start), np.zeros((0, *start.shape))
    return Step(end, births, mothers, deaths, rates.inflow * 1.0, out, net, inner, inner, empty, cut)
