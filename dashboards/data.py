"""From a page to the marts: one open reader per build, one cached frame per question."""

from datetime import date
from functools import lru_cache
from pathlib import Path
from time import monotonic
from typing import Literal, cast

import pandas as pd
import streamlit as st

import forecasting
from dashboards import showcase
from dashboards.kept import Kept
from dashboards.memory import remembered
from dashboards.topic import Context
from warehouse.connection import Reader, current_build, current_run, open_reader
from warehouse.errors import NoBuildError
from warehouse.settings import home

QUERIES = Path(__file__).parent / "queries"
FORECAST_SCHEMA = Path(forecasting.__file__).parent / "schema"
PHONE_MARKS = ("Mobi", "iPhone", "Android")
# Distinct questions kept in memory, and about how many bytes the answers may take together.
CACHED_FRAMES, CACHED_BYTES = 1500, 6_000_000
# An edited query shows at the latest after so many seconds.
SETTLED = 2.0
# Tables of pages are short, and their words are taken out one by one: plain Python strings are several times
# faster at that than Arrow's, and missing ones are the same.
pd.set_option("mode.string_storage", "python")
FRAMES = Kept(CACHED_FRAMES, CACHED_BYTES)
_versions: dict[Path, tuple[int, float]] = {}


def open_context(role: str = "werkbank", released: Reader | None = None, who: str = "") -> Context:
    """Return the current build and how it is looked at; a new build shows at the next rerun.

    `role` keeps the caches of readers with different rights apart. `released`: releases opened as one, shown
    in place of a build. Raises NoBuildError.
    """
    reader = released or current_reader()
    return Context(
        is_released=released is not None,
        who=who,
        reader=reader,
        build_id=reader.build_id,
        run_id=reader.run_id,
        role=role,
        is_phone=_is_phone(),
        theme=theme(),
    )


def municipalities() -> frozenset[str]:
    """Return the AGS of every municipality of the current build; none before the first build."""
    try:
        reader = current_reader()
    except NoBuildError:
        return frozenset()
    context = Context(reader, reader.build_id, reader.run_id)
    return frozenset(frame(context, QUERIES / "municipalities.sql")["municipality_ags"])


def current_reader() -> Reader:
    """Return the open reader of the current build and run; opened once per pair.

    Raises NoBuildError.
    """
    place = home()
    build = current_build(place)
    run = current_run(place, build.build_id)
    return _reader(place.root, build.build_id, run[0] if run else None)


def reader_of(build_id: str) -> Reader | None:
    """Return the open reader of a build or of a selection of releases by its name; None if it is not open."""
    if showcase.folder() is not None:
        return showcase.opened(build_id)
    try:
        reader = current_reader()
    except NoBuildError:
        return None
    return reader if reader.build_id == build_id else None


def frame(context: Context, sql: Path, **params: object) -> pd.DataFrame:
    """Return the rows of a .sql file; cached by build, run, role, text of the query and parameters.

    Lists as parameters reach DuckDB as lists. The frame is a copy the caller may change: pandas copies a
    column when it is written to. Streamlit's own cache would pack and unpack each frame, milliseconds a time.
    """
    words = tuple(sorted((name, _frozen(value)) for name, value in params.items()))
    key = (context.build_id, context.run_id, context.role, str(sql), _version(sql), words)
    found = FRAMES.of(key, lambda: context.reader.frame(sql, **params))
    return cast("pd.DataFrame", found).copy(deep=False)


def _version(sql: Path) -> int:
    """When a query was last written; looked up at most every SETTLED seconds, for the disk is slow to say."""
    now = monotonic()
    version, at = _versions.get(sql, (0, -SETTLED))
    if now - at >= SETTLED:
        version, at = sql.stat().st_mtime_ns, now
        _versions[sql] = (version, at)
    return version


def reference_dates(context: Context, area_id: str) -> list[date]:
    """Return the reference dates with a known stock in an area, oldest first."""
    dates = frame(context, QUERIES / "reference_dates.sql", area_id=area_id)["reference_date"]
    return [day.date() for day in pd.to_datetime(dates)]


def scenarios(context: Context) -> dict[str, str]:
    """Return scenario id → title of the current run, the basis first; empty without a run."""
    table = frame(context, QUERIES / "scenarios.sql")
    return dict(zip(table["scenario"], table["title"], strict=True))


def definition(context: Context, term: str) -> str | None:
    """Return the definition of a glossary term or an indicator, or None if nobody wrote one."""
    found = glossary(context, term)
    return None if found is None else found[1]


def glossary(context: Context, term: str) -> tuple[str, str] | None:
    """Return the German name and the definition of a glossary term or an indicator, or None."""

    def made() -> tuple[str, str] | None:
        table = frame(context, QUERIES / "glossary.sql", term=term)
        return None if table.empty else (str(table["title"].iloc[0]), str(table["definition"].iloc[0]))

    return remembered(context, ("glossar", term), made)


# Two builds at most stay open: the current one and the one other sessions are still leaving.
@lru_cache(maxsize=2)
def _reader(root: Path, build_id: str, run_id: str | None) -> Reader:
    return open_reader(home(root), FORECAST_SCHEMA, is_lean=True)


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _is_phone() -> bool:
    agent = st.context.headers.get("User-Agent") or ""
    return any(mark in agent for mark in PHONE_MARKS)


def theme() -> Literal["light", "dark"]:
    """Return the theme the reader has switched on."""
    return "dark" if st.context.theme.type == "dark" else "light"
