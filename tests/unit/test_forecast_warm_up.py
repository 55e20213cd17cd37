"""Machine code is made beside other work: afterwards a forecast has nothing left to compile."""

import os
import subprocess
import sys

import pytest

from forecasting import warm_up
from tests.conftest import PROJECT
from tests.unit.test_forecast_scheduler import copied
from warehouse.settings import Home

pytestmark = pytest.mark.slow

SCRIPT = """
import sys
from pathlib import Path

from numba.core.dispatcher import Dispatcher

from forecasting.run import RunSettings, run_forecast
from forecasting.warm_up import warm_up
from warehouse.settings import Home


def signatures():
    modules = [module for name, module in list(sys.modules.items()) if name.startswith("forecasting.")]
    functions = [one for module in modules for one in vars(module).values() if isinstance(one, Dispatcher)]
    return {(one.__module__, one.__name__, str(made)) for one in functions for made in one.signatures}


warm_up()
before = signatures()
run_forecast(Home(Path(sys.argv[1])), scenarios=["basis"], settings=RunSettings(draws=4, horizon=2))
missing = signatures() - before
assert len(before) > 5, before
assert not missing, missing
"""


def test_after_the_warm_up_a_run_compiles_nothing(mini_home: Home, tmp_path):
    home = copied(mini_home, tmp_path / "home")
    words = [sys.executable, "-c", SCRIPT, str(home.root)]
    done = subprocess.run(
        words, env=os.environ | {"PYTHONPATH": str(PROJECT)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_fault_does_not_wait_for_machine_code(monkeypatch):
    class Endless(subprocess.Popen):
        def __init__(self, _: list[str], **options: int) -> None:
            super().__init__([sys.executable, "-c", "import time; time.sleep(600)"], **options)
            started.append(self)

    started: list[subprocess.Popen] = []
    monkeypatch.setattr(warm_up.subprocess, "Popen", Endless)
    with pytest.raises(ValueError, match="Lieferung"), warm_up.warming():
        raise ValueError("Lieferung")
    assert started[0].returncode != 0
