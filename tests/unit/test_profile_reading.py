"""Profiles: what the reader refuses, and how it says so."""

from pathlib import Path

import pytest

from warehouse.errors import SourceError
from warehouse.ingest import ingest
from warehouse.profile import FOLDER, read_profile
from warehouse.settings import Home


def variant(folder: Path, old: str, new: str, source: str = "generic_deaths") -> str:
    text = (FOLDER / f"{source}.yml").read_text(encoding="utf-8")
    assert old in text
    path = folder / "eigenes.yml"
    path.write_text(text.replace(f"id: {source}", "id: eigenes").replace(old, new), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("delimiters:", "trennzeichen:", "trennzeichen: unbekannter Schlüssel"),
        ("type: age_group", "typ: age_group", "columns.age.typ: unbekannter Schlüssel"),
        ("kind: deaths", "kind: tote", "kind 'tote' unbekannt"),
        ("title: ", "titel: ", "title: fehlt"),
        ("  deaths: {", "  tote: {", "Spalten tote gehören nicht zu deaths"),
        ("  age: {headings: [age], type: age_group}\n", "", "Spalten age, age_to fehlen"),
        ("headings: [year], ", "", "columns.year: headings fehlt"),
        ("{column: year}", "{column: year, constant: '2020'}", "genau eines von"),
        ("codes: {D: D, A: A}", "code_list: staat", "Schlüsselliste 'staat' gibt es nicht"),
        ("codes: {D: D, A: A}", "codes: {1: D, 2: A}", "columns.nationality.codes"),
        ("unique: [", "dropped: [age]\nunique: [", "dropped und columns nennen beide: age"),
        ("formats: [", "formats: [[", "kein gültiges YAML"),
    ],
)
def test_mistakes_are_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(SourceError) as refusal:
        read_profile(variant(tmp_path, old, new))
    assert message in str(refusal.value)
    assert "eigenes.yml" in str(refusal.value)


def test_id_and_file_name_must_agree(tmp_path: Path) -> None:
    path = tmp_path / "anders.yml"
    path.write_bytes((FOLDER / "generic_deaths.yml").read_bytes())
    with pytest.raises(SourceError, match="id 'generic_deaths' und Dateiname"):
        read_profile(str(path))


def test_own_profile_beside_the_shipped_ones(tmp_path: Path) -> None:
    own = variant(tmp_path, "headings: [deaths]", "headings: [Sterbefälle, deaths]")
    file = tmp_path / "s.csv"
    file.write_text("municipality_ags,area_id,year,age,Sterbefälle\n1,1,2020,80+,3\n", encoding="utf-8")
    [receipt] = ingest(file, own, Home(tmp_path / "home"))
    assert (receipt.profile, receipt.rows) == ("eigenes", 1)


def test_same_bytes_under_a_changed_profile_are_read_again(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    file = tmp_path / "s.csv"
    file.write_text("municipality_ags,area_id,year,age,deaths\n1,1,2020,80+,3\n")
    [first] = ingest(file, variant(tmp_path, "title: ", "title: neu "), home)
    read_profile.cache_clear()
    [second] = ingest(file, variant(tmp_path, "title: ", "title: anders "), home)
    assert (first.version, second.version, second.status) == (1, 2, "ersetzt")
