"""Every page in a real browser: no red box, no console error, no request to another host, pictures drawn."""

import contextlib
import re

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from dashboards.topic import topic_pages
from tests.browser.visit import Visit, visit

PAGES = [page.topic.id for page in topic_pages()]
# A choropleth is drawn by MapLibre, a picture of flows or houses by deck.gl.
MAP = ".maplibregl-canvas, [data-testid=stDeckGlJsonChart] canvas"
VARIANTS = {
    "desktop-light": {},
    "desktop-dark": {"scheme": "dark"},
    "phone-light": {"phone": True},
    "phone-dark": {"phone": True, "scheme": "dark"},
}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("topic", PAGES)
def test_page_is_whole(browser: Browser, address: str, topic: str, variant: str):
    seen = visit(browser, address, **VARIANTS[variant])
    seen.open(path_of(topic))
    seen.keep(f"{topic}-{variant}")
    assert seen.red_boxes() == []
    assert seen.console == []
    assert seen.strangers == []
    expect(seen.page.locator("h1")).to_have_count(1)
    assert seen.page.evaluate("document.documentElement.lang") == "de"
    assert no_sideways_scroll(seen)
    seen.page.context.close()


@pytest.mark.parametrize("topic", [topic for topic in PAGES if topic != "start"])
def test_pictures_are_drawn_and_described(browser: Browser, address: str, topic: str):
    seen = visit(browser, address)
    seen.open(path_of(topic))
    charts = seen.page.locator("[data-testid=stPlotlyChart]")
    assert charts.count() >= 2
    expect(seen.page.locator(MAP).first).to_be_visible(timeout=15_000)
    assert seen.page.locator("table").count() >= 1
    seen.page.context.close()


def test_the_address_carries_the_view(browser: Browser, address: str):
    seen = visit(browser, address)
    seen.open("demographie?gebiet=03952002")
    expect(seen.page.locator("h1")).to_contain_text("Hollerfeld")
    seen.page.goto("about:blank")
    seen.page.go_back()
    seen.settle()
    expect(seen.page.locator("h1")).to_contain_text("Hollerfeld")
    seen.page.context.close()


def test_an_address_nobody_made_shows_a_page(browser: Browser, address: str):
    seen = visit(browser, address)
    seen.open("demographie?gebiet=' OR 1=1&stichtag=9999&scenario=<b>")
    assert seen.red_boxes() == []
    expect(seen.page.locator("h1")).to_contain_text("Region Auenburg")
    seen.page.context.close()


def test_a_click_on_the_map_chooses_the_area_and_back_returns(browser: Browser, address: str):
    seen = visit(browser, address)
    seen.open("demographie?gebiet=VRA")
    before = seen.page.url
    canvas = seen.page.locator(".maplibregl-canvas").first
    box = canvas.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    # A click before the areas are drawn hits nothing; when they are cannot be seen from outside.
    for _ in range(6):
        seen.page.mouse.click(*middle)
        with contextlib.suppress(PlaywrightTimeout):
            seen.page.wait_for_url(re.compile(r"gebiet=0395"), timeout=8_000)
            break
    assert seen.page.url != before
    seen.settle()
    expect(seen.page.locator("h1")).not_to_contain_text("Region Auenburg")
    seen.page.go_back()
    seen.settle()
    expect(seen.page.locator("h1")).to_contain_text("Region Auenburg")
    seen.page.context.close()


def test_a_table_can_be_loaded_and_opens_in_german_excel(browser: Browser, address: str):
    seen = visit(browser, address)
    seen.open("demographie")
    with seen.page.expect_download() as download:
        seen.page.locator("[data-testid=stDownloadButton]").get_by_text("CSV").first.click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b";" in content.splitlines()[0]
    seen.page.context.close()


def path_of(topic: str) -> str:
    """The start page has no path of its own."""
    return "" if topic == "start" else topic


def no_sideways_scroll(seen: Visit) -> bool:
    """Whether the page fits the width of the screen."""
    return bool(seen.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
