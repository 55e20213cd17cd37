"""Made-up projections of any size: job J of the speed table, and one coupled like a real association."""

from dataclasses import replace

import numpy as np

from forecasting.components import Components, InternalFlow, Levels

AGES = 101
LEVEL_AGES = 15


def job(areas: int, draws: int, years: int) -> tuple[np.ndarray, Components]:
    """Job J at any size: stochastic fertility, mortality and migration level per draw, no internal moves."""
    random = np.random.default_rng(0)
    people = random.gamma(2, 5, (areas, 1, 2, AGES, 1))
    fertility = np.zeros((1, 1, 1, AGES))
    fertility[..., 16:46] = 0.05
    death = np.linspace(0.01, 0.6, AGES) ** 4
    shape = (years, areas, 1, draws)
    factors = [random.gamma(50, 0.02, shape).astype(np.float32) for _ in range(4)]
    levels = Levels(np.zeros(AGES, int), *factors[:3], None, factors[3][:, :, 0])
    return people, Components(
        fertility=fertility,
        death_probability=np.broadcast_to(death, (1, 1, 1, 1, AGES)),
        out_rate=np.full((1, 1, 1, 1, AGES), 0.06),
        in_volume=random.gamma(1, 0.5, (1, areas, 1, 2, AGES)),
        levels=levels,
    )


def association(areas: int, draws: int, years: int) -> tuple[np.ndarray, Components]:
    """Two nationalities, naturalisation, moves inside and between eight members, levels by age group."""
    random = np.random.default_rng(1)
    people, plain = job(areas, draws, years)
    member = np.arange(areas) * 8 // areas
    groups = int(member.max()) + 1
    share = random.gamma(1, 1, (areas, 2, 2, AGES)) + 0.01
    for group in range(groups):
        share[member == group] /= share[member == group].sum(axis=0)
    away = (np.ones((groups, groups)) - np.eye(groups)) / max(groups - 1, 1) if groups > 1 else np.eye(1)
    age_group = np.arange(AGES) // LEVEL_AGES
    shape = (years, areas, int(age_group.max()) + 1, draws)
    factors = [random.gamma(50, 0.02, shape).astype(np.float32) for _ in range(4)]
    return np.repeat(people, 2, axis=1), replace(
        plain,
        in_volume=np.repeat(plain.in_volume, 2, axis=2) / 2,
        naturalisation_rate=np.full((1, 1, 1, AGES), 0.02),
        native_birth_share=np.full((1, 1), 0.5),
        internal=(
            InternalFlow("inner", member, np.full((1, 1, 1, 1, AGES), 0.05), share),
            InternalFlow("member", member, np.full((1, 1, 1, 1, AGES), 0.03), share, away),
        ),
        levels=Levels(age_group, *factors, plain.levels.fertility),
    )


def naive(people: np.ndarray, components: Components) -> tuple[np.ndarray, np.ndarray]:
    """Job J in vectorised numpy as one writes it at first, laid out (area, draw, sex, age).

    Returns the last population and the totals (year, area, draw) of persons.
    """
    levels = components.levels
    state = np.repeat(people[:, 0, :, :, 0][:, np.newaxis], levels.draws, axis=1)
    persons = []
    for year in range(components.years):
        death, out, inflow = (
            getattr(levels, name)[year, :, 0, :, np.newaxis, np.newaxis]
            for name in ("death", "out", "inflow")
        )
        q = np.minimum(components.death_probability[0, 0, 0, 0] * death, 1)
        e = components.out_rate[0, 0, 0, 0] * out
        arriving = components.in_volume[0, :, 0][:, np.newaxis] * inflow
        reached = np.concatenate([np.zeros_like(state[..., :1]), state[..., :-1]], axis=-1)
        reached[..., -1] += state[..., -1]
        later = np.concatenate([q[..., 1:], q[..., -1:]], axis=-1)
        dead = reached * q * (1 - e / 2) + arriving * later / 2
        end = reached - dead - reached * e + arriving
        women = (reached[:, :, 1, 1:] + end[:, :, 1, 1:]) / 2
        births = (women * components.fertility[0, 0, 0, 1:]).sum(axis=-1) * levels.fertility[year]
        born = births[..., np.newaxis] * np.array([105, 100]) / 205
        q0, e0, came = q[..., 0], e[..., 0], arriving[..., 0]
        end[..., 0] = born - q0 * (born * (1 - e0 * 2 / 3) + came * 2 / 3) - born * e0 + came
        state = end
        persons.append(state.sum(axis=(2, 3)))
    return state, np.array(persons)
