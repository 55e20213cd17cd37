"""A web server of a home in a process of its own, whose costs can be read while it works."""

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.process_tree import PROC
from tests.browser.conftest import free_port, wait_until_healthy
from warehouse.settings import Home

# How Linux writes "the processor clock of that process" as the number of a clock, to the nanosecond.
PLACE, SCHEDULED = 3, 2


@dataclass(frozen=True)
class PageServer:
    """A running server: its address and its number."""

    address: str
    process: int

    def processor(self) -> float:
        """Return the processor seconds it has used so far, ended threads included; Linux only."""
        return time.clock_gettime((~self.process << PLACE) | SCHEDULED)

    def gigabytes(self) -> float:
        """Return the most memory it ever held."""
        lines = (PROC / str(self.process) / "status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1e6


@contextlib.contextmanager
def running(home: Home) -> Iterator[PageServer]:
    """Start `kohorte serve` and stop it in the end."""
    port = free_port()
    command = [str(Path(sys.executable).parent / "kohorte"), "serve", "--home", str(home.root)]
    command += ["--port", str(port), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_until_healthy(process, port)
            yield PageServer(f"http://127.0.0.1:{port}", process.pid)
        finally:
            process.terminate()
