"""Ways through the pages in a real browser: links, the back button, the map, a download."""

import contextlib
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.visit import Visit, tab, window


@pytest.fixture(scope="module")
def one_window(browser: Browser) -> Iterator[BrowserContext]:
    """A desktop window for all tests here."""
    yield window(browser)


@pytest.fixture
def seen(one_window: BrowserContext, address: str) -> Iterator[Visit]:
    """A fresh tab."""
    opened = tab(one_window, address)
    yield opened
    opened.page.close()


def test_the_address_carries_the_view(seen: Visit):
    seen.open("demographie?gebiet=03952002")
    expect(seen.page.locator("h1")).to_contain_text("Hollerfeld")
    seen.page.goto("about:blank")
    seen.page.go_back()
    seen.settle()
    expect(seen.page.locator("h1")).to_contain_text("Hollerfeld")


def test_an_address_nobody_made_shows_a_page(seen: Visit):
    seen.open("demographie?gebiet=' OR 1=1&stichtag=9999&scenario=<b>")
    assert seen.red_boxes() == []
    expect(seen.page.locator("h1")).to_contain_text("Region Auenburg")


def test_a_click_on_the_map_chooses_the_area_and_back_returns(seen: Visit):
    seen.open("demographie?gebiet=VRA")
    before = seen.page.url
    canvas = seen.page.locator(".maplibregl-canvas").first
    box = canvas.bounding_box()
    assert box
    middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    # A click before the areas are drawn hits nothing; when they are cannot be seen from outside.
    for _ in range(12):
        seen.page.mouse.click(*middle)
        with contextlib.suppress(PlaywrightTimeout):
            seen.page.wait_for_url(re.compile(r"gebiet=0395"), timeout=3_000)
            break
    assert seen.page.url != before
    expect(seen.page.locator("h1")).not_to_contain_text("Region Auenburg", timeout=30_000)
    seen.settle()
    seen.page.go_back()
    expect(seen.page.locator("h1")).to_contain_text("Region Auenburg", timeout=30_000)


def test_a_table_can_be_loaded_and_opens_in_german_excel(seen: Visit):
    seen.open("demographie")
    with seen.page.expect_download() as download:
        seen.page.locator("[data-testid=stDownloadButton]").get_by_text("CSV").first.click()
    content = download.value.path().read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert b";" in content.splitlines()[0]
