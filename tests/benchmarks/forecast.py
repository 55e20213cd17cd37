"""Print what a forecast costs: whole, by part, by areas and draws, beside the same work done plainly.

`python -m tests.benchmarks.forecast [HOME]`. With a home that holds a build (`kohorte demo --no-serve`), a
copy of it is forecast as `kohorte forecast` does: eight scenarios, 1000 draws, 20 years. Parts and growth are
processor seconds of one thread. The plain way is `project_reference` in numpy and `np.quantile` of every
cell, one draw after the other, extrapolated from a few. Nothing is asserted. Quote ratios: machines and load
differ.
"""

import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np

from forecasting.cohort_component import YearTotals, project_reference, project_years
from forecasting.collect import collect_results
from forecasting.components import Components, InternalFlow, Levels
from forecasting.jump_off import Places, Root
from forecasting.quantiles import QUANTILES
from tests.benchmarks.forecast_run import print_run

YEARS, AGES, MEMBERS, BANDS = 4, 101, 9, 29
# Draws the plain way is timed with.
REFERENCE_DRAWS = 10
SIZES = ((27, 1000), (54, 1000), (108, 1000), (108, 500), (108, 250))
# Areas the naive summaries are timed with.
NAIVE_AREAS = 9


def places(areas: int) -> Places:
    """One root of nine municipalities."""
    leaves = tuple(f"a{i}" for i in range(areas))
    municipality = np.arange(areas) * MEMBERS // areas
    names = (*leaves, *(f"03{i:06d}" for i in range(MEMBERS)), "root")
    inside = municipality == np.arange(MEMBERS)[:, np.newaxis]
    membership = np.concatenate([np.eye(areas), inside, np.ones((1, areas))]).astype(float)
    towns = names[areas : areas + MEMBERS]
    return Places(Root("root", "verband", "R"), leaves, ("",) * areas, towns, municipality, names, membership)


def components(areas: int, where: Places) -> tuple[np.ndarray, Components]:
    """Rates as a region has them: two nationalities, moves inside and between members."""
    random = np.random.default_rng(0)
    cell = (areas, 2, 2, AGES)
    death = (np.linspace(0.01, 0.6, AGES) ** 4) * 0.985 ** np.arange(YEARS)[:, None, None, None, None]
    fertility = np.zeros((1, 1, 1, AGES))
    fertility[..., 16:46] = 0.05
    share = random.gamma(1, 1, cell) + 0.01
    for town in range(MEMBERS):
        share[where.municipality == town] /= share[where.municipality == town].sum(axis=0)
    between = (1 - np.eye(MEMBERS)) / (MEMBERS - 1)
    flows = tuple(
        InternalFlow(name, where.municipality, np.full((1, 1, 1, 1, AGES), rate), share, transfer)
        for name, rate, transfer in (("inner", 0.05, None), ("member", 0.03, between))
    )
    return random.gamma(2, 5, (*cell, 1)).astype(np.float32), Components(
        fertility=fertility,
        death_probability=np.broadcast_to(death, (YEARS, 1, 1, 1, AGES)),
        out_rate=np.full((1, 1, 1, 1, AGES), 0.06),
        in_volume=random.gamma(1, 0.5, (1, *cell)),
        naturalisation_rate=np.full((1, 1, 1, AGES), 0.02),
        native_birth_share=np.full((1, 1), 0.5),
        internal=flows,
    )


def levels_of(areas: int, draws: int) -> Levels:
    """Levels of one year."""
    random = np.random.default_rng(1)
    shape = (1, areas, BANDS, draws)
    made = [random.gamma(50, 0.02, shape).astype(np.float32) for _ in range(4)]
    fertility = random.gamma(50, 0.02, (1, areas, draws)).astype(np.float32)
    return Levels(np.arange(AGES) * BANDS // AGES, *made, fertility)


def naive(state: np.ndarray, where: Places) -> None:
    """Quantiles of every cell and of every area's total, with plain numpy."""
    np.quantile(state, QUANTILES, axis=-1)
    totals = np.tensordot(where.membership, state.sum(axis=(1, 2, 3)), axes=1)
    np.quantile(totals, QUANTILES, axis=-1)


def seconds(work: Callable[[], object]) -> float:
    """Processor seconds of the better of two runs."""
    spent = []
    for _ in range(2):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


def measured(areas: int, draws: int) -> tuple[str, float]:
    """One line of the table, and processor seconds per area."""
    where, levels = places(areas), levels_of(areas, draws)
    people, given = components(areas, where)
    given = replace(given, levels=levels)

    def years() -> Iterator[YearTotals]:
        return project_years(people, given, lambda _: levels)

    alone = seconds(lambda: [None for _ in years()])
    whole = seconds(lambda: collect_results(years(), people, where, YEARS, draws))
    state = next(years()).population[:NAIVE_AREAS].copy()
    slow = seconds(lambda: naive(state, places(NAIVE_AREAS))) * YEARS * areas / NAIVE_AREAS
    each = whole / (areas * draws * YEARS) * 1e6
    line = (
        f"{areas:6d} {draws:6d} {alone:8.2f}s {whole - alone:9.2f}s {whole:8.2f}s {each:18.2f} µs "
        f"{slow / (whole - alone):27.1f}x"
    )
    return line, whole / areas


def plain_seconds(areas: int, draws: int, years: int, scenarios: int) -> float:
    """Processor seconds of the reference engine and `np.quantile`, extrapolated from REFERENCE_DRAWS."""
    where = places(areas)
    people, given = components(areas, where)
    few = replace(given, levels=levels_of(areas, REFERENCE_DRAWS))
    step = seconds(lambda: project_reference(people.astype(float), few)) / (REFERENCE_DRAWS * YEARS)
    state = np.random.default_rng(2).gamma(2, 5, (areas, 2, 2, AGES, REFERENCE_DRAWS * 10)).astype(np.float32)
    summary = seconds(lambda: naive(state, where)) / state.shape[-1]
    return (step + summary) * draws * years * scenarios


def print_growth(sizes: tuple[tuple[int, int], ...] = SIZES) -> float:
    """Print the cost of each size; return that of an area in the largest over that in the smallest root."""
    # The first run of a process loads or compiles the kernels.
    measured(sizes[0][0], 16)
    of_areas = {}
    for areas, draws in sizes:
        line, each = measured(areas, draws)
        print(line, flush=True)
        if draws == sizes[0][1]:
            of_areas[areas] = each
    few, many = min(of_areas), max(of_areas)
    growth = of_areas[many] / of_areas[few]
    print(f"one of {many} areas costs {growth:.2f} times one of {few}; 1.00 is exactly linear")
    return growth


def main() -> None:
    """Print the tables."""
    if len(sys.argv) > 1:
        used = print_run(Path(sys.argv[1]))
        plain = plain_seconds(108, 1000, 20, 8)
        print(
            f"plain reference, 108 areas × 1000 draws × 20 years × 8 scenarios, extrapolated from "
            f"{REFERENCE_DRAWS} draws: {plain:.0f} CPU s, {plain / used:.1f}x the CPU s of the run\n"
        )
    os.environ["KOHORTE_THREADS"] = "1"
    head = ("areas", "draws", "project", "summaries", "together", "per area, draw, year")
    print("{:>6s} {:>6s} {:>9s} {:>10s} {:>9s} {:>21s}".format(*head), " naive / our summaries")
    print_growth()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory {peak:.1f} GB")


if __name__ == "__main__":
    main()
