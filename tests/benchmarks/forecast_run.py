"""What `kohorte forecast` costs as a whole and by part, on a copy of a home."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import duckdb

from forecasting.backtest import read_past
from forecasting.declared import read_declared
from forecasting.futures import Futures
from forecasting.jump_off import Root, read_roots
from forecasting.output import ResultWriter, RunKey, create_file
from forecasting.run_root import RootModel, draw_futures, forecast_scenarios, prepare_root, project_basis
from forecasting.run_tasks import look_back
from forecasting.scenario import DEFAULT_SCENARIOS, read_scenarios
from forecasting.settings import RunSettings
from tests.benchmarks.costs import HEAD
from tests.benchmarks.process_tree import tree_cost
from warehouse.connection import open_reader
from warehouse.settings import Home

T = TypeVar("T")
# What a run reads; its forecasts are made anew.
READ = ("warehouse", "vorgaben", "szenarien", "codelists")


def print_run(home: Path, draws: int = RunSettings().draws) -> float:
    """Print the cost of a whole run and of its parts; return the processor seconds of the whole."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in READ:
            if (home / name).is_dir():
                shutil.copytree(home / name, copy / name)
        imports = tree_cost([sys.executable, "-c", "import forecasting.run"])
        whole = tree_cost(
            [
                sys.executable,
                "-c",
                "from dashboards.cli import app; app()",
                "forecast",
                "--home",
                folder,
                "--draws",
                str(draws),
            ]
        )
        print(f"{'':44s}{HEAD}  (all processes together)")
        print(f"{'the whole run':44s}{whole}")
        print(f"{'loading the program once':44s}{imports}\n")
        _print_parts(Home(copy), RunSettings(draws=draws))
    return whole.processor


def _print_parts(home: Home, settings: RunSettings) -> None:
    before = os.environ.get("KOHORTE_THREADS")
    os.environ["KOHORTE_THREADS"] = "1"
    con = open_reader(home).cursor()
    count = len(DEFAULT_SCENARIOS)
    print(f"{'parts of one root, one thread, in CPU s':44s}{'once':>9s}{f'× {count}':>9s}")
    for root in read_roots(con):
        print(root.name)
        _print_root(con, root, home, settings)
    os.environ.pop("KOHORTE_THREADS") if before is None else os.environ.update(KOHORTE_THREADS=before)


def _print_root(con: duckdb.DuckDBPyConnection, root: Root, home: Home, settings: RunSettings) -> None:
    count = len(DEFAULT_SCENARIOS)
    past, used = _timed(lambda: read_past(con, root))
    _line("reading the register", used)
    _line("backtest and calibration", _timed(lambda: look_back(past, settings))[1])
    model, used = _timed(lambda: prepare_root(con, root, settings, read_declared(home)))
    _line("rates, plans, level processes", used)
    futures, used = _timed(lambda: _drawn(model))
    _line("levels of all years, once per task", used)
    del futures
    _, projecting = _timed(lambda: [None for _ in project_basis(model)])
    _line("projection, with its levels", projecting, count)
    outcomes, used = _timed(lambda: list(forecast_scenarios(model, read_scenarios(("basis",)))))
    _line("summaries: sums, quantiles, checks", used - projecting, count)
    with tempfile.TemporaryDirectory() as folder:
        file = create_file(Path(folder) / "run.duckdb")
        key = RunKey("0" * 16, "basis", model.register.jump_off_year)
        writer = ResultWriter(file)
        _line("writing", _timed(lambda: writer.add(key, model.register, outcomes[0].result))[1], count)
        writer.close()
        file.close()


def _drawn(model: RootModel) -> Futures:
    futures = draw_futures(model)
    for year in range(model.settings.horizon):
        futures.levels(year)
    return futures


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.process_time()
    result = work()
    return result, time.process_time() - started


def _line(name: str, used: float, times: int = 1) -> None:
    print(f"  {name:42s}{used:9.2f}{used * times:9.2f}", flush=True)
