"""What is known beside a draft: other releases of the municipality, and what others say of the same moves.

A move between two municipalities stands in the releases of both, each with the noise of its own secret. So
whoever has both has two draws for one count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.connection import SAFE_CONFIG
from warehouse.protection.perturbation import PerturbationTable
from warehouse.query import rows, statement
from warehouse.release import register
from warehouse.release.design import CellTable
from warehouse.release.order import Order
from warehouse.release.register import Release
from warehouse.settings import Home

SQL = Path(__file__).parent / "sql"
# Releases of other municipalities that reached this Werkbank as files, each with its record.
OTHERS = "others"


@dataclass(frozen=True)
class Elsewhere:
    """What an attacker has beside the release itself.

    `cells`: those of other releases of the municipality with `release_id`; `members`: which smallest areas
    lay under which area when they were made (release_id, ancestor_id, area_id). `reports`: moves to and
    from the municipality as others released them, named as the municipality names them, with
    `release_id`. `tables`: the perturbation table behind each of these releases. `cell_tables`: every
    table the other releases of the municipality may hold.
    """

    cells: pa.Table
    members: pa.Table
    reports: pa.Table
    tables: Mapping[str, PerturbationTable]
    cell_tables: tuple[CellTable, ...]

    @property
    def own(self) -> frozenset[str]:
        """Ids of the other releases of the municipality itself."""
        return frozenset(self.cells["release_id"].unique().to_pylist())


def known_elsewhere(home: Home, release: Release) -> list[Release]:
    """Return what else is known of it: all that ever was public, and drafts for another audience."""
    return [
        known
        for known in register.releases(home)
        if known.municipality_ags == release.municipality_ags
        and (known.was_public or (known.state == "entwurf" and known.audience != release.audience))
    ]


def told_by_others(home: Home, release: Release) -> dict[Path, Release]:
    """Return releases with moves of other municipalities of the same home, drafts too, and those received."""
    if "wanderungen" not in release.rules.teile:
        return {}
    here = {register.file_of(home, one): one for one in register.releases(home)}
    folder = home.releases / OTHERS
    here |= {folder / f"{one.release_id}.duckdb": one for one in register.read_folder(folder)}
    return {
        path: one
        for path, one in here.items()
        if one.municipality_ags != release.municipality_ags
        and "wanderungen" in one.rules.teile
        and (one.was_public or one.state == "entwurf")
        and path.exists()
    }


def read_elsewhere(home: Home, release: Release, own: pa.Table) -> Elsewhere:
    """Return what is known beside a release; `own` are its cells, for their columns."""
    others = known_elsewhere(home, release)
    told = told_by_others(home, release)
    cells, members = [], []
    for known in others:
        found = release_tables(register.file_of(home, known), ("released_cell", "area_member"))
        cells.append(_named(found["released_cell"], known))
        members.append(_named(found["area_member"], known))
    pair = pa.schema([("ancestor_id", pa.string()), ("area_id", pa.string())])
    return Elsewhere(
        cells=_together(cells, own),
        members=_together(members, pair.empty_table()),
        reports=_together(
            [_named(_reports(path, release.municipality_ags), one) for path, one in told.items()], own
        ),
        tables={one.release_id: one.rules.table() for one in (*others, *told.values())},
        cell_tables=tuple(
            table
            for one in others
            for table in Order(one.municipality_ags, one.audience, one.rules).cell_tables
        ),
    )


def nothing_elsewhere(own: pa.Table) -> Elsewhere:
    """Return that nothing else is known."""
    bare = _together([], own)
    members = bare.select(["area_id", "area_id", "release_id"]).rename_columns(
        ["ancestor_id", "area_id", "release_id"]
    )
    return Elsewhere(cells=bare, members=members, reports=bare, tables={}, cell_tables=())


def release_tables(path: Path, wanted: tuple[str, ...] | None = None) -> dict[str, pa.Table]:
    """Return every table of a release file, or the wanted ones, as anyone who has the file can."""
    con = duckdb.connect(":memory:", config=SAFE_CONFIG)
    try:
        con.execute(statement(SQL / "attach_release.sql"), {"path": str(path)})
        names = wanted or tuple(name for (name,) in rows(con, SQL / "release_tables.sql"))
        return {name: con.table(f"release.main.{name}").to_arrow_table() for name in names}
    finally:
        con.close()


def _reports(path: Path, municipality_ags: str) -> pa.Table:
    con = duckdb.connect(":memory:", config=SAFE_CONFIG)
    try:
        con.execute(statement(SQL / "attach_release.sql"), {"path": str(path)})
        con.table("release.main.released_cell").create_view("told")
        own = {"municipality_ags": municipality_ags}
        return con.sql(statement(SQL / "second_report.sql"), params=own).to_arrow_table()
    finally:
        con.close()


def _named(cells: pa.Table, release: Release) -> pa.Table:
    return cells.append_column("release_id", pa.array([release.release_id] * cells.num_rows, pa.string()))


def _together(parts: list[pa.Table], own: pa.Table) -> pa.Table:
    bare = own.slice(0, 0).append_column("release_id", pa.array([], pa.string()))
    return pa.concat_tables([bare, *(part.select(bare.column_names).cast(bare.schema) for part in parts)])
