"""Ways through the pages in a real browser: links, the back button, the map, a download."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, expect
from pypdf import PdfReader

from tests.browser import axe
from tests.browser.views import SWITCHES
from tests.browser.visit import Visit, tab, visit, window

VIEWS = [f"demographie?ansicht={view}" for view in SWITCHES["demographie"][1]] + ["wanderungen"]
# Name of what has the focus, and whether an outline or shadow shows it: Streamlit frames some fields outside.
FOCUSED = """
() => {
  const one = document.activeElement;
  const said = one.getAttribute('aria-label') || one.innerText || one.closest('label')?.innerText;
  const name = said || one.tagName;
  const marked = node => {
    const style = getComputedStyle(node);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== 'none';
  };
  let node = one;
  for (let step = 0; node && step < 5; step += 1, node = node.parentElement)
    if (marked(node)) return [name, true];
  return [name, one === document.body];
}
"""
# What is darker than this counts as a dark point of a page on paper, of 255.
DARK = 90


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


@pytest.mark.parametrize(
    ("page", "map_name", "across"),
    [
        ("demographie", ".maplibregl-canvas", 0.5),
        # In the middle lies the tip of an arrow: the municipality in the west has none over it.
        ("wanderungen", ".maplibregl-canvas", 0.16),
    ],
)
def test_a_click_on_the_map_chooses_the_area_and_back_returns(
    seen: Visit, page: str, map_name: str, across: float
):
    seen.open(f"{page}?gebiet=VRA")
    before = seen.page.url
    canvas = seen.page.locator(map_name).first
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    spot = box["x"] + across * box["width"], box["y"] + box["height"] / 2
    seen.click_on_map(spot, re.compile(r"gebiet=0395"))
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


@pytest.mark.parametrize("view", VIEWS)
def test_a_view_is_filtered_shared_by_link_and_reopened(
    seen: Visit, one_window: BrowserContext, address: str, view: str
):
    seen.open(view)
    before = said(seen)
    choose_area(seen, "Hollerfeld")
    seen.page.wait_for_url(re.compile("gebiet=03952002"), timeout=30_000)
    expect(seen.page.locator(".k-figures").first).not_to_have_text(before[1], timeout=30_000)
    seen.settle()
    link = seen.page.url
    if seen.page.get_by_role("button", name="Verweis kopieren").count():
        seen.page.get_by_role("button", name="Verweis kopieren").click()
        link = seen.page.locator("[data-testid=stCode]").inner_text(timeout=15_000).strip()
        assert "/v/" in link
    other = tab(one_window, address)
    other.page.goto(link)
    other.settle()
    assert said(other) == said(seen)
    assert parse_qs(urlsplit(other.page.url).query) == parse_qs(urlsplit(seen.page.url).query)
    other.page.close()
    seen.page.keyboard.press("Escape")
    seen.page.go_back()
    expect(seen.page.locator(".k-figures").first).to_have_text(before[1], timeout=30_000)


def test_open_drawers_are_in_order(seen: Visit):
    seen.open("demographie")
    for drawer in ("Filter", "Vergleichsgebiete", "Prognosevariante", "Karte"):
        seen.page.get_by_role("button", name=re.compile(f"^{drawer}:")).click()
        expect(seen.page.locator("[data-testid=stPopoverBody]")).to_be_visible()
        assert axe.ours(axe.findings(seen.page)) == []
        seen.page.keyboard.press("Escape")
        expect(seen.page.locator("[data-testid=stPopoverBody]")).to_have_count(0)


def test_axe_is_really_looking(seen: Visit):
    seen.open("")
    seen.page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=x.png>')")
    assert {one.rule for one in axe.ours(axe.findings(seen.page))} == {"image-alt"}


def test_the_keyboard_reaches_every_control_and_shows_where_it_is(seen: Visit):
    seen.open("demographie")
    reached = []
    for _ in range(60):
        seen.page.keyboard.press("Tab")
        reached.append(seen.page.evaluate(FOCUSED))
    names = " ".join(name for name, _ in reached)
    for name in ("Demographie", "Kennzahlen", "Gebiet", "Kennzahl", "Stichtag", "Filter", "Bevölkerung"):
        assert name in names
    assert [name for name, is_seen in reached if not is_seen] == []


@pytest.mark.parametrize("view", ["demographie", "demographie?ansicht=aufbau"])
def test_paper_is_white_even_from_a_dark_screen(browser: Browser, address: str, view: str):
    seen = visit(browser, address, scheme="dark")
    seen.open(view)
    seen.page.emulate_media(media="print", color_scheme="dark")
    expect(seen.page.locator("[data-testid=stHeader]")).to_be_hidden()
    expect(seen.page.locator(".st-key-k-print")).to_be_visible()
    for place in (".k-figures", "[data-testid=stPlotlyChart]:not(:has(.maplibregl-map))"):
        with Image.open(io.BytesIO(seen.page.locator(place).first.screenshot())) as picture:
            points = picture.convert("L").histogram()
        # A dark page would be dark nearly everywhere; a pyramid fills a third of its picture.
        assert sum(points[:DARK]) < 0.4 * sum(points)
    seen.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_an_area_map_is_printed_as_a_picture(browser: Browser, address: str, scheme: str):
    seen = visit(browser, address, scheme=scheme)
    seen.open("demographie")
    # When the areas are drawn cannot be seen from outside; a map that is not yet is printed as a sentence.
    for _ in range(12):
        paper = PdfReader(io.BytesIO(seen.page.pdf(format="A4")))
        if "Karten druckt der Browser nicht" not in "".join(page.extract_text() for page in paper.pages):
            break
        seen.page.wait_for_timeout(1_000)
    pictures = [one.image for page in paper.pages for one in page.images if one.image is not None]
    area_map = max(pictures, key=lambda one: one.width)
    colours = Counter(area_map.convert("RGB").get_flattened_data())
    assert area_map.width > 1_000, "twice as fine as on the screen"
    assert len([colour for colour, count in colours.items() if count > 1_000]) >= 5, "the classes of the map"
    assert seen.page.locator(".k-printed").count() == 0, "the screen is as it was"
    seen.page.context.close()


def said(seen: Visit) -> tuple[str, str]:
    """Title and key figures, as they stand on the page."""
    figures = seen.page.locator(".k-figures").first.text_content() or ""
    return seen.page.locator("h1").inner_text(), figures


def choose_area(seen: Visit, name: str) -> None:
    """Search an area by name in the filter bar, as a reader would."""
    box = seen.page.get_by_role("combobox", name="Gebiet", exact=True)
    box.click()
    box.fill(name)
    seen.page.get_by_role("option").filter(has_text=re.compile(f"^{name}")).first.click()
