"""Keeps a server running: several processes of one command, each started again when it falls.

`python -m dashboards.supervision NUMBER COMMAND …`. Only the standard library, so watching costs a few
megabytes. The processes share one port and a passing folder, whose name stands in their environment; while
one is started again, the others answer. A process that ends by itself (a login not in order, stopped) is not
started again, and the others end with it.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import tempfile
import time
from types import FrameType

# Falls within so many seconds of the start, so often in a row, are no accident.
HEALTHY_SECONDS, MOST_FALLS = 20.0, 5
PAUSE, PAUSE_BESIDE = 0.2, 10.0
END_WITH_PARENT = 1
# The folder the processes share; it goes when they do.
SHARED_VARIABLE = "KOHORTE_GETEILT"
# Set for every process but the first, which alone opens a browser.
AGAIN_VARIABLE = "KOHORTE_WEITERER"


class Watch:
    """A watched command and its running processes, by number."""

    def __init__(self, command: list[str], number: int = 1) -> None:
        self.command = command
        self.number = number
        self.is_stopping = False
        self.running: dict[int, tuple[subprocess.Popen[bytes], float]] = {}

    def run(self) -> int:
        """Keep the command running until a process ends by itself or somebody stops it; return its code."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        with tempfile.TemporaryDirectory(prefix="kohorte-geteilt-") as shared:
            os.environ[SHARED_VARIABLE] = shared
            for _ in range(self.number):
                self._start()
            code = self._watch()
            self._end_others()
        return code

    def _watch(self) -> int:
        falls = 0
        while self.running:
            code, lived = self._next_end()
            falls = falls + 1 if lived < HEALTHY_SECONDS else 1
            # A code of its own choosing is a decision, a signal is an accident.
            if self.is_stopping or code >= 0 or falls > MOST_FALLS:
                return max(code, 0) if self.is_stopping else abs(code)
            print(
                f"Ein Serverprozess ist ausgefallen (Signal {-code}) und wird neu gestartet.",
                file=sys.stderr,
                flush=True,
            )
            # The others have its readers to answer first; a start takes a processor for seconds.
            self._wait(PAUSE_BESIDE if self.running else PAUSE)
            self._start()
        return 0

    def _wait(self, seconds: float) -> None:
        """Wait, but no longer than the others run and nobody stops them."""
        until = time.monotonic() + seconds
        while time.monotonic() < until and not self.is_stopping:
            if self.running and os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
                return
            time.sleep(PAUSE)

    def _start(self) -> None:
        if not self.is_stopping:
            process = subprocess.Popen(self.command)
            os.environ[AGAIN_VARIABLE] = "1"
            self.running[process.pid] = (process, time.monotonic())

    def _next_end(self) -> tuple[int, float]:
        """Wait until a process ends; return its code (a signal is negative) and the seconds it lived."""
        while True:
            number, status = os.wait()
            if number in self.running:
                process, started = self.running.pop(number)
                process.returncode = os.waitstatus_to_exitcode(status)
                return process.returncode, time.monotonic() - started

    def _end_others(self) -> None:
        self._signal(signal.SIGTERM)
        for process, _ in self.running.values():
            with contextlib.suppress(KeyboardInterrupt):
                process.wait()

    def _signal(self, number: int) -> None:
        for process, _ in self.running.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True
        self._signal(number)


def end_with_watcher() -> None:
    """Have the system end this process when the one that watches over it is gone (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(Watch(sys.argv[2:], int(sys.argv[1])).run())
