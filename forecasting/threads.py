"""How many threads this process may use: all cores alone, one where every core has a process of its own."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")
# Worker processes are told by their environment, which libraries read when they are loaded.
VARIABLE = "KOHORTE_THREADS"


def cores() -> int:
    """Return the cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def threads() -> int:
    """Return how many threads to use at the same time."""
    given = os.environ.get(VARIABLE, "")
    return int(given) if given.isdecimal() and int(given) > 0 else cores()


def each_block(work: Callable[[T], None], blocks: Iterable[T]) -> None:
    """Do `work` for every block, in threads if there are several; an error in one is raised here."""
    if threads() == 1:
        for block in blocks:
            work(block)
        return
    list(_pool(threads(), os.getpid()).map(work, blocks))


@cache
def _pool(size: int, _process: int) -> ThreadPoolExecutor:
    # Kept for the life of the process: starting threads for every year costs more than their work. A forked
    # child has none of its parent's threads and makes its own.
    return ThreadPoolExecutor(size, thread_name_prefix="kohorte")
