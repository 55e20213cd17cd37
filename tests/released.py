"""A folder of releases as a Schaufenster gets it: one municipality by the real chain, and its twin."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

from forecasting.released import add_forecast
from forecasting.settings import RunSettings
from warehouse.release import register, steps
from warehouse.release.register import Event, Release, checksum
from warehouse.settings import Home

AGS, TWIN = "03959001", "03959002"
REGION = ("REG", "Testregion", "verband")
NOW = datetime(2026, 3, 1, tzinfo=UTC)


def release_mini(mini_home: Home, work: Path) -> tuple[Path, Release]:
    """Draft and approve a small release of the mini municipality in a copy of its home."""
    home = Home(work / "home")
    shutil.copytree(mini_home.root, home.root)
    made = steps.draft(
        home, AGS, "association", by="Anna", complete=lambda file: add_forecast(file, RunSettings(20, 3))
    )
    event = Event(what="freigegeben", by="Berta", at=datetime.now(UTC))
    release = register.move(home, made, "freigegeben", event)
    return register.file_of(home, release), release


def place(folder: Path, source: Path, release: Release, **changes: object) -> Release:
    """Copy a release into a folder, with changes in its record."""
    changed = release.model_copy(update=changes)
    target = folder / f"{changed.release_id}.duckdb"
    shutil.copyfile(source, target)
    final = changed.model_copy(update={"checksum": checksum(target)})
    (folder / f"{changed.release_id}.json").write_text(final.model_dump_json(), encoding="utf-8")
    return final


def belong(file: Path, ags: str, name: str, release_id: str) -> None:
    """Make a copy of a release file that of another municipality of the same region."""
    with duckdb.connect(str(file)) as con:
        columns = con.execute(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE data_type = 'VARCHAR' AND table_name IN "
            "(SELECT table_name FROM information_schema.tables WHERE table_type = 'BASE TABLE')"
        ).fetchall()
        for table, column in columns:
            con.execute(
                f'UPDATE "{table}" SET "{column}" = replace("{column}", ?, ?) WHERE contains("{column}", ?)',
                [AGS, ags, AGS],
            )
        con.execute(
            "UPDATE release SET parent_id = ?, parent_name = ?, parent_level = ?, municipality_name = ?, "
            "release_id = ?",
            [*REGION, name, release_id],
        )
        con.execute("UPDATE area SET name = ? WHERE area_id = ?", [name, ags])


def region(folder: Path, source: Path, release: Release) -> tuple[Release, Release]:
    """Fill a folder with two municipalities of one region, the real one and its twin; a third has nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for ags, name, number in ((AGS, "Musterl", "a" * 16), (TWIN, "Zwillingen", "b" * 16)):
        copy = folder / f"{number}.part"
        shutil.copyfile(source, copy)
        belong(copy, ags, name, number)
        names = {"municipality_ags": ags, "municipality_name": name, "release_id": number}
        made.append(place(folder, copy, release, **names))
        copy.unlink()
    members = {AGS: {"name": "Musterl"}, TWIN: {"name": "Zwillingen"}}
    members["03959003"] = {"name": "Drittenau", "freigabe_durch": "das Amt Drittenau"}
    (folder / "verband.yml").write_text(
        json.dumps({"name": "Testregion", "gemeinden": members}, ensure_ascii=False), encoding="utf-8"
    )
    return made[0], made[1]


def in_the_past(release: Release, days: int) -> Release:
    """Return a record of a release that ran out so many days ago."""
    return release.model_copy(update={"expires_on": datetime.now(UTC).date() - timedelta(days=days)})
