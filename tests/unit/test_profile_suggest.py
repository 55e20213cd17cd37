"""Files of many shapes: the proposed profile, taken as it is, understands every row."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import xlsxwriter

from warehouse.errors import SourceError
from warehouse.ingest import ingest, inspect
from warehouse.proposal import as_yaml
from warehouse.settings import Home
from warehouse.suggestion import suggest

AGS = "03959001"
PEOPLE = 60


def person(number: int) -> dict[str, str]:
    """One person in the words of a registry office."""
    day, month, year = number % 28 + 1, number % 12 + 1, 1930 + number
    return {
        "Registernummer": f"{number:08d}",
        "Familienname": f"Müller{number}",
        "Geburtsdatum": f"{day:02d}.{month:02d}.{year}",
        "Geschlecht": "mw"[number % 2],
        "Staatsangehörigkeit": ("000", "137")[number % 7 == 0],
        "Wohnungsstatus": ("HW", "NW")[number % 9 == 0],
        "Ortsteil": f"010{number % 4 + 1}",
    }


def persons(delimiter: str = ";", **changes: Callable[[int], str]) -> str:
    """A stock as delimited text; `changes` exchange columns."""
    rows = [{**person(n), **{name: change(n) for name, change in changes.items()}} for n in range(PEOPLE)]
    return "\n".join(delimiter.join(row) for row in (rows[0], *(row.values() for row in rows))) + "\n"


def counts(delimiter: str = ";", head: str = "Gemeinde;Ortsteil;Stichtag;Geschlecht;Alter;Personen") -> str:
    """A count of 2 areas × 2 sexes × 20 ages."""
    rows = [
        f"{AGS};010{area};31.12.2023;{sex};{age};{age + area}"
        for area in (1, 2)
        for sex in ("männlich", "weiblich")
        for age in range(20)
    ]
    return "\n".join([head, *rows]).replace(";", delimiter) + "\n"


def wide(headings: list[str]) -> str:
    """One row per area, one column per age group and sex."""
    rows = [
        ";".join([f"010{area}", *(str(area + place) for place in range(len(headings)))]) for area in range(6)
    ]
    return "\n".join([";".join(["Stadtteil", *headings]), *rows]) + "\n"


def workbook(*sheets: tuple[str, list[list[object]]]) -> bytes:
    """A workbook of these sheets."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return target.getvalue()


def archive(**members: str) -> bytes:
    """A ZIP of text files."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as packed:
        for name, content in members.items():
            packed.writestr(f"{name}.csv", content)
    return target.getvalue()


def cells(text: str) -> list[list[object]]:
    """Delimited text as the cells of a sheet, numbers as numbers where a spreadsheet would."""
    return [
        [int(one) if one.isdigit() and len(one) < 4 else one for one in line.split(";")]
        for line in text.split()
    ]


STOCK = f"{AGS}_auszug_2024-12-31.csv"
GROUPS = [
    f"{sex} {group}"
    for sex in "mw"
    for group in ("unter 3", "3 bis unter 6", "6-17", "18-64", "65 und älter")
]
TITLE = "Einwohner der Stadt Musterhausen\nStand: 31.12.2023\n\n"
# shape → name of the file, content, rows understood
SHAPES: dict[str, tuple[str, bytes, int]] = {
    "semicolon": (STOCK, persons().encode(), PEOPLE),
    "tab": (STOCK, persons("\t").encode(), PEOPLE),
    "pipe": (STOCK, persons("|").encode(), PEOPLE),
    "windows": (STOCK, persons().encode("cp1252"), PEOPLE),
    "byte order mark": (STOCK, persons().encode("utf-8-sig"), PEOPLE),
    "utf-16": (STOCK, persons().encode("utf-16"), PEOPLE),
    "title and sum": ("zahlen.csv", (TITLE + counts() + "\nSumme;;;;;5000\nQuelle: Amt").encode(), 80),
    "wide by age and sex": (f"{AGS}_2023.csv", wide(GROUPS).encode(), 6),
    "wide by single age": (f"{AGS}_2023.csv", wide([f"m_{age}" for age in range(12)]).encode(), 6),
    "two sheets": (
        "mappe.xlsx",
        workbook(("Erläuterung", [["Was hier steht", "x"]] * 3), ("Daten 2023", cells(counts()))),
        80,
    ),
    "archive of two": (
        "paket.zip",
        archive(a=counts().replace("2023", "2022"), b=counts()),
        160,
    ),
    "decimal comma": (
        "zahlen.csv",
        counts().replace("\n", ",0\n").replace("Personen,0", "Personen").encode(),
        80,
    ),
    "days without zeros": (
        STOCK,
        persons(Geburtsdatum=lambda n: f"{n % 28 + 1}.{n % 12 + 1}.1980").encode(),
        PEOPLE,
    ),
    "dates in one number": (
        STOCK,
        persons(Geburtsdatum=lambda n: f"1980{n % 12 + 1:02d}{n % 28 + 1:02d}").encode(),
        PEOPLE,
    ),
    "unknown days": (STOCK, persons(Geburtsdatum=lambda n: f"00.00.{1950 + n % 9}").encode(), PEOPLE),
    "headings in capitals": (
        STOCK,
        persons().replace("Geburtsdatum", "GEBURTSDATUM").replace("Ortsteil", "OT_NR").encode(),
        PEOPLE,
    ),
    "umlauts spelt out": (
        "z.csv",
        counts(head="AGS;Ortsteil-Nr.;Stichtag;Geschl.;Altersjahr;Bevölkerung").encode(),
        80,
    ),
    "line breaks in quotes": (
        STOCK,
        persons(Familienname=lambda n: '"Meier\ngenannt Schulze"' if n == 5 else "x").encode(),
        PEOPLE,
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_proposed_profile_understands_every_row(tmp_path: Path, shape: str) -> None:
    name, content, rows = SHAPES[shape]
    file = tmp_path / name
    file.write_bytes(content)
    profile = tmp_path / "neu.yml"
    profile.write_text(as_yaml(suggest(file), "neu", file), encoding="utf-8")
    home = Home(tmp_path / "home")
    seen = inspect(file, str(profile), home)
    assert not home.root.exists()
    receipts = ingest(file, str(profile), home)
    assert sum(one.receipt.rows for one in seen) == sum(one.rows for one in receipts) == rows
    assert sum(one.rejected for one in receipts) == 0
    assert {one.municipality_ags for one in receipts} == {AGS}


def test_what_a_proposal_leaves_open_is_refused(tmp_path: Path) -> None:
    """A file that names no municipality gets no invented one."""
    file = tmp_path / "auszug_2024-12-31.csv"
    file.write_text(persons(), encoding="utf-8")
    proposal = suggest(file)
    assert any("municipality_ags" in question for question in proposal.open_questions)
    profile = tmp_path / "neu.yml"
    profile.write_text(as_yaml(proposal, "neu", file), encoding="utf-8")
    with pytest.raises(SourceError, match="municipality_ags"):
        inspect(file, str(profile), Home(tmp_path / "home"))


def test_names_are_left_out_and_codes_are_right(tmp_path: Path) -> None:
    file = tmp_path / STOCK
    file.write_text(persons(), encoding="utf-8")
    proposal = suggest(file)
    assert proposal.dropped == ["Familienname"] or proposal.fits[0].missing == ()
    profile = tmp_path / "neu.yml"
    profile.write_text(as_yaml(proposal, "neu", file), encoding="utf-8")
    home = Home(tmp_path / "home")
    (receipt,) = ingest(file, str(profile), home)
    rows = pq.read_table(receipt.folder(home) / "stock.parquet").to_pylist()
    assert {row["nationality"] for row in rows} == {"D", "A"}
    assert [row["birth_year"] for row in rows[:3]] == [1930, 1931, 1932]
    assert rows[1]["area_id"] == f"{AGS}-0102"


def test_wide_groups_keep_their_ages(tmp_path: Path) -> None:
    file = tmp_path / f"{AGS}_2023.csv"
    file.write_text(wide(GROUPS), encoding="utf-8")
    profile = tmp_path / "neu.yml"
    profile.write_text(as_yaml(suggest(file), "neu", file), encoding="utf-8")
    home = Home(tmp_path / "home")
    (receipt,) = ingest(file, str(profile), home)
    rows = pq.read_table(receipt.folder(home) / "population.parquet").to_pylist()
    assert {(row["age"], row["age_to"]) for row in rows} == {(0, 2), (3, 5), (6, 17), (18, 64), (65, 100)}
    assert {row["sex"] for row in rows} == {"m", "w"}
    assert sum(row["persons"] for row in rows) == sum(
        area + place for area in range(6) for place in range(10)
    )
