"""How worker processes start; this loads nothing itself, so they can load beside the program they serve."""

import multiprocessing
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext

from forecasting.threads import VARIABLE, cores

# What workers load before their first task.
LOADED = "forecasting.loaded"
# Cores the numerical libraries of a worker may use; they read it when they are loaded.
LIBRARY_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
# numpy asks Linux for pages of 2 MB. Getting one costs a virtual machine several times what as much memory in
# small pages does, and a projection runs no faster on them: a tenth of a run was spent on that.
SMALL_PAGES = {"NUMPY_MADVISE_HUGEPAGE": "0"}
# A worker keeps the memory of one year for the next, in bytes: the C library of Linux would give it back and
# get it anew, set to zero. Other systems do not read this.
KEPT_MEMORY = {
    "MALLOC_MMAP_THRESHOLD_": str(32 * 2**20),
    "MALLOC_TRIM_THRESHOLD_": str(2**30),
    "MALLOC_TOP_PAD_": str(2**26),
}


def start_ahead() -> None:
    """Let the server of workers begin to load now; where there is none, or one core, nothing happens."""
    if cores() > 1 and _has_server():
        from multiprocessing import forkserver  # what Windows has not

        worker_context()
        with worker_surroundings():
            forkserver.ensure_running()


def worker_context() -> BaseContext:
    """Return how processes start: forked from a server that has loaded all a run needs, or anew on Windows.

    The server has no threads, so unlike this process it can be forked.
    """
    if not _has_server():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([LOADED])
    return context


@contextmanager
def worker_surroundings() -> Iterator[None]:
    """Let new processes use one thread each, keep their memory and not run the caller's script again.

    Tasks are named by module, so a worker needs no script; one without `if __name__ == "__main__"`, a
    notebook or standard input would otherwise stop it.
    """
    main, wanted = sys.modules["__main__"], dict.fromkeys((VARIABLE, *LIBRARY_THREADS), "1")
    wanted |= SMALL_PAGES | KEPT_MEMORY
    kept = {name: main.__dict__.pop(name) for name in ("__file__",) if name in main.__dict__}
    spec, main.__spec__ = main.__spec__, None
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    try:
        yield
    finally:
        main.__dict__.update(kept)
        main.__spec__ = spec
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _has_server() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()
