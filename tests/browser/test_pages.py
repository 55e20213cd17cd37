"""Every page and view in a real browser: no red box, no console error, no foreign request, no axe finding."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser import axe
from tests.browser.views import LOOKS, WINDOWS, name_of
from tests.browser.visit import Visit, tab, window

# A choropleth is drawn by MapLibre, a picture of flows or houses by deck.gl.
MAP = ".maplibregl-canvas, [data-testid=stDeckGlJsonChart] canvas"
WITH_PICTURES = {"demographie", "wanderungen", "kita", "datenlage"}


@dataclass(frozen=True)
class Look:
    """One view in one window, loaded once for all tests that look at it."""

    path: str
    window: str
    seen: Visit


@pytest.fixture(scope="module")
def windows(browser: Browser) -> Iterator[dict[str, BrowserContext]]:
    """One window of each kind for all pages: what they share is loaded once, as for any reader."""
    yield {name: window(browser, **kind) for name, kind in WINDOWS.items()}


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: f"{name_of(look[0])}-{look[1]}")
def look(request: pytest.FixtureRequest, windows: dict[str, BrowserContext], address: str) -> Iterator[Look]:
    path, name = request.param
    seen = tab(windows[name], address)
    seen.open(path)
    yield Look(path, name, seen)
    seen.page.close()


def test_page_is_whole(look: Look):
    seen = look.seen
    seen.keep(f"{name_of(look.path)}-{look.window}")
    assert seen.red_boxes() == []
    assert seen.console == []
    assert seen.strangers == []
    expect(seen.page.locator("h1")).to_have_count(1)
    assert seen.page.evaluate("document.documentElement.lang") == "de"
    assert fits_the_screen(seen)
    if look.path in WITH_PICTURES:
        assert seen.page.locator("[data-testid=stPlotlyChart]").count() >= 2
        expect(seen.page.locator(MAP).first).to_be_visible(timeout=15_000)
        assert seen.page.locator("table").count() >= 1


def test_axe_finds_nothing_grave(look: Look):
    assert axe.ours(axe.findings(look.seen.page)) == []


def fits_the_screen(seen: Visit) -> bool:
    """Whether the page needs no sideways scroll."""
    return bool(seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
