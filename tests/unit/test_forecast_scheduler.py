"""A run gives the same tables wherever its tasks are computed, and loses nothing when a worker dies."""

import os
import pickle
import shutil
import signal
import subprocess
import sys
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path
from typing import ClassVar

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from forecasting import run_tasks, scheduler
from forecasting.errors import ForecastError
from forecasting.output import SCHEMA
from forecasting.run import RunSettings, run_forecast
from forecasting.run_tasks import scenario_groups
from forecasting.scheduler import Here, Scheduler, Task, open_scheduler
from forecasting.worker_start import KEPT_MEMORY, SMALL_PAGES, worker_surroundings
from tests.conftest import PROJECT
from warehouse.settings import Home

SETTINGS = RunSettings(draws=30, horizon=3, seed=5)


def copied(home: Home, folder: Path) -> Home:
    """A home with the same build and no forecasts."""
    shutil.copytree(home.root, folder, ignore=shutil.ignore_patterns("forecasts", "deliveries"))
    return Home(folder)


def tables(path: Path) -> dict[str, pa.Table]:
    """Every table of a run, rows in the order they were written."""
    with duckdb.connect(str(path), read_only=True) as con:
        return {file.stem: con.table(file.stem).to_arrow_table() for file in sorted(SCHEMA.glob("*.sql"))}


@pytest.fixture(scope="module")
def alone(mini_home: Home, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pa.Table]:
    home = copied(mini_home, tmp_path_factory.mktemp("alone") / "home")
    return tables(run_forecast(home, settings=SETTINGS).path)


def test_processes_give_the_tables_of_one_process(alone, mini_home, tmp_path, monkeypatch):
    monkeypatch.setattr(scheduler, "SMALL", 0)
    monkeypatch.setattr(scheduler, "cores", lambda: 2)
    heard: list[float] = []
    home = copied(mini_home, tmp_path / "home")
    report = run_forecast(home, settings=SETTINGS, share=heard.append)
    divided = tables(report.path)
    assert divided.keys() == alone.keys()
    for name, table in alone.items():
        assert divided[name].equals(table), name
    assert heard == sorted(heard)
    assert heard[-1] == 1.0
    assert len(heard) > 3


def test_a_script_without_main_guard_is_not_run_again(mini_home, tmp_path):
    home = copied(mini_home, tmp_path / "home")
    script = (
        "from pathlib import Path\n"
        "from forecasting import scheduler\n"
        "from forecasting.run import RunSettings, run_forecast\n"
        "from warehouse.settings import Home\n"
        "print('begun')\n"
        "scheduler.SMALL, scheduler.cores = 0, lambda: 2\n"
        f"run_forecast(Home(Path({str(home.root)!r})), scenarios=['basis'], "
        "settings=RunSettings(draws=2, horizon=1))\n"
    )
    file = tmp_path / "script.py"
    file.write_text(script, encoding="utf-8")
    words, env = [sys.executable, str(file)], os.environ | {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run(words, capture_output=True, text=True, timeout=120, check=False, env=env)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("begun") == 1


def _die(parent: int) -> int:
    if os.getpid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
    return 42


def test_what_a_dead_process_had_is_computed_here(monkeypatch):
    monkeypatch.setattr(scheduler, "cores", lambda: 2)
    with open_scheduler(scheduler.SMALL, lambda _: None) as opened:
        done = list(opened.results([Task(_die, os.getpid(), (), 1)] * 3))
    assert [result for _, result in done] == [42, 42, 42]


def test_a_result_needed_at_once_waits_for_no_busy_worker():
    class Busy(Here):
        def submit(self, fn, /, *args, **kwargs) -> Future:
            return Future()

    opened = Scheduler(Busy(), 1)
    opened._waiting.append((Task(abs, -1, (), 1), Future()))
    assert opened.made(Task(abs, -7, (), 0)) == 7
    assert Scheduler(Here(), 1).made(Task(abs, -8, (), 0)) == 8


def test_processes_start_before_anything_is_loaded():
    words = "import sys; import dashboards.start, forecasting.worker_start; print('numpy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", words], capture_output=True, text=True, check=True, cwd=PROJECT
    )
    assert done.stdout.strip() == "False"


def test_what_a_task_raises_is_raised(monkeypatch):
    def refuse(_: int) -> None:
        raise ForecastError("nein")

    with pytest.raises(ForecastError, match="nein"):
        list(Scheduler(Here(), 1).results([Task(refuse, 0, (), 1)]))


def _total(values: np.ndarray, more: int) -> float:
    return float(values.sum()) + more


def test_a_large_argument_travels_small():
    class Wire(Here):
        sent: ClassVar[list[int]] = []

        def submit(self, fn, /, *args, **kwargs):
            packed = pickle.dumps((fn, args))
            Wire.sent.append(len(packed))
            fn, args = pickle.loads(packed)
            return super().submit(fn, *args, **kwargs)

    shared = np.zeros(1_000_000)
    opened = Scheduler(Wire(), 1, is_packed=True)
    tasks = [Task(_total, shared, (i,), 1) for i in range(3)]
    assert [result for _, result in opened.results(tasks)] == [0, 1, 2]
    assert max(Wire.sent) < 100_000


def test_results_come_in_order_and_few_wait():
    class Late(Here):
        waiting = 0

        def submit(self, fn, /, *args, **kwargs):
            Late.waiting += 1
            return super().submit(fn, *args, **kwargs)

    results = Scheduler(Late(), 1).results(Task(lambda value: value, i, (), 1) for i in range(50))
    assert next(results)[1] == 0
    assert Late.waiting <= 4
    assert [value for _, value in results] == list(range(1, 50))


def test_a_broken_executor_is_not_asked_again():
    class Broken(Here):
        def submit(self, fn, /, *args, **kwargs) -> Future:
            raise BrokenExecutor

    opened = Scheduler(Broken(), 2, (BrokenExecutor,))
    assert [value for _, value in opened.results([Task(lambda value: value, 7, (), 1)])] == [7]


@pytest.mark.parametrize(
    ("scenarios", "workers", "sizes"),
    [(1, 2, [1]), (3, 2, [2, 1]), (8, 1, [8]), (8, 2, [4, 4]), (8, 3, [3, 2, 3]), (5, 8, [1] * 5)],
)
def test_groups_hold_every_scenario_once_and_keep_workers_busy(scenarios, workers, sizes):
    given = list(range(scenarios))
    groups = scenario_groups(given, 1000, workers)
    assert [one for group in groups for one in group] == given
    assert [len(group) for group in groups] == sizes


def test_a_large_root_runs_few_scenarios_at_the_same_time():
    groups = scenario_groups(list(range(8)), 4e9, 2)
    assert [len(group) for group in groups] == [1] * 8


@pytest.mark.parametrize(("gigabytes", "sizes"), [(4, [2] * 4), (8, [2] * 4), (16, [4, 4]), (64, [4, 4])])
def test_a_small_computer_runs_fewer_scenarios_at_the_same_time(gigabytes, sizes, monkeypatch):
    pages = {"SC_PHYS_PAGES": gigabytes * 2**18, "SC_PAGE_SIZE": 4096}
    monkeypatch.setattr(run_tasks.os, "sysconf", pages.__getitem__, raising=False)
    region = run_tasks.BYTES_PER_CELL * 110 * 404 * 1000
    assert [len(group) for group in scenario_groups(list(range(8)), region, 2)] == sizes


def test_a_cluster_that_does_not_answer_is_named(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setenv(scheduler.ADDRESS, "tcp://127.0.0.1:9")
    monkeypatch.setattr(scheduler, "SECONDS_TO_ANSWER", 1)
    with (
        pytest.raises(ForecastError, match=r"127\.0\.0\.1:9.*antwortet nicht"),
        open_scheduler(0, lambda _: None),
    ):
        pass


def test_a_cluster_needs_its_package(monkeypatch):
    monkeypatch.setenv(scheduler.ADDRESS, "tcp://127.0.0.1:9")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ForecastError, match=r"kohorte\[cluster\]"), open_scheduler(0, lambda _: None):
        pass


def test_other_code_in_the_cluster_is_refused():
    with pytest.raises(ForecastError, match="andere Fassung"):
        scheduler._check_workers("tcp://x", {"tcp://a": scheduler.code_version(), "tcp://b": "0"})
    with pytest.raises(ForecastError, match="keinen Rechner"):
        scheduler._check_workers("tcp://x", {})


def test_what_a_killed_run_left_is_removed(mini_home, tmp_path):
    home = copied(mini_home, tmp_path / "home")
    home.forecasts.mkdir()
    for name in ("0123456789abcdef.part", "0123456789abcdef.part.wal"):
        (home.forecasts / name).write_bytes(b"half")
    report = run_forecast(home, scenarios=["basis"], settings=RunSettings(draws=2, horizon=1))
    assert not list(home.forecasts.glob("*.part*"))
    assert report.path.exists()


def test_a_killed_run_leaves_the_old_one_current(mini_home, tmp_path):
    home = copied(mini_home, tmp_path / "home")
    first = run_forecast(home, scenarios=["basis"], settings=RunSettings(draws=2, horizon=1))
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from forecasting import run_book\n"
        "from forecasting.run import RunSettings, run_forecast\n"
        "from warehouse.settings import Home\n"
        "run_book.RunBook.close = lambda self: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"run_forecast(Home(Path({str(home.root)!r})), scenarios=['basis'], "
        "settings=RunSettings(draws=3, horizon=1))\n"
    )
    env = os.environ | {"PYTHONPATH": str(PROJECT)}
    done = subprocess.run([sys.executable, "-c", script], timeout=120, check=False, env=env)
    assert done.returncode == -signal.SIGKILL
    assert first.run_id in (home.forecasts / "current.json").read_text(encoding="utf-8")
    assert len(list(home.forecasts.glob("*.part"))) == 1
    run_forecast(home, scenarios=["basis"], settings=RunSettings(draws=3, horizon=1))
    assert not list(home.forecasts.glob("*.part*"))


def test_workers_keep_memory_in_small_pages_and_the_caller_stays_as_it_was():
    before = dict(os.environ)
    with worker_surroundings():
        assert SMALL_PAGES.items() | KEPT_MEMORY.items() <= os.environ.items()
    assert dict(os.environ) == before
