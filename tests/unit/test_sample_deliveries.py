"""The delivered files: formats, manifest, and the fault list against what really stands in the files."""

import filecmp
import json
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from sample_data.region_auenburg import DeliveryFile, make_deliveries
from sample_data.region_auenburg.mini import HOME, make_mini

SCALE = 0.03
COLUMNS_KOSIS = {
    "area": (23, 27),
    "day": (31, 39),
    "kind": (39, 41),
    "half": (41, 42),
    "dwelling": (22, 23),
    "delta": (62, 63),
}
SIGN = {"01": 1, "02": 1, "05": 1, "06": 1, "07": 1, "11": -1, "12": -1, "13": -1, "15": -1, "16": -1}


@pytest.fixture(scope="module")
def target(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deliveries")
    make_deliveries(folder, scale=SCALE)
    return folder


@pytest.fixture(scope="module")
def truth(target: Path) -> dict:
    return json.loads((target / "faults.json").read_text(encoding="utf-8"))


def read_csv(path: Path, **options) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, **options)


def test_manifest_lists_what_was_delivered(target: Path) -> None:
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    assert [entry["profile"] for entry in manifest[:2]] == ["generic_areas", "geo_areas"]
    assert len(manifest) == 25
    files = [file for entry in manifest for file in (target / entry["file"]).iterdir()]
    written = [path for path in target.rglob("*") if path.is_file()]
    assert len(files) == len(written) - 3  # manifest, faults and river are not deliveries


def test_the_same_seed_gives_the_same_files(target: Path, tmp_path: Path) -> None:
    again = make_deliveries(tmp_path, scale=SCALE)
    assert all(isinstance(item, DeliveryFile) for item in again)
    for path in target.rglob("*"):
        if path.is_file():
            assert path.read_bytes() == (tmp_path / path.relative_to(target)).read_bytes(), path.name


def test_formats_are_those_of_the_offices(target: Path) -> None:
    stock = (target / "03951000/bestand/03951000_bestand_2020-12-31.txt").read_bytes()
    assert len(stock) % 29 == 0
    assert set(stock[27::29]) == {ord("\r")}
    events = (target / "03951000/bewegung/03951000_bewegung_2020.txt").read_bytes()
    assert len(events) % 65 == 0
    german = (target / "03952002/bestand/03952002_bestand_2020-12-31.csv").read_bytes()
    header = (
        "Registernummer;Geburtsdatum;Geschlecht;Staatsangehörigkeit;Wohnungsstatus;Gebiet;Name;Straße\r\n"
    )
    assert german.startswith(header.encode("cp1252"))
    with pytest.raises(UnicodeDecodeError):
        german.decode("utf-8")
    house = read_csv(target / "03952006/bestand/03952006_bestand_2020-12-31.csv")
    assert set(house["dwelling"]) == {"H", "N"}


def test_broken_rows_stand_where_the_list_says(target: Path, truth: dict) -> None:
    broken = [fault for fault in truth["faults"] if fault["kind"] == "broken_row"]
    assert len(broken) == 19
    for fault in broken:
        line = (target / fault["file"]).read_bytes().split(b"\n")[fault["lines"][0] - 1]
        if "impossible date" in fault["detail"]:
            assert b"19870231" in line or b"31.02.1987" in line or b"1987-02-31" in line
        elif "missing" in fault["detail"]:
            assert b"9999999" not in line
        else:
            assert b"9999999" in line


def test_duplicates_stand_in_the_stock(target: Path, truth: dict) -> None:
    expected = sum(
        f["count"]
        for f in truth["faults"]
        if f["kind"] == "duplicate" and f["municipality_ags"] == "03952002"
    )
    stock = read_csv(target / "03952002/bestand/03952002_bestand_2021-12-31.csv", sep=";", encoding="cp1252")
    assert stock.duplicated().sum() == expected == 4


def kosis(path: Path, columns: dict[str, tuple[int, int]]) -> pd.DataFrame:
    lines = path.read_text(encoding="cp1252").splitlines()
    return pd.DataFrame(
        {name: [line[a:b] for line in lines] for name, (a, b) in columns.items()}
        | {"key": [x[:10] for x in lines]}
    )


def test_residuals_of_a_fixed_width_office_are_those_of_the_list(target: Path, truth: dict) -> None:
    expected = Counter({(r["area_id"], r["year"]): r["residual"] for r in truth["expected_residuals"]})
    stocks = {}
    for year in range(2014, 2025):
        rows = kosis(
            target / f"03951000/bestand/03951000_bestand_{year}-12-31.txt",
            {"area": (23, 27), "w": (22, 23), "sex": (18, 19), "birth": (10, 18)},
        )
        rows = rows[
            (rows["w"] == "1")
            & rows["sex"].isin(["1", "2"])
            & (rows["birth"] != "19870231")
            & (rows["key"].str.strip() != "")
        ]
        stocks[year] = rows.drop_duplicates("key")["area"].value_counts()
    changes: Counter = Counter()
    for year in range(2015, 2025):
        rows = kosis(target / f"03951000/bewegung/03951000_bewegung_{year}.txt", COLUMNS_KOSIS)
        rows = rows[~rows["key"].str.startswith("10999999") & (rows["key"].str.strip() != "")]
        for row in rows[(rows["dwelling"] == "1") | (rows["kind"] == "24")].itertuples():
            change = {
                "21": 1 if row.half == "1" else -1,
                "24": int(f"{row.delta.strip() or 0}1"),
                "31": 0,
                "40": int(f"{row.delta.strip() or 0}1"),
            }
            changes[row.area, int(row.day[:4])] += change.get(row.kind, SIGN.get(row.kind, 0))
    for area in stocks[2024].index:
        if not area.strip():
            continue
        for year in range(2015, 2025):
            residual = stocks[year].get(area, 0) - stocks[year - 1].get(area, 0) - changes[area, year]
            assert residual == expected[f"03951000-{area}", year], (area, year)


def test_the_fault_list_has_every_kind(truth: dict) -> None:
    assert {fault["kind"] for fault in truth["faults"]} == set(truth["kinds"])
    clean_up = [fault for fault in truth["faults"] if fault["kind"] == "clean_up"]
    assert sum(fault["count"] for fault in clean_up) == pytest.approx(0.015 * 11_400 * SCALE, abs=2)
    assert {(fault["municipality_ags"], fault["year"]) for fault in clean_up} == {("03952004", 2018)}


def test_the_merged_area_ends_and_its_successor_goes_on(target: Path) -> None:
    areas = read_csv(target / "verband/gebiete/VRA_gebiete_2024-12-31.csv").set_index("area_id")
    ended = areas[areas["valid_to"] != ""]
    assert len(ended) == 1
    assert ended["valid_to"].iloc[0] == "2018-12-31"
    local = ended.index[0][-4:]
    for year, stands in ((2018, True), (2019, False)):
        rows = kosis(target / f"03952001/bestand/03952001_bestand_{year}-12-31.txt", {"area": (23, 27)})
        assert (local in set(rows["area"])) is stands
    assert ended["successor_id"].iloc[0] in areas.index


def test_counts_hold_no_records(target: Path) -> None:
    population = read_csv(target / "03952007/bevoelkerung/03952007_bevoelkerung_2024-12-31.csv")
    assert list(population) == [
        "municipality_ags",
        "area_id",
        "reference_date",
        "sex",
        "age",
        "nationality",
        "persons",
    ]
    assert population["persons"].astype(int).sum() == pytest.approx(6_400 * SCALE, rel=0.06)
    moves = read_csv(target / "03952007/wanderungen/03952007_wanderungen_2022.csv")
    partners = set(moves["origin"]) | set(moves["destination"])
    assert {"AUSLAND", "LAND", "03951000"} <= partners


def test_the_committed_mini_municipality_is_a_fresh_one(tmp_path: Path) -> None:
    make_mini(tmp_path)
    fresh = sorted(p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file())
    committed = sorted(p.relative_to(HOME) for p in HOME.rglob("*") if p.is_file())
    assert fresh == committed
    differing = [name for name in fresh if not filecmp.cmp(tmp_path / name, HOME / name, shallow=False)]
    assert differing == []
    assert sum((HOME / name).stat().st_size for name in committed) < 300_000
