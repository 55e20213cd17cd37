"""What a release may take over unprotected: names, borders and hierarchy of areas, and plans.

Nothing here depends on a resident. Numbers of residents come from published cells only.
"""

from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
from duckdb import ColumnExpression, ConstantExpression

from warehouse.connection import SAFE_CONFIG, Build, attach_build
from warehouse.errors import ReleaseError
from warehouse.query import rows, statement
from warehouse.release.cells import SQL

# Registers of houses, measures and projects; children in care are cells.
KITA_TABLES = ("facility", "facility_group", "measure", "housing_project")


@dataclass(frozen=True)
class Frame:
    """Areas of one municipality and what it plans. `parent` has one row: its name and what it belongs to."""

    area: pa.Table
    area_member: pa.Table
    parent: dict[str, str | None]
    registers: dict[str, pa.Table] = field(default_factory=dict)


def read_frame(build: Build, municipality_ags: str, with_kita: bool) -> Frame:
    """Return the frame of a municipality.

    Raises ReleaseError if the build does not know the municipality.
    """
    con = duckdb.connect(":memory:", config=SAFE_CONFIG)
    try:
        attach_build(con, build, ("area", "area_member", *KITA_TABLES))
        own = {"municipality_ags": municipality_ags}
        parents = con.sql(statement(SQL / "frame_parent.sql"), params=own).to_arrow_table().to_pylist()
        if not parents:
            raise ReleaseError(
                f"Die Gemeinde {municipality_ags} steht nicht im Datenbestand. Bitte den achtstelligen "
                "Gemeindeschlüssel einer gelieferten Gemeinde angeben („kohorte status“ nennt sie)."
            )
        area = con.sql(statement(SQL / "frame_area.sql"), params=own).to_arrow_table()
        con.register("frame_area", area)
        member = con.sql(statement(SQL / "frame_member.sql")).to_arrow_table()
        registers = _registers(con, municipality_ags) if with_kita else {}
        return Frame(area, member, parents[0], registers)
    finally:
        con.close()


def municipalities(build: Build) -> list[str]:
    """Return the keys of all municipalities with residents in a build."""
    con = duckdb.connect(":memory:", config=SAFE_CONFIG)
    try:
        attach_build(con, build, ("area", "area_population"))
        return [ags for (ags,) in rows(con, SQL / "municipality.sql")]
    finally:
        con.close()


def _registers(con: duckdb.DuckDBPyConnection, municipality_ags: str) -> dict[str, pa.Table]:
    mine = ColumnExpression("municipality_ags") == ConstantExpression(municipality_ags)
    found = {
        name: con.table(name).filter(mine).to_arrow_table()
        for name in KITA_TABLES
        if name != "facility_group"
    }
    houses = [ConstantExpression(one) for one in found["facility"]["facility_id"].to_pylist()]
    groups = con.table("facility_group")
    found["facility_group"] = (
        groups.filter(ColumnExpression("facility_id").isin(*houses)) if houses else groups.limit(0)
    ).to_arrow_table()
    return found
