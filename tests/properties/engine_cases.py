"""Random people and components for the properties of the engine, under every preset."""

from dataclasses import replace

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from forecasting.cohort_component import Projection
from forecasting.components import Components, InternalFlow, Levels
from forecasting.convention import FSO, MUNICIPAL, PRODUCT, UN_END, UN_EVEN, Convention

AGES, YEARS = 12, 3
PRESETS = (UN_END, UN_EVEN, FSO, MUNICIPAL, PRODUCT)
quick = settings(max_examples=25, deadline=None)
seeds = st.integers(0, 2**32 - 1)
presets = st.sampled_from(PRESETS)


def case(
    seed: int, *, areas: int = 4, nationalities: int = 2, harsh: float = 1.0
) -> tuple[np.ndarray, Components]:
    """People and gross components; every fifth area is empty; `harsh` above 1 makes rates empty cells."""
    random = np.random.default_rng(seed)
    people = random.gamma(1, 20, (areas, nationalities, 2, AGES, 1)) * (
        random.random((areas, 1, 1, 1, 1)) > 0.2
    )
    cell = (YEARS, areas, nationalities, 2, AGES)
    group = np.arange(areas) % 2
    share = random.gamma(1, 1, cell[1:]) + 0.01
    for g in (0, 1):
        share[group == g] /= share[group == g].sum(axis=0)
    fertility = np.zeros((YEARS, areas, nationalities, AGES))
    fertility[..., 3:8] = random.random((YEARS, areas, nationalities, 5)) * 0.3
    return people, Components(
        fertility=fertility,
        death_probability=random.random(cell) * 0.3,
        out_rate=random.random(cell) * 0.2 * harsh,
        in_volume=random.gamma(1, 2, cell),
        naturalisation_rate=np.minimum(random.random((YEARS, areas, 2, AGES)) * 0.1 * harsh, 1)
        if nationalities == 2
        else None,
        native_birth_share=random.random((YEARS, areas)),
        internal=(
            InternalFlow("inner", group, random.random(cell) * 0.2 * harsh, share),
            InternalFlow(
                "member", group, random.random(cell) * 0.1, share, np.array([[0.0, 1.0], [1.0, 0.0]])
            ),
        ),
    )


def with_levels(components: Components, seed: int, areas: int, draws: int) -> Components:
    """Return the components with random levels of every kind."""
    random = np.random.default_rng(seed)
    shape = (YEARS, areas, 3, draws)
    levels = Levels(
        np.arange(AGES) // 4,
        *(random.gamma(20, 0.05, shape) for _ in range(4)),
        random.gamma(20, 0.05, (*shape[:2], draws)),
    )
    return replace(components, levels=levels)


def as_declared(
    components: Components, convention: Convention, *, net: float = 0.0, seed: int = 0
) -> Components:
    """Return what `convention` takes of the components, with net counts of standard deviation `net`."""
    gross = convention.takes_gross_flows
    mid_year = convention.migration == "mid_year_gross"
    counts = np.random.default_rng(seed).normal(0, net, components.in_volume.shape) if net else None
    return replace(
        components,
        internal=components.internal if mid_year else (),
        net_migration=counts,
        in_volume=components.in_volume if gross else None,
        out_rate=components.out_rate if gross else None,
        naturalisation_rate=components.naturalisation_rate if mid_year else None,
    )


def rates_only(components: Components) -> Components:
    """Return the components without counts of persons, so that everything is proportional to people."""
    return replace(components, in_volume=None, net_migration=None)


def without_events() -> Components:
    """Return components under which nothing happens."""
    return Components(fertility=np.zeros((1, 1, 1, AGES)), death_probability=np.zeros((1, 1, 1, 1, AGES)))


def older(people: np.ndarray) -> np.ndarray:
    """Return people (…, age, draw) by the age they reach; age 0 is empty, the last age keeps its own."""
    reached = np.zeros_like(people)
    reached[..., 1:, :] = people[..., :-1, :]
    reached[..., -1, :] += people[..., -1, :]
    return reached


def expected_cells(run: Projection) -> np.ndarray:
    """Return the population at the end of every year from start, births and flows of each cell."""
    convention, start = run.convention, run.population[:-1]
    gained = np.zeros_like(run.deaths)
    if run.deaths.shape[2] == 2:
        gained[:, :, 0] = run.naturalisations[:, :, 1]
    moved = run.in_migration - run.out_migration + (run.moves_in - run.moves_out).sum(axis=1)
    moved = moved + gained - run.naturalisations - run.deaths
    if convention.rate_age == "completed":
        end = older(start + moved + run.net_migration)
    elif convention.migration == "even":
        end = older(start + run.net_migration / 2) + run.net_migration / 2 + moved
    else:
        end = older(start) + moved + run.net_migration
    end[..., 0, :] += run.births
    return end


def balance(run: Projection) -> np.ndarray:
    """Return end − start − births + deaths − in + out per year, area and draw."""

    def total(flow: np.ndarray) -> np.ndarray:
        return flow.sum(axis=(2, 3, 4)) if flow.ndim == 6 else flow.sum(axis=(2, 3))

    people = total(run.population)
    moved = (run.moves_in - run.moves_out).sum(axis=1).sum(axis=(2, 3, 4))
    net = total(run.in_migration) - total(run.out_migration) + total(run.net_migration) + moved
    return people[1:] - people[:-1] - total(run.births) + total(run.deaths) - net


def any_shape(seed: int, cells: tuple[int, int, int], draws: int) -> tuple[np.ndarray, Components]:
    """People and components of any size; an axis that may have length 1 and a part that may miss, might."""
    random = np.random.default_rng(seed)
    areas, nationalities, ages = cells

    def some(*shape: int) -> tuple[int, ...]:
        return tuple(size if random.random() < 0.6 else 1 for size in shape)

    def perhaps(array: np.ndarray) -> np.ndarray | None:
        return array if random.random() < 0.7 else None

    cell = (YEARS, areas, nationalities, 2)
    group = random.integers(0, 2, areas) if areas > 1 else np.zeros(1, int)
    group[0] = group.max()
    group = np.unique(group, return_inverse=True)[1]
    share = random.gamma(1, 1, (areas, nationalities, 2, ages)) + 0.01
    for g in range(group.max() + 1):
        share[group == g] /= share[group == g].sum(axis=0)
    flow = InternalFlow("inner", group, random.random((*some(*cell), ages)) * 0.3, share)
    age_group = np.minimum(np.arange(ages) // 4, 2)
    sizes = (YEARS, areas, int(age_group.max()) + 1, draws)
    levels = Levels(age_group, *(perhaps(random.gamma(20, 0.05, some(*sizes))) for _ in range(4)))
    jump_off = random.gamma(1, 20, (areas, nationalities, 2, ages, random.choice([1, draws])))
    return jump_off, Components(
        fertility=random.random((*some(*cell[:3]), ages)) * 0.3,
        death_probability=random.random((*some(*cell), ages)),
        out_rate=perhaps(random.random((*some(*cell), ages)) * random.choice([0.2, 3.0])),
        in_volume=perhaps(random.gamma(1, 2, (*some(*cell), ages))),
        naturalisation_rate=perhaps(random.random((*some(YEARS, areas, 2), ages)) * 0.2),
        native_birth_share=perhaps(random.random(some(YEARS, areas))),
        internal=(flow,) if random.random() < 0.6 else (),
        levels=perhaps(levels),
    )
