"""A process of its own that reads one uploaded file: what it eats or breaks, the pages do not feel.

It is started by takeover.py, gets its order as JSON on standard input and answers with JSON lines. It keeps
silent about everything else: an unexpected error tells its name only, never a value of the file.
"""

import json
import logging
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

from warehouse.errors import WarehouseError
from warehouse.ingest import ingest, inspect
from warehouse.settings import Home
from warehouse.suggestion import suggest

# Refused rows that the preview can show; a delivery with more is refused as a whole most of the time.
FIRST_REJECTS = 20
# A file takes at most this much processor time and memory to read, whatever it holds.
READ_SECONDS = 300
READ_BYTES = 6 * 2**30

Order = Mapping[str, str]


def main() -> None:
    """Do what standard input orders: check, take or build."""
    logging.disable(logging.CRITICAL)
    sys.excepthook = _tell_name_only
    order: Order = json.load(sys.stdin)
    try:
        answer = TASKS[order["task"]](order)
    except WarehouseError as error:
        answer = {"refused": str(error), "fits": _fits(order)}
    except MemoryError:
        answer = {"refused": "Die Datei braucht beim Lesen mehr Speicher, als erlaubt ist. Bitte teilen."}
    _tell(answer)


def _tell(answer: Mapping[str, object]) -> None:
    print(json.dumps(answer), flush=True)


def _check(order: Order) -> dict[str, object]:
    """What a takeover would do; the process cannot write a single byte to a disk."""
    _limit(may_write=False)
    drafts = inspect(Path(order["file"]), order["profile"], Home(Path(order["home"])))
    return {
        "drafts": [
            {
                "receipt": draft.receipt.model_dump(mode="json"),
                "rejects": draft.rejects.slice(0, FIRST_REJECTS).to_pylist(),
            }
            for draft in drafts
        ]
    }


def _fits(order: Order) -> list[str]:
    """Profiles whose columns a refused file has: most refusals are the wrong profile."""
    if order["task"] != "check":
        return []
    try:
        fits = suggest(Path(order["file"])).fits
    except WarehouseError:
        return []
    return [fit.profile.id for fit in fits if not fit.missing and fit.profile.id != order["profile"]]


def _take(order: Order) -> dict[str, object]:
    _limit(may_write=True)
    receipts = ingest(Path(order["file"]), order["profile"], Home(Path(order["home"])))
    return {"receipts": [receipt.model_dump(mode="json") for receipt in receipts]}


def _build(order: Order) -> dict[str, object]:
    # Loading it takes as long as checking a small file, and only this task needs it.
    from warehouse.build import build

    report = build(Home(Path(order["home"])), lambda done, of: _tell({"step": done, "of": of}))
    return {"build_id": report.build_id, "seconds": report.seconds, "findings": report.findings}


TASKS: dict[str, Callable[[Order], dict[str, object]]] = {"check": _check, "take": _take, "build": _build}


def _limit(*, may_write: bool) -> None:
    """Bound time, memory and files of this process, where the system can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (READ_SECONDS, READ_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (READ_BYTES, READ_BYTES))
    # A dump of this process would hold records of persons.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not may_write:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def _tell_name_only(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    del error, trace
    sys.stderr.write(kind.__name__)


if __name__ == "__main__":
    main()
