"""One siting question after another, for all sessions of a server: no page waits, no server starves."""

import queue
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import monotonic
from typing import Literal

from forecasting.errors import ForecastError
from forecasting.siting.apart import propose_apart
from forecasting.siting.proposal import Proposal
from forecasting.siting.question import Question

State = Literal["waiting", "running", "done", "refused"]
Solve = Callable[[Question], Proposal]
# Questions that may wait at a time, and answers kept for whoever asks the same again.
MOST_WAITING, KEPT = 8, 40


@dataclass
class Job:
    """One question on its way; `refusal` is a German sentence."""

    key: Hashable
    question: Question
    state: State = "waiting"
    began: float = 0.0
    seconds: float = 0.0
    proposal: Proposal | None = None
    refusal: str = ""

    @property
    def is_pending(self) -> bool:
        """Whether there is no answer yet."""
        return self.state in ("waiting", "running")

    @property
    def elapsed(self) -> float:
        """Seconds since the search began, 0 while it waits."""
        return monotonic() - self.began if self.state == "running" else self.seconds


class Desk:
    """Takes questions, answers them one at a time, remembers the answers."""

    def __init__(self, solve: Solve) -> None:
        """Start without any question; `solve` may raise ForecastError."""
        self._solve = solve
        self._jobs: OrderedDict[Hashable, Job] = OrderedDict()
        self._line: queue.Queue[Job] = queue.Queue()
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None

    def ask(self, key: Hashable, question: Question) -> Job:
        """Return the job of a key; a new or refused question is put in line, if that is not too long."""
        with self._lock:
            known = self._jobs.get(key)
            if known is not None and known.state != "refused":
                return known
            waiting = sum(job.state == "waiting" for job in self._jobs.values())
            job = Job(key, question)
            self._jobs[key] = job
            self._jobs.move_to_end(key)
            if waiting >= MOST_WAITING:
                job.state = "refused"
                job.refusal = (
                    f"Gerade warten schon {waiting} Fragen. Bitte in einer Minute noch einmal rechnen."
                )
                return job
            self._forget()
            self._line.put(job)
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="kita-siting", daemon=True)
                self._worker.start()
            return job

    def job(self, key: Hashable) -> Job | None:
        """Return the job of a key, or None if nobody asked."""
        with self._lock:
            return self._jobs.get(key)

    def before(self, job: Job) -> int:
        """Return how many questions are answered before this one."""
        with self._lock:
            pending = [one for one in self._jobs.values() if one.is_pending]
        return pending.index(job) if job in pending else 0

    def _forget(self) -> None:
        """Drop the oldest answers beyond those kept; a question under way stays."""
        old = [key for key, job in self._jobs.items() if not job.is_pending]
        for key in old[: max(len(old) - KEPT, 0)]:
            del self._jobs[key]

    def _work(self) -> None:
        while True:
            job = self._line.get()
            job.began = monotonic()
            job.state = "running"
            try:
                job.proposal = self._solve(job.question)
            except ForecastError as error:
                job.refusal = str(error)
            except OSError as error:
                job.refusal = (
                    f"Standortvorschlag: die Rechnung ließ sich nicht starten ({type(error).__name__}). "
                    "Bitte noch einmal rechnen."
                )
            job.seconds = monotonic() - job.began
            job.state = "done" if job.proposal is not None else "refused"


def _apart(question: Question) -> Proposal:
    return propose_apart(question.problem, minimal_regret=question.minimal_regret)


DESK = Desk(_apart)
