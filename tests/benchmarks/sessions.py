"""A crowd of readers who click: times, errors, and how long they were cut off when the server fell.

`crowd(address, Crowd(sessions=50, seconds=60))` opens so many tabs, each of which moves a control or turns a
page every `pause` seconds, and returns every click. `told(clicks)` sums them up. Readers are spread over one
pause, so they do not all click in the same moment; each has its own chance, so a crowd can be repeated.
"""

import asyncio
import random
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import websockets

from tests.benchmarks.page_socket import Answer, PageSocket, SocketError, fetch

Act = Callable[[], Awaitable[Answer]]

# The empty path is the page the navigation begins with.
PAGES = ("", "demographie", "wanderungen", "kita")
# Share of clicks that turn to another page rather than move a control.
TURNING = 0.1
LONGEST = 60.0
# A browser whose server fell waits so long before it asks whether it is there, and asks again after so long,
# each time twice as long, up to a limit.
FIRST_WAIT, NEXT_WAIT, LONGEST_WAIT, HEALTH = (0.25, 0.5), 0.1, 4.0, "_stcore/health"
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
    """One click of one reader; `kind` is load, control, page or return (after the server was gone).

    `is_first_after`: the first one after a return. A reader who waited for an answer when the server fell has
    returned when the answer is there, another one when the page can be clicked again.
    """

    session: int
    kind: str
    page: str
    what: str = ""
    at: float = 0.0
    seconds: float = 0.0
    size: int = 0
    changed: bool = False
    is_first_after: bool = False
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
    slowest_after: float

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
        slowest_after=max((one.seconds for one in moved if one.is_first_after), default=0.0),
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
    is_answered = await _timed(tab, Click(number, "load", tab.page), tab.open, clicks)
    answered, is_first_after = 0, False
    while time.monotonic() < end or answered < plan.least:
        if is_answered:
            is_lost = await tab.is_lost_within(plan.pause * chance.uniform(0.9, 1.1))
        if not is_answered or is_lost:
            is_first_after = is_answered = await _return(
                tab, number, chance, clicks, is_waiting=not is_answered
            )
            continue
        click, act = _choose(tab, number, plan, chance)
        click.is_first_after, is_first_after = is_first_after, False
        is_answered = await _timed(tab, click, act, clicks)
        answered += is_answered
    await tab.close()


def _choose(tab: PageSocket, number: int, plan: Crowd, chance: random.Random) -> tuple[Click, Act]:
    """Return what a reader does next: turn to another page, move a control, or load a page that has none."""
    move = tab.any_control(chance)
    others = [page for page in plan.pages if page in tab.pages and page != tab.page]
    if others and (move is None or chance.random() < plan.turning):
        page = chance.choice(others)
        return Click(number, "page", tab.page, page), lambda: tab.turn_to(page)
    if move is None:
        return Click(number, "load", tab.page), tab.open
    return Click(number, "control", tab.page, f"{move[0].label} ({tab.page})"), lambda: tab.set(*move)


async def _timed(tab: PageSocket, click: Click, act: Act, clicks: list[Click]) -> bool:
    """Do something and note it; False if the connection was lost."""
    click.at = time.monotonic()
    try:
        answer = await asyncio.wait_for(act(), LONGEST)
    except LOST as lost:
        click.kind, click.what = "lost", f"{click.kind} {click.what}: {type(lost).__name__}"
        clicks.append(click)
        return False
    except SocketError as refused:
        click.failures.append(str(refused))
    else:
        click.size, click.changed, click.failures = answer.size, answer.changed, answer.failures
    click.seconds = time.monotonic() - click.at
    clicks.append(click)
    return True


async def _return(
    tab: PageSocket, number: int, chance: random.Random, clicks: list[Click], *, is_waiting: bool
) -> bool:
    """Connect again as a browser does; False if nobody answers for very long.

    Only who waited for an answer has the page drawn again at once.
    """
    click = Click(number, "return", tab.page, at=time.monotonic())
    if not is_waiting:
        clicks.append(Click(number, "lost", tab.page, "idle", click.at))
    await asyncio.sleep(chance.uniform(*FIRST_WAIT))
    wait = NEXT_WAIT
    while time.monotonic() < click.at + LONGEST:
        try:
            await asyncio.wait_for(fetch(tab.address, HEALTH), LONGEST_WAIT)
            if is_waiting:
                click.failures = (await asyncio.wait_for(tab.open(), LONGEST)).failures
            else:
                await asyncio.wait_for(tab.connect(), LONGEST)
        except LOST:
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
            continue
        click.seconds = time.monotonic() - click.at
        clicks.append(click)
        return True
    return False
