"""Where the tasks of a run are computed: in this process, on every core, or on a Dask cluster.

All three are a `concurrent.futures.Executor`; results come back in the order of the tasks and are the same to
the last bit. A worker that dies costs time, never a result: what it had is computed here.
"""

import importlib
import logging
import os
import pickle
import threading
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.queues import SimpleQueue
from typing import Any

from forecasting import steps
from forecasting.errors import ForecastError
from forecasting.threads import cores
from forecasting.version import code_version
from forecasting.worker_start import LOADED, start_ahead, worker_context, worker_surroundings

logger = logging.getLogger(__name__)

ADDRESS = "KOHORTE_SCHEDULER"
# Results waiting for the one before them: enough to keep every worker busy, few enough for the memory.
AHEAD = 2
SECONDS_TO_ANSWER = 10
# Areas × draws × years × scenarios below which starting further processes costs more than it saves.
SMALL = 300_000


@dataclass(frozen=True)
class Task:
    """`work(shared, *rest)`; `shared` is large and the same for neighbouring tasks.

    `steps` is the size of the task for the progress.
    """

    work: Callable[..., Any]
    shared: Any
    rest: tuple[Any, ...]
    steps: int


class Scheduler:
    """An executor with `workers` workers that gives results in order.

    `lost` are the errors by which it says that a worker died. With `is_packed`, large arguments travel
    compressed within every task: unlike data left on a worker, they cannot be lost with it.
    """

    def __init__(
        self,
        executor: Executor,
        workers: int,
        lost: tuple[type[BaseException], ...] = (),
        *,
        is_packed: bool = False,
    ) -> None:
        self.executor, self.workers, self.lost, self.is_packed = executor, workers, lost, is_packed
        self._last: tuple[Any, bytes] | None = None
        self._waiting: deque[tuple[Task, Future[Any] | None]] = deque()

    def results(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Any]]:
        """Yield every task with its result, in order. What a task raises is raised here."""
        waiting = self._waiting
        for task in tasks:
            waiting.append((task, self._submit(task)))
            if len(waiting) > AHEAD * self.workers:
                yield self._result(*waiting.popleft())
        while waiting:
            yield self._result(*waiting.popleft())

    def made(self, task: Task) -> Any:  # noqa: ANN401 - whatever the task gives
        """Return the result of a task at once: made by an idle process of this computer, else here."""
        busy = sum(future is not None and not future.done() for _, future in self._waiting)
        if self.is_packed or busy >= self.workers:
            return task.work(task.shared, *task.rest)
        return self._result(task, self._submit(task))[1]

    def _submit(self, task: Task) -> "Future[Any] | None":
        try:
            if self.is_packed:
                return self.executor.submit(
                    _unpack_and_work, task.work, self._packed(task.shared), *task.rest
                )
            return self.executor.submit(task.work, task.shared, *task.rest)
        except self.lost:
            return None

    def _result(self, task: Task, future: "Future[Any] | None") -> tuple[Task, Any]:
        if future is not None:
            try:
                return task, future.result()
            except self.lost:
                future.cancel()
        logger.warning("Ein Rechenprozess ist ausgefallen; seine Aufgabe wird hier gerechnet.")
        return task, task.work(task.shared, *task.rest)

    def _packed(self, shared: object) -> bytes:
        # Tasks of a root follow each other: the last argument is enough to remember.
        if self._last is None or self._last[0] is not shared:
            self._last = (shared, zlib.compress(pickle.dumps(shared, pickle.HIGHEST_PROTOCOL), level=1))
        return self._last[1]


def _unpack_and_work(work: Callable[..., Any], packed: bytes, *rest: Any) -> Any:  # noqa: ANN401
    return work(_unpacked(packed), *rest)


@lru_cache(maxsize=1)
def _unpacked(packed: bytes) -> Any:  # noqa: ANN401 - whatever a task shares
    return pickle.loads(zlib.decompress(packed))


class Here(Executor):
    """Computes a task at once, in this process."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":  # noqa: ANN401
        """Return the finished call; what it raises is raised here."""
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


@contextmanager
def open_scheduler(size: int, progress: Callable[[int], None]) -> Iterator[Scheduler]:
    """Open what fits the `size` of a run (areas × draws × years × scenarios), or the cluster set.

    `progress` hears of every step as it is done, from another thread; of a cluster, it hears nothing. Raises
    ForecastError if the cluster does not answer or runs other code.
    """
    address = os.environ.get(ADDRESS, "").strip()
    if address:
        with _cluster(address) as scheduler:
            yield scheduler
    elif size < SMALL or cores() == 1:
        with steps.heard_by(progress):
            yield Scheduler(Here(), 1)
    else:
        with _processes(cores(), progress) as scheduler:
            yield scheduler


@contextmanager
def _processes(workers: int, progress: Callable[[int], None]) -> Iterator[Scheduler]:
    start_ahead()
    context = worker_context()
    queue: SimpleQueue[int] = context.SimpleQueue()
    listener = threading.Thread(target=_listen, args=(queue, progress), daemon=True)
    listener.start()
    pool = _Processes(workers, context, _enter, (queue,))
    try:
        yield Scheduler(pool, workers, (BrokenExecutor,))
    finally:
        pool.shutdown(cancel_futures=True)
        queue.put(0)
        listener.join()


class _Processes(ProcessPoolExecutor):
    """A pool whose processes start when the first tasks come: until then they load their libraries."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> "Future[Any]":  # noqa: ANN401
        with worker_surroundings():
            return super().submit(fn, *args, **kwargs)


def _enter(queue: "SimpleQueue[int]") -> None:
    """Begin the life of a worker process: say every step, and load what a run needs."""
    importlib.import_module(LOADED)
    steps.tell(queue.put)


def _listen(queue: "SimpleQueue[int]", progress: Callable[[int], None]) -> None:
    while done := queue.get():
        progress(done)


@contextmanager
def _cluster(address: str) -> Iterator[Scheduler]:
    try:
        import distributed
    except ImportError as error:
        raise ForecastError(
            f"{ADDRESS} ist auf {address} gesetzt, aber das Paket distributed fehlt. Bitte Kohorte mit dem "
            "Zusatz cluster installieren (kohorte[cluster]) oder die Einstellung leeren."
        ) from error
    try:
        client = distributed.Client(address, timeout=SECONDS_TO_ANSWER, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ForecastError(
            f"Der Rechenverbund {address} ({ADDRESS}) antwortet nicht innerhalb von {SECONDS_TO_ANSWER} s: "
            f"{error}. Bitte Adresse und Dask-Scheduler prüfen oder die Einstellung leeren; dann rechnet "
            "dieser Rechner allein."
        ) from error
    lost = (BrokenExecutor, CancelledError, distributed.KilledWorker, distributed.client.FutureCancelledError)
    try:
        workers = _check_workers(address, client.run(code_version))

        yield Scheduler(client.get_executor(pure=False), workers, lost, is_packed=True)
    finally:
        client.close()


def _check_workers(address: str, versions: dict[str, str]) -> int:
    """Return the number of workers. Raises ForecastError if there is none or one runs other code."""
    if not versions:
        raise ForecastError(
            f"Der Rechenverbund {address} hat keinen Rechner (Worker). Bitte mindestens einen starten."
        )
    others = sorted(worker for worker, version in versions.items() if version != code_version())
    if others:
        raise ForecastError(
            f"Im Rechenverbund {address} läuft auf {', '.join(others)} eine andere Fassung von Kohorte als "
            "hier. Bitte überall dieselbe Fassung installieren, sonst wären die Zahlen nicht vergleichbar."
        )
    return len(versions)
