"""Writes a forecast run into a DuckDB file of its own; readers see it only when it is complete."""

import json
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa

from forecasting.components import Array, Integers
from forecasting.jump_off import Register
from forecasting.kita import BANDS as CARE_BANDS
from forecasting.quantiles import COLUMNS
from forecasting.results import COMPONENTS, INDICATORS, ScenarioResult, band_list
from warehouse.query import statement

SCHEMA = Path(__file__).parent / "schema"
# Thousandths of a person: more digits would only pretend.
DECIMALS = 3
WRITER_MEMORY = "400MB"
# What is completed goes to the file at once. A log of it first (200 MB) would be written for nothing: a file
# that was not completed is thrown away.
LOG_LIMIT = "1KB"
NATIONALITIES, SEXES = ("D", "A"), ("m", "w")


@dataclass(frozen=True)
class RunKey:
    """Which run and scenario rows belong to, and their first year."""

    run_id: str
    scenario: str
    jump_off_year: int


def create_file(path: Path) -> duckdb.DuckDBPyConnection:
    """Create the run file with empty tables and return a writing connection."""
    path.unlink(missing_ok=True)
    # What is written is not read again: a small cache does.
    con = duckdb.connect(str(path), config={"memory_limit": WRITER_MEMORY, "checkpoint_threshold": LOG_LIMIT})
    con.begin()
    for schema in sorted(SCHEMA.glob("*.sql")):
        con.execute(statement(schema))
    con.commit()
    return con


class ResultWriter:
    """Appends results to the tables of a run; `close` completes them, and what was written on `con`.

    One commit for every table would write most of the file twice. Two threads write, each in a transaction of
    its own: single cells, which are half of the work, and the rest. The next result is made ready meanwhile.
    """

    def __init__(self, con: duckdb.DuckDBPyConnection) -> None:
        self.con, self._cells_con, self._sums_con = con, con.cursor(), con.cursor()
        self._beside = ThreadPoolExecutor(2)
        self._written: tuple[Future[None], ...] = ()
        for one in (self.con, self._cells_con, self._sums_con):
            one.begin()

    def add(self, key: RunKey, register: Register, result: ScenarioResult) -> None:
        """Begin to write one scenario of one root, after those given before; do not change it any more."""
        self._wait()
        self._written = (
            self._beside.submit(_write_cells, self._cells_con, key, register, result.cells),
            self._beside.submit(_write_sums, self._sums_con, key, register, result),
        )

    def close(self) -> None:
        """Complete what was written, here and on `con`."""
        self._wait()
        self._beside.shutdown()
        for one in (self._cells_con, self._sums_con, self.con):
            one.commit()
        self._cells_con.close()
        self._sums_con.close()

    def _wait(self) -> None:
        for one in self._written:
            one.result()


def _write_cells(con: duckdb.DuckDBPyConnection, key: RunKey, register: Register, cells: Array) -> None:
    _append(con, "forecast_population", _cell_rows(key, register, cells))


def _write_sums(
    con: duckdb.DuckDBPyConnection, key: RunKey, register: Register, result: ScenarioResult
) -> None:
    areas, nationalities = register.places.areas, register.stock.shape[2]
    bands = band_list(nationalities)
    columns = {
        "age": pa.array([band.age for band in bands], pa.int16()),
        "age_to": pa.array([band.age_to for band in bands], pa.int16()),
        "sex": pa.array([band.sex for band in bands], pa.string()),
        "nationality": pa.array([band.nationality for band in bands], pa.string()),
    }
    _append(con, "forecast_age_group", _rows(key, key.jump_off_year, areas, columns, result.bands))
    for table, column, names, values, first in (
        ("forecast_indicator", "indicator_id", INDICATORS, result.indicators, key.jump_off_year),
        ("forecast_components", "component", COMPONENTS, result.components, key.jump_off_year + 1),
    ):
        _append(con, table, _rows(key, first, areas, {column: pa.array(names)}, values))
    _append(con, "forecast_demand", _demand_rows(key, areas, result))
    _append(con, "forecast_children", _children_rows(key, register.places.leaves, result.children_draws))
    _append(con, "forecast_total_draws", _total_rows(key, areas, result.total_draws))


def write_rows(con: duckdb.DuckDBPyConnection, table: str, rows: Sequence[dict[str, object]]) -> None:
    """Append a few rows given as dictionaries in the order of the table's columns."""
    if rows:
        _append(con, table, pa.Table.from_pylist(list(rows)))


def write_table(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Append rows with the columns of the table in its order."""
    if rows.num_rows:
        _append(con, table, rows)


def publish(folder: Path, run_id: str, build_id: str, file: str, difference: str | None = None) -> None:
    """Make a finished run the current one; `difference` names the file that compares it with the last."""
    pointer = folder / "current.json"
    part = folder / "current.json.part"
    content = {"run_id": run_id, "build_id": build_id, "file": file}
    content |= {"difference": difference} if difference else {}
    part.write_text(json.dumps(content), encoding="utf-8")
    part.replace(pointer)


def _append(con: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    con.from_arrow(rows).insert_into(table)


def _repeated(names: Sequence[str], index: Integers) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(list(names)))


def _head(key: RunKey, rows: int) -> dict[str, pa.Array]:
    zero = np.zeros(rows, np.int32)
    return {"run_id": _repeated([key.run_id], zero), "scenario": _repeated([key.scenario], zero)}


def _measures(values: Array) -> dict[str, pa.Array]:
    # NaN is not a number the reader should meet: it becomes NULL.
    return {
        name: pa.array(_rounded(values[..., i]).ravel(), pa.float32(), from_pandas=True)
        for i, name in enumerate(COLUMNS)
    }


def _rows(
    key: RunKey, first_year: int, areas: Sequence[str], columns: dict[str, pa.Array], values: Array
) -> pa.Table:
    """Return rows area by area and year by year from values (year, area, item, 6)."""
    years, count, items = values.shape[:3]
    area, year, item = (axis.ravel() for axis in np.indices((count, years, items)))
    table = _head(key, len(area))
    table["area_id"] = _repeated(areas, area)
    table["year"] = pa.array((year + first_year).astype(np.int16))
    table |= {name: column.take(pa.array(item)) for name, column in columns.items()}
    return pa.table(table | _measures(values.swapaxes(0, 1)))


def _cell_rows(key: RunKey, register: Register, cells: Array) -> pa.Table:
    # (year, leaf, nationality, sex, age, 6) → leaf, year, sex, age, nationality
    ordered = cells.transpose(1, 0, 3, 4, 2, 5)
    names = _cell_names(register.places.leaves, key.jump_off_year + 1, ordered.shape[1:5])
    return pa.table(_head(key, len(names["year"])) | names | _measures(ordered))


@lru_cache(maxsize=1)
def _cell_names(leaves: tuple[str, ...], first_year: int, shape: tuple[int, ...]) -> dict[str, pa.Array]:
    """Return what names the cells of a scenario, the same for all scenarios of a root."""
    area, year, sex, age, nationality = (axis.ravel() for axis in np.indices((len(leaves), *shape)))
    known = shape[3] == len(NATIONALITIES)
    return {
        "area_id": _repeated(leaves, area),
        "year": pa.array((year + first_year).astype(np.int16)),
        "sex": _repeated(SEXES, sex),
        "age": pa.array(age.astype(np.int16)),
        "nationality": _repeated(NATIONALITIES, nationality) if known else pa.nulls(len(area), pa.string()),
    }


def _total_rows(key: RunKey, areas: Sequence[str], draws: Array) -> pa.Table:
    # (year, area, draw) → area by area and year by year
    ordered = _rounded(draws.swapaxes(0, 1))
    area, year = (axis.ravel() for axis in np.indices(ordered.shape[:2]))
    table = _head(key, len(area))
    table["area_id"] = _repeated(areas, area)
    table["year"] = pa.array((year + key.jump_off_year).astype(np.int16))
    table["draws"] = _lists(ordered)
    return pa.table(table)


def _children_rows(key: RunKey, leaves: Sequence[str], draws: Array) -> pa.Table:
    # (year, leaf, age, draw) → leaf by leaf and year by year
    ordered = np.rint(draws.swapaxes(0, 1) * 10) / np.float32(10)
    area, year, age = (axis.ravel() for axis in np.indices(ordered.shape[:3]))
    table = _head(key, len(area))
    table["area_id"] = _repeated(leaves, area)
    table["kita_year"] = pa.array((year + key.jump_off_year + 1).astype(np.int16))
    table["age"] = pa.array(age.astype(np.int16))
    table["draws"] = _lists(ordered)
    return pa.table(table)


def _rounded(values: Array) -> Array:
    # Decimal numbers of few digits take half the space on disk.
    scale = np.float32(10**DECIMALS)
    rounded: Array = np.multiply(values, scale, dtype=np.float32, order="C")
    np.rint(rounded, out=rounded)
    rounded /= scale
    return rounded


def _lists(values: Array) -> pa.ListArray:
    offsets = np.arange(0, values.size + 1, values.shape[-1], dtype=np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), pa.array(values.ravel(), pa.float32()))


def _demand_rows(key: RunKey, areas: Sequence[str], result: ScenarioResult) -> pa.Table:
    first = key.jump_off_year + 1
    rows = _rows(key, first, areas, {"band": pa.array(CARE_BANDS)}, result.demand)
    years = rows.column("year").to_numpy()
    days = (
        years.astype("datetime64[Y]") if years.dtype.kind == "M" else (years - 1970).astype("datetime64[Y]")
    ).astype("datetime64[M]") + np.timedelta64(7, "M")
    draws = _rounded(result.demand_draws.swapaxes(0, 1))
    names = ["run_id", "scenario", "area_id", "kita_year", "reference_date", "band", *COLUMNS, "draws"]
    columns = {name: rows.column(name) for name in rows.column_names}
    columns |= {
        "kita_year": rows.column("year"),
        "reference_date": pa.array(days.astype("datetime64[D]")),
        "draws": _lists(draws),
    }
    return pa.table({name: columns[name] for name in names})
