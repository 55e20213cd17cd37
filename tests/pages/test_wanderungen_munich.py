"""Munich's real matrix of moves between its districts, taken in by profiles and shown like any other town."""

import json
from pathlib import Path

import pandas as pd
import pytest

from tests.pages.opened import figures, open_topic, title, words
from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.ingest import ingest
from warehouse.settings import Home

TOWN = "09162000"


@pytest.fixture(scope="module")
def source(shared: Path) -> pd.DataFrame:
    """The published matrix: year, from_bezirk, to_bezirk, n."""
    return pd.read_parquet(shared / "data/muenchen/od_moves_bezirke_2005_2024.parquet")


@pytest.fixture(scope="module")
def munich(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Matrix and borders as published, the list of districts from the names in the borders."""
    folder = tmp_path_factory.mktemp("munich")
    home = Home(folder / "home")
    borders = shared / "data/geo/muenchen_stadtbezirke.geojson"
    parts = [feature["properties"] for feature in json.loads(borders.read_text(encoding="utf-8"))["features"]]
    rows = [f"{TOWN}-{one['sb_nummer']},bezirk,{one['sb_name']},{TOWN},{TOWN}" for one in parts]
    listed = folder / f"{TOWN}_2024-12-31.csv"
    head = ["area_id,level,name,parent_id,municipality_ags", f"{TOWN},gemeinde,München,,{TOWN}"]
    listed.write_text("\n".join([*head, *rows, ""]), encoding="utf-8")
    ingest(shared / "data/muenchen/od_moves_bezirke_2005_2024.parquet", "muenchen_umzuege", home)
    ingest(borders, "muenchen_stadtbezirke", home)
    ingest(listed, "generic_areas", home)
    build(home)
    return home


@pytest.fixture
def at_munich(munich: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("KOHORTE_HOME", str(munich.root))
    return munich


def test_every_move_of_the_matrix_arrives(at_munich: Home, source: pd.DataFrame):
    moves = open_reader(at_munich).con.table("moves").df()
    assert set(moves["kind"]) == {"inner"} and len(moves) == 25 * 25 * 20
    assert moves.groupby("year")["moves"].sum().to_dict() == source.groupby("year")["n"].sum().to_dict()
    assert moves.query("year == 2024")["moves"].sum() == 113_142, "as published"


def test_the_page_counts_moves_inside_and_says_nothing_about_outside(at_munich: Home, source: pd.DataFrame):
    page = open_topic("wanderungen", zeitraum="2022-2024")
    years = source[source["year"].between(2022, 2024)]
    is_same = years["from_bezirk"] == years["to_bezirk"]
    between, inside = (round(float(part.sum()) / 3) for part in (years["n"][~is_same], years["n"][is_same]))
    assert f"{between:,}".replace(",", ".") in words(page) and f"{inside:,}".replace(",", ".") in words(page)
    assert title(page) == (
        "Umzüge in München: Aubing-Lochhausen-Langwied gewinnt am meisten, "
        "Schwabing-Freimann verliert am meisten"
    )
    assert "über die Grenze" not in words(page)
    outside = open_topic("wanderungen", ansicht="herkunft")
    assert "nicht oder nicht vollständig geliefert" in words(outside) and not figures(outside)


def test_the_whole_matrix_is_drawn_and_its_numbers_stand_below(at_munich: Home, source: pd.DataFrame):
    page = open_topic("wanderungen", ansicht="verflechtung", felder="alle", zeitraum="2024-2024")
    cells = next(chart for chart in figures(page) if chart["data"][0]["type"] == "heatmap")["data"][0]["z"]
    assert (len(cells), len(cells[0])) == (25, 25)
    switch = next(one for one in page.toggle if one.key == "zahlen-matrix")
    shown = switch.set_value(True).run().dataframe[0].value.set_index("von")
    year = source.query("year == 2024 and from_bezirk != to_bezirk")
    assert shown.sum(axis=None) == year["n"].sum()
    wanted = year.query("from_bezirk == 12 and to_bezirk == 13")["n"].iloc[0]
    assert shown.loc["Schwabing-Freimann", "nach Bogenhausen"] == wanted


def test_one_district_is_seen_among_the_others(at_munich: Home, source: pd.DataFrame):
    page = open_topic("wanderungen", gebiet=f"{TOWN}-22", zeitraum="2024-2024")
    year = source.query("year == 2024 and from_bezirk != to_bezirk")
    into = year.loc[year["to_bezirk"] == 22, "n"].sum() - year.loc[year["from_bezirk"] == 22, "n"].sum()
    assert f"{into:,}".replace(",", ".") in title(page)
    assert "verliert am meisten" in words(page)


@pytest.mark.parametrize("view", ["alter", "verbleib"])
def test_what_the_matrix_cannot_tell_is_said(at_munich: Home, view: str):
    said = words(open_topic("wanderungen", ansicht=view))
    assert "nicht geliefert" in said or "nicht nach einzelnen Altersjahren" in said
