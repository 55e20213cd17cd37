"""How long the engine takes, printed beside the bandwidth of the machine; no time is asserted."""

import time

import numpy as np

from forecasting.cohort_component import project_reference, project_years
from forecasting.components import Components, Levels
from forecasting.quantiles import summarise

AREAS, DRAWS, YEARS, AGES = 20, 200, 10, 101


def job(areas: int, draws: int, years: int) -> tuple[np.ndarray, Components]:
    """A smaller job J: stochastic fertility, mortality and migration level per draw."""
    random = np.random.default_rng(0)
    people = random.gamma(2, 5, (areas, 1, 2, AGES, 1))
    fertility = np.zeros((1, 1, 1, AGES))
    fertility[..., 16:46] = 0.05
    death = np.linspace(0.01, 0.6, AGES) ** 4
    shape = (years, areas, 1, draws)
    factors = [random.gamma(50, 0.02, shape).astype(np.float32) for _ in range(3)]
    levels = Levels(np.zeros(AGES, int), *factors, None, random.gamma(50, 0.02, (years, areas, draws)))
    return people, Components(
        fertility=fertility,
        death_probability=np.broadcast_to(death, (1, 1, 1, 1, AGES)),
        out_rate=np.full((1, 1, 1, 1, AGES), 0.06),
        in_volume=random.gamma(1, 0.5, (1, areas, 1, 2, AGES)),
        levels=levels,
    )


def seconds(work) -> float:
    work()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def bandwidth() -> float:
    """Bytes a second of one copy, read and write, warm."""
    source, target = np.ones(8_000_000), np.ones(8_000_000)
    return 2 * source.nbytes / seconds(lambda: np.copyto(target, source))


def test_engine_speed_table(capsys):
    people, components = job(AREAS, DRAWS, YEARS)
    cells = AREAS * DRAWS * YEARS * 2 * AGES
    fast = seconds(lambda: [year.births.sum() for year in project_years(people, components)])
    single = seconds(
        lambda: [year.births.sum() for year in project_years(people.astype(np.float32), components)]
    )
    slow = seconds(lambda: project_reference(people, components))
    rows = np.random.default_rng(1).random((20_000, DRAWS))
    quantiles = seconds(lambda: summarise(rows))
    with capsys.disabled():
        print(f"\nbandwidth {bandwidth() / 1e9:.1f} GB/s, {cells / 1e6:.1f} million cell-years")
        for name, took in (("kernel float64", fast), ("kernel float32", single), ("numpy reference", slow)):
            print(f"{name:16s} {took:7.3f} s {cells / took / 1e6:9.0f} million cell-years/s")
        print(f"{'quantiles':16s} {quantiles:7.3f} s {len(rows) / quantiles / 1e6:9.2f} million rows/s")
    assert fast > 0


def test_the_small_job_gives_the_numbers_of_the_reference():
    people, components = job(3, 5, 2)
    fast = list(project_years(people, components))[-1].population
    np.testing.assert_allclose(fast, project_reference(people, components).population[-1], rtol=1e-10)
