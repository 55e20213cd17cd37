"""Schutz und Freigabe: the municipality sees what it knows beside what others will see, and the next step."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import memory
from dashboards.topics.schutz import queries
from tests.pages.opened import figures, open_topic, title, words
from tests.released import AGS
from warehouse import audit
from warehouse.connection import current_build
from warehouse.release import register, steps
from warehouse.release.register import Event, Outcome, Release, Verdict
from warehouse.settings import Home

REFUSED = Verdict(
    passed=False,
    hard=("A4: 12 Zellen lassen sich aus Differenzen genau bestimmen.",),
    outcomes=(
        Outcome(
            code="A4", title="Differenzen", tries="t", limit="höchstens 0", found="12", verdict="ausschluss"
        ),
    ),
)


@pytest.fixture(scope="module")
def drafted(mini_home: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Release]:
    """A copy of the mini home with a draft for the association; forecasts change nothing here."""
    home = Home(tmp_path_factory.mktemp("schutz") / "home")
    shutil.copytree(mini_home.root, home.root, ignore=shutil.ignore_patterns(audit.FOLDER))
    return home, steps.draft(home, AGS, "association", by="Anna", complete=lambda _: None)


@pytest.fixture
def here(drafted: tuple[Home, Release], monkeypatch: pytest.MonkeyPatch) -> Iterator[Release]:
    home, release = drafted
    monkeypatch.setenv("KOHORTE_HOME", str(home.root))
    memory.forget()
    yield release
    register.write_record(home, release)


def rows(page: AppTest, caption: str) -> list[list[str]]:
    """The cells of a table of the page, row heads included."""
    body = next(
        html.proto.body for html in page.get("html") if f"<caption>{caption}</caption>" in html.proto.body
    )
    found = re.findall(r"<tr>(.*?)</tr>", body)[1:]
    return [
        [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in found
    ]


def released(home: Home, release: Release, day: str) -> dict[str, int]:
    with duckdb.connect(str(register.file_of(home, release)), read_only=True) as con:
        found = con.execute(
            "SELECT area_id, published FROM released_cell WHERE cell_table = 'total' AND unit = 'person' "
            "AND reference_date = ?",
            [day],
        ).fetchall()
    return dict(found)


def latest(home: Home) -> str:
    with duckdb.connect(str(current_build(home).path), read_only=True) as con:
        return str(con.execute("SELECT max(reference_date) FROM area_population").fetchone()[0])


def exact(home: Home, day: str) -> pd.DataFrame:
    with duckdb.connect(str(current_build(home).path), read_only=True) as con:
        return con.execute(
            "SELECT name, area_population.area_id, sum(persons)::INT AS persons FROM area_population "
            "JOIN area USING (area_id) WHERE reference_date = ? GROUP BY ALL ORDER BY name",
            [day],
        ).df()


CAPTION = "Exakte und freigegebene Einwohner je Gebiet"


def number(words: str) -> int:
    return int(words.replace(".", "").replace("−", "-").replace("+", "").replace("±", ""))


def test_each_area_stands_with_what_the_town_knows_and_what_others_see(
    here: Release, drafted: tuple[Home, Release]
):
    page = open_topic("schutz")
    day = page.get("select_slider")[0].value.isoformat()
    known = exact(drafted[0], day).query("area_id != @AGS").set_index("name")
    shown = released(*drafted, day)
    told = {row[0]: row[1:] for row in rows(page, CAPTION)}
    assert set(told) == set(known.index)
    for name, (knows, sees, apart, tables_for_others) in told.items():
        published = shown[known.loc[name, "area_id"]]
        assert number(knows) == known.loc[name, "persons"]
        assert number(sees) == published
        assert number(apart) == published - known.loc[name, "persons"]
        assert tables_for_others == "bis Geschlecht und Altersgruppen"
    assert "Unverändert" in words(page)


def test_both_maps_share_their_classes_and_say_which_is_which(here: Release):
    page = open_topic("schutz")
    text = words(page)
    assert "Was die Gemeinde weiß" in text and "Was andere sehen" in text
    assert "Einwohner, exakt" in text and "Einwohner, freigegeben und geschützt" in text
    left, right = (figure["data"] for figure in figures(page)[:2])
    assert left[0]["geojson"] == right[0]["geojson"]
    assert left[0]["colorscale"] == right[0]["colorscale"]


def test_an_area_others_get_nothing_of_is_protected_not_zero(
    here: Release, drafted: tuple[Home, Release], monkeypatch: pytest.MonkeyPatch
):
    def without_one(*asked: Any) -> pd.DataFrame:
        cells = beside(*asked)
        return cells[cells["area_id"] != f"{AGS}-0102"]

    beside = queries.beside
    monkeypatch.setattr(queries, "beside", without_one)
    page = open_topic("schutz")
    row = next(row for row in rows(page, CAPTION) if row[4].startswith("keine"))
    assert row[2] == row[3] == "·"
    assert "1 Gebiet bleibt leer" in words(page)


def test_the_title_says_how_far_off_others_are(here: Release):
    assert re.fullmatch(
        r"\d+,\d\u202f% der Zahlen, die andere von .+ sehen, liegen höchstens um 1 daneben",
        title(open_topic("schutz")),
    )


@pytest.mark.parametrize(
    ("change", "stand", "step"),
    [
        ({}, "noch nicht geprüft", "kohorte release check"),
        ({"verdict": Verdict(passed=True)}, "bestanden", "durch eine zweite Person: kohorte release approve"),
        ({"verdict": REFUSED}, "abgelehnt: 1 Grund", "Regeln verschärfen"),
    ],
)
def test_what_the_gate_found_and_the_next_step(
    here: Release, drafted: tuple[Home, Release], change: dict[str, Verdict], stand: str, step: str
):
    register.write_record(drafted[0], here.model_copy(update=change))
    text = words(open_topic("schutz"))
    assert stand in text
    assert step in text
    if change.get("verdict") is REFUSED:
        assert REFUSED.hard[0] in text


def test_the_register_names_who_drafted_checked_and_approved(here: Release, drafted: tuple[Home, Release]):
    checked = Event(what="geprüft", by="Carl", at=datetime.now(UTC))
    register.write_record(drafted[0], here.model_copy(update={"history": (*here.history, checked)}))
    (row,) = rows(open_topic("schutz"), "Freigaben und Entwürfe")
    assert row[0] == "Verband"
    assert row[4:] == ["Anna", "Carl", "…", here.release_id[:8]]


def test_a_town_that_drafted_nothing_sees_what_would_be_released_by_its_rules_and_how_to_begin(
    mini_home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "warehouse").symlink_to(mini_home.warehouse)
    (tmp_path / "freigabe").mkdir()
    own = "oeffentlichkeit: {ab_einwohner: 100, teile: []}\n"
    (tmp_path / "freigabe" / f"{AGS}.yml").write_text(own, encoding="utf-8")
    monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
    memory.forget()
    page = open_topic("schutz")
    assert "hat nichts freigegeben" in title(page)
    assert f"kohorte release draft --municipality {AGS}" in words(page)
    assert not page.get("plotly_chart")
    told = rows(page, "Tabellen nach Größe des Gebiets")
    assert [row[0] for row in told] == [
        "unter 50 Einwohner", "50 bis 99", "100 bis 299", "300 bis 999", "ab 1.000", "ganze Gemeinde",
    ]  # fmt: skip
    by_size = {row[0]: row[2:] for row in told}
    assert by_size["50 bis 99"] == ["bis Geschlecht und Altersgruppen", "nichts, geht im Rest auf"]
    assert by_size["100 bis 299"] == ["bis Geschlecht und Altersgruppen", "Einwohner"]
    assert "Wanderungen" in by_size["ganze Gemeinde"][0]
    assert "Wanderungen" not in by_size["ganze Gemeinde"][1]
    counted = sum(int(row[1].replace("–", "0")) for row in told[:-1])
    known = exact(mini_home, latest(mini_home))
    assert counted == (known["area_id"] != AGS).sum()


def test_a_schaufenster_has_no_such_page(here: Release):
    def script() -> None:
        from dataclasses import replace

        from dashboards import data
        from dashboards.topics.schutz.page import page

        page(replace(data.open_context(), is_released=True))

    page = AppTest.from_function(script, default_timeout=60).run()
    assert not page.exception
    assert not page.get("html")
