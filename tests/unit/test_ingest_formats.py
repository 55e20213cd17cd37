"""Workbooks, archives, GeoPackage, shapefiles, titles and footers, wide tables, units: read as delivered."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pyogrio.raw
import pytest
import shapely
import xlsxwriter
from pyproj import Transformer

from tests.command import kohorte
from warehouse.catalog import deliveries
from warehouse.errors import SourceError
from warehouse.ingest import ingest, inspect
from warehouse.proposal import as_yaml
from warehouse.settings import Home
from warehouse.suggestion import suggest

HEADINGS = ["municipality_ags", "area_id", "reference_date", "sex", "age", "nationality", "persons"]
ROWS: list[list[object]] = [
    ["03952007", "03952007-0101", date(2020, 12, 31), "m", 3, "D", 17],
    ["03952007", "03952007-0101", date(2020, 12, 31), "w", "85+", "A", 4.0],
]
CSV = (
    ",".join(HEADINGS)
    + "\n"
    + "\n".join(",".join("" if cell is None else str(cell) for cell in row) for row in [*ROWS[:1]])
    + "\n"
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def workbook(file: Path, rows: list[list[object]], sheets: tuple[str, ...] = ("Tabelle1",)) -> Path:
    """Write rows into the first sheet; dates as dates, numbers as numbers."""
    with xlsxwriter.Workbook(str(file)) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        for name in sheets:
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(place, column, cell, day)
                    else:
                        sheet.write(place, column, cell)
    return file


def archive(file: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return file


def profile_of(folder: Path, name: str, lines: str) -> str:
    """A profile of one's own, given by its path."""
    file = folder / f"{name}.yml"
    file.write_text(f"id: {name}\ntitle: Probe\nabout: Probe.\n{lines}", encoding="utf-8")
    return str(file)


def test_workbook_gives_the_same_table_as_the_csv(home: Home, tmp_path: Path) -> None:
    [receipt] = ingest(workbook(tmp_path / "zahlen.xlsx", [HEADINGS, *ROWS]), "generic_population", home)
    rows = pq.read_table(receipt.folder(home) / "population.parquet").to_pylist()
    assert [(row["age"], row["age_to"], row["persons"]) for row in rows] == [(3, 3, 17), (85, 100, 4)]
    assert {row["reference_date"] for row in rows} == {date(2020, 12, 31)}
    assert (receipt.encoding, receipt.delimiter) == ("xlsx", None)
    assert "Tabellenblatt: Tabelle1" in receipt.notes


def test_rejected_row_of_a_workbook_has_the_row_number_of_the_sheet(home: Home, tmp_path: Path) -> None:
    wrong = [*ROWS[0][:4], "alt", *ROWS[0][5:]]
    [draft] = inspect(workbook(tmp_path / "z.xlsx", [HEADINGS, *ROWS, [], wrong]), "generic_population", home)
    assert draft.rejects.to_pylist() == [
        {"line": 5, "column": "age", "reason": "kein Alter (12, 3-5 oder 85+)", "value": "alt"}
    ]


def test_two_filled_sheets_are_asked_about(home: Home, tmp_path: Path) -> None:
    file = workbook(tmp_path / "zwei.xlsx", [HEADINGS, *ROWS], ("2020", "2021"))
    with pytest.raises(SourceError, match=r"welches Tabellenblatt gilt.*2020, 2021"):
        ingest(file, "generic_population", home)


def test_damaged_workbook_is_refused(home: Home, tmp_path: Path) -> None:
    file = workbook(tmp_path / "kaputt.xlsx", [HEADINGS, *ROWS])
    file.write_bytes(file.read_bytes()[:-900])
    with pytest.raises(SourceError, match=r"beschädigt|keine lesbare"):
        ingest(file, "generic_population", home)


def test_archive_is_taken_over_whole(home: Home, tmp_path: Path) -> None:
    other = CSV.replace("2020-12-31", "2021-12-31")
    members = {"a/eins.csv": CSV.encode(), "zwei.csv": other.encode(), "liesmich.txt": b"Hallo"}
    receipts = ingest(archive(tmp_path / "alles.zip", members), "generic_population", home)
    assert [receipt.file_name for receipt in receipts] == ["eins.csv", "zwei.csv"]
    again = ingest(tmp_path / "alles.zip", "generic_population", home)
    assert {receipt.status for receipt in again} == {"unverändert"}


def test_wrong_file_in_an_archive_keeps_everything_out(home: Home, tmp_path: Path) -> None:
    members = {"eins.csv": CSV.encode(), "zwei.csv": b"ganz,anders\n1,2\n"}
    with pytest.raises(SourceError, match=r"zwei\.csv: in der Kopfzeile fehlt"):
        ingest(archive(tmp_path / "alles.zip", members), "generic_population", home)
    assert deliveries(home) == []


def bomb() -> dict[str, bytes]:
    return {"null.csv": b"0" * (200 * 2**20)}


BAD_ARCHIVES: dict[str, tuple[Callable[[], dict[str, bytes]], str]] = {
    "bomb": (bomb, "ausgepackt 200 MB groß"),
    "outside": (lambda: {"../../etwas.csv": CSV.encode()}, "zeigt aus dem Archiv hinaus"),
    "nothing": (lambda: {"bild.png": b"x"}, "passt keine Datei zum Profil"),
    "many": (lambda: {f"{i}.csv": b"" for i in range(1001)}, "enthält 1001 Dateien"),
    "same": (
        lambda: {"a.csv": CSV.encode(), "b.csv": CSV.replace("17", "18").encode()},
        "sind eine Lieferung",
    ),
}


@pytest.mark.parametrize("case", BAD_ARCHIVES)
def test_bad_archives_are_refused(home: Home, tmp_path: Path, case: str) -> None:
    members, answer = BAD_ARCHIVES[case]
    with pytest.raises(SourceError, match=answer):
        ingest(archive(tmp_path / "boese.zip", members()), "generic_population", home)
    assert deliveries(home) == []


def test_archive_in_an_archive_is_refused(home: Home, tmp_path: Path) -> None:
    inner = archive(tmp_path / "innen.zip", {"a.csv": CSV.encode()}).read_bytes()
    with pytest.raises(SourceError, match="ein Archiv im Archiv"):
        ingest(archive(tmp_path / "aussen.zip", {"innen.csv": inner}), "generic_population", home)


def test_broken_off_archive_is_refused(home: Home, tmp_path: Path) -> None:
    file = archive(tmp_path / "halb.zip", {"a.csv": CSV.encode()})
    file.write_bytes(file.read_bytes()[:60])
    with pytest.raises(SourceError, match="beschädigtes oder abgebrochenes Archiv"):
        ingest(file, "generic_population", home)


TITLED = """kind: population
formats: [delimited]
files: ['*.csv']
delimiters: [";"]
decimal: ","
title_lines: 2
footer: '^(Summe|Quelle)'
municipality: {constant: '03952007'}
reference_date: {constant: '2020-12-31'}
columns:
  area_id: {headings: [Ortsteil], type: area_key, zero_fill: 4}
  age: {headings: [Alter], type: age_group}
  persons: {headings: [Tausend], type: integer, factor: 1000, minimum: 0}
unique: [area_id, age, age_to]
"""


def test_titles_footer_and_thousands(home: Home, tmp_path: Path) -> None:
    profile = profile_of(tmp_path, "titel", TITLED)
    head = "Einwohner\n31.12.2020;;\nOrtsteil;Alter;Tausend\n"
    text = f"{head}101;3-5;1,25\n102;85+;0,5\nSumme;;1,75\nQuelle: Amt;;\n"
    file = tmp_path / "titel.csv"
    file.write_text(text, encoding="cp1252")
    [receipt] = ingest(file, profile, home)
    rows = pq.read_table(receipt.folder(home) / "population.parquet").to_pylist()
    assert [(row["area_id"], row["age"], row["age_to"], row["persons"]) for row in rows] == [
        ("03952007-0101", 3, 5, 1250),
        ("03952007-0102", 85, 100, 500),
    ]
    assert receipt.skipped_reasons == {"Fußzeilen": 2}
    file.write_text(text.replace("1,25", "1,2504"), encoding="cp1252")
    [draft] = inspect(file, profile, home)
    assert draft.rejects.to_pylist()[0] | {"value": None} == {
        "line": 4, "column": "Tausend", "reason": "mal 1000 keine ganze Zahl", "value": None,
    }  # fmt: skip


WIDE = """kind: population
formats: [delimited]
files: ['*.csv']
delimiters: [";"]
municipality: {constant: '03952007'}
reference_date: {file_name: '(\\d{4})'}
columns:
  area_id: {headings: [Ortsteil], type: area_key}
wide:
  groups:
    - {heading: m 0-17, age: 0, age_to: 17, sex: m}
    - {heading: m 18+, age: 18, age_to: 100, sex: m}
    - {heading: w 0-17, age: 0, age_to: 17, sex: w}
    - {heading: w 18+, age: 18, age_to: 100, sex: w}
"""


def test_one_column_per_age_group_and_sex(home: Home, tmp_path: Path) -> None:
    profile = profile_of(tmp_path, "breit", WIDE.replace("\\\\", "\\"))
    file = tmp_path / "stand_2020.csv"
    file.write_text("Ortsteil;m 0-17;m 18+;w 0-17;w 18+\n0101;1;2;3;4\n", encoding="utf-8")
    [receipt] = ingest(file, profile, home)
    rows = pq.read_table(receipt.folder(home) / "population.parquet").to_pylist()
    assert {(row["sex"], row["age"], row["persons"]) for row in rows} == {
        ("m", 0, 1), ("m", 18, 2), ("w", 0, 3), ("w", 18, 4),
    }  # fmt: skip
    assert receipt.reference_date == date(2020, 12, 31)


SQUARE = shapely.box(9.0, 53.0, 9.1, 53.1)


def geo_bytes(driver: str, epsg: int) -> bytes:
    """One square as a layer of one feature in the wanted system."""
    to_system = Transformer.from_crs(4326, epsg, always_xy=True).transform
    shape = shapely.transform(SQUARE, to_system, interleaved=False)
    target = io.BytesIO()
    pyogrio.raw.write(
        target,
        np.array([shapely.to_wkb(shape)], dtype=object),
        field_data=[np.array(["03952007-0101"], dtype=object), np.array(["Mühlenkamp"], dtype=object)],
        fields=["area_id", "name"],
        crs=f"EPSG:{epsg}",
        geometry_type="Polygon",
        driver=driver,
        layer="gebiete",
    )
    return target.getvalue()


@pytest.fixture
def shapefile(tmp_path: Path) -> dict[str, bytes]:
    """The same square as the four files of a shapefile."""
    folder = tmp_path / "shape"
    folder.mkdir()
    to_system = Transformer.from_crs(4326, 25832, always_xy=True).transform
    pyogrio.raw.write(
        folder / "gebiete.shp",
        np.array([shapely.to_wkb(shapely.transform(SQUARE, to_system, interleaved=False))], dtype=object),
        field_data=[np.array(["03952007-0101"], dtype=object), np.array(["Mühlenkamp"], dtype=object)],
        fields=["area_id", "name"],
        crs="EPSG:25832",
        geometry_type="Polygon",
        driver="ESRI Shapefile",
        encoding="UTF-8",
    )
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def square_of(home: Home, file: Path) -> shapely.Geometry:
    [receipt] = ingest(file, "geo_areas", home)
    [row] = pq.read_table(receipt.folder(home) / "area_geometry.parquet").to_pylist()
    assert (row["area_id"], row["name"]) == ("03952007-0101", "Mühlenkamp")
    return shapely.from_geojson(row["geometry"])


def test_geopackage_is_read_and_transformed(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "03952007_gebiete.gpkg"
    file.write_bytes(geo_bytes("GPKG", 25832))
    assert shapely.equals_exact(square_of(home, file).normalize(), SQUARE.normalize(), 1e-7)


def test_zipped_shapefile_is_read_and_transformed(
    home: Home, tmp_path: Path, shapefile: dict[str, bytes]
) -> None:
    file = archive(tmp_path / "03952007_gebiete.zip", shapefile)
    assert shapely.equals_exact(square_of(home, file).normalize(), SQUARE.normalize(), 1e-6)


def test_shapefile_alone_and_without_system_are_refused(
    home: Home, tmp_path: Path, shapefile: dict[str, bytes]
) -> None:
    alone = tmp_path / "03952007_nur.shp"
    alone.write_bytes(shapefile["gebiete.shp"])
    with pytest.raises(SourceError, match="nur ein Teil eines Shapefiles"):
        ingest(alone, "geo_areas", home)
    without = {name: content for name, content in shapefile.items() if not name.endswith(".prj")}
    with pytest.raises(SourceError, match="nennt kein Koordinatensystem"):
        ingest(archive(tmp_path / "03952007_ohne.zip", without), "geo_areas", home)


def test_check_says_what_would_happen_and_writes_nothing(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "zahlen.csv"
    file.write_text(CSV, encoding="utf-8")
    done = kohorte("profile", "check", str(file), "--profile", "generic_population", home=home.root)
    assert done.returncode == 0, done.stderr
    assert "1 Zeilen verstanden, 0 abgewiesen" in done.stdout
    assert "Nichts wurde geschrieben" in done.stdout
    assert not home.root.exists()
    ingest(file, "generic_population", home)
    file.write_text(CSV.replace(",17", ",18"), encoding="utf-8")
    done = kohorte("profile", "check", str(file), "--profile", "generic_population", "--json", home=home.root)
    [receipt] = json.loads(done.stdout)
    assert (receipt["version"], receipt["status"]) == (2, "ersetzt")
    assert (receipt["rows_added"], receipt["rows_removed"]) == (1, 1)
    assert len(deliveries(home)) == 1


def test_suggestion_for_an_unknown_file_can_be_used(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "auszug.csv"
    rows = "\n".join(f"03952007;0{i:03d};31.12.2020;{'mw'[i % 2]};{i};{i + 1}" for i in range(60))
    head = "Auszug aus dem Fachverfahren\nGemeinde;Ortsteil;Stichtag;Geschlecht;Alter;Anzahl\n"
    file.write_text(head + rows + "\n", encoding="utf-8")
    proposal = suggest(file)
    assert proposal.layout.title_lines == 1
    assert proposal.layout.delimiter == ";"
    text = as_yaml(proposal, "neu", file)
    assert "sex: {headings: ['Geschlecht'], codes: {'m': 'm', 'w': 'w'}}" in text
    assert "formats: ['%d.%m.%Y']" in text
    assert "title_lines: 1" in text
    assert "# OFFEN" not in text
    assert "municipality: {constant: '03952007'}" in text


def test_known_file_is_recognised(tmp_path: Path) -> None:
    file = tmp_path / "bekannt.csv"
    file.write_text(CSV, encoding="utf-8")
    proposal = suggest(file)
    assert "generic_population" in [fit.profile.id for fit in proposal.fits if not fit.missing]


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n", b"nur ein Wort\n", b"\x00\x01\x02"])
def test_no_table_is_said(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "etwas.csv"
    file.write_bytes(content)
    with pytest.raises(SourceError):
        suggest(file)
