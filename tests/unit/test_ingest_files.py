"""The file as a whole: versions, limits, and files that are not what they claim to be."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from warehouse import catalog
from warehouse.errors import SourceError
from warehouse.ingest import ingest
from warehouse.settings import Home

HEADER = "municipality_ags,area_id,reference_date,sex,age,nationality,persons"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def counts(folder: Path, lines: list[str], name: str = "bevoelkerung.csv", header: str = HEADER) -> Path:
    file = folder / name
    file.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return file


def cells(number: int, day: str = "2020-12-31") -> list[str]:
    return [f"03952007,03952007-0101,{day},m,{age},D,{10 + age}" for age in range(number)]


def nothing_kept(home: Home) -> bool:
    return (
        not any(path.is_file() for path in home.deliveries.rglob("*")) if home.deliveries.exists() else True
    )


def test_same_file_twice_changes_nothing(home: Home, tmp_path: Path) -> None:
    file = counts(tmp_path, cells(3))
    [first] = ingest(file, "generic_population", home)
    before = {path: path.stat().st_mtime_ns for path in home.deliveries.rglob("*")}
    [second] = ingest(file, "generic_population", home)
    renamed = file.rename(tmp_path / "anderer_name.csv")
    [third] = ingest(renamed, "generic_population", home)
    assert (first.status, second.status, third.status) == ("neu", "unverändert", "unverändert")
    assert {path: path.stat().st_mtime_ns for path in home.deliveries.rglob("*")} == before


def test_corrected_file_is_a_new_version_and_says_what_changed(home: Home, tmp_path: Path) -> None:
    [first] = ingest(counts(tmp_path, cells(3)), "generic_population", home)
    stored = (first.folder(home) / "population.parquet").read_bytes()
    corrected = [
        *cells(2),
        "03952007,03952007-0101,2020-12-31,w,2,D,7",
        "03952007,03952007-0101,2020-12-31,w,3,D,8",
    ]
    [second] = ingest(counts(tmp_path, corrected), "generic_population", home)
    assert (second.version, second.status) == (2, "ersetzt")
    assert (second.rows_added, second.rows_removed) == (2, 1)
    assert (first.folder(home) / "population.parquet").read_bytes() == stored
    assert catalog.deliveries_in_force(home) == [second]
    assert len(catalog.deliveries(home)) == 2
    assert catalog.table_files(home, "population") == [second.folder(home) / "population.parquet"]


def test_returning_to_the_first_file_is_a_third_version(home: Home, tmp_path: Path) -> None:
    for lines in (cells(3), cells(2), cells(3)):
        [receipt] = ingest(counts(tmp_path, lines), "generic_population", home)
    assert (receipt.version, receipt.rows_added, receipt.rows_removed) == (3, 1, 0)


def test_too_many_rejects_refuse_the_file_and_keep_nothing(home: Home, tmp_path: Path) -> None:
    lines = cells(60) + [f"03952007,03952007-0101,2020-12-31,z,{age},D,1" for age in range(20)]
    with pytest.raises(SourceError) as refusal:
        ingest(counts(tmp_path, lines), "generic_population", home)
    message = str(refusal.value)
    assert "20 von 80 Zeilen (25,0 %)" in message
    assert "Zeile 62, Spalte 'sex': unbekannter Schlüssel ('z')" in message
    assert message.count("Zeile ") == 3
    assert nothing_kept(home)


def test_rejects_are_kept_with_line_column_and_reason(home: Home, tmp_path: Path) -> None:
    lines = [
        *cells(2),
        "03952007,03952007-0101,2020-02-30,m,5,D,1",
        "03952007,03952007-0101,2020-12-31,m,7,D",
        "",
        "03952007,03952007-0101,2020-12-31,m,8,D,1,9",
        "03952007,03952007-0101,2020-12-31,m,acht,D,1.5",
        '03952007,"03952007-0101,2020-12-31,m,9,D,1',
        "03952007,03952007-0101,2020-12-31,m,10,D,1",
    ]
    [receipt] = ingest(counts(tmp_path, lines), "generic_population", home)
    assert (receipt.rows, receipt.rejected) == (3, 5)
    rejects = pq.read_table(receipt.folder(home) / "rejects.parquet").to_pylist()
    assert [tuple(reject.values()) for reject in rejects] == [
        (4, "reference_date", "diesen Tag gibt es nicht", "2020-02-30"),
        (5, None, "6 statt 7 Spalten", None),
        (7, None, "8 statt 7 Spalten", None),
        (8, "age", "kein Alter (12, 3-5 oder 85+)", "acht"),
        (8, "persons", "keine ganze Zahl", "1.5"),
        (9, None, "Anführungszeichen nicht geschlossen", None),
    ]


def test_quote_that_opens_inside_a_line_costs_only_that_line(home: Home, tmp_path: Path) -> None:
    # two quotes, so the count is even, but the second one opens a field that never ends
    broken = '03952007,0395"2007-0101,"2020-12-31,m,5,D,1'
    [receipt] = ingest(counts(tmp_path, [*cells(1), broken, *cells(3)[1:]]), "generic_population", home)
    assert (receipt.rows, receipt.rejected) == (3, 1)


def test_quoted_fields_may_hold_the_delimiter(home: Home, tmp_path: Path) -> None:
    header = "area_id,level,name,parent_id,municipality_ags"
    file = counts(tmp_path, ['X,gemeinde,"Haus, ""Alte Post""",,X'], "X_gebiete_2020-12-31.csv", header)
    [receipt] = ingest(file, "generic_areas", home)
    assert pq.read_table(receipt.folder(home) / "area.parquet")["name"].to_pylist() == ['Haus, "Alte Post"']
    assert (receipt.municipality_ags, receipt.kind) == ("X", "areas")


def test_spreadsheet_with_semicolons_is_read_and_stated(home: Home, tmp_path: Path) -> None:
    file = counts(tmp_path, [cells(1)[0].replace(",", ";")], header=HEADER.replace(",", ";"))
    [receipt] = ingest(file, "generic_population", home)
    assert (receipt.delimiter, receipt.rows) == (";", 1)


def test_missing_heading_names_file_and_headings_seen(home: Home, tmp_path: Path) -> None:
    file = counts(tmp_path, ["1,2,3"], header="gemeinde,gebiet,personen")
    with pytest.raises(
        SourceError, match=r"bevoelkerung\.csv.*'area_id'.*Gefunden: 'gemeinde', 'gebiet', 'personen'"
    ):
        ingest(file, "generic_population", home)


def test_unread_columns_are_noted(home: Home, tmp_path: Path) -> None:
    [receipt] = ingest(
        counts(tmp_path, [cells(1)[0] + ",x"], header=HEADER + ",Bemerkung"), "generic_population", home
    )
    assert receipt.notes == ("nicht gelesene Spalten: Bemerkung",)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "ist leer"),
        (b" \r\n\r\n", "ist leer"),
        (HEADER.encode(), "keine Datenzeilen"),
        (HEADER.encode() + b"\r\n\r\n", "keine Datenzeilen"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG-Bild"),
        (b"PK\x03\x04xl/workbook.xml", "beschädigtes oder abgebrochenes Archiv"),
        (
            HEADER.encode() + b"\nab\0c",
            "keine Textdatei: 1 Steuerzeichen, das erste .0x00. in Zeile 2, Stelle 3",
        ),
        (HEADER.encode() + b"\nMoordeelen,\x81", "0x81 in Zeile 2, Stelle 12"),
        (b"\xff\xfeg\0e\0m", "in utf-16 kein Zeichen"),
    ],
)
def test_wrong_files_get_a_clear_german_answer(
    home: Home, tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "falsch.csv"
    file.write_bytes(content)
    with pytest.raises(SourceError, match=message):
        ingest(file, "generic_population", home)
    assert nothing_kept(home)


def test_unknown_profile_lists_the_known_ones(home: Home, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"'kosis'.*berlin_ewr_matrix.*generic_population.*kosis_bestand"):
        ingest(tmp_path, "kosis", home)


def test_file_name_without_municipality_is_refused(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "bestand.txt"
    file.write_text("0000000001198007151000101010\n")
    with pytest.raises(SourceError, match=r"'bestand\.txt' nennt die Gemeinde nicht"):
        ingest(file, "kosis_bestand", home)


def test_first_line_of_a_file_without_header_stays_secret(home: Home, tmp_path: Path) -> None:
    file = tmp_path / "03951000_bestand_2020-12-31.csv"
    file.write_text("4711;15.07.1980;w;000;HW;0101;Specht;Stieg 1\n")
    with pytest.raises(SourceError, match="keine einzige bekannte Überschrift") as refusal:
        ingest(file, "auenburg_csv_bestand", home)
    assert "Specht" not in str(refusal.value)


def test_folder_takes_only_what_the_profile_claims(home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "post"
    folder.mkdir()
    (folder / "lies_mich.txt").write_text("Guten Tag")
    counts(folder, cells(2, "2021-12-31"), "b.csv")
    counts(folder, cells(2), "a.csv")
    receipts = ingest(folder, "generic_population", home, received_by="Frau Sommer")
    assert [receipt.file_name for receipt in receipts] == ["a.csv", "b.csv"]
    assert {receipt.received_by for receipt in receipts} == {"Frau Sommer"}
    (folder / "c.csv").write_text("")
    with pytest.raises(SourceError, match=r"c\.csv ist leer.*Davor wurden 2 von 3 Dateien übernommen"):
        ingest(folder, "generic_population", home)
    with pytest.raises(SourceError, match="passt keine Datei zum Profil berlin_ewr_matrix"):
        ingest(folder, "berlin_ewr_matrix", home)


def test_later_delivery_wins_for_the_dates_both_hold(home: Home, tmp_path: Path) -> None:
    old = [*cells(2, "2019-12-31"), *cells(2, "2020-12-31")]
    [first] = ingest(counts(tmp_path, old, "alt.csv"), "generic_population", home)
    new = [*cells(2, "2020-12-31"), *cells(2, "2021-12-31")]
    [second] = ingest(counts(tmp_path, new, "neu.csv"), "generic_population", home)
    lost = catalog.superseded_dates(catalog.deliveries_in_force(home))
    assert list(lost) == [first.delivery_id]
    assert [day.isoformat() for day in lost[first.delivery_id]] == ["2020-12-31"]
    assert second.reference_date.isoformat() == "2021-12-31"
