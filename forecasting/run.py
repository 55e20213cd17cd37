"""One forecast run: register → rates → scenarios → draws → a file that becomes current when complete."""

import hashlib
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from forecasting.backtest import backtest_rows
from forecasting.cohort_component import project_years
from forecasting.convention import PRODUCT
from forecasting.damping import damping_factors
from forecasting.errors import ForecastError
from forecasting.jump_off import Register, Root, read_register, read_roots
from forecasting.output import RunKey, create_file, publish, write_results, write_rows
from forecasting.rates import (
    Rates,
    assumption_sheet,
    estimate_rates,
    expected_events,
    jump_off_population,
    scenario_components,
)
from forecasting.residual import complete_register
from forecasting.results import collect_results
from forecasting.scenario import DEFAULT_SCENARIOS, Scenario, read_scenarios
from forecasting.settings import RunSettings
from forecasting.uncertainty import Process, damp_levels, draw_levels
from warehouse.connection import current_build, open_reader
from warehouse.settings import Home

__all__ = ["RunReport", "RunSettings", "run_forecast"]
PACKAGE = Path(__file__).parent
# Below this many residents a forecast is computed but should be read in aggregates (SIKURS: 8,000 to 10,000).
ADVISED_SIZE = 8000


@dataclass(frozen=True)
class RunReport:
    """What `run_forecast` did; `notes` are German sentences about fallbacks and limits."""

    run_id: str
    path: Path
    is_new: bool
    seconds: float
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Job:
    con: duckdb.DuckDBPyConnection
    run_id: str
    scenarios: tuple[Scenario, ...]
    settings: RunSettings
    progress: Callable[[str], None]


def _silent(_: str) -> None:
    pass


def run_forecast(
    home: Home,
    *,
    scenarios: Sequence[str] | None = None,
    settings: RunSettings = RunSettings(),  # noqa: B008 - frozen
    progress: Callable[[str], None] = _silent,
) -> RunReport:
    """Forecast every root of the current build and make the result current.

    The same build, scenarios, settings, seed and code give the same run id; an existing run is not made
    again. Raises NoBuildError, ScenarioError, ComponentError, or ForecastError if no root could be forecast.
    """
    started = time.perf_counter()
    build = current_build(home)
    chosen = tuple(read_scenarios(tuple(scenarios or DEFAULT_SCENARIOS)))
    run_id = _run_id(build.build_id, chosen, settings)
    path = home.forecasts / f"{run_id}.duckdb"
    if path.exists():
        publish(home.forecasts, run_id, build.build_id, path.name)
        notes = _stored_notes(path)
        return RunReport(run_id, path, False, time.perf_counter() - started, notes)
    home.forecasts.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    reader = open_reader(home)
    target = create_file(part)
    try:
        job = _Job(target, run_id, chosen, settings, progress)
        notes = _forecast_roots(reader.cursor(), job, build.build_id)
    except ForecastError:
        target.close()
        part.unlink()
        raise
    target.close()
    part.replace(path)
    publish(home.forecasts, run_id, build.build_id, path.name)
    return RunReport(run_id, path, True, time.perf_counter() - started, notes)


def _forecast_roots(con: duckdb.DuckDBPyConnection, job: _Job, build_id: str) -> tuple[str, ...]:
    notes: list[str] = []
    sheets: dict[str, list[dict[str, Any]]] = {scenario.id: [] for scenario in job.scenarios}
    jump_offs: dict[str, int] = {}
    for root in read_roots(con):
        try:
            register = complete_register(read_register(con, root), job.settings)
        except ForecastError as error:
            notes.append(str(error))
            continue
        jump_offs[root.area_id] = register.jump_off_year
        notes += [*register.notes, *_forecast_root(job, root, register, sheets)]
    if not jump_offs:
        raise ForecastError("Kein Gebiet konnte prognostiziert werden. " + " ".join(notes))
    write_rows(
        job.con,
        "forecast_run",
        [_run_row(job, one, build_id, (jump_offs, sheets, notes)) for one in job.scenarios],
    )
    return tuple(notes)


def _forecast_root(
    job: _Job, root: Root, register: Register, sheets: dict[str, list[dict[str, Any]]]
) -> list[str]:
    settings = job.settings
    job.progress(f"{root.name}: Raten schätzen")
    rates = estimate_rates(register, settings)
    first = register.jump_off_year + 1
    expected = expected_events(rates, register, first)
    levels, processes = draw_levels(register, expected, settings.horizon, settings.draws, settings.seed)
    levels = damp_levels(levels, damping_factors(rates, register, settings.horizon))
    notes = _limits(root, register)
    for scenario in job.scenarios:
        job.progress(f"{root.name}: {scenario.title}")
        components = scenario_components(rates, scenario, settings.horizon, first, levels)
        start = jump_off_population(register)
        result = collect_results(
            project_years(start, components), start, register.places, settings.horizon, settings.draws
        )
        write_results(job.con, RunKey(job.run_id, scenario.id, register.jump_off_year), register, result)
        sheets[scenario.id] += _sheet(rates, register, scenario, (settings, processes))
        if result.cut > 1:
            notes.append(
                f"{root.name}, {scenario.title}: bis zu {result.cut:.0f} Fortzüge je Jahr wurden gekappt, "
                "weil kleine Gebiete sonst leer gelaufen wären."
            )
    job.progress(f"{root.name}: Rückrechnung")
    write_rows(job.con, "backtest", backtest_rows(register, settings))
    return notes


def _sheet(
    rates: Rates, register: Register, scenario: Scenario, context: tuple[RunSettings, dict[str, Process]]
) -> list[dict[str, Any]]:
    settings, processes = context
    random = [
        {"component": f"Zufallsprozess {name}", "area_id": register.places.root.area_id,
         "value": {"persistence": round(process.persistence, 3), "sd": round(process.sd, 4)},
         "unit": "AR(1) des logarithmierten Niveaus", "source": "eigene Reihe und Vorwissen",
         "author": "Kohorte"}
        for name, process in processes.items()
    ]  # fmt: skip
    return [*assumption_sheet(rates, register, scenario, settings), *random]


def _limits(root: Root, register: Register) -> list[str]:
    people = register.stock[-1].sum(axis=(1, 2, 3))
    small = int(((people > 0) & (people < ADVISED_SIZE)).sum())
    if not small:
        return []
    return [
        f"{root.name}: {small} von {len(people)} Gebieten haben weniger als {ADVISED_SIZE} Einwohner. "
        "Ihre Werte sind berechnet, sollten aber zusammengefasst oder mit ihrer Spanne gelesen werden."
    ]


def _run_row(
    job: _Job,
    scenario: Scenario,
    build_id: str,
    content: tuple[dict[str, int], dict[str, list[dict[str, Any]]], list[str]],
) -> dict[str, object]:
    jump_offs, sheets, notes = content
    # The run's own date is that of its largest root's kind: associations come first, else the latest.
    year = max(jump_offs.values())
    sheet = {
        "settings": asdict(job.settings),
        "kind": scenario.kind,
        "author": scenario.author,
        "date": scenario.date.isoformat(),
        "parents": list(scenario.parents),
        "jump_off_years": jump_offs,
        "notes": notes,
        "assumptions": sheets[scenario.id],
    }
    return {
        "run_id": job.run_id,
        "scenario": scenario.id,
        "title": scenario.title,
        "narrative": scenario.narrative,
        "build_id": build_id,
        "jump_off_date": f"{year}-12-31",
        "horizon_year": year + job.settings.horizon,
        "convention": PRODUCT.name,
        "code_version": code_version(),
        "seed": job.settings.seed,
        "draws": job.settings.draws,
        "assumptions": json.dumps(sheet, ensure_ascii=False),
    }


def code_version() -> str:
    """Return a hash of everything in this package that can change a number."""
    digest = hashlib.sha256()
    for path in sorted(p for p in PACKAGE.rglob("*") if p.suffix in {".py", ".sql"}):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _run_id(build_id: str, scenarios: tuple[Scenario, ...], settings: RunSettings) -> str:
    parts = [
        build_id,
        code_version(),
        json.dumps(asdict(settings)),
        *(one.model_dump_json() for one in scenarios),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _stored_notes(path: Path) -> tuple[str, ...]:
    with duckdb.connect(str(path), read_only=True) as con:
        sheets = con.table("forecast_run").select("assumptions").fetchall()
    notes: list[str] = json.loads(sheets[0][0])["notes"] if sheets else []
    return tuple(notes)
