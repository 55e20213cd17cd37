"""Tables of the page: exact counts beside released cells, and the register of releases."""

from datetime import date
from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from dashboards import data
from dashboards.memory import remembered
from dashboards.topic import Context
from warehouse.connection import SAFE_CONFIG
from warehouse.query import frame
from warehouse.release import register
from warehouse.release.policy import Policy, read_policy
from warehouse.release.register import Release
from warehouse.settings import home

HERE = Path(__file__).parent


def towns(context: Context) -> dict[str, str]:
    """Return AGS → name of the municipalities of the build."""
    table = data.frame(context, HERE / "towns.sql")
    return dict(zip(table["area_id"], table["name"], strict=True))


def releases(municipality_ags: str) -> list[Release]:
    """Return all releases and drafts of a municipality, the newest first."""
    mine = [one for one in register.releases(home()) if one.municipality_ags == municipality_ags]
    return list(reversed(mine))


def residents(context: Context, municipality_ags: str, day: date) -> pd.DataFrame:
    """Exact residents of the smallest areas: area_id, name, level, persons."""
    return data.frame(context, HERE / "residents.sql", municipality_ags=municipality_ags, day=day)


def latest_residents(context: Context, municipality_ags: str) -> pd.DataFrame:
    """Exact residents of the smallest areas at the latest date: area_id, name, level, persons."""
    return data.frame(context, HERE / "latest_residents.sql", municipality_ags=municipality_ags)


def rules(municipality_ags: str) -> Policy:
    """Return the rules a municipality states for its releases, the defaults if it states none."""
    return read_policy(home(), municipality_ags)


def beside(context: Context, release: Release, day: date) -> pd.DataFrame:
    """Released cells of a day beside exact counts: area_id, cell_table, …, published, exact, difference."""

    def question(con: duckdb.DuckDBPyConnection) -> pd.DataFrame:
        con.register("shown_cell", _cells(register.file_of(home(), release), release.checksum))
        table = frame(con, HERE / "beside.sql", day=day)
        con.unregister("shown_cell")
        return table.assign(difference=table["published"] - table["exact"])

    key = ("schutz", release.release_id, release.checksum, day)
    return remembered(context, key, lambda: context.reader.ask(question))


def days(release: Release) -> list[date]:
    """Return the reference dates of residents in a release, oldest first."""
    cells = _cells(register.file_of(home(), release), release.checksum).to_pandas()
    known = cells.loc[cells["unit"] == "person", "reference_date"]
    return sorted(pd.to_datetime(known).dt.date.unique())


def report(release: Release) -> Path | None:
    """Return the report of the gate on a release, if it was attacked."""
    path = register.report_of(home(), release)
    return path if path.exists() else None


# The checksum is part of the key: a draft made again is another file.
@lru_cache(maxsize=8)
def _cells(path: Path, checksum: str) -> pa.Table:
    with duckdb.connect(str(path), read_only=True, config=SAFE_CONFIG) as con:
        return con.table("released_cell").to_arrow_table()
