"""One forecast run: register → rates → scenarios → draws → a file that becomes current when complete."""

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from forecasting.assumptions import sheet_file
from forecasting.backtest import Wanted, read_past
from forecasting.declared import check_areas, read_declared
from forecasting.difference import difference_from_current
from forecasting.errors import DeclarationError, ForecastError
from forecasting.jump_off import read_roots
from forecasting.output import create_file, publish
from forecasting.run_book import RunBook, RunFacts
from forecasting.run_progress import Progress
from forecasting.run_root import read_root
from forecasting.run_tasks import model_task, past_task, scenario_tasks
from forecasting.scenario import DEFAULT_SCENARIOS, read_scenarios
from forecasting.scheduler import Scheduler, Task, open_scheduler
from forecasting.settings import RunSettings
from forecasting.version import run_name
from warehouse.connection import current_build, open_reader
from warehouse.locking import writing
from warehouse.settings import Home

__all__ = ["RunReport", "RunSettings", "run_forecast"]


@dataclass(frozen=True)
class RunReport:
    """What `run_forecast` did; `notes` are German sentences about fallbacks and limits."""

    run_id: str
    path: Path
    is_new: bool
    seconds: float
    notes: tuple[str, ...]
    scenarios: tuple[str, ...]

    @property
    def sheet(self) -> Path:
        """The assumption sheet as a CSV file beside the run."""
        return sheet_file(self.path)


def _silent(_: str) -> None:
    pass


def _unseen(_: float) -> None:
    pass


def run_forecast(
    home: Home,
    *,
    scenarios: Sequence[str] | None = None,
    settings: RunSettings = RunSettings(),  # noqa: B008 - frozen
    progress: Callable[[str], None] = _silent,
    share: Callable[[float], None] = _unseen,
) -> RunReport:
    """Forecast every root of the current build and make the result current.

    The same build, scenarios, settings, seed and code give the same run id; an existing run is not made
    again. `progress` hears what is being done, `share` how much of it (0 to 1, from another thread).

    Raises NoBuildError, ScenarioError, ComponentError, or ForecastError if no root could be forecast.
    """
    started = time.perf_counter()
    build_id = current_build(home).build_id
    chosen = tuple(read_scenarios(tuple(scenarios or DEFAULT_SCENARIOS), home))
    declared = read_declared(home)
    name = run_name(build_id, chosen, settings, declared.checksum)
    facts = RunFacts(name, build_id, chosen, settings, declared)
    path = home.forecasts / f"{facts.run_id}.duckdb"
    with writing(home, "forecasts", "Prognose"):
        is_new = not path.exists()
        if is_new:
            with _new_file(path) as con:
                book = RunBook(con, facts, sheet_file(path), progress)
                _forecast_roots(open_reader(home).cursor(), book, Progress(share))
        notes = (*_stored_notes(path), *_publish(path, facts.run_id, build_id))
    names = tuple(scenario.id for scenario in chosen)
    return RunReport(facts.run_id, path, is_new, time.perf_counter() - started, notes, names)


@contextmanager
def _new_file(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a run file that gets its name only once it is complete; a refusal leaves nothing behind.

    What a killed run left is removed; call it with the right to write the forecasts.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    for leftover in path.parent.glob("*.part*"):
        leftover.unlink()
    part = path.with_suffix(".part")
    con = create_file(part)
    try:
        yield con
        con.close()
        part.replace(path)
    finally:
        con.close()
        part.unlink(missing_ok=True)


def _publish(path: Path, run_id: str, build_id: str) -> tuple[str, ...]:
    """Make the run current; return what changed against the one before, which the run itself never knows."""
    difference, notes = difference_from_current(path)
    publish(path.parent, run_id, build_id, path.name, difference)
    return notes


def _forecast_roots(con: duckdb.DuckDBPyConnection, book: RunBook, progress: Progress) -> None:
    """Divide the run into tasks and write their results as they come, in fixed order."""
    check_areas(book.facts.declared, con)
    with open_scheduler(_size(con, book.facts), progress.add) as scheduler:
        for task, result in scheduler.results(_tasks(con, book, scheduler, progress)):
            book.add(task.shared, result)
            progress.finish(task.steps)
    if not book.jump_offs:
        raise ForecastError("Kein Gebiet konnte prognostiziert werden. " + " ".join(book.refusals))
    book.close()


def _tasks(
    con: duckdb.DuckDBPyConnection, book: RunBook, scheduler: Scheduler, progress: Progress
) -> Iterator[Task]:
    """Yield the tasks of every root, its past first: others compute it while the root is prepared here."""
    roots, facts = read_roots(con), book.facts
    for number, root in enumerate(roots, 1):
        book.progress(f"{root.name}: Raten schätzen")
        try:
            past = read_past(con, root, Wanted(declared=facts.declared))
            yield past_task(past, facts.settings)
            register, stated = read_root(con, root, facts.declared, past.register)
            model = scheduler.made(model_task(register, facts.settings, stated))
        except DeclarationError:
            # What an office stated wrongly is not left out in silence.
            raise
        except ForecastError as error:
            book.refusals.append(str(error))
            continue
        tasks = scenario_tasks(model, facts.scenarios, scheduler.workers)
        progress.expect(sum(task.steps for task in tasks), number / len(roots))
        yield from tasks


def _size(con: duckdb.DuckDBPyConnection, facts: RunFacts) -> int:
    areas = int(con.table("area").count("*").fetchall()[0][0])
    return areas * facts.settings.draws * facts.settings.horizon * len(facts.scenarios)


def _stored_notes(path: Path) -> tuple[str, ...]:
    with duckdb.connect(str(path), read_only=True) as con:
        sheets = con.table("forecast_run").select("assumptions").fetchall()
    notes: list[str] = json.loads(sheets[0][0])["notes"] if sheets else []
    return tuple(notes)
