"""What a command costs with all processes it starts: seconds, processor seconds, memory of all together."""

import contextlib
import os
import subprocess
import time
from pathlib import Path

from tests.benchmarks.costs import Cost

PROC = Path("/proc")
# Reading memory maps costs time itself: only every so often.
SECONDS_BETWEEN, LOOKS_PER_MEMORY = 0.05, 5
# Fields of /proc/PID/stat behind the name: parent, processor time of the program and of the system.
STATE, PARENT, SESSION, USER, SYSTEM = 0, 1, 3, 11, 12
# Ended, and not yet cleared away by the one who started it.
DEAD = ("Z", "X")


def tree_cost(command: list[str]) -> Cost:
    """Run a command and watch it and its descendants; Linux only, as it reads /proc.

    Memory shared by processes is counted once. Raises RuntimeError if the command fails.
    """
    started, spent, peak, looks = time.perf_counter(), dict[int, float](), 0.0, 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            seen = descendants(process.pid)
            spent |= seen
            if looks % LOOKS_PER_MEMORY == 0:
                peak = max(peak, sum(memory(one) for one in seen))
            looks += 1
            time.sleep(SECONDS_BETWEEN)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    return Cost(time.perf_counter() - started, sum(spent.values()), peak)


def descendants(root: int) -> dict[int, float]:
    """Return processor seconds of a process and of all below it, by number."""
    children: dict[int, list[int]] = {}
    spent: dict[int, float] = {}
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                # It ended between the two looks.
                continue
            number = int(folder.name)
            spent[number] = (int(fields[USER]) + int(fields[SYSTEM])) / os.sysconf("SC_CLK_TCK")
            children.setdefault(int(fields[PARENT]), []).append(number)
    found, waiting = {}, [root]
    while waiting:
        number = waiting.pop()
        waiting += children.get(number, [])
        if number in spent:
            found[number] = spent[number]
    return found


def family(session: int) -> set[int]:
    """Return the processes of a session that live, whoever their parent is by now."""
    found = set()
    for folder in PROC.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[SESSION]) == session and fields[STATE] not in DEAD:
                    found.add(int(folder.name))
    return found


def spent(process: int) -> float:
    """Return processor seconds of a process so far; 0 if it is gone."""
    with contextlib.suppress(OSError):
        fields = (PROC / str(process) / "stat").read_text().rpartition(")")[2].split()
        return (int(fields[USER]) + int(fields[SYSTEM])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def name_of(process: int) -> str:
    """Return the name of a process as the list of processes shows it; empty if it is gone."""
    with contextlib.suppress(OSError):
        return (PROC / str(process) / "comm").read_text().strip()
    return ""


def memory(process: int) -> float:
    """Return gigabytes of a process, its part of what is shared."""
    try:
        lines = (PROC / str(process) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1e6
