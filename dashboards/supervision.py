"""Keeps a server running: started again when it falls, stopped with whoever watches over it.

`python -m dashboards.supervision COMMAND …`. Only the standard library, so watching costs a few megabytes.
A server that ends by itself (a port taken, a login not in order, stopped) is not started again.
"""

import contextlib
import ctypes
import signal
import subprocess
import sys
import time
from types import FrameType

# Falls within so many seconds of the start, so often in a row, are no accident.
HEALTHY_SECONDS, MOST_FALLS = 20.0, 5
PAUSE = 0.2
END_WITH_PARENT = 1


class Watch:
    """One watched command."""

    def __init__(self, command: list[str]) -> None:
        self.command = command
        self.is_stopping = False
        self.process: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Keep the command running until it ends by itself or somebody stops it; return its code."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        falls = 0
        while True:
            started = time.monotonic()
            code = self._once()
            is_fresh = time.monotonic() - started < HEALTHY_SECONDS
            falls = falls + 1 if is_fresh else 1
            # A code of its own choosing is a decision, a signal is an accident.
            if self.is_stopping or code >= 0 or falls > MOST_FALLS:
                return max(code, 0) if self.is_stopping else abs(code)
            print(
                f"Der Server ist ausgefallen (Signal {-code}) und wird neu gestartet.",
                file=sys.stderr,
                flush=True,
            )
            time.sleep(PAUSE)

    def _once(self) -> int:
        self.process = subprocess.Popen(self.command)
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return self.process.wait()

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                self.process.send_signal(number)


def end_with_watcher() -> None:
    """Have the system end this process when the one that watches over it is gone (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(END_WITH_PARENT, signal.SIGTERM)


if __name__ == "__main__":
    sys.exit(Watch(sys.argv[1:]).run())
