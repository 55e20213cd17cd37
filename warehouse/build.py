"""Deliveries in force → one new DuckDB file, which becomes current only if all its checks hold.

Same deliveries and same code give the same build id and the same content; then nothing is done.
"""

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb

from warehouse.catalog import deliveries_in_force, superseded_dates
from warehouse.checks import check_build, finding_counts, load_findings
from warehouse.codelists import code_lists, load_code_lists
from warehouse.connection import MACROS, SAFE_CONFIG, pointer
from warehouse.delivered import load_delivered
from warehouse.errors import NoBuildError, spoken_storage_errors
from warehouse.indicators import load_indicators
from warehouse.locking import writing
from warehouse.outdated import Removed, kept_builds, remove_outdated
from warehouse.query import statement
from warehouse.receipt import Receipt
from warehouse.recovery import mend_deliveries, mend_warehouse
from warehouse.settings import Home

PACKAGE = Path(__file__).parent
# In order of dependence: a staging file creates its temporary table, a mart is a SELECT for schema/<name>.
STEPS = (
    "staging/duplicate_person",
    "staging/resident",
    "staging/resident_count",
    "staging/staged_population",
    "staging/staged_event",
    "staging/used_area",
    "staging/mapping",
    "staging/area_end",
    "staging/known_area",
    "staging/area_today",
    "marts/area_member",
    "staging/root",
    "staging/area_split",
    "staging/area_part",
    "marts/population",
    "marts/population_margin",
    "marts/birth_month",
    "staging/delivered_date",
    "staging/area_date",
    "staging/area_band",
    "staging/area_cell",
    "marts/area_population",
    "marts/area",
    "staging/record_year",
    "staging/staged_births",
    "staging/staged_deaths",
    "staging/staged_change",
    "marts/births",
    "marts/deaths",
    "staging/staged_move",
    "staging/move_end",
    "staging/typed_move",
    "staging/origin_move",
    "marts/moves",
    "marts/outside_partner",
    "marts/arrival_stay",
    "marts/status_change",
    "staging/area_total",
    "staging/component_year",
    "staging/area_flow",
    "staging/flow_wide",
    "staging/balance_leaf",
    "staging/leaf_year",
    "marts/balance",
    "staging/area_component",
    "staging/old_share",
    "marts/area_conversion",
    "marts/balance_light",
    "marts/area_as_delivered",
    "staging/boundary_change",
    "staging/territory_period",
    "staging/boundary_key",
    "staging/boundary_step",
    "staging/territory_share",
    "staging/territory_parent",
    "staging/territory_leaf",
    "staging/territory_closure",
    "staging/territory_changed",
    "staging/territory_source",
    "staging/territory_divided",
    "staging/territory_date",
    "staging/territory_band",
    "marts/territory",
    "marts/territory_area",
    "marts/territory_member",
    "marts/territory_population",
    "marts/territory_flow",
    "marts/territory_balance",
    "marts/territory_conversion",
    "marts/facility",
    "marts/facility_group",
    "marts/care",
    "marts/measure",
    "marts/housing_list",
    "marts/housing_project",
    "staging/year_end_population",
    "staging/care_area",
    "staging/area_label",
)


@dataclass(frozen=True)
class BuildReport:
    """What a build came to; `findings` counts by severity and is empty if nothing was done.

    `removed` are older builds and their forecast runs that were deleted because this one is current now.
    """

    build_id: str
    path: Path
    is_new: bool
    seconds: float
    findings: dict[str, int]
    removed: Removed = field(default_factory=Removed)


def build(home: Home, told: Callable[[int, int], None] | None = None) -> BuildReport:
    """Build the warehouse from the deliveries in force and make it current.

    `told` hears after each step how many of how many are done.
    Raises NoBuildError without deliveries, CheckFailed if the result contradicts itself, StorageError if
    there is no room; the build before then stays current and nothing new is left behind.
    """
    started = time.perf_counter()
    kept = kept_builds()
    with spoken_storage_errors(home.deliveries):
        if not home.deliveries.exists():
            raise _nothing_delivered(home)
    with writing(home, "warehouse", "kohorte build"), spoken_storage_errors(home.warehouse):
        mend_warehouse(home)
        with writing(home, "deliveries", "kohorte build"):
            # A decided takeover is completed first, so that no delivery is built in halves.
            mend_deliveries(home)
            receipts = deliveries_in_force(home)
        before = (pointer(home.warehouse) or {}).get("build_id")
        report = _build(home, receipts, told or _nobody)
        removed = remove_outdated(home, kept, before)
    return replace(report, seconds=time.perf_counter() - started, removed=removed)


def _nobody(done: int, of: int) -> None:
    """Tell nobody how far a build is."""


def _build(home: Home, delivered: list[Receipt], told: Callable[[int, int], None]) -> BuildReport:
    receipts = sorted(delivered, key=lambda one: (one.received_at, one.delivery_id))
    if not receipts:
        raise _nothing_delivered(home)
    version = code_version(home)
    build_id = _build_id(receipts, version)
    path = home.warehouse / f"{build_id}.duckdb"
    is_new = not path.exists()
    findings: dict[str, int] = {}
    if is_new:
        home.warehouse.mkdir(parents=True, exist_ok=True)
        with _new_file(path) as draft:
            findings = _fill(draft, home, receipts, (build_id, version), told)
    _make_current(home, build_id, path)
    return BuildReport(build_id, path, is_new, 0.0, findings)


def _nothing_delivered(home: Home) -> NoBuildError:
    return NoBuildError(
        f"In {home.deliveries} liegt keine Lieferung. Bitte zuerst „kohorte ingest“ ausführen "
        "(oder „kohorte demo“ für die Beispieldaten)."
    )


def code_version(home: Home) -> str:
    """Hash of everything that shapes a build beside the deliveries: code, SQL and code lists."""
    files = {file.relative_to(PACKAGE).as_posix(): file for file in PACKAGE.rglob("*") if _is_code(file)}
    files |= {f"codelists/{name}.csv": file for name, file in code_lists(home).items()}
    digest = hashlib.sha256()
    for name, file in sorted(files.items()):
        digest.update(name.encode() + b"\0" + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:16]


def _is_code(file: Path) -> bool:
    return file.suffix in {".py", ".sql", ".csv"}


def _build_id(receipts: list[Receipt], version: str) -> str:
    parts = sorted(
        f"{receipt.delivery_id} {receipt.checksum} {receipt.profile_checksum}" for receipt in receipts
    )
    # the order of receipt matters only where a later delivery replaces dates of an earlier one
    parts += sorted(f"{lost} {sorted(days)}" for lost, days in superseded_dates(receipts).items())
    return hashlib.sha256("\n".join([version, *parts]).encode()).hexdigest()[:16]


@contextmanager
def _new_file(path: Path) -> Iterator[Path]:
    """Give a name beside `path`; rename it on success, leave nothing on failure."""
    draft = path.with_suffix(f".draft{os.getpid()}")
    try:
        yield draft
        os.replace(draft, path)
    finally:
        for leftover in path.parent.glob(f"{draft.name}*"):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()


def _fill(
    draft: Path,
    home: Home,
    receipts: list[Receipt],
    identity: tuple[str, str],
    told: Callable[[int, int], None],
) -> dict[str, int]:
    build_id, version = identity
    con = duckdb.connect(str(draft), config={**SAFE_CONFIG, "temp_directory": f"{draft}.spill"})
    try:
        # bars of long statements would stand between the lines that programs read
        con.execute("SET enable_progress_bar=false")
        # one transaction: a commit per statement would cost more than the statements
        con.begin()
        for macro in sorted(MACROS.glob("*.sql")):
            con.execute(statement(macro))
        for schema in sorted((PACKAGE / "schema").glob("*.sql")):
            con.execute(statement(schema))
        load_code_lists(con, home)
        load_delivered(con, home, receipts)
        newest = max(receipt.received_at for receipt in receipts).replace(tzinfo=None)
        con.table("build").insert([build_id, newest, version, len(receipts)])
        for done, step in enumerate(STEPS):
            load_step(con, PACKAGE / f"{step}.sql")
            told(done + 1, len(STEPS))
        load_indicators(con)
        load_findings(con)
        check_build(con)
        con.commit()
        return finding_counts(con)
    finally:
        con.close()


def load_step(con: duckdb.DuckDBPyConnection, sql: Path) -> None:
    """Run a staging file, or insert the SELECT of a mart into the table of its name."""
    if sql.parent.name == "staging":
        con.execute(statement(sql))
        return
    rows = con.sql(statement(sql))
    table = con.table(sql.stem)
    if rows.columns != table.columns:
        raise ValueError(f"{sql.name}: Spalten {rows.columns} statt {table.columns}")
    rows.insert_into(sql.stem)


def _make_current(home: Home, build_id: str, path: Path) -> None:
    place = home.warehouse / "current.json"
    draft = place.with_suffix(f".draft{os.getpid()}")
    draft.write_text(json.dumps({"build_id": build_id, "file": path.name}), encoding="utf-8")
    os.replace(draft, place)
