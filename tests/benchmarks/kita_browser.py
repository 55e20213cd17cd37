"""Print how long a reader waits in a browser for the effect of each assumption of Kita planning.

`python -m tests.benchmarks.kita_browser --home HOME [--presses N]`. A server and Chromium are started; every
control the planner moves is moved, first to values nobody has asked for yet, then back to known ones. Told
are median and 95th percentile from the key press or click until the key figures show another number, and the
processor time of the server per move, which is what counts on a loaded machine. Every wait is bounded; a move
without any effect in that time counts as the bound.
"""

import argparse
import math
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, TimeoutError, sync_playwright

from tests.benchmarks.page_server import PageServer, running
from tests.browser.conftest import FLAGS, chromium_path
from tests.browser.visit import Visit, visit
from warehouse.settings import Home

# Milliseconds until the effect shows (issue), and those a move may take before it is given up.
MOST_MS, PATIENCE_MS = 500, 20_000
# How long a loaded machine may take to open a page or a popover, which is not measured.
OPENING_MS = 120_000
PRESSES = 12
FIGURES = ".k-figures"
CHANGED = "([place, before]) => document.querySelector(place)?.innerText !== before"
Kind = Literal["slider", "list", "buttons"]


@dataclass(frozen=True)
class Control:
    """A control by band and label; hidden ones stand behind "Annahmen". `options` of a list or of buttons."""

    band: str
    name: str
    kind: Kind = "slider"
    is_hidden: bool = True
    options: tuple[str, ...] = ()


CONTROLS = (
    Control("u3", "Zielquote in %", is_hidden=False),
    Control("ue3", "Zielquote in %", is_hidden=False),
    Control("ue3", "Prognosevariante", "list", False, ("obere", "untere", "Neubau", "Basis")),
    Control("ue3", "Inanspruchnahme", "list", True, ("Voller", "Elternwunsch", "wie beobachtet")),
    Control("ue3", "Flexi-Kinder"),
    Control(
        "ue3", "Breite des Kindergartenalters", "list", True, ("3,0", "3,33", "3,5", "4,0", "nach Schul")
    ),
    Control("u3", "Reserve, von den Plätzen frei zu halten, in %"),
    Control("u3", "Davon in Tagespflege, in %"),
    Control("ue3", "Bedarf zählen", "buttons", True, ("am Ort der Kita", "am Wohnort")),
    Control("u3", "Maßnahmen mitrechnen", "buttons", True, ("Idee", "beschlossen")),
    Control("u3", "Stichtag im Kita-Jahr", "list", True, ("Oktober", "Dezember", "März", "Juli", "August")),
    Control("ue3", "Plätze zählen, wenn", "list", True, ("genehmigt", "mit Personal", "belegbar")),
)


@dataclass(frozen=True)
class Move:
    """What the reader does, and the list to open before, which is no part of the wait."""

    act: Callable[[Page], None]
    opens: str = ""


def main() -> None:
    """Measure every control and print a table; the exit code tells whether all keep to the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--presses", type=int, default=PRESSES)
    parser.add_argument("--only", default="", help="part of a label")
    asked = parser.parse_args()
    slow = 0
    print(f"{'Band':5} {'Annahme':46} {'neu':>9} {'95 %':>9} {'bekannt':>9} {'95 %':>9} {'Server':>9}")
    with running(Home(asked.home)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for control in (one for one in CONTROLS if asked.only in one.name):
            seen = visit(browser, server.address)
            new, known, used = _moved(seen, server, control, asked.presses)
            seen.page.context.close()
            slow += max(_late(new), _late(known)) > MOST_MS
            told = (statistics.median(new), _late(new), statistics.median(known), _late(known), 1000 * used)
            numbers = " ".join(f"{value:6.0f} ms" for value in told)
            print(f"{control.band:5} {control.name:46} {numbers}", flush=True)
        browser.close()
    raise SystemExit(int(slow > 0))


def _late(waits: Sequence[float]) -> float:
    return sorted(waits)[math.ceil(0.95 * len(waits)) - 1]


def _moved(
    seen: Visit, server: PageServer, control: Control, presses: int
) -> tuple[list[float], list[float], float]:
    """Milliseconds until moves to new and to known values show; processor seconds of the server a move."""
    seen.page.set_default_timeout(OPENING_MS)
    seen.open(f"kita?altersband={control.band}")
    if control.is_hidden:
        seen.page.get_by_role("button", name="Annahmen").click()
        seen.settle()
    new, known = _moves(seen.page, control, presses)
    began, waits = server.processor(), []
    for move in (*new, *known):
        waits.append(_wait(seen.page, move))
        seen.settle()
    used = (server.processor() - began) / len(waits)
    return waits[: len(new)], waits[len(new) :], used


def _moves(page: Page, control: Control, presses: int) -> tuple[list[Move], list[Move]]:
    """Moves to values nobody has asked for, then back through the same ones."""
    if control.kind == "slider":
        page.get_by_role("slider", name=control.name).focus()
        half = max(presses // 2, 1)
        # Away from the end of the scale first, where there is room.
        return [_key("ArrowRight")] * half, [_key("ArrowLeft")] * half
    act = _option if control.kind == "list" else _button
    first = [act(control.name, option) for option in control.options]
    again = [first[at % len(first)] for at in range(max(presses // 2, len(first)))]
    return first, again


def _key(name: str) -> Move:
    return Move(lambda page: page.keyboard.press(name))


def _button(label: str, option: str) -> Move:
    del label

    def act(page: Page) -> None:
        radio = page.get_by_role("radio", name=option, exact=True)
        radio.or_(page.get_by_role("button", name=option, exact=True)).first.click()

    return Move(act)


def _option(label: str, option: str) -> Move:
    return Move(lambda page: page.get_by_role("option").filter(has_text=option).first.click(), label)


def _wait(page: Page, move: Move) -> float:
    if move.opens:
        box = page.get_by_role("combobox", name=move.opens)
        # Scrolling the popover closes a list, so first scroll, then open.
        box.scroll_into_view_if_needed()
        page.wait_for_timeout(300)
        box.press("ArrowDown")
        page.get_by_role("option").first.wait_for()
    before = page.locator(FIGURES).first.inner_text()
    began = time.perf_counter()
    move.act(page)
    try:
        page.wait_for_function(CHANGED, arg=[FIGURES, before], timeout=PATIENCE_MS, polling=10)
    except TimeoutError:
        return float(PATIENCE_MS)
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
