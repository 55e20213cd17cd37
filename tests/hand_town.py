"""A town small enough for paper: four districts, one year not delivered, one forecast; and views of it.

Talstadt has Nord (grows from 8,000 to 8,400), Ost (2,000 to 1,600), Süd (1,000 to 900, not delivered for
2022) and Weiler (10 to 12). What the tests of the demography pictures expect is worked out from these rows.
"""

import datetime as dt
import json
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

import forecasting
from dashboards import areas
from dashboards.cards import KeyFigure
from dashboards.filters import People
from dashboards.topic import Context
from dashboards.topics.demographie.custom import Wish, apply
from dashboards.topics.demographie.measure import Measure
from dashboards.topics.demographie.selection import Selection, Time
from tests.pages.small_home import write
from warehouse.connection import open_reader
from warehouse.query import statement
from warehouse.settings import Home

POPULATION = Measure("bevoelkerung", "Bevölkerung", "Personen", "Hauptwohnung")
AGE = Measure("durchschnittsalter", "Durchschnittsalter", "Jahre", "Mittel der Alter")
FOREIGN_SHARE = Measure("auslaenderanteil", "Ausländeranteil", "Prozent", "")
FORECAST = Path(forecasting.__file__).parent / "schema"
TOWN, NORTH, EAST, SOUTH, HAMLET = "03900001", "03900001-1", "03900001-2", "03900001-3", "03900001-4"
OBSERVED, AHEAD = (2020, 2021, 2022, 2023, 2024), (2029, 2034)
NAMES = {NORTH: "Nord", EAST: "Ost", SOUTH: "Süd", HAMLET: "Weiler"}
PERSONS = {
    NORTH: (8000, 8100, 8200, 8300, 8400),
    EAST: (2000, 1950, 1800, 1700, 1600),
    SOUTH: (1000, 990, None, 970, 900),
    HAMLET: (10, 10, 10, 11, 12),
    TOWN: (11_010, 11_050, None, 10_981, 10_912),
}
# Mean age and foreigners per cent, 2020 and 2024.
MEAN_AGE = {
    NORTH: (40.0, 42.0),
    EAST: (45.0, 44.0),
    SOUTH: (50.0, 51.0),
    HAMLET: (60.0, 61.0),
    TOWN: (41.0, 43.0),
}
FOREIGN = {NORTH: (6.0, 7.0), EAST: (2.0, 2.5), SOUTH: (None, 4.0), HAMLET: (0.0, 0.0), TOWN: (5.0, 6.0)}
# sex, age, age_to, nationality, persons. Nord as single years, Süd as classes without sex.
STOCK = {
    (NORTH, 2020): (
        ("m", 6, 6, "D", 1000), ("w", 6, 6, "D", 1000), ("m", 36, 36, "D", 2500), ("m", 36, 36, "A", 500),
        ("w", 36, 36, "D", 2000), ("w", 66, 66, "D", 1000),
    ),
    (NORTH, 2022): (("m", 38, 38, "D", None), ("w", 68, 68, "D", 1500)),
    (NORTH, 2023): (
        ("m", 9, 9, "D", 1000), ("w", 9, 9, "D", 1000), ("m", 39, 39, "D", 3000), ("w", 39, 39, "D", 1500),
        ("w", 69, 69, "D", 1800),
    ),
    (NORTH, 2024): (
        ("m", 10, 10, "D", 1000), ("w", 10, 10, "D", 1000), ("m", 40, 40, "D", 2400), ("m", 40, 40, "A", 600),
        ("w", 40, 40, "D", 2000), ("w", 70, 70, "D", 1400),
    ),
    (EAST, 2024): (("w", 70, 70, "D", 1600),),
    (SOUTH, 2024): ((None, 0, 17, None, 100), (None, 18, 64, None, 500), (None, 65, 100, None, 300)),
    (HAMLET, 2024): (("m", 40, 40, "D", 12),),
}  # fmt: skip
BALANCE = "area_id year start births deaths in out moves_in moves_out status_change correction end residual"
# Nord: who died in 2022 nobody told. 8000 + 40 + 50 − 10 + 5 + 10 + 5 = 8100, and so on.
FLOWS = (
    (NORTH, 2021, 8000, 100, 60, 300, 250, 20, 30, 5, 10, 8100, 5),
    (NORTH, 2022, 8100, 90, None, 300, 250, 20, 20, 0, 0, 8200, None),
    (NORTH, 2023, 8200, 80, 90, 400, 290, 10, 10, 0, 0, 8300, 0),
    (NORTH, 2024, 8300, 70, 100, 250, 130, 30, 50, 0, 0, 8400, 30),
)
QUANTILES = "mean q10 q25 median q75 q90"
# Area, year, age, age_to, nationality, then the five quantiles.
RANGES = (
    (NORTH, 2029, 0, 100, None, 8420, 8500, 8600, 8700, 8800),
    (NORTH, 2034, 0, 100, None, 8652, 8700, 8800, 8900, 9072),
    (SOUTH, 2029, 0, 100, None, 820, 840, 860, 880, 890),
    (SOUTH, 2034, 0, 100, None, 703, 750, 800, 850, 877),
    (TOWN, 2029, 0, 100, None, 10_700, 10_800, 10_950, 11_000, 11_150),
    (TOWN, 2034, 0, 100, None, 10_480, 10_700, 10_900, 11_100, 11_330),
    (NORTH, 2034, 0, 100, "A", 450, 500, 550, 600, 650),
    (NORTH, 2034, 65, 100, None, 900, 1000, 1100, 1200, 1300),
    (NORTH, 2034, 30, 49, None, 4000, 4100, 4300, 4500, 4600),
    (NORTH, 2034, 65, 74, None, 1540, 1570, 1600, 1650, 1680),
)
# Expected persons of Nord in 2034: 8,704.
EXPECTED = (
    ("m", 20, "D", 1400), ("w", 20, "D", 1404), ("m", 50, "D", 2500), ("m", 50, "A", 500),
    ("w", 50, "D", 1900), ("w", 80, "D", 1000),
)  # fmt: skip
# Errors of past forecasts of Nord in per cent by years ahead, their bands 4 % to both sides; four cases say
# nothing of four in five.
ERRORS = {1: (1, 2, 3, 4, 5), 5: (2, 4, 6, 8, 20), 10: (1, 1, 1, 1)}
SQUARES = {NORTH: 0, SOUTH: 2}


def square(left: float) -> str:
    """Return a border one hundredth of a degree wide, `left` hundredths east of 10°."""
    west, east = 10 + left / 100, 10 + (left + 1) / 100
    ring = [[west, 52.0], [east, 52.0], [east, 52.01], [west, 52.01], [west, 52.0]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def frame(columns: str, rows: object) -> pd.DataFrame:
    """Return rows under names written in one line."""
    return pd.DataFrame(list(rows), columns=columns.split())  # type: ignore[call-overload]


def build_tables() -> dict[str, pd.DataFrame]:
    """Return the tables of the build."""
    areas_ = [(TOWN, "gemeinde", "Talstadt", TOWN, None, 10_912, None)]
    areas_ += [
        (
            one,
            "ortsteil",
            name,
            TOWN,
            TOWN,
            PERSONS[one][-1],
            square(SQUARES[one]) if one in SQUARES else None,
        )
        for one, name in NAMES.items()
    ]
    members = [(TOWN, TOWN, False), *((above, one, True) for one in NAMES for above in (TOWN, one))]
    values = [
        ("bevoelkerung", one, year, n)
        for one in PERSONS
        for year, n in zip(OBSERVED, PERSONS[one], strict=True)
    ]
    for name, known in (("durchschnittsalter", MEAN_AGE), ("auslaenderanteil", FOREIGN)):
        values += [
            (name, one, year, n) for one in known for year, n in zip((2020, 2024), known[one], strict=True)
        ]
    stock = frame(
        "area_id reference_date sex age age_to nationality persons",
        [(one, dt.date(year, 12, 31), *row) for (one, year), rows in STOCK.items() for row in rows],
    )
    whole = stock[stock["reference_date"] == dt.date(2024, 12, 31)].assign(area_id=TOWN)
    return {
        "area": frame("area_id level name municipality_ags parent_id inhabitants geometry", areas_),
        "area_member": frame("ancestor_id area_id is_leaf", members),
        "area_population": pd.concat([stock, whole]),
        "indicator": frame(
            "indicator_id title unit topic definition",
            [
                ("bevoelkerung", "Bevölkerung", "Personen", "demographie", "Hauptwohnung am Stichtag."),
                ("durchschnittsalter", "Durchschnittsalter", "Jahre", "demographie", "Mittel der Alter."),
                ("auslaenderanteil", "Ausländeranteil", "Prozent", "demographie", "Ohne deutschen Pass."),
            ],
        ),
        "indicator_value": frame("indicator_id area_id year value", values).assign(is_protected=False),
        "balance": frame(BALANCE, FLOWS),
    }  # fmt: skip


def run_tables() -> dict[str, pd.DataFrame]:
    """Return the tables of the forecast run."""
    told = [("basis", "Basis"), ("obere", "Obere Variante")]
    tests = [
        (
            "kohorte",
            2000 + case,
            lead,
            NORTH,
            0,
            100,
            1000 + 10 * error,
            1000,
            960 + 10 * error,
            1040 + 10 * error,
        )
        for lead, errors in ERRORS.items()
        for case, error in enumerate(errors)
    ]
    # 8300, 8400 … 9200, twenty times each.
    draws = [("r", "basis", NORTH, 2034, [8300.0 + 100 * (place // 20) for place in range(200)])]
    return {
        "forecast_run": frame(
            "run_id scenario title narrative build_id jump_off_date horizon_year convention code_version "
            "seed draws assumptions",
            [("r", *one, "…", "b", dt.date(2024, 12, 31), 2034, "FSO", "0", 1, 10, "{}") for one in told],
        ),
        "forecast_age_group": frame(
            "run_id scenario area_id year age age_to nationality q10 q25 median q75 q90 mean",
            [("r", "basis", *row, row[7]) for row in RANGES]
            + [("r", "obere", NORTH, 2034, 0, 100, None, 9000, 9100, 9200, 9300, 9400, 9200)],
        ),
        "forecast_indicator": frame(
            "run_id scenario area_id year indicator_id " + QUANTILES,
            [("r", "basis", NORTH, 2034, "durchschnittsalter", 43.4, 42.6, 43.0, 43.4, 44.0, 44.3)],
        ),
        "forecast_population": frame(
            "run_id scenario area_id year sex age nationality mean",
            [("r", "basis", NORTH, 2034, *row) for row in EXPECTED],
        ),
        "forecast_total_draws": frame("run_id scenario area_id year draws", draws),
        "backtest": frame(
            "method origin_year lead_time area_id age age_to forecast observed q10 q90", tests
        ),
    }  # fmt: skip


def town(folder: Path, **changed: pd.DataFrame) -> Context:
    """Return the town opened from a new home; `changed` tables of the build in place of the usual ones."""
    home = write(folder, build_tables() | changed)
    home.forecasts.mkdir()
    _write_run(home)
    current = {"run_id": "r", "build_id": folder.name, "file": "r.duckdb"}
    (home.forecasts / "current.json").write_text(json.dumps(current))
    reader = open_reader(home, FORECAST)
    # The whole folder in the id, so that no test reads what another cached.
    return Context(reader=reader, build_id=str(folder), run_id="r")


def the_town(factory: pytest.TempPathFactory) -> Context:
    """Return the town as it is, made once in a process; no test changes it."""
    if not _MADE:
        _MADE.append(town(factory.mktemp("talstadt")))
    return _MADE[0]


_MADE: list[Context] = []


def view(
    context: Context, area_id: str, measure: Measure, year: int = 2024, before: int = 2020, **more: object
) -> Selection:
    """Return one view of the town: districts, all years, the Basis, or as `more` says."""
    time = Time(year, before, OBSERVED, AHEAD)
    area = areas.tree(context)[area_id]
    fields = {"level": "ortsteil", "time": time, "scenario": "basis"} | more
    return Selection(context, area, measure, **fields)  # type: ignore[arg-type]


def _write_run(home: Home) -> None:
    con = duckdb.connect(str(home.forecasts / "r.duckdb"))
    for create in sorted(FORECAST.glob("*.sql")):
        con.execute(statement(create))
    for name, rows in run_tables().items():
        con.register("rows", rows)
        con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows")
        con.unregister("rows")
    con.close()


def women(context: Context, area: str, year: int = 2024, before: int = 2020) -> Selection:
    """Return one view of the town, of women only."""
    people = People("w")
    wish = Wish(people, asked=people, shown="absolut")
    return view(context, area, apply(POPULATION, wish), year, before, wish=wish)


def figures_told(figures: Iterable[KeyFigure]) -> list[tuple[str, str, str, str]]:
    """Return value, unit, what stands below, and range of key figures."""
    return [(one.value, one.unit, one.comparison, one.range_text) for one in figures]
