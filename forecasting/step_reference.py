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


def _women(convention: Convention, by_age: tuple[Array, Array], along: tuple[Array, Array]) -> Array:
    """Return women at risk from those at start and end by age, and from start and end of the same cohorts."""
    first, last = by_age if convention.births_exposure == "mean_of_age" else along
    first = last if convention.births_exposure == "after_migration" else first
    # A net outflow not yet cut may leave fewer than nobody at the end; they bear no children.
    women: Array = np.maximum((first[:, :, FEMALE] + last[:, :, FEMALE]) / 2, 0.0)
    return women


def _mothers(women: Array, rates: StepRates, convention: Convention) -> Array:
    mothers: Array = convention.step * rates.fertility * women
    if convention.no_births_at_edges:
        mothers[:, :, [0, -1]] = 0.0
    return mothers


def _net_step(start: Array, rates: StepRates, convention: Convention) -> Step:
    # United Nations: D(x) = (1 - S(x)) A(x-1), births from the mean of A and N* by age, h m(x) at both ends.
    half = 0.5 if convention.migration == "even" else 0.0
    net = _possible_net(start, rates.net, convention)
    exposed = start + half * net
    rest = (1 - 2 * half) * net * (convention.births_exposure == "after_migration")
    if convention.rate_age == "completed":
        # Counts belong to the age at the start: both halves meet the same people, who age at the end.
        deaths, later = exposed * rates.death, aged(net)
        end = aged(exposed - deaths) + half * later
        along = (exposed, exposed - deaths + half * net + rest)
    else:
        deaths, later = aged(exposed * _by_start(rates.death, convention)), net
        end = aged(exposed) - deaths + half * later
        along = (aged(exposed), end + rest)
    mothers = _mothers(_women(convention, (exposed, end), along), rates, convention)
    births = _births(mothers, rates)
    if convention.newborn_events:
        deaths[:, :, :, 0] = births * rates.death[:, :, :, 0]
        end[:, :, :, 0] = births - deaths[:, :, :, 0] + half * later[:, :, :, 0]
    else:
        end[:, :, :, 0] = births + half * later[:, :, :, 0]
    wanted = end + (1 - 2 * half) * later
    population = np.where(wanted < 0, convention.floor, wanted)
    kept = population - wanted
    cut = _persons(kept + net - rates.net)
    empty, inner = np.zeros_like(start), np.zeros((0, *start.shape))
    if convention.rate_age == "completed":
        kept[:, :, :, :-1], kept[:, :, :, -1] = kept[:, :, :, 1:], 0.0
    return Step(population, births, mothers, deaths, empty, empty, net + kept, inner, inner, empty, cut)


def _possible_net(start: Array, net: Array, convention: Convention) -> Array:
    # ccmppWPP cuts an outflow that would take everybody counted at that age before anything else happens.
    left = convention.left_at_start
    if left is None and convention.migration == "end":
        return net
    # Without that rule half of an outflow at the start may still not take more than are there.
    return np.where((net < 0) & (start + net <= 0), (left or 0.0) - start, net)


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
    deaths = deaths + arriving * next_age / 2
    stayed = reached - deaths - reached * leaving.sum(axis=0) + arriving + gained - naturalised
    # Net counts are exposed like arrivals or departures; these are cut where they would take everybody.
    most = np.minimum(stayed / (1 - rates.death / 2), _ratio(2 * deaths, rates.death, np.inf))
    net = np.maximum(rates.net, -most)
    net[:, :, :, 0] = 0.0
    deaths = np.maximum(deaths + net * np.where(net > 0, next_age, rates.death) / 2, 0.0)
    end = reached - deaths - reached * leaving.sum(axis=0) + arriving + net + gained - naturalised
    mothers = _mothers(_women(convention, (start, end), (reached, end)), rates, convention)
    mothers[:, :, 0] = 0.0
    births = _births(mothers, rates)
    cut = cut + _persons((net - rates.net)[:, :, :, 1:])
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
    deaths = np.maximum(deaths + q * net * 2 / 3, 0.0)
    body.population[:, :, :, 0] = np.maximum(body.births - deaths - away + arriving + net, 0.0)
    body.net[:, :, :, 0] = net
    cut = cut + _persons((net - wanted)[:, :, :, np.newaxis])
    body.deaths[:, :, :, 0] = deaths
    body.out[:, :, :, 0] = (newborn * leaving[0])[:, :, :, 0]
    body.naturalised[:, :, :, 0] = naturalised[:, :, :, 0]
    body.inner_in[:, :, :, :, 0] = inner_in[:, :, :, :, 0]
    body.inner_out[:, :, :, :, 0] = inner_out[:, :, :, :, 0]
    body.cut[:] += cut
    return body


def _persons(cells: Array) -> Array:
    # Cell after cell, so that the sum of a draw does not depend on how many draws stand beside it.
    total: Array = np.cumsum(cells.reshape(cells.shape[0], -1, cells.shape[-1]), axis=1)[:, -1]
    return total


def _ratio(part: Array, whole: Array, otherwise: float) -> Array:
    return np.divide(part, whole, out=np.full_like(whole, otherwise), where=whole > 0)


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
    factor = _ratio(kept, wanted, 0.0)
    cut = _persons(reached * (wanted - kept))
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
        arriving[k] = weight * _ratio(pool, total, 0.0)[flow.group]
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
        cut = _persons((cohort - deaths) * (rates.out - kept))
    else:
        out = cohort * kept
        deaths = np.maximum(cohort - out + arriving, 0.0) * rates.death
        wanted = cohort - out + arriving - deaths
        cut = _persons(cohort * (rates.out - kept))
    present = np.where(wanted < 0, convention.floor, wanted)
    cut, net = cut + _persons(present - wanted), rates.net + present - wanted
    end = aged(present) if convention.rate_age == "completed" else present.copy()
    mothers = _mothers(_women(convention, (start, end), (cohort, present)), rates, convention)
    births = _births(mothers, rates)
    newborn = births
    if convention.rate_age == "reached":
        if convention.newborn_events:
            died = births * rates.death[:, :, :, 0]
            gone = (births - died) * kept[:, :, :, 0]
            deaths[:, :, :, 0] += died
            out[:, :, :, 0] += gone
            newborn = births - died - gone
    end[:, :, :, 0] += newborn
    empty, inner = np.zeros_like(start), np.zeros((0, *start.shape))
    return Step(end, births, mothers, deaths, rates.inflow * 1.0, out, net, inner, inner, empty, cut)
