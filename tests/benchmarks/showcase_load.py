"""Print how a Schaufenster bears a crowd: times, errors, memory, and how soon it is back after a fall.

`python -m tests.benchmarks.showcase_load FOLDER [--sessions 50] [--seconds 60] [--pause 5] [--kill [COUNT]]`.
FOLDER holds releases. The server is started as an office would (`kohorte serve --schaufenster`), readers
speak its protocol; both share the machine. With `--kill` so many of the processes that serve are killed
(signal 9) in the middle; readers come back as browsers do.
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

from dashboards.supervision import PROCESSES
from tests.benchmarks.process_tree import PROC, _descendants, _memory
from tests.benchmarks.sessions import Click, Crowd, crowd, told
from tests.browser.conftest import free_port

MOST_SECONDS, MOST_BACK = 2.0, 5.0
# A computer that does much else starts a server slowly.
START_SECONDS = 300
SERVER = "dashboards.schaufenster.server"
# What the server says goes where errors go: the table stays clean.
ERRORS = 2
# How Linux writes in /proc/net/tcp that a socket listens.
LISTENING = "0A"


@dataclass
class Server:
    """A running Schaufenster: its address, the watching process, and the memory of all together over time."""

    address: str
    watcher: int
    memory: list[float] = field(default_factory=list)
    spent_before: float = 0.0
    killed_at: float = float("inf")
    start_seconds: float = 0.0

    def serving(self) -> list[int]:
        """Return the numbers of the processes that serve; the one that watches is another."""
        found = []
        for number in _descendants(self.watcher):
            with contextlib.suppress(OSError):
                words = (PROC / str(number) / "cmdline").read_bytes().split(b"\0")
                if SERVER.encode() in words and number != self.watcher:
                    found.append(number)
        return sorted(found)

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

    def kill(self, number: int) -> None:
        """Kill so many of the processes that serve, at once."""
        self.killed_at = time.monotonic()
        for one in self.serving()[:number]:
            os.kill(one, signal.SIGKILL)

    def processor_seconds(self) -> float:
        """Return processor seconds of all its processes so far."""
        return sum(_descendants(self.watcher).values())

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
    process = subprocess.Popen([*command, "--port", str(port), "--no-browser"], env=settings, stdout=ERRORS)
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
        process.terminate()
        process.wait(timeout=30)


def load(server: Server, plan: Crowd, kills: int = 0) -> list[Click]:
    """Let a crowd click, watch the memory, and kill so many of the processes that serve half way."""
    done, server.spent_before = threading.Event(), server.processor_seconds()
    watch = threading.Thread(target=_watch, args=(server, done), daemon=True)
    watch.start()
    if kills:
        threading.Timer(plan.seconds / 2, lambda: server.kill(kills)).start()
    try:
        return crowd(server.address, plan)
    finally:
        done.set()
        watch.join(timeout=5)


def _watch(server: Server, done: threading.Event) -> None:
    while not done.wait(1.0):
        server.memory.append(sum(_memory(one) for one in _descendants(server.watcher)))


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
    if whole.returns:
        lost = len({one.session for one in clicks if one.kind == "lost"})
        back = sorted(one.seconds for one in clicks if one.kind == "return")
        is_met = max(back[-1], whole.slowest_after) <= MOST_BACK and len(back) >= lost
        middle = f"half of them within {statistics.median(back):.1f} s"
        print(f"killed: {lost} cut off, {len(back)} back, {middle}, the last after {back[-1]:.1f} s;")
        print(f"  slowest first click after it {whole.slowest_after:.1f} s: {'met' if is_met else 'MISSED'}")


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser()
    asked.add_argument("folder", type=Path)
    asked.add_argument("--sessions", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=60)
    asked.add_argument("--pause", type=float, default=5)
    asked.add_argument("--kill", type=int, nargs="?", const=1, default=0, choices=range(PROCESSES + 1))
    given = asked.parse_args()
    plan = Crowd(given.sessions, given.seconds, given.pause, least=3)
    with running(given.folder) as server:
        _print(server, load(server, plan, given.kill), plan)


if __name__ == "__main__":
    main()
