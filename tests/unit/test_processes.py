"""What a process that only watches gives back: program files it alone has read, and nothing else."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks the processes of a server")

SIZE = 2**24
# Reads a file and changes memory of its own; says how much of the file it holds before and after.
PROGRAM = f"""
import mmap, sys
from pathlib import Path
from dashboards.processes import leave_programs

def held():
    own, smaps = False, Path("/proc/self/smaps").read_text().splitlines()
    for line in smaps:
        # Mapped twice: what was changed may be written.
        own = line.endswith(sys.argv[1]) and " r--p " in line if "-" in line.split()[0] else own
        if own and line.startswith("Rss:"):
            return int(line.split()[1])

with open(sys.argv[1], "rb") as file:
    read = mmap.mmap(file.fileno(), {SIZE}, prot=mmap.PROT_READ, flags=mmap.MAP_PRIVATE)
    changed = mmap.mmap(file.fileno(), {SIZE}, flags=mmap.MAP_PRIVATE)
whole = sum(read[::4096])
changed[::4096] = bytes(7 for _ in range({SIZE} // 4096))
before = held()
leave_programs()
print(before, held(), sum(read[::4096]) == whole, sum(changed[::4096]) == 7 * {SIZE} // 4096)
"""


def kind_of_disk(folder: Path) -> str:
    """Return the kind of file system a folder lies on."""
    mounted = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    return max((place, kind) for place, kind in mounted if str(folder).startswith(place))[1]


def test_a_file_that_was_read_is_left_and_what_was_written_stays(tmp_path: Path):
    file = tmp_path / "programm"
    with file.open("wb") as written:
        written.write(os.urandom(SIZE))
        # What is not on the disk yet could not be read again.
        os.fsync(written.fileno())
    command = [sys.executable, "-c", PROGRAM, str(file)]
    before, after, *same = subprocess.run(command, text=True, check=True, capture_output=True).stdout.split()
    assert same == ["True", "True"] and re.fullmatch(r"\d+", after)
    if kind_of_disk(tmp_path) != "tmpfs":
        assert int(after) < int(before) / 2
