"""A clerk's way in a real browser: choose a file, see what it would do, take it over, see the new state."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import served
from tests.browser.visit import Visit, visit
from warehouse import audit
from warehouse.catalog import deliveries_in_force
from warehouse.connection import current_build
from warehouse.settings import Home

STOCK = "sample_data/mini/03959001/bestand"


@pytest.fixture
def own_home(mini_home: Home, tmp_path: Path) -> Home:
    """A copy of the mini home that a test may change."""
    shutil.copytree(mini_home.root, tmp_path / "home")
    return Home(tmp_path / "home")


def choose_file(seen: Visit, file: Path) -> None:
    seen.page.locator("[data-testid=stFileUploader] input[type=file]").set_input_files(file)
    expect(seen.page.get_by_role("button", name=f"Remove {file.name}")).to_be_visible(timeout=15_000)
    seen.settle()


def press(seen: Visit, name: str) -> None:
    seen.page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_corrected_file_is_previewed_and_taken_over(
    browser: Browser, own_home: Home, project: Path, tmp_path: Path, scheme: str
):
    original = sorted((project / STOCK).iterdir())[-1]
    lines = original.read_text(encoding="utf-8").splitlines()
    corrected = tmp_path / original.name
    corrected.write_text("\n".join(lines[:-1]), encoding="utf-8")
    before = current_build(own_home).build_id
    with served(own_home) as address:
        seen = visit(browser, address, scheme=scheme)
        seen.open("datenlage?teil=hochladen")
        choose_file(seen, corrected)
        seen.page.get_by_label("Lieferprofil").click()
        seen.page.get_by_role("option", name="Einwohnerbestand im allgemeinen Format").click()
        seen.settle()
        press(seen, "Prüfen")
        expect(seen.page.get_by_text("ersetzt Fassung 1")).to_be_visible(timeout=60_000)
        assert current_build(own_home).build_id == before
        seen.keep(f"datenlage-vorschau-{scheme}")
        press(seen, "Übernehmen")
        expect(seen.page.get_by_text("Übernommen: Bestand")).to_be_visible(timeout=120_000)
        seen.settle()
        after = current_build(own_home).build_id
        assert after != before
        expect(seen.page.locator("footer").first).to_contain_text(after)
        assert max(one.version for one in deliveries_in_force(own_home)) == 2
        assert seen.red_boxes() == []
        assert seen.console == []
        seen.keep(f"datenlage-uebernommen-{scheme}")
        seen.page.context.close()


def test_a_picture_named_csv_is_refused_in_german_and_leaves_no_trace(
    browser: Browser, own_home: Home, tmp_path: Path
):
    picture = tmp_path / "bestand_2024.csv"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    before = beside_the_log(own_home)
    with served(own_home) as address:
        seen = visit(browser, address, phone=True)
        seen.open("datenlage?teil=hochladen")
        choose_file(seen, picture)
        expect(seen.page.get_by_text("ist kein Text")).to_be_visible()
        expect(seen.page.get_by_role("button", name="Prüfen", exact=True)).to_have_count(0)
        seen.keep("datenlage-abgelehnt-phone")
        seen.page.context.close()
    assert beside_the_log(own_home) == before


def beside_the_log(home: Home) -> list[Path]:
    """Everything in a home but the audit log, which notes that the server was started."""
    found = (path.relative_to(home.root) for path in home.root.rglob("*"))
    return sorted(path for path in found if path.parts[0] != audit.FOLDER)


def choose_profile(seen: Visit, title: str) -> None:
    seen.page.get_by_label("Lieferprofil").click()
    # Of a long list only the part on the screen exists.
    seen.page.keyboard.type(title)
    seen.page.get_by_role("option", name=title).click()
    seen.settle()


def test_a_fresh_home_is_filled_in_the_browser_alone(browser: Browser, project: Path, tmp_path: Path):
    """Two deliveries, a build, and the pages are there, without any command and without a restart."""
    home = Home(tmp_path / "neu")
    mini = project / "sample_data" / "mini" / "03959001"
    areas, stock = next((mini / "gebiete").iterdir()), max((mini / "bestand").iterdir())
    with served(home) as address:
        seen = visit(browser, address)
        seen.open("")
        expect(seen.page.get_by_role("heading", name="Hier liegt noch kein Datenbestand")).to_be_visible()
        seen.keep("anfang-leer")
        for file, profile in (
            (areas, "Gebiete und ihre Gliederung"),
            (stock, "Einwohnerbestand im allgemeinen Format"),
        ):
            choose_file(seen, file)
            choose_profile(seen, profile)
            press(seen, "Prüfen")
            expect(seen.page.get_by_role("button", name="Übernehmen")).to_be_visible(timeout=60_000)
            press(seen, "Übernehmen")
            expect(seen.page.get_by_text("Übernommen: ")).to_be_visible(timeout=60_000)
            seen.settle()
            seen.keep(f"anfang-{file.parent.name}")
        assert not home.warehouse.exists()
        press(seen, "Datenbestand aufbauen")
        expect(seen.page.locator("footer").first).to_be_visible(timeout=120_000)
        seen.settle()
        assert current_build(home).build_id in seen.page.locator("footer").first.inner_text()
        assert "Datenbestand" not in seen.page.locator("h1").inner_text()
        seen.keep("anfang-fertig")
        assert seen.red_boxes() == []
        assert seen.console == []
        seen.page.context.close()
