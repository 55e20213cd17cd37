"""Pages in a real browser: how long until the pictures stand, and from a key press to a changed one."""

import statistics
import time
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, chromium_path
from tests.browser.visit import LOAD_MS, READY, window

DRAWN = """
ready => {
  const pictures = [...document.querySelectorAll('[data-testid=stPlotlyChart]')];
  return document.querySelector(ready) !== null && document.querySelector('[data-testid=stSkeleton]') === null
    && pictures.length > 0 && pictures.every(one => one.querySelector('.main-svg'));
}
"""
# Waits for the first key press and then for the first change inside any picture, until it has been painted.
UNTIL_CHANGED = """
() => { window.changed = new Promise(done => {
  let pressed = null;
  addEventListener('keydown', () => { pressed ??= performance.now(); }, {capture: true, once: true});
  const watch = new MutationObserver(() => {
    if (pressed === null) return;
    watch.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - pressed)));
  });
  for (const one of document.querySelectorAll('[data-testid=stPlotlyChart], .k-picture, .k-figures'))
    watch.observe(one, {subtree: true, childList: true, attributes: true, characterData: true});
}); }
"""
# Path and the label of the slider whose keys move the pictures.
SLIDERS = (("demographie", "Stichtag"), ("kita", "Kita-Jahr"), ("wanderungen", "Zeitraum"))
WARM = ("", "demographie", "wanderungen", "kita")
# Single loads scatter.
LOADS = 5


@dataclass(frozen=True)
class Seen:
    """Seconds in the browser: cold first page, warm pages, and key presses until the picture changed."""

    cold: float
    warm: dict[str, float]
    clicks: dict[str, list[float]]

    def median_click(self) -> float:
        """Return the median over all presses."""
        return statistics.median(one for some in self.clicks.values() for one in some)


def look(address: str, presses: int) -> Seen:
    """Open the pages of a freshly started server and press keys on their sliders."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        cold = _open(browser, f"{address}/demographie")
        opened = window(browser)
        page = opened.new_page()
        for path in WARM:
            _load(page, f"{address}/{path}")
        warm = {path or "start": _median_load(page, f"{address}/{path}") for path in WARM}
        clicks = {path: _presses(page, f"{address}/{path}", label, presses) for path, label in SLIDERS}
        browser.close()
    return Seen(cold, warm, clicks)


def look_at_plain(address: str, presses: int) -> Seen:
    """Do the same with the one page of `plain_page`."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        cold = _open(browser, address)
        page = window(browser).new_page()
        _load(page, address)
        warm = {"plain": _median_load(page, address)}
        clicks = {"plain": _presses(page, address, "Stichtag", presses)}
        browser.close()
    return Seen(cold, warm, clicks)


def _open(browser: Browser, address: str) -> float:
    opened = window(browser)
    page = opened.new_page()
    page.goto("about:blank")
    seconds = _load(page, address)
    opened.close()
    return seconds


def _load(page: Page, address: str) -> float:
    """Seconds until every picture of a page is drawn; on the start page until it stands."""
    started = time.perf_counter()
    page.goto(address)
    if address.endswith("/"):
        page.wait_for_selector(f"{READY} h1", timeout=LOAD_MS)
    else:
        page.wait_for_function(DRAWN, arg=READY, timeout=LOAD_MS)
    return time.perf_counter() - started


def _median_load(page: Page, address: str) -> float:
    return statistics.median(_load(page, address) for _ in range(LOADS))


def _presses(page: Page, address: str, label: str, presses: int) -> list[float]:
    """Seconds from pressing an arrow key on a slider until a picture has changed."""
    _load(page, address)
    taken = []
    for number in range(presses):
        page.wait_for_selector(READY)
        page.wait_for_timeout(300)
        page.get_by_role("slider", name=label).first.focus()
        page.evaluate(UNTIL_CHANGED)
        page.keyboard.press("ArrowLeft" if number < presses / 2 else "ArrowRight")
        taken.append(float(page.evaluate("window.changed")) / 1000)
    return taken
