"""Print how a Schaufenster bears a crowd: times, errors, memory, and how soon it is back after a fall.

`python -m tests.benchmarks.showcase_load FOLDER [--sessions 50] [--seconds 60] [--pause 5] [--kill [WHOM]]`
FOLDER holds releases. The server is started as an office would (`kohorte serve --schaufenster`), readers
speak its protocol; both share the machine. With `--kill` processes are killed (signal 9) in the middle: `one`
or `all` that serve, the `watcher` (whose number the command showed), its `heir`, or `watcher-and-all`.
Readers come back as browsers do. `--starts N` only starts it so often.
"""

import argparse
import contextlib
import os
import signal
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from dashboards.supervision import HEIR, PROCESSES, SERVING, WATCHER
from tests.benchmarks.process_tree import PROC, family, memory, name_of, spent
from tests.benchmarks.sessions import Click, Crowd, Told, crowd, told
from tests.browser.conftest import free_port

MOST_SECONDS, MOST_BACK = 2.0, 5.0
# A computer that does much else starts a server slowly.
START_SECONDS = 300
SERVES = tuple(f"{SERVING}{place + 1}" for place in range(PROCESSES))
WHOM: dict[str, tuple[str, ...]] = {
    "one": SERVES[:1],
    "all": SERVES,
    "watcher": (WATCHER,),
    "heir": (HEIR,),
    "watcher-and-all": (WATCHER, *SERVES),
}
# What the server says goes where errors go: the table stays clean.
ERRORS = 2
# How Linux writes in /proc/net/tcp that a socket listens.
LISTENING = "0A"


@dataclass
class Server:
    """A running Schaufenster: its address, the process that was started, and the memory of all over time."""

    address: str
    started: int
    memory: list[float] = field(default_factory=list)
    spent_before: float = 0.0
    killed_at: float = float("inf")
    start_seconds: float = 0.0

    def named(self, *names: str) -> list[int]:
        """Return the numbers of its processes that have one of these names."""
        return sorted(one for one in family(self.started) if name_of(one) in names)

    def serving(self) -> list[int]:
        """Return the numbers of the processes that serve; those that watch are others."""
        return self.named(*SERVES)

    @property
    def watcher(self) -> int:
        """The process that watches now; an heir that was just made still has its name for a moment."""
        while len(found := self.named(WATCHER)) != 1:
            time.sleep(0.01)
        return found[0]

    def is_whole(self) -> bool:
        """Whether every process that serves takes readers in."""
        return [self._takes_readers(one) for one in self.serving()] == [True] * PROCESSES

    def _takes_readers(self, number: int) -> bool:
        """Whether a process waits at the common door: listens with a file it also watches."""
        port = f":{int(self.address.rpartition(':')[2]):04X} "
        lines = [line.split() for line in (PROC / "net" / "tcp").read_text().splitlines() if port in line]
        doors = {f"socket:[{fields[9]}]" for fields in lines if fields[3] == LISTENING}
        with contextlib.suppress(OSError):
            held = {link.name: os.readlink(link) for link in (PROC / str(number) / "fd").iterdir()}
            polls = [name for name, target in held.items() if "eventpoll" in target]
            told = "".join((PROC / str(number) / "fdinfo" / name).read_text() for name in polls)
            watched = {line.split()[1] for line in told.splitlines() if line.startswith("tfd:")}
            return any(held.get(name) in doors for name in watched)
        return False

    def kill(self, *names: str) -> None:
        """Kill its processes of these names, at once."""
        self.killed_at = time.monotonic()
        for one in self.named(*names):
            os.kill(one, signal.SIGKILL)

    def processor_seconds(self) -> float:
        """Return processor seconds of all its processes so far."""
        return sum(spent(one) for one in family(self.started))

    def is_healthy(self) -> bool:
        """Whether it answers."""
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{self.address}/_stcore/health", timeout=2).close()
            return True
        return False


@contextlib.contextmanager
def running(folder: Path, audience: str = "association", **environment: str) -> Iterator[Server]:
    """A Schaufenster of a folder, started by the command a user types."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "kohorte"), "serve", "--schaufenster", str(folder)]
    settings = os.environ | {"KOHORTE_KREIS": audience, **environment}
    command += ["--port", str(port), "--no-browser"]
    process = subprocess.Popen(command, env=settings, stdout=ERRORS, start_new_session=True)
    server = Server(f"http://127.0.0.1:{port}", process.pid)
    try:
        started = time.monotonic()
        while not (server.is_healthy() and server.is_whole()):
            if process.poll() is not None or time.monotonic() > started + START_SECONDS:
                raise RuntimeError(f"the server did not come up (code {process.poll()})")
            time.sleep(0.1)
        server.start_seconds = time.monotonic() - started
        yield server
    finally:
        # Whoever watches now stops all; the one that was started may be gone.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)
        while family(process.pid):
            time.sleep(0.1)


def load(server: Server, plan: Crowd, *whom: str) -> list[Click]:
    """Let a crowd click, watch the memory, and kill processes of these names half way."""
    done, server.spent_before = threading.Event(), server.processor_seconds()
    watch = threading.Thread(target=_watch, args=(server, done), daemon=True)
    watch.start()
    if whom:
        threading.Timer(plan.seconds / 2, server.kill, whom).start()
    try:
        return crowd(server.address, plan)
    finally:
        done.set()
        watch.join(timeout=5)


def _watch(server: Server, done: threading.Event) -> None:
    while not done.wait(1.0):
        server.memory.append(sum(memory(one) for one in family(server.started)))


def _print(server: Server, clicks: list[Click], plan: Crowd) -> None:
    before = [one for one in clicks if one.at + one.seconds < server.killed_at]
    found, whole = told(before), told(clicks)
    verdict = "met" if found.p95 <= MOST_SECONDS and not found.errors else "MISSED"
    print(f"{plan.sessions} sessions, a click every {plan.pause:g} s, for {plan.seconds:g} s: {verdict}")
    print(f"  {found.line()}")
    if whole.returns:
        print(f"  with the fall: {whole.line()}")
    answers = len([one for one in clicks if one.kind != "lost"])
    cost = (server.processor_seconds() - server.spent_before) / answers
    own = time.process_time() / answers
    need = plan.sessions / plan.pause * cost
    print(f"  server {cost * 1000:.0f} ms of processor per answer: {need:.2f} cores for this crowd")
    print(f"  the readers themselves: {own * 1000:.0f} ms per answer on the same processors")
    size = f"  memory at the start {server.memory[0]:.2f} GB, most {max(server.memory):.2f} GB"
    print(f"{size}, processor {server.processor_seconds():.0f} s")
    for words in whole.errors[:5]:
        print(f"  {words}")
    if server.killed_at < float("inf"):
        _print_fall(clicks, whole)


def _print_fall(clicks: list[Click], whole: Told) -> None:
    lost = len({one.session for one in clicks if one.kind == "lost"})
    back = sorted(one.seconds for one in clicks if one.kind == "return")
    if not lost:
        print(f"killed: nobody was cut off; slowest click {whole.slowest:.1f} s: met")
        return
    is_met = len(back) >= lost and max(back[-1], whole.slowest_after) <= MOST_BACK
    print(f"killed: {lost} cut off, {len(back)} back", end="")
    if back:
        print(f", half within {statistics.median(back):.1f} s, the last after {back[-1]:.1f} s", end="")
    print(f";\n  slowest first click after it {whole.slowest_after:.1f} s: {'met' if is_met else 'MISSED'}")


def _print_starts(folder: Path, number: int) -> None:
    for _ in range(number):
        with running(folder) as server:
            seconds, processor = server.start_seconds, server.processor_seconds()
            is_met = "met" if seconds <= MOST_BACK else "MISSED"
            print(f"all {PROCESSES} answer after {seconds:.1f} s ({processor:.1f} s of processor): {is_met}")


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--sessions", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--pause", type=float, default=5)
    asked.add_argument("--kill", nargs="?", const="one", choices=WHOM)
    asked.add_argument("--starts", type=int, default=0)
    given = asked.parse_args()
    if given.starts:
        _print_starts(given.folder, given.starts)
        return
    plan = Crowd(given.sessions, given.seconds, given.pause, least=3)
    with running(given.folder) as server:
        _print(server, load(server, plan, *WHOM.get(given.kill, ())), plan)


if __name__ == "__main__":
    main()
