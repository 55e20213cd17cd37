"""What a piece of work costs in a process of its own: seconds, processor seconds, peak memory."""

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

# ru_maxrss counts kilobytes, on macOS bytes
UNIT = 1e9 if sys.platform == "darwin" else 1e6


@dataclass(frozen=True)
class Cost:
    """`gigabytes` is the peak of the process, `imports` included."""

    seconds: float
    processor: float
    gigabytes: float

    def __str__(self) -> str:
        return f"{self.seconds:9.2f} {self.processor:9.2f} {self.gigabytes:8.2f}"


HEAD = f"{'seconds':>9s} {'CPU s':>9s} {'peak GB':>8s}"


def _measured(work: Callable[..., object], arguments: tuple[object, ...]) -> Cost:
    started, used = time.perf_counter(), time.process_time()
    work(*arguments)
    seconds, processor = time.perf_counter() - started, time.process_time() - used
    return Cost(seconds, processor, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT)


def cost(work: Callable[..., object], *arguments: object) -> Cost:
    """Run `work` in a fresh process, so that nobody inherits caches or memory of another."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measured, work, arguments).result()
