"""The same run on a local Dask cluster of two workers: the same bits, also when one worker is killed."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from forecasting import run_tasks, scheduler
from forecasting.run import run_forecast
from tests.conftest import PROJECT
from tests.unit.test_forecast_scheduler import SETTINGS, alone, copied, tables
from warehouse.settings import Home

pytestmark = pytest.mark.slow

distributed = pytest.importorskip("distributed")
__all__ = ["alone"]
SECONDS = 60


class Cluster:
    """A Dask scheduler and two workers on loopback, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder, folder / "scheduler.json"
        self.processes = [
            self.start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        ]
        self.address = self.wait_for_address()
        self.workers = [self.start("dask_worker", "--no-nanny", "--nthreads", "1") for _ in range(2)]
        self.processes += self.workers
        with distributed.Client(self.address, timeout=SECONDS, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=SECONDS)

    def start(self, command: str, *options: str) -> subprocess.Popen:
        log = (self.folder / f"{command}.log").open("ab")
        words = [sys.executable, "-m", f"distributed.cli.{command}", "--scheduler-file", str(self.file)]
        same_code = os.environ | {"PYTHONPATH": str(PROJECT)}
        return subprocess.Popen([*words, *options], stdout=log, stderr=log, cwd=self.folder, env=same_code)

    def wait_for_address(self) -> str:
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            if self.file.exists():
                try:
                    return distributed.Client(
                        scheduler_file=str(self.file), timeout=SECONDS, set_as_default=False
                    ).scheduler.address
                except (ValueError, OSError):
                    # The file is still being written.
                    pass
            time.sleep(0.1)
        raise TimeoutError("the scheduler did not start")

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait(SECONDS)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    running = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        yield running
    finally:
        running.stop()


def test_a_cluster_gives_the_same_bits(cluster, alone, mini_home: Home, tmp_path, monkeypatch):
    monkeypatch.setenv(scheduler.ADDRESS, cluster.address)
    heard: list[float] = []
    report = run_forecast(copied(mini_home, tmp_path / "home"), settings=SETTINGS, share=heard.append)
    divided = tables(report.path)
    for name, table in alone.items():
        assert divided[name].equals(table), name
    assert heard[-1] == 1.0


def test_a_killed_worker_loses_nothing(cluster, alone, mini_home: Home, tmp_path, monkeypatch):
    monkeypatch.setenv(scheduler.ADDRESS, cluster.address)
    victim = cluster.workers[0]
    submit = scheduler.Scheduler._submit
    submitted = []

    def submit_and_kill(self: scheduler.Scheduler, task: scheduler.Task) -> object:
        submitted.append(submit(self, task))
        # The past and the first scenarios are under way, on both workers, by now.
        if len(submitted) == 3:
            victim.send_signal(signal.SIGKILL)
        return submitted[-1]

    monkeypatch.setattr(scheduler.Scheduler, "_submit", submit_and_kill)
    monkeypatch.setattr(run_tasks, "memory", lambda: 1.0)
    report = run_forecast(copied(mini_home, tmp_path / "home"), settings=SETTINGS)
    assert victim.wait(SECONDS) == -signal.SIGKILL
    assert len(submitted) >= 4
    divided = tables(report.path)
    for name, table in alone.items():
        assert divided[name].equals(table), name
