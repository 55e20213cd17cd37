"""What an attacker sees of a release, and beside it the truth: the ground the gate stands on.

Only the Werkbank can open this. The gate takes `published` (and all other tables of the file) as the
attacker's knowledge and `true_cells` to judge how much of it he would get right.
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.connection import Build, attach_build, current_build
from warehouse.errors import ReleaseError
from warehouse.protection.cube import EXACT_TABLES, base_cube
from warehouse.protection.look_up import open_engine, protect
from warehouse.protection.secret import ProtectionSecret, read_secret
from warehouse.query import statement
from warehouse.release import register
from warehouse.release.cells import true_cells
from warehouse.release.elsewhere import Elsewhere, read_elsewhere, release_tables
from warehouse.release.frame import read_frame
from warehouse.release.harmonised import Places
from warehouse.release.known_figures import read_institutions, stated_figures
from warehouse.release.order import Order
from warehouse.release.policy import read_policy
from warehouse.release.register import Release
from warehouse.release.release_file import Identity, write_release
from warehouse.settings import Home

SQL = Path(__file__).parent / "sql"
LookUp = Callable[[pa.Table], pa.Table]
Remake = Callable[[], dict[str, pa.Table]]


@dataclass(frozen=True)
class Confidential:
    """What must stand in no file of a release: the secret, sums of keys and pseudonyms (hexadecimal)."""

    secret: bytes
    cell_keys: pa.ChunkedArray
    pseudonyms: frozenset[str]

    def __repr__(self) -> str:
        # never in a log or a trace
        return "Confidential(…)"


@dataclass(frozen=True)
class AttackSurface:
    """Everything a release shows and everything it hides.

    `tables`: every table of the release file by name. `published`: its cells. `elsewhere`: what is known
    beside them. `truth`: the published cells with true count `n` and `cell_key` in addition, same grain and
    order. `beside`: the same for cells that only other releases of the municipality hold, with `release_id`.
    `base`: the finest true cells; grain unit × area_id × kind × partner × reference_date × sex × age × age_to
    × nationality. `members`: ancestor_id, area_id, is_leaf. `order`: table and rules behind the release.
    `look_up`: cells with `n` and `cell_key` to published ones, by the secret of the municipality.
    `stated`: numbers published exactly elsewhere.
    `institutions`: people in homes and shelters by area_id, year. `remake`: the tables of the file made again
    from its cells. `keys`: what must stand in no file. `files`: what would leave the Werkbank.
    """

    release: Release
    order: Order
    tables: dict[str, pa.Table]
    published: pa.Table
    elsewhere: Elsewhere
    truth: pa.Table
    beside: pa.Table
    base: pa.Table
    members: pa.Table
    look_up: LookUp
    stated: pa.Table
    institutions: pa.Table
    remake: Remake
    keys: Confidential
    files: tuple[Path, ...]

    @property
    def places(self) -> Places:
        """Smallest areas of the municipality and what lies above them."""
        ags = self.order.municipality_ags
        members = self.members.to_pandas()
        leaves = members.loc[members["is_leaf"] & (members["ancestor_id"] == ags), "area_id"]
        under = members[members["is_leaf"] & members["area_id"].isin(leaves)]
        return Places(ags, tuple(sorted(leaves)), under)


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
    path = register.file_of(home, release)
    tables = release_tables(path)
    secret = read_secret(home, release.municipality_ags)
    base = base_cube(home, build, release.municipality_ags, secret)
    elsewhere = read_elsewhere(home, release, tables["released_cell"])
    truth, beside, members = _truth(build, base, (order, elsewhere), tables["released_cell"])
    return AttackSurface(
        release=release,
        order=order,
        tables=tables,
        published=tables["released_cell"],
        elsewhere=elsewhere,
        truth=truth,
        beside=beside,
        base=base,
        members=members,
        look_up=look_up_with(order, secret),
        stated=stated_figures(read_policy(home, release.municipality_ags).bekannt),
        institutions=read_institutions(home),
        remake=lambda: _made_again(build, order, tables),
        keys=Confidential(secret.content, base["cell_key"], _pseudonyms(home, release.municipality_ags)),
        files=(path, path.with_suffix(".json")),
    )


def look_up_with(order: Order, secret: ProtectionSecret) -> LookUp:
    """Return the look-up of an order as a function of cells."""
    shuffled = order.table.shuffled(secret.table_seed)

    def look_up(cells: pa.Table) -> pa.Table:
        con = open_engine()
        try:
            return protect(con, cells, shuffled, secret)
        finally:
            con.close()

    return look_up


def _made_again(build: Build, order: Order, tables: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Write the file again from its cells, in a folder that goes, and return its tables."""
    (row,) = tables["release"].to_pylist()
    created = row["created_at"].replace(tzinfo=UTC)
    identity = Identity(row["release_id"], created, row["expires_on"], row["code_version"])
    frame = read_frame(build, order.municipality_ags, "kita" in order.rules.teile)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "again.duckdb"
        write_release(path, tables["released_cell"], frame, order, identity)
        return release_tables(path)


def _pseudonyms(home: Home, municipality_ags: str) -> frozenset[str]:
    """Return the pseudonyms of the latest individual stock."""
    stocks = sorted((home.deliveries / municipality_ags / "stock").glob("*/*/stock.parquet"))
    if not stocks:
        return frozenset()
    return frozenset(pq.read_table(stocks[-1], columns=["person_key"])["person_key"].to_pylist())


def _truth(
    build: Build, base: pa.Table, asked: tuple[Order, Elsewhere], published: pa.Table
) -> tuple[pa.Table, pa.Table, pa.Table]:
    order, elsewhere = asked
    con = open_engine()
    try:
        attach_build(con, build, (*EXACT_TABLES, "partner_category"))
        truth, beside = with_truth(con, base, (order, elsewhere), published)
        return truth, beside, con.table("area_member").to_arrow_table()
    finally:
        con.close()


def with_truth(
    con: duckdb.DuckDBPyConnection, base: pa.Table, asked: tuple[Order, Elsewhere], published: pa.Table
) -> tuple[pa.Table, pa.Table]:
    """Return the published cells and those only known elsewhere, both with true count and cell key."""
    order, elsewhere = asked
    con.register("candidate", true_cells(con, base, order, elsewhere.cell_tables))
    con.register("own_cell", published)
    con.register("other_cell", elsewhere.cells)
    con.register("published_cell", published)
    truth = con.sql(statement(SQL / "truth.sql")).to_arrow_table()
    con.register("published_cell", con.sql(statement(SQL / "other_cell.sql")).to_arrow_table())
    return truth, con.sql(statement(SQL / "truth.sql")).to_arrow_table()
