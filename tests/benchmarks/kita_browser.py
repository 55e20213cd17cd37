"""Print how long a reader waits in a browser for the effect of each slider of Kita planning.

`python -m tests.benchmarks.kita_browser --home HOME [--presses N]`. A server and Chromium are started; each
slider is pressed to and fro by keyboard. Told are median and 95th percentile from the key press until the key
figures show another number, and the processor time of the server per press, which is what counts on a loaded
machine. Every wait is bounded; a press without any effect in that time counts as the bound.
"""

import argparse
import statistics
import time
from pathlib import Path

from playwright.sync_api import Page, TimeoutError, sync_playwright

from tests.benchmarks.page_server import PageServer, running
from tests.browser.conftest import FLAGS, chromium_path
from tests.browser.visit import Visit, visit
from warehouse.settings import Home

# Milliseconds until the effect shows (issue), and those a press may take before it is given up.
MOST_MS, PATIENCE_MS = 500, 20_000
# How long a loaded machine may take to open a page or a popover, which is not measured.
OPENING_MS = 120_000
PRESSES = 12
FIGURES = ".k-figures"
# Band and sliders; those behind "Annahmen" need the popover open.
SLIDERS = (
    ("u3", "Zielquote in %", False),
    ("u3", "Reserve, von den Plätzen frei zu halten, in %", True),
    ("u3", "Davon in Tagespflege, in %", True),
    ("ue3", "Zielquote in %", False),
    ("ue3", "Flexi-Kinder", True),
)
CHANGED = "([place, before]) => document.querySelector(place)?.innerText !== before"


def main() -> None:
    """Measure every slider and print a table; the exit code tells whether all keep to the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--presses", type=int, default=PRESSES)
    asked = parser.parse_args()
    slow = 0
    print(f"{'Band':5} {'Regler':46} {'Median':>9} {'95 %':>9} {'Server':>9}")
    with running(Home(asked.home)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        for band, name, is_hidden in SLIDERS:
            seen = visit(browser, server.address)
            waits, used = _pressed(seen, server, (band, name, is_hidden), asked.presses)
            seen.page.context.close()
            median, late = statistics.median(waits), sorted(waits)[int(0.95 * (len(waits) - 1))]
            slow += median > MOST_MS
            print(f"{band:5} {name:46} {median:6.0f} ms {late:6.0f} ms {1000 * used:6.0f} ms", flush=True)
        browser.close()
    raise SystemExit(int(slow > 0))


def _pressed(
    seen: Visit, server: PageServer, slider: tuple[str, str, bool], presses: int
) -> tuple[list[float], float]:
    """Milliseconds until each press shows, and processor seconds of the server per press."""
    band, name, is_hidden = slider
    seen.page.set_default_timeout(OPENING_MS)
    seen.open(f"kita?altersband={band}")
    if is_hidden:
        seen.page.get_by_role("button", name="Annahmen").click()
    control = seen.page.get_by_role("slider", name=name)
    control.focus()
    # The first press to each side fills caches.
    for key in ("ArrowRight", "ArrowLeft"):
        _press(seen.page, key)
    seen.settle()
    began, waits = server.processor(), []
    for number in range(presses):
        waits.append(_press(seen.page, ("ArrowRight", "ArrowLeft")[number % 2]))
        seen.settle()
    return waits, (server.processor() - began) / presses


def _press(page: Page, key: str) -> float:
    before = page.locator(FIGURES).first.inner_text()
    began = time.perf_counter()
    page.keyboard.press(key)
    try:
        page.wait_for_function(CHANGED, arg=[FIGURES, before], timeout=PATIENCE_MS, polling=10)
    except TimeoutError:
        return float(PATIENCE_MS)
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
