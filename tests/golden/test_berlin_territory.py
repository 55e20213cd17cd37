"""Berlin cut Planungsräume anew in 2019 (447 → 448): its own files of 2017–2020 on both statuses."""

from pathlib import Path

import pandas as pd
import pytest

from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.ingest import ingest
from warehouse.settings import Home

B = "11000000"
# 4,441 residents of Kietzer Feld became an area of the Allende-Viertel; shares of the end of 2019
OLD, NEW = f"{B}-09041301", f"{B}-09041403"
SHARES = {OLD: 0.695, NEW: 0.305}
BEFORE = "2018-12-31"
PUBLISHED = {2017: 3_711_930, 2018: 3_748_148, 2019: 3_769_495, 2020: 3_769_962}


@pytest.fixture(scope="module")
def home(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("berlin") / "home")
    for year in PUBLISHED:
        ingest(shared / f"data/berlin/raw/sources/EWR{year}12E_Matrix.csv", "berlin_ewr_matrix", home)
    file = home.root / f"{B}_umschluesselung_2019-12-31.csv"
    lines = [f"{OLD};{new};{share};01.01.2019" for new, share in SHARES.items()]
    file.write_text(
        "altes Gebiet;neues Gebiet;Anteil;gültig ab\n" + "\n".join(lines) + "\n", encoding="utf-8"
    )
    ingest(file, "generic_area_mapping", home)
    build(home)
    return home


def residents(home: Home, status: str) -> pd.Series:
    cells = open_reader(home).con.table_function("population_on_status", [status]).df()
    return cells.groupby(["area_id", cells["reference_date"].dt.year])["persons"].sum()


@pytest.fixture(scope="module")
def published(shared: Path) -> pd.Series:
    tidy = pd.read_parquet(shared / "data/berlin/ewr_lor_totals_2001_2020.parquet")
    tidy["plr_id"] = f"{B}-" + tidy["plr_id"]
    return tidy[tidy["year"].isin(PUBLISHED)].set_index(["plr_id", "year"])["pop"]


@pytest.mark.parametrize(
    ("status", "areas", "years"), [(BEFORE, 447, (2017, 2018)), ("heute", 448, (2019, 2020))]
)
def test_a_status_has_its_areas_and_the_published_figures_of_its_time(
    home: Home, published: pd.Series, status: str, areas: int, years: tuple[int, int]
):
    found = residents(home, status)
    leaves = found[found.index.get_level_values(0).str.len() == len(OLD)]
    assert leaves.index.get_level_values(0).nunique() == areas
    for year in years:
        own = leaves.xs(year, level=1)
        assert own.to_dict() == published.xs(year, level=1).to_dict()


@pytest.mark.parametrize("status", [BEFORE, "heute"])
def test_city_and_district_keep_their_published_totals_on_every_status(
    home: Home, published: pd.Series, status: str
):
    found = residents(home, status)
    for year, persons in PUBLISHED.items():
        assert found[B, year] == persons
        district = published.xs(year, level=1)
        assert found[f"{B}-09", year] == district[district.index.str.startswith(f"{B}-09")].sum()


def test_the_jump_is_gone_and_the_reader_is_told(home: Home, published: pd.Series):
    today, before = residents(home, "heute"), residents(home, BEFORE)
    assert published[OLD, 2019] < 0.7 * published[OLD, 2018]
    for area, found in ((OLD, today), (NEW, today), (OLD, before)):
        assert found[area, 2019] == pytest.approx(found[area, 2018], rel=0.02)
    con = open_reader(home).con
    told = con.table_function("conversion_on_status", ["heute"]).df()
    share = told[told["reference_date"].dt.year == 2018].set_index("area_id")["estimated_share"]
    assert share[[OLD, NEW]].tolist() == pytest.approx([1, 1], abs=0.001)
    # the Bezirksregionen above are converted too, the district and the city are not
    assert set(share.index) == {OLD, NEW, f"{B}-090413", f"{B}-090414"}
    back = con.table_function("conversion_on_status", [BEFORE]).df().set_index("area_id")
    assert f"({NEW})" in back.loc[OLD, "note"].iloc[0]
    assert set(back["reference_date"].dt.year) == {2019, 2020}
    assert con.table("check_result").df().query("check_id == 'gebiet_ohne_vorgeschichte'").empty
