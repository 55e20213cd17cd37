"""Print how fast the engine is beside naive numpy and the write bandwidth of the same run.

`python -m tests.benchmarks.engine`. Nothing is asserted; quote ratios, because machines and load differ.
"""

import resource
import time

import numpy as np

from forecasting.cohort_component import draw_buffers, project_draws, project_years
from forecasting.quantiles import summarise
from tests.benchmarks.test_engine import job

NAIVE_AREAS = 5


def best(work, times=3):
    work()
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return min(spent)


def naive(people, components):
    """The same job in vectorised numpy, laid out (area, draw, sex, age)."""
    levels = components.levels
    draws = levels.draws
    state = np.repeat(people[:, 0, :, :, 0][:, np.newaxis], draws, axis=1)
    q0 = components.death_probability[0, 0, 0, 0]
    e0 = components.out_rate[0, 0, 0, 0]
    for year in range(components.years):
        death, out, inflow = (
            getattr(levels, name)[year, :, 0, :, np.newaxis, np.newaxis]
            for name in ("death", "out", "inflow")
        )
        q, e = np.minimum(q0 * death, 1), e0 * out
        arriving = components.in_volume[0, :, 0][:, np.newaxis] * inflow
        reached = np.concatenate([np.zeros_like(state[..., :1]), state[..., :-1]], axis=-1)
        reached[..., -1] += state[..., -1]
        later = np.concatenate([q[..., 1:], q[..., -1:]], axis=-1)
        dead = reached * q * (1 - e / 2) + arriving * later / 2
        end = reached - dead - reached * e + arriving
        women = (reached[:, :, 1] + end[:, :, 1]) / 2
        births = (women * components.fertility[0, 0, 0]).sum(axis=-1) * levels.fertility[year]
        end[..., 0] = births[..., np.newaxis] * np.array([105, 100]) / 205 * (1 - q[..., 0])
        state = end
    return state


def run(label, people, components, keep, unit):
    buffers = draw_buffers(people, components, keep_population=keep)
    took = best(lambda: project_draws(people, components, into=buffers))
    size = f"{components.levels.draws} x {people.shape[0]} x {components.years}"
    ratio = f"{unit(people, components) / took:9.1f}" if unit else ""
    print(f"{label:34s} {size:>18s} {took:8.3f} s {ratio}", flush=True)
    bandwidth = None
    if keep:
        fill = best(lambda: buffers.population.fill(1))
        bandwidth = buffers.population.nbytes / fill / 1e9
        print(f"{'  write bandwidth, time / bound':34s} {bandwidth:13.1f} GB/s {took / fill:8.1f} x")
    return took


def main():
    people, components = job(NAIVE_AREAS, 1000, 30)
    slow = best(lambda: naive(people, components), 1) / NAIVE_AREAS
    print(f"{'':34s} {'draws x areas x years':>18s} {'':10s} naive numpy / this")
    label, size = "naive numpy (area, draw, sex, age)", "1000 x 100 x 30"
    print(f"{label:34s} {size:>18s} {slow * 100:8.2f} s (from {NAIVE_AREAS} areas)")

    def unit(people, components):
        return slow * people.shape[0]

    people, components = job(100, 1000, 30)
    for kind in (np.float32, np.float64):
        for keep in (False, True):
            label = f"{kind.__name__}, {'full output' if keep else 'totals only'}"
            run(label, people.astype(kind), components, keep, unit)
    print("\ncost grows with areas, draws, years (float32, totals)")
    for areas, draws, years in ((25, 500, 15), (50, 500, 15), (100, 500, 15), (50, 1000, 15), (50, 500, 30)):
        run("", job(areas, draws, years)[0].astype(np.float32), job(areas, draws, years)[1], False, None)
    started = time.perf_counter()
    for year in project_years(people.astype(np.float32), components):
        summarise(year.population[:, 0].sum(axis=(1, 2)))
    print(f"year by year to quantiles of totals {time.perf_counter() - started:24.3f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory {peak:.1f} GB, with the full outputs above")


if __name__ == "__main__":
    main()
