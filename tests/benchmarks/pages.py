"""How fast the pages answer: every control of every page, a crowd, and a real browser.

    python -m tests.benchmarks.pages --home HOME [--sessions 60] [--seconds 60]

Prints every figure beside its target, and in the end as a ratio against `plain_page`, the same view written
with Streamlit alone, in the same run: how fast a machine is at this hour divides out. With other work on the
machine look at the processor seconds, which wait for nobody. Bounded: some six minutes with the defaults.
"""

import argparse
import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.benchmarks import page_clicks
from tests.benchmarks.beside_plain import print_beside
from tests.benchmarks.page_server import PageServer, running
from tests.benchmarks.page_socket import Control, PageSocket
from tests.benchmarks.sessions import Crowd, Told, crowd, share, told
from warehouse.settings import Home

PAGES = ("", "demographie", "wanderungen", "kita", "datenlage")
# Most values tried per control.
VALUES = 5


@dataclass(frozen=True)
class Rerun:
    """One control set to one value: seconds on the clock and of the server's processors, and what failed."""

    page: str
    control: str
    seconds: float
    processor: float
    failures: tuple[str, ...] = ()


def reruns(server: PageServer, values: int = VALUES) -> list[Rerun]:
    """Set every control of every page to several values and back, as one reader with nobody else about."""
    return asyncio.run(_all_reruns(server, values))


def print_reruns(found: Sequence[Rerun]) -> None:
    """Print clock and processor time per page, the slowest controls, and all against the targets."""
    print(f"{'page':14s} {'reruns':>6s} {'median':>8s} {'p95':>8s} {'CPU median':>11s} {'CPU p95':>8s}   ms")
    for page in dict.fromkeys(one.page for one in found):
        print(_line(page or "start", [one for one in found if one.page == page]))
    print(_line("all", found), "  target: median ≤ 100, p95 ≤ 250")
    for one in sorted(found, key=lambda one: one.processor)[-6:]:
        times = f"{1000 * one.seconds:.0f} ms, CPU {1000 * one.processor:.0f} ms"
        print(f"  slowest: {one.page} {one.control}: {times}")
    for one in found:
        for failure in one.failures:
            print(f"  error: {one.page} {one.control}: {failure[:90]}")


def print_crowd(server: PageServer, plan: Crowd) -> Told:
    """Print what a crowd felt and what the server needed for it; return what was felt."""
    before = server.processor()
    summed = told(crowd(server.address, plan))
    used = (server.processor() - before) / (summed.clicks + summed.loads)
    print(f"{plan.sessions} readers, a click every {plan.pause:g} s: {summed.line()}")
    print(f"  CPU {1000 * used:.0f} ms per answer, memory {server.gigabytes():.2f} GB")
    print("  target: p95 ≤ 500 ms, memory ≤ 1 GB")
    for error in summed.errors[:5]:
        print(f"  error: {error}")
    return summed


def print_browser(server: PageServer, presses: int) -> page_clicks.Seen:
    """Print and return what a reader sees in Chromium; the server must not have been asked before."""
    seen = page_clicks.look(server.address, presses)
    print(f"first page of a cold server: {seen.cold:.2f} s   target ≤ 3 s")
    for path, seconds in seen.warm.items():
        print(f"warm page {path:12s} {seconds:.2f} s   target ≤ 1 s")
    for path, some in seen.clicks.items():
        print(f"key press → changed picture, {path:12s} {1000 * statistics.median(some):4.0f} ms")
    print(f"key press → changed picture, all {1000 * seen.median_click():4.0f} ms   target median ≤ 350 ms")
    return seen


def main() -> None:
    """Run everything against a home."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--home", type=Path, required=True)
    given.add_argument("--sessions", type=int, default=60)
    given.add_argument("--seconds", type=float, default=60.0)
    given.add_argument("--presses", type=int, default=10)
    asked = given.parse_args()
    home, plan = Home(asked.home), Crowd(asked.sessions, asked.seconds, 3.0)
    with running(home) as server:
        seen = print_browser(server, asked.presses)
        print_reruns(reruns(server))
        summed = print_crowd(server, plan)
    print_beside(home, asked.presses, plan, seen, summed)


async def _all_reruns(server: PageServer, values: int) -> list[Rerun]:
    found: list[Rerun] = []
    for page in PAGES:
        tab = PageSocket(server.address, page)
        await tab.open()
        for name in list(tab.controls):
            # A control can be gone: another one decides whether it is there.
            for value in _tried(tab.controls.get(name), tab.values.get(name), values):
                control = tab.controls.get(name)
                if control is not None:
                    found.append(await _rerun(server, tab, control, value))
        await tab.close()
    return found


async def _rerun(server: PageServer, tab: PageSocket, control: Control, value: WidgetState) -> Rerun:
    started, used = time.perf_counter(), server.processor()
    answer = await tab.set(control, value)
    taken = time.perf_counter() - started
    return Rerun(tab.page, control.label, taken, server.processor() - used, tuple(answer.failures))


def _tried(control: Control | None, now: WidgetState | None, values: int) -> Iterator[WidgetState]:
    """Yield values of a control spread over its options, and in the end the one it had."""
    options = [one for one in (control.options if control else ()) if one != now]
    if not options:
        return
    step = max(1, len(options) // values)
    yield from options[::step][:values]
    if now is not None:
        yield now


def _line(name: str, found: Sequence[Rerun]) -> str:
    parts = []
    for times in (sorted(one.seconds for one in found), sorted(one.processor for one in found)):
        parts += [1000 * statistics.median(times), 1000 * share(times, 0.95)]
    return f"{name:14s} {len(found):6d} {parts[0]:8.0f} {parts[1]:8.0f} {parts[2]:11.0f} {parts[3]:8.0f}"


if __name__ == "__main__":
    main()
