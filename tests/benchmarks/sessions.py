"""A crowd of readers who click: times, errors, and how long they were cut off when the server fell.

`crowd(address, Crowd(sessions=50, seconds=60))` opens so many tabs, each of which moves a control or turns a
page every `pause` seconds, and returns every click. `told(clicks)` sums them up. Readers are spread over one
pause, so they do not all click in the same moment; each has its own chance, so a crowd can be repeated.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import websockets

from tests.benchmarks.page_socket import PageSocket, SocketError

# The empty path is the page the navigation begins with.
PAGES = ("", "demographie", "wanderungen", "kita")
# Share of clicks that turn to another page rather than move a control.
TURNING = 0.1
LONGEST = 60.0
LOST = (OSError, websockets.WebSocketException, TimeoutError, EOFError)


@dataclass(frozen=True)
class Crowd:
    """How many readers, for how many seconds, with which pause between clicks, on which pages.

    On a slow computer nobody leaves before `least` clicks were answered.
    """

    sessions: int = 50
    seconds: float = 60.0
    pause: float = 5.0
    pages: Sequence[str] = PAGES
    seed: int = 0
    turning: float = TURNING
    least: int = 0


@dataclass
class Click:
    """One click of one reader; `kind` is load, control, page or return (after the server was gone)."""

    session: int
    kind: str
    page: str
    what: str
    at: float
    seconds: float
    size: int = 0
    changed: bool = False
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Told:
    """Sum of a crowd; seconds of clicks on controls and pages, loads apart."""

    clicks: int
    loads: int
    median: float
    p95: float
    slowest: float
    load_p95: float
    errors: tuple[str, ...]
    unchanged: int
    returns: int
    longest_gap: float

    def line(self) -> str:
        """One line for a table."""
        return (
            f"{self.clicks} clicks, {self.loads} loads: median {self.median * 1000:.0f} ms, "
            f"p95 {self.p95 * 1000:.0f} ms, slowest {self.slowest * 1000:.0f} ms; first load p95 "
            f"{self.load_p95 * 1000:.0f} ms; {len(self.errors)} errors, {self.unchanged} without effect"
        )


def crowd(address: str, plan: Crowd) -> list[Click]:
    """Let a crowd click at the server under `address` and return all clicks."""
    return asyncio.run(_all(address, plan))


def told(clicks: Sequence[Click]) -> Told:
    """Sum up clicks; raises ValueError if nobody got as far as a click."""
    moved = [one for one in clicks if one.kind in {"control", "page"}]
    loads = [one.seconds for one in clicks if one.kind == "load"]
    seconds = sorted(one.seconds for one in moved)
    if not seconds:
        raise ValueError(f"no click was answered; errors: {[one.failures for one in clicks][:5]}")
    back = [one.seconds for one in clicks if one.kind == "return"]
    return Told(
        clicks=len(moved),
        loads=len(loads),
        median=statistics.median(seconds),
        p95=share(seconds, 0.95),
        slowest=seconds[-1],
        load_p95=share(sorted(loads), 0.95) if loads else 0.0,
        errors=tuple(f"{one.page} {one.what}: {word}" for one in clicks for word in one.failures),
        unchanged=sum(not one.changed and not one.failures for one in moved),
        returns=len(back),
        longest_gap=max(back, default=0.0),
    )


def share(ordered: Sequence[float], part: float) -> float:
    """Return the value that `part` of ordered values do not exceed."""
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


async def _all(address: str, plan: Crowd) -> list[Click]:
    clicks: list[Click] = []
    end = time.monotonic() + plan.seconds
    readers = [_reader(address, plan, number, end, clicks) for number in range(plan.sessions)]
    await asyncio.gather(*readers)
    return clicks


async def _reader(address: str, plan: Crowd, number: int, end: float, clicks: list[Click]) -> None:
    chance = random.Random(plan.seed * 10_000 + number)
    await asyncio.sleep(plan.pause * number / plan.sessions)
    tab = PageSocket(address, plan.pages[number % len(plan.pages)])
    await _timed(tab, "load", "", tab.open, number, clicks)
    answered = 0
    while time.monotonic() < end or answered < plan.least:
        await asyncio.sleep(plan.pause * chance.uniform(0.9, 1.1))
        others = [page for page in plan.pages if page in tab.pages and page != tab.page]
        move = tab.any_control(chance)
        if others and (move is None or chance.random() < plan.turning):
            page = chance.choice(others)
            done = await _timed(tab, "page", page, lambda page=page: tab.turn_to(page), number, clicks)
        elif move is not None:
            what = f"{move[0].label} ({tab.page})"
            done = await _timed(tab, "control", what, lambda move=move: tab.set(*move), number, clicks)
        else:
            done = False
        answered += done
        if not done:
            await _return(tab, number, end, clicks)
    await tab.close()


async def _timed(tab: PageSocket, kind: str, what: str, act, number: int, clicks: list[Click]) -> bool:
    """Do something and note it; False if the connection was lost."""
    started = time.monotonic()
    click = Click(number, kind, tab.page, what, started, 0.0)
    try:
        answer = await asyncio.wait_for(act(), LONGEST)
    except LOST as lost:
        click.kind, click.what = "lost", f"{kind} {what}: {type(lost).__name__}"
        clicks.append(click)
        return False
    except SocketError as refused:
        click.failures.append(str(refused))
    else:
        click.size, click.changed, click.failures = answer.size, answer.changed, answer.failures
    click.seconds = time.monotonic() - started
    clicks.append(click)
    return True


async def _return(tab: PageSocket, number: int, end: float, clicks: list[Click]) -> None:
    """Try again and again, as a browser does, with the address and the values the tab had."""
    started = time.monotonic()
    while time.monotonic() < max(end, started) + LONGEST:
        click = Click(number, "return", tab.page, "", started, 0.0)
        try:
            answer = await asyncio.wait_for(tab.open(), LONGEST)
        except LOST:
            await asyncio.sleep(0.2)
            continue
        click.seconds, click.failures = time.monotonic() - started, answer.failures
        clicks.append(click)
        return
