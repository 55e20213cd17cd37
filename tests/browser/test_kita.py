"""Kita planning as a planner uses it: list, map, slider, scenarios, a house, a proposal kept as measures."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.visit import Visit, visit

# A proposal for one municipality; for the whole region it takes some twenty seconds.
VILLAGE = "03952003"
SEARCH_MS = 90_000
MAP = "[data-testid=stPlotlyChart] .maplibregl-canvas"


@pytest.fixture(scope="module")
def window(browser: Browser, address: str) -> Iterator[Visit]:
    seen = visit(browser, address)
    yield seen
    assert seen.red_boxes() == []
    assert seen.console == []
    assert seen.strangers == []
    seen.page.context.close()


def number(words: str) -> int:
    """The first number of a text: +7, −190, 1.560."""
    found = re.search(r"[+−-]?[\d.]+", words)
    assert found is not None, words
    return int(found.group(0).replace(".", "").replace("−", "-").replace("+", ""))


def need(page: Page) -> str:
    return page.locator(".k-figures").first.locator("p").nth(1).inner_text()


def test_the_list_begins_with_the_area_that_lacks_most(window: Visit):
    window.open("kita?altersband=ue3")
    table = window.page.locator("table", has_text="Einschätzung").first
    rows = table.locator("tbody tr")
    heads = table.locator("thead th").all_inner_texts()
    at = heads.index(next(head for head in heads if head.startswith("Gruppen")))
    groups = [number(rows.nth(row).locator("th, td").nth(at).inner_text()) for row in range(6)]
    assert groups == sorted(groups)
    assert groups[0] < 0


def test_the_municipalities_can_be_compared_as_well_as_their_parts(window: Visit):
    window.open("kita?ebene=gemeinde&altersband=ue3")
    assert window.red_boxes() == []
    rows = window.page.locator("table", has_text="Einschätzung").first.locator("tbody tr")
    expect(rows).to_have_count(8)


def test_a_click_on_the_map_opens_the_area(window: Visit):
    window.open("kita")
    before = window.page.locator("h1").inner_text()
    canvas = window.page.locator(MAP).first
    expect(canvas).to_be_visible(timeout=15_000)
    box = canvas.bounding_box()
    assert box is not None
    spot = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    window.click_on_map(spot, re.compile("gebiet="))
    expect(window.page).to_have_url(re.compile("gebiet="))
    window.settle()
    assert window.page.locator("h1").inner_text() != before


def test_the_slider_of_the_quota_moves_the_need(window: Visit):
    window.open("kita")
    before = need(window.page)
    slider = window.page.get_by_role("slider", name="Zielquote in %")
    slider.focus()
    for _ in range(5):
        slider.press("ArrowRight")
    expect(window.page.locator(".k-figures").first).not_to_contain_text(before, timeout=15_000)
    window.settle()
    assert number(need(window.page)) > number(before)


def test_two_scenarios_stand_side_by_side(window: Visit):
    window.open("kita?vertiefung=vergleich&vergleich=q-full_claim")
    heading = window.page.get_by_text(re.compile(r"Voller Rechtsanspruch: \d{4}/\d{2} .*mehr"))
    expect(heading.first).to_be_visible()
    columns = window.page.locator("table", has_text="Saldo, zum Vergleich").first
    expect(columns.locator("tbody tr")).to_have_count(6)


def test_a_house_shows_groups_occupancy_and_where_its_children_live(window: Visit):
    window.open("kita?vertiefung=haus&altersband=ue3")
    expect(window.page.get_by_text(re.compile("Kinder auf .* Plätzen")).first).to_be_visible()
    expect(
        window.page.get_by_text(re.compile("Kinder wohnen im eigenen Gebiet|im eigenen Gebiet")).first
    ).to_be_visible()
    expect(window.page.get_by_text("genehmigt ≥ gebaut ≥ mit Personal ≥ belegbar")).to_be_visible()


def test_the_year_before_is_told(window: Visit):
    window.open("kita?vertiefung=rueckblick&altersband=ue3")
    expect(window.page.get_by_text("Wirkung auf den Saldo").first).to_be_visible()


def test_a_proposal_is_kept_as_measures_and_deleted(window: Visit):
    page = window.page
    window.open(f"kita?vertiefung=wastun&altersband=ue3&gebiet={VILLAGE}&zielquote-ue3=100&lohnt=0")
    page.get_by_role("button", name="Vorschlag rechnen").click()
    expect(page.get_by_text("Die Schritte, wichtigster zuerst")).to_be_visible(timeout=SEARCH_MS)
    window.settle()
    window.keep("kita-wastun-vorschlag")
    page.get_by_label("Name des Plans").fill("Probe")
    page.get_by_role("button", name="Als Maßnahmen behalten").click()
    expect(page.get_by_text("Plan „Probe“ gespeichert")).to_be_visible(timeout=15_000)
    expect(page).to_have_url(re.compile("plaene=probe"))
    expect(page.get_by_text(re.compile("Probe: .* zählt mit"))).to_be_visible()
    page.get_by_text(re.compile("Probe: .* zählt mit")).click()
    page.get_by_role("button", name="Plan löschen").click()
    expect(page.get_by_text(re.compile("Probe: .* zählt mit"))).to_have_count(0, timeout=15_000)
