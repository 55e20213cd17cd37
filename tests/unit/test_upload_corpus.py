"""Files nobody should send: each is refused in German, with a reason, and nothing of it stays behind."""

import io
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from dashboards.topics.datenlage import takeover
from dashboards.topics.datenlage.takeover import UploadRefused
from warehouse.settings import Home

HEAD = b"municipality_ags;area_id;reference_date;sex;age;age_to;nationality;persons\n"
GOOD = HEAD + b"03959001;03959001-0101;2024-12-31;m;1;1;D;17\n"
PROFILE = "generic_population"


def packed(*members: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def climbing() -> bytes:
    return packed(("../population.csv", GOOD))


def linked() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        entry = zipfile.ZipInfo("population.csv")
        entry.external_attr = 0o120777 << 16
        archive.writestr(entry, "/etc/passwd")
    return buffer.getvalue()


# name of the file, content, part of the reason
CORPUS: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "empty": ("leer.csv", lambda: b"", "leer"),
    "picture": ("bild.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "kein Text"),
    "bomb": ("bombe.zip", lambda: packed(("a.csv", b"0" * 150_000_000)), "ausgepackt"),
    "workbook bomb": ("bombe.xlsx", lambda: workbook(("?>", "?>" + " " * 150_000_000)), "ausgepackt"),
    "many entries": ("viele.zip", lambda: packed(*((f"{n}.csv", b"") for n in range(1001))), "1001 Dateien"),
    "nested": ("innen.zip", lambda: packed(("innen.csv", packed(("a.csv", GOOD)))), "Archiv im Archiv"),
    "climbing": ("hoch.zip", climbing, "aus dem Archiv hinaus"),
    "link": ("link.zip", linked, "aus dem Archiv hinaus"),
    "damaged": ("kaputt.zip", lambda: packed(("a.csv", GOOD))[:-30], "beschädigt"),
    "half utf-16": ("utf16.csv", lambda: GOOD.decode().encode("utf-16") + b"\x00\xd8\x00", "UTF-16"),
    "nul": ("nul.csv", lambda: GOOD.replace(b"17", b"1\x007"), "Steuerzeichen"),
    "one line": ("zeile.csv", lambda: b"a;" * 1_000_000, "Zeichen lang"),
    "formula": ("formel.csv", lambda: HEAD + b"=1+1;=cmd|x;2024-12-31;m;1;1;D;=A1\n", "nicht verständlich"),
    "workbook named csv": ("mappe.csv", lambda: packed(("xl/workbook.xml", b"<x/>")), "heißt aber"),
    "text named workbook": ("text.xlsx", lambda: GOOD, "keine XLSX-Datei"),
    "program": ("setup.exe", lambda: b"MZ" + GOOD, "nicht angenommen"),
    "pickle": ("daten.pkl", lambda: b"\x80\x04.", "nicht angenommen"),
    "parquet": ("daten.parquet", lambda: b"PAR1", "nicht angenommen"),
    "other table": ("fremd.csv", lambda: b"a;b\n1;2\n", "Kopfzeile"),
    "too large": ("gross.csv", lambda: b"a\n" * (33 * 2**20), "64 MB"),
}


def traces() -> set[Path]:
    places = {takeover.MEMORY_DISK, Path(os.environ.get("TMPDIR", "/tmp"))}
    return {
        found
        for place in places
        if place.exists()
        for found in place.glob(f"{takeover.PREFIX}{os.getpid()}-*")
    }


@pytest.mark.parametrize("case", CORPUS)
def test_a_bad_file_is_refused_and_leaves_nothing(case: str, tmp_path: Path):
    name, content, reason = CORPUS[case]
    with pytest.raises(UploadRefused, match=reason) as refused:
        takeover.check(takeover.accepted(name, content()), PROFILE, Home(tmp_path))
    assert "Traceback" not in str(refused.value)
    assert list(tmp_path.iterdir()) == []
    assert traces() == set()


def workbook(*changes: tuple[str, str]) -> bytes:
    """The good file as a workbook with a macro and a link to another; its texts with pieces replaced."""
    buffer, result = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for row, line in enumerate(GOOD.decode().splitlines()):
            sheet.write_row(row, 0, line.split(";"))
    with zipfile.ZipFile(buffer) as whole, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in whole.namelist():
            text = whole.read(name).decode()
            for old, new in changes if name == "xl/sharedStrings.xml" else ():
                assert old in text
                text = text.replace(old, new, 1)
            copy.writestr(name, text)
        copy.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro")
        copy.writestr("xl/externalLinks/externalLink1.xml", '<externalLink Target="file:///etc/hostname"/>')
    return result.getvalue()


def test_macros_and_links_of_a_workbook_are_not_looked_at(tmp_path: Path):
    upload = takeover.accepted("population_2024.xlsx", workbook())
    assert takeover.check(upload, PROFILE, Home(tmp_path))[0]["receipt"]["rows"] == 1


@pytest.mark.parametrize("entity", ["SYSTEM '{secret}'", "'03959001-0101'"])
def test_a_workbook_with_entities_of_its_own_is_refused(tmp_path: Path, entity: str):
    secret = tmp_path / "secret.txt"
    secret.write_text("03959001-0101", encoding="utf-8")
    declared = f"?><!DOCTYPE sst [<!ENTITY x {entity.format(secret=secret.as_uri())}>]>"
    content = workbook(("?>", declared), ("03959001-0101", "&x;"))
    home = Home(tmp_path / "home")
    with pytest.raises(UploadRefused, match="DOCTYPE") as refused:
        takeover.check(takeover.accepted("population_2024.xlsx", content), PROFILE, home)
    assert "03959001-0101" not in str(refused.value)


def test_text_in_cp1252_is_understood_and_said(tmp_path: Path):
    areas = "area_id;level;name;parent_id;municipality_ags;valid_from;valid_to;successor_id;area_type\n"
    row = "03959001;gemeinde;Möhnesee;;03959001;2000-01-01;;;\n"
    upload = takeover.accepted("areas_2024.csv", (areas + row).encode("cp1252"))
    receipt = takeover.check(upload, "generic_areas", Home(tmp_path))[0]["receipt"]
    assert (receipt["encoding"], receipt["rows"]) == ("cp1252", 1)


def test_a_good_file_is_understood_and_nothing_is_written(tmp_path: Path):
    drafts = takeover.check(takeover.accepted("population_2024.csv", GOOD), PROFILE, Home(tmp_path))
    assert [(one["receipt"]["municipality_ags"], one["receipt"]["rows"]) for one in drafts] == [
        ("03959001", 1)
    ]
    assert list(tmp_path.iterdir()) == []
    assert traces() == set()


def test_text_in_utf_16_is_understood(tmp_path: Path):
    upload = takeover.accepted("population_2024.csv", GOOD.decode().encode("utf-16"))
    assert takeover.check(upload, PROFILE, Home(tmp_path))[0]["receipt"]["encoding"] == "utf-16"


def test_a_takeover_leaves_the_delivery_and_no_upload(tmp_path: Path):
    upload = takeover.accepted("population_2024.csv", GOOD)
    receipts = takeover.take(upload, PROFILE, Home(tmp_path))
    assert receipts[0]["status"] == "neu"
    assert (tmp_path / "deliveries/03959001/population/2024-12-31/1/receipt.json").exists()
    assert traces() == set()


def test_the_wrong_profile_is_answered_with_the_right_one(tmp_path: Path):
    upload = takeover.accepted("tabelle.csv", GOOD)
    with pytest.raises(UploadRefused) as refused:
        takeover.check(upload, "generic_deaths", Home(tmp_path))
    assert PROFILE in refused.value.fits


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Daten\\bestand_2024.csv", "bestand_2024.csv"),
        ("Zuzüge 2024 (neu).csv", "Zuzuege 2024 (neu).csv"),
        (".versteckt.csv", "versteckt.csv"),
        ("a\x00b;rm -rf.csv", "a_b_rm -rf.csv"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
        ("", "datei"),
    ],
)
def test_a_name_becomes_harmless_and_keeps_its_facts(given: str, safe: str):
    assert takeover.safe_name(given) == safe


def test_the_file_lies_where_only_its_owner_reads_and_goes_on_an_error():
    upload = takeover.accepted("population_2024.csv", GOOD)
    seen: list[Path] = []

    def interrupted() -> None:
        with takeover._on_disk(upload) as file:
            seen.append(file)
            assert file.name == upload.name
            assert file.stat().st_mode & 0o777 == 0o600
            assert file.parent.stat().st_mode & 0o777 == 0o700
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not seen[0].parent.exists()


def test_what_a_killed_process_left_is_removed_by_the_next_upload():
    # The number of a process that has ended belongs to nobody.
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = takeover._place(1) / f"{takeover.PREFIX}{ended.pid}-0123"
    left.mkdir()
    with takeover._on_disk(takeover.accepted("a.csv", GOOD)):
        assert not left.exists()


def test_a_reader_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(takeover, "SECONDS", {"check": 0.05})
    with pytest.raises(UploadRefused, match="abgebrochen"):
        takeover.check(takeover.accepted("a.csv", GOOD), PROFILE, Home(tmp_path))
    assert traces() == set()


def test_the_browser_is_told_the_same_limit(project: Path):
    config = (project / "dashboards/.streamlit/config.toml").read_text(encoding="utf-8")
    assert f"maxUploadSize = {takeover.MOST_MEGABYTES}\n" in config
