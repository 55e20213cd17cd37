"""The assumption sheet of a run: every parameter with value, unit, source, base years, weight and author.

One entry is one line of the sheet. Other parts of a run (housing, constraints, calibration, processes) hand
over plain lists of such lines, made with `entry`, so a reader finds everything that shaped a number in one
place.
"""

import csv
import datetime
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forecasting.errors import ForecastError
from forecasting.jump_off import Register
from forecasting.migration import BANDS
from forecasting.rates import Rates
from forecasting.scenario import Scenario
from forecasting.shrinkage import Level
from forecasting.uncertainty import Process
from warehouse.connection import open_reader
from warehouse.query import rows as query_rows
from warehouse.query import statement
from warehouse.settings import Home

Entry = dict[str, Any]
PACKAGE = Path(__file__).parent
SCHEMA, QUERIES = PACKAGE / "schema", PACKAGE / "queries"
# Columns of the sheet as a file: name in the table → heading.
HEADINGS = {
    "scenario": "Szenario (leer: alle)",
    "component": "Annahme",
    "area_id": "Gebiet (leer: alle)",
    "age_from": "ab Alter (leer: alle)",
    "value": "Wert",
    "unit": "Einheit",
    "source": "Quelle",
    "base_years": "Basisjahre",
    "weight": "Gewicht der eigenen Daten",
    "author": "Verantwortlich",
    "declared_on": "Datum",
}
PROGRAM = "Kohorte"
SHRUNK = "Register, zum Gebietstyp hin geschrumpft"
MOVES = {"inner": "Umzüge", "member_out": "Fortzüge in den Verband", "external_out": "Fortzüge nach außen"}
DIGITS = 4
FACTOR = "Faktor nach Jahren ab Basisjahr"
DRIVER_NAMES = {
    "fertility": "Geburten je Frau",
    "in_migration": "Zuzüge von außen",
    "out_migration": "Fortzüge nach außen",
    "internal_moves": "Umzüge in der Region",
    "housing": "Neubau über dem Trend",
    "flight_migration": "Fluchtzuwanderung",
    "flight_return": "Geflüchtete, die wieder fortziehen",
    "mortality_improvement": "Rückgang der Sterblichkeit",
}
DRIVER_UNITS = {
    "flight_migration": "zusätzliche Personen je 1000 Einwohner nach Jahren ab Basisjahr",
    "flight_return": "Anteil im Jahr",
    "mortality_improvement": "Anteil im Jahr",
}


@dataclass(frozen=True)
class Origin:
    """Where a value comes from: a source in words, the years behind it, and who answers for it.

    `weight` (0 to 1) is how much of the value is the area's own data; None where nothing was mixed.
    """

    source: str
    base_years: tuple[int, ...] = ()
    weight: float | None = None
    author: str = PROGRAM
    date: str | None = None


def entry(
    component: str,
    value: object,
    unit: str,
    origin: Origin,
    *,
    area_id: str | None = None,
    age_from: int | None = None,
) -> Entry:
    """Return one line of the sheet; `area_id` None: the whole root, `age_from` None: all ages."""
    return {
        "component": component,
        "area_id": area_id,
        "age_from": age_from,
        "value": round(value, DIGITS) if isinstance(value, float) else value,
        "unit": unit,
        "source": origin.source,
        "base_years": list(origin.base_years),
        "weight": None if origin.weight is None else round(origin.weight, 3),
        "author": origin.author,
        "date": origin.date,
    }


def scenario_entries(scenario: Scenario) -> list[Entry]:
    """Return what a scenario changes against the estimate, one line per driver."""
    origin = Origin(f"Szenario {scenario.title}", author=scenario.author, date=scenario.date.isoformat())
    return [
        entry(DRIVER_NAMES[driver], value, DRIVER_UNITS.get(driver, FACTOR), origin)
        for driver, value in scenario.changes.named().items()
    ]


def rate_entries(rates: Rates, register: Register) -> list[Entry]:
    """Return the estimated levels of births, deaths and moves of every leaf; the same for all scenarios."""
    places, fertility, mortality = register.places, rates.fertility, rates.mortality
    shape = "eigenes Altersprofil" if fertility.own_shape else "Altersprofil Deutschland 2024"
    sheet = [
        entry(
            "Geburtenziffer",
            float(fertility.recent),
            "Faktor der letzten zwei Jahre",
            Origin(shape, fertility.years),
            area_id=places.root.area_id,
        )
    ]
    for i, area in enumerate(places.leaves):
        for component, value, weight, unit in (
            ("Geburtenziffer", fertility.tfr[i], fertility.level.weight[i, 0], "Kinder je Frau"),
            ("Sterblichkeit", mortality.level.factor[i, 0], mortality.level.weight[i, 0],
             "Faktor auf die Sterbetafel"),
        ):  # fmt: skip
            origin = Origin(SHRUNK, fertility.years, float(weight))
            sheet.append(entry(component, float(value), unit, origin, area_id=area))
        for kind, level in rates.migration.levels.items():
            sheet += _move_entries(MOVES[kind], area, i, (level, rates.migration.years))
    return sheet


def process_entries(root_id: str, processes: dict[str, Process]) -> list[Entry]:
    """Return persistence and size of the random levels of a root."""
    origin = Origin("eigene Reihe und Vorwissen")
    return [
        entry(
            f"Zufallsprozess {name}",
            {"persistence": round(process.persistence, 3), "sd": round(process.sd, DIGITS)},
            "AR(1) des logarithmierten Niveaus",
            origin,
            area_id=root_id,
        )
        for name, process in processes.items()
    ]


def assumption_sheet(
    rates: Rates, register: Register, scenario: Scenario, extra: Sequence[Entry] = ()
) -> list[Entry]:
    """Return the sheet of one scenario of one root: its changes, the estimates, and what others hand over."""
    return [*scenario_entries(scenario), *rate_entries(rates, register), *extra]


def sheet_rows(run_id: str, sheets: Mapping[str, Sequence[Entry]]) -> list[dict[str, object]]:
    """Return rows of forecast_assumption; a line all scenarios share is written once, without a scenario."""
    lines = {name: {_text(line): line for line in sheet} for name, sheet in sheets.items()}
    shared = set.intersection(*(set(one) for one in lines.values())) if lines else set()
    first = next(iter(lines.values()), {})
    rows = [_row(run_id, None, line) for text, line in first.items() if text in shared]
    for name, own in lines.items():
        rows += [_row(run_id, name, line) for text, line in own.items() if text not in shared]
    return rows


def sheet_file(run: Path) -> Path:
    """Return where the sheet of a run file stands."""
    return run.with_name(f"{run.stem}-annahmen.csv")


def write_sheet(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    """Write rows of forecast_assumption as a file that a German spreadsheet opens."""
    path.write_text(sheet_text(rows), encoding="utf-8-sig", newline="")


def sheet_text(rows: Sequence[Mapping[str, object]]) -> str:
    """Return rows of forecast_assumption as CSV with German heads, semicolons and decimal commas."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(HEADINGS.values())
    writer.writerows([_cell(row[name]) for name in HEADINGS] for row in rows)
    return text.getvalue()


def stored_sheet(home: Home, scenario: str | None = None) -> list[dict[str, Any]]:
    """Return the rows of forecast_assumption of the current run, or those that hold for one scenario.

    Dates are ISO text. Raises NoBuildError, or ForecastError if there is no run or no such scenario.
    """
    reader = open_reader(home, SCHEMA)
    if reader.run_id is None:
        raise ForecastError("Zu diesem Datenbestand gibt es keine Prognose. Weiter mit: kohorte forecast")
    con = reader.cursor()
    known = [name for (name,) in query_rows(con, QUERIES / "run_scenarios.sql")]
    if scenario is not None and scenario not in known:
        raise ForecastError(
            f"Szenario „{scenario}“ ist nicht Teil der Prognose {reader.run_id}. Gerechnet sind: "
            f"{', '.join(known)}."
        )
    table = con.execute(statement(QUERIES / "sheet.sql"), {"scenario": scenario})
    names = [column[0] for column in table.description or ()]
    return [dict(zip(names, row, strict=True)) for row in table.fetchall()]


def _cell(value: object) -> str:
    if isinstance(value, datetime.date):
        return f"{value:%d.%m.%Y}"
    text = "" if value is None else str(value)
    try:
        float(text)
    except ValueError:
        return text
    return text.replace(".", ",")


def scenario_rows(run_id: str, scenarios: Sequence[Scenario]) -> list[dict[str, object]]:
    """Return rows of forecast_scenario."""
    return [
        {
            "run_id": run_id,
            "scenario": one.id,
            "kind": one.kind,
            "has_probability": one.has_probability,
            "author": one.author,
            "declared_on": one.date,
            "parents": list(one.parents),
            "reasons": list(one.reasons),
            "changes": _text(one.changes.named()),
        }
        for one in scenarios
    ]


def _row(run_id: str, scenario: str | None, line: Entry) -> dict[str, object]:
    value, date = line["value"], line["date"]
    return {
        "run_id": run_id,
        "scenario": scenario,
        **{name: line[name] for name in ("component", "area_id", "age_from")},
        "value": value if isinstance(value, str) else _text(value),
        "unit": line["unit"],
        "source": line["source"],
        "base_years": ", ".join(str(year) for year in line["base_years"]),
        "weight": line["weight"],
        "author": line["author"],
        "declared_on": datetime.date.fromisoformat(date) if date else None,
    }


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _move_entries(component: str, area: str, i: int, estimate: tuple[Level, tuple[int, ...]]) -> list[Entry]:
    level, years = estimate
    return [
        entry(
            component,
            float(level.factor[i, band]),
            "Faktor auf das Altersprofil",
            Origin(SHRUNK, years, float(level.weight[i, band])),
            area_id=area,
            age_from=first,
        )
        for band, first in enumerate(BANDS)
    ]
