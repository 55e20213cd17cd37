"""A web server of a home in processes of its own, whose costs can be read while it works."""

import contextlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.benchmarks.process_tree import descendants, memory
from tests.browser.conftest import free_port, wait_until_healthy
from warehouse.connection import current_build
from warehouse.settings import Home

# Tells the plain page which warehouse to read.
WAREHOUSE = "KOHORTE_PLAIN_WAREHOUSE"
# How Linux writes "the processor clock of that process" as the number of a clock, to the nanosecond.
PLACE, SCHEDULED = 3, 2


# Memory of all processes together is looked up so often; each look costs some milliseconds.
SECONDS_BETWEEN = 1.0


@dataclass(frozen=True)
class PageServer:
    """A running server: its address, the number of its first process, and gigabytes held over time."""

    address: str
    process: int
    memory: list[float] = field(default_factory=list)

    def processor(self) -> float:
        """Return the processor seconds of all its processes so far, ended threads included; Linux only."""
        return sum(_clock(one) for one in descendants(self.process))

    def gigabytes(self) -> float:
        """Return the most memory all its processes were seen to hold together, shared memory counted once."""
        return max(self.memory, default=0.0)

    def watch(self, is_over: threading.Event) -> None:
        """Look at the memory until told that it is over."""
        while not is_over.wait(SECONDS_BETWEEN):
            self.memory.append(sum(memory(one) for one in descendants(self.process)))


def running(home: Home) -> contextlib.AbstractContextManager[PageServer]:
    """Start `kohorte serve` and stop it in the end."""
    port = free_port()
    command = ["kohorte", "serve", "--home", str(home.root), "--port", str(port), "--no-browser"]
    return _running(command, port)


def running_plainly(home: Home) -> contextlib.AbstractContextManager[PageServer]:
    """Start `streamlit run` with the page of `plain_page` on the same warehouse and stop it in the end."""
    port, page = free_port(), Path(__file__).with_name("plain_page.py")
    options = {"server.port": port, "server.address": "127.0.0.1", "server.headless": "true"}
    command = ["streamlit", "run", str(page), *(f"--{name}={value}" for name, value in options.items())]
    return _running(command, port, {WAREHOUSE: str(current_build(home).path)})


@contextlib.contextmanager
def _running(command: list[str], port: int, told: Mapping[str, str] | None = None) -> Iterator[PageServer]:
    program = Path(sys.executable).parent / command[0]
    surroundings = {**os.environ, **(told or {})}
    with subprocess.Popen([program, *command[1:]], stdout=subprocess.DEVNULL, env=surroundings) as process:
        try:
            wait_until_healthy(process, port)
            server, is_over = PageServer(f"http://127.0.0.1:{port}", process.pid), threading.Event()
            looking = threading.Thread(target=server.watch, args=(is_over,), daemon=True)
            looking.start()
            yield server
            is_over.set()
            looking.join()
        finally:
            process.terminate()


def _clock(process: int) -> float:
    with contextlib.suppress(OSError):
        return time.clock_gettime((~process << PLACE) | SCHEDULED)
    return 0.0
