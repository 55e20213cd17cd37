"""Tables on paper: what is wider than the page can't be scrolled there."""

import pandas as pd
import pytest
from playwright.sync_api import Browser

from dashboards import tables
from dashboards.style import ASSETS
from dashboards.tables import Column
from dashboards.topics.wanderungen import listing

# Width of A4 between margins of 12 mm, pixels.
PAPER = 703


@pytest.mark.parametrize("wide", [True, False])
def test_the_table_of_all_figures_fits_on_paper(browser: Browser, wide: bool):
    columns = [Column("name", "Gebiet", "text"), *listing.FIGURES] if wide else listing.FIGURES[:4]
    columns = [*columns, *listing.PARTS, listing.INNER]
    rows = pd.DataFrame([{one.key: "Region Auenburg" if one.kind == "text" else 12_345.0 for one in columns}])
    page = browser.new_page(viewport={"width": PAPER, "height": 900})
    page.emulate_media(media="print")
    style = (ASSETS / "page.css").read_text(encoding="utf-8")
    page.set_content(f"<style>{style}</style>{tables.written(rows, columns, 'Gemeinden in Zahlen')}")
    found = page.evaluate("document.querySelector('.k-table').getBoundingClientRect().width")
    size = page.evaluate("getComputedStyle(document.querySelector('.k-table td')).fontSize")
    page.close()
    assert found <= PAPER
    assert size == ("12px" if len(columns) >= 9 else "14px")


@pytest.mark.parametrize(
    "control", ["stSelectbox", "stMultiSelect", "stSlider", "stCheckbox", "stButtonGroup"]
)
def test_controls_are_not_printed(browser: Browser, control: str):
    page = browser.new_page(viewport={"width": PAPER, "height": 900})
    style = (ASSETS / "page.css").read_text(encoding="utf-8")
    page.set_content(f'<style>{style}</style><div data-testid="{control}">Dagegen: Durchschnittsalter</div>')
    assert page.locator(f"[data-testid={control}]").is_visible()
    page.emulate_media(media="print")
    assert not page.locator(f"[data-testid={control}]").is_visible()
    page.close()


def test_a_picture_set_smaller_for_paper_leaves_no_room_below_it(browser: Browser):
    page = browser.new_page(viewport={"width": PAPER, "height": 900})
    style = (ASSETS / "page.css").read_text(encoding="utf-8")
    chart = '<div data-testid="stPlotlyChart" style="height: 100%"></div>'
    page.set_content(
        f'<style>{style}</style><div data-testid="stElementContainer" style="height: 500px">{chart}</div>'
    )
    page.emulate_media(media="print")
    height = "document.querySelector('{}').getBoundingClientRect().height"
    whole = page.evaluate(height.format("[data-testid=stElementContainer]"))
    drawn = page.evaluate(height.format("[data-testid=stPlotlyChart]"))
    page.close()
    assert whole == drawn and 270 < whole < 300
