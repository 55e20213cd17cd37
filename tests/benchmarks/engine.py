"""Print how fast the engine is, beside naive numpy and the write bandwidth of the same run.

`python -m tests.benchmarks.engine`, on an idle machine. Nothing is asserted; other machines have other times,
so each time stands beside what the same machine did with the alternative in the same run.
"""

import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from forecasting.cohort_component import draw_buffers, project_draws
from forecasting.project_pieces import project_summaries
from forecasting.threads import each_block, threads
from tests.benchmarks.jobs import association, job, naive

# Ages of the groups that are summarised while streaming: the planning groups, totals and their bases.
BANDS = np.array(
    [
        *((0, 2), (3, 5), (6, 9), (10, 15), (16, 18), (19, 24), (25, 29), (30, 49), (50, 64), (65, 74)),
        *((75, 84), (85, 100), (0, 100), (0, 17), (0, 19), (18, 64), (20, 64), (65, 100), (80, 100)),
    ]
)


@dataclass(frozen=True)
class Size:
    """How much is projected, and how often to find the fastest time."""

    areas: int = 100
    draws: int = 1000
    years: int = 30
    naive_areas: int = 5
    times: int = 7

    @property
    def job(self) -> tuple[int, int, int]:
        return self.areas, self.draws, self.years

    def __str__(self) -> str:
        return f"{self.areas} areas x {self.draws} draws x 2 sexes x 101 ages x {self.years} years"


JOB_J = Size()
# Seconds the issue asks for on two cores: totals, full float32, full float64.
TARGETS = {("float32", False): 0.10, ("float32", True): 0.35, ("float64", True): 0.70}


def best(work: Callable[[], object], times: int) -> float:
    """Fastest of several runs, after one to warm up."""
    work()
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        spent.append(time.perf_counter() - started)
    return min(spent)


def naive_seconds(size: Size) -> float:
    """Seconds of the naive alternative for the whole job, measured on some areas."""
    people, components = job(size.naive_areas, size.draws, size.years)
    return best(lambda: naive(people, components), 1) * size.areas / size.naive_areas


def fill_seconds(array: np.ndarray, times: int) -> tuple[float, float]:
    """Seconds to write an array once, by one thread and by as many as the engine uses."""
    flat = array.reshape(-1)
    edges = np.linspace(0, len(flat), 64 + 1).astype(int)
    pairs = list(pairwise(edges))
    together = best(lambda: each_block(lambda block: flat[slice(*block)].fill(1), pairs), times)
    return best(lambda: flat.fill(1), times), together


def project_seconds(size: Size, kind: type[np.floating], keep: bool, times: int) -> tuple[float, np.ndarray]:
    """Seconds of job J into memory that is used again, and the population if it is kept."""
    people, components = job(*size.job)
    people = people.astype(kind)
    buffers = draw_buffers(people, components, keep_population=keep)
    return best(lambda: project_draws(people, components, into=buffers), times), buffers.population


def speed(size: Size, slow: float) -> None:
    """Print times with totals only and with full output, in both precisions."""
    print(
        f"{'':26s} {'seconds':>8s} {'target':>7s} {'naive/this':>10s}   writing, 1 thread        all threads"
    )
    for kind in (np.float32, np.float64):
        for keep in (False, True):
            took, population = project_seconds(size, kind, keep, size.times)
            target = TARGETS.get((kind.__name__, keep)) if size == JOB_J else None
            line = f"{kind.__name__}, {'full output' if keep else 'totals only':12s}    {took:9.3f}"
            line += f" {target or '-':>7} {slow / took:10.1f}"
            if keep:
                volume = population.nbytes / 1e9
                for alone in fill_seconds(population, 3):
                    line += f"   {volume / alone:5.1f} GB/s, time x {took / alone:4.1f}"
            print(line, flush=True)
            del population


def growth(size: Size) -> None:
    """Print the cost of a cell-year when areas, draws and years double."""
    areas, draws, years = size.areas // 4, size.draws // 2, size.years // 2
    sizes = [(areas, draws, years), (2 * areas, draws, years), (4 * areas, draws, years)]
    sizes += [(areas, 2 * draws, years), (areas, draws, 2 * years)]
    first = None
    print(f"\n{'areas x draws x years':26s} {'seconds':>8s} {'per cell-year':>14s} {'of the first':>13s}")
    for areas, draws, years in sizes:
        took, _ = project_seconds(Size(areas, draws, years), np.float32, False, size.times)
        each = took / (areas * draws * years * 202) * 1e9
        first = first or each
        print(f"{f'{areas} x {draws} x {years}':26s} {took:8.4f} {each:11.3f} ns {each / first:13.2f}")


def resident() -> float:
    """Largest resident memory of this process so far, in GB."""
    status = Path("/proc/self/status")
    if status.exists():
        # Elsewhere a child begins with the peak of its parent.
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def stream(size: Size) -> None:
    """Print time and memory of job J summarised on the way; alone in its process, to see its memory."""
    people, components = job(*size.job)
    people = people.astype(np.float32)
    # Compiled, or read from disk, before anything is measured.
    project_summaries(*job(2, 8, 1), BANDS)
    project_summaries(people[:2], job(2, size.draws, 1)[1], BANDS)
    before = resident()
    started = time.perf_counter()
    found = project_summaries(people, components, BANDS)
    took = time.perf_counter() - started
    assert np.isfinite(found.bands).all()
    print(
        f"streaming to quantiles of {len(BANDS)} age groups and all totals: {took:.2f} s; memory with inputs "
        f"{before:.2f} GB before, peak {resident():.2f} GB"
    )
    started = time.perf_counter()
    found = project_summaries(people, components, BANDS, cells=True)
    took = time.perf_counter() - started
    print(f"and to quantiles of all {size.areas * 202 * size.years / 1e3:.0f} thousand cells: {took:.2f} s; "
          f"peak {resident():.2f} GB")  # fmt: skip


def stream_apart(size: Size) -> None:
    """Run `stream` in a process of its own."""
    given = [str(part) for part in (*size.job, size.naive_areas, size.times)]
    command = [sys.executable, "-m", "tests.benchmarks.engine", "stream", *given]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    print("\n" + done.stdout, end="", flush=True)


def coupled(size: Size) -> None:
    """Print the time of an association with moves between areas, for which there is no target."""
    people, components = association(*size.job)
    people = people.astype(np.float32)
    buffers = draw_buffers(people, components)
    took = best(lambda: project_draws(people, components, into=buffers), 3)
    cells = people.size * size.draws * size.years
    print(f"\n{size}, 2 nationalities, naturalisation, 2 internal flows:")
    print(f"{took:.2f} s, {took / cells * 1e9:.2f} ns a cell-year")


def report(size: Size) -> None:
    """Print all tables."""
    print(f"{size}; {threads()} threads, load {os.getloadavg()[0]:.1f}, {platform.machine()}")
    slow = naive_seconds(size)
    print(f"naive numpy (area, draw, sex, age), totals: {slow:.2f} s, from {size.naive_areas} areas")
    speed(size, slow)
    stream_apart(size)
    growth(size)
    coupled(Size(size.areas, size.draws, max(size.years // 5, 1)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["stream"]:
        stream(Size(*(int(part) for part in sys.argv[2:])))
    else:
        report(JOB_J)
