"""What an attacker sees of a release, and beside it the truth: the ground the gate stands on.

Only the Werkbank can open this. The gate takes `published` (and all other tables of the file) as the
attacker's knowledge and `true_cells` to judge how much of it he would get right.
"""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from warehouse.connection import SAFE_CONFIG, Build, attach_build, current_build
from warehouse.errors import ReleaseError
from warehouse.protection.cube import EXACT_TABLES, base_cube
from warehouse.protection.look_up import open_engine
from warehouse.protection.secret import read_secret
from warehouse.query import rows, statement
from warehouse.release import register
from warehouse.release.cells import true_cells
from warehouse.release.order import Order
from warehouse.release.register import Release
from warehouse.settings import Home

SQL = Path(__file__).parent / "sql"


@dataclass(frozen=True)
class AttackSurface:
    """Everything a release shows and everything it hides.

    `tables`: every table of the release file by name. `published`: its cells. `earlier`: cells of every
    release of the municipality that was ever public, with `release_id` (they stay known). `truth`: the
    published cells with true count `n` in addition, same grain and order. `base`: the finest true cells;
    grain unit × area_id × kind × partner × reference_date × sex × age × age_to × nationality. `members`:
    ancestor_id, area_id, is_leaf. `order`: table and rules behind the release.
    """

    release: Release
    order: Order
    tables: dict[str, pa.Table]
    published: pa.Table
    earlier: pa.Table
    truth: pa.Table
    base: pa.Table
    members: pa.Table


def attack_surface(home: Home, release: Release) -> AttackSurface:
    """Return the surface of a release on the build it was drafted from.

    Raises ReleaseError if the current build is another one: its truth would not be that of the release.
    """
    build = current_build(home)
    if build.build_id != release.build_id:
        raise ReleaseError(
            f"Der Entwurf {release.release_id} stammt aus dem Datenbestand {release.build_id}, aktuell ist "
            f"{build.build_id}. Geprüft wird gegen die genauen Zahlen; bitte neu entwerfen."
        )
    order = Order(release.municipality_ags, release.audience, release.rules)
    tables = release_tables(register.file_of(home, release))
    base = base_cube(home, build, release.municipality_ags, read_secret(home, release.municipality_ags))
    truth, members = _truth(build, base, order, tables["released_cell"])
    return AttackSurface(
        release, order, tables, tables["released_cell"], _earlier(home, release), truth, base, members
    )


def release_tables(path: Path) -> dict[str, pa.Table]:
    """Return every table of a release file, as anyone who has the file can."""
    con = duckdb.connect(":memory:", config=SAFE_CONFIG)
    try:
        con.execute(statement(SQL / "attach_release.sql"), {"path": str(path)})
        names = [name for (name,) in rows(con, SQL / "release_tables.sql")]
        return {name: con.table(f"release.main.{name}").to_arrow_table() for name in names}
    finally:
        con.close()


def _truth(build: Build, base: pa.Table, order: Order, published: pa.Table) -> tuple[pa.Table, pa.Table]:
    con = open_engine()
    try:
        attach_build(con, build, (*EXACT_TABLES, "partner_category"))
        con.register("candidate", true_cells(con, base, order))
        con.register("published_cell", published)
        members = con.table("area_member").to_arrow_table()
        return con.sql(statement(SQL / "truth.sql")).to_arrow_table(), members
    finally:
        con.close()


def _earlier(home: Home, release: Release) -> pa.Table:
    parts = []
    for known in register.releases(home):
        public = any(event.what == "freigegeben" for event in known.history)
        if known.municipality_ags == release.municipality_ags and public:
            cells = release_tables(register.file_of(home, known))["released_cell"]
            name = pa.array([known.release_id] * cells.num_rows, pa.string())
            parts.append(cells.append_column("release_id", name))
    if parts:
        return pa.concat_tables(parts)
    own = release_tables(register.file_of(home, release))["released_cell"].slice(0, 0)
    return own.append_column("release_id", pa.array([], pa.string()))
