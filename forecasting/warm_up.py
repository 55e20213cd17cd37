"""Machine code of all a forecast needs, made before the first one: `python -m forecasting.warm_up`.

Compiling takes as long as half a forecast, once per computer and version. Started beside work that waits for
disks or for one core, it costs nobody any time. What is there already is only looked up.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from forecasting.components import FEMALE
from forecasting.jump_off import ARRIVALS, DEPARTURES, Places, Register, Root
from forecasting.run_root import forecast_scenarios, prepare_model
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings
from forecasting.standards import age_structure, fertility_shape, move_shape, prospective_deaths

AGS = ("03000001", "03000002")
LEAVES = tuple(f"{ags}-{number}" for ags in AGS for number in range(2))
# Residents of a leaf, and the share of those at the age of moving who arrive and leave in each direction.
PEOPLE, MOVING = 4000.0, 0.05
YEARS = tuple(range(2018, 2025))


def warm_up() -> None:
    """Forecast a small invented association for one year."""
    settings = RunSettings(draws=2, horizon=1)
    model = prepare_model(_register(), settings)
    for _ in forecast_scenarios(model, read_scenarios(("basis",))):
        pass


@contextmanager
def warming() -> Iterator[None]:
    """Warm up in a process of its own beside the block; what fails there is made by the forecast itself."""
    words, nowhere = [sys.executable, "-m", __name__], subprocess.DEVNULL
    with subprocess.Popen(words, stdin=nowhere, stdout=nowhere, stderr=nowhere) as process:
        done = False
        try:
            yield
            done = True
        finally:
            if not done:
                # Who hears of a fault should not wait for machine code.
                process.kill()


def _register() -> Register:
    """Return an association of two municipalities that stays as it is."""
    root = Root("warm", "verband", "Warm")
    municipality = np.repeat(np.arange(len(AGS)), 2)
    above = (municipality == np.arange(len(AGS))[:, np.newaxis]).astype(float)
    membership = np.concatenate([np.eye(len(LEAVES)), above, np.ones((1, len(LEAVES)))])
    places = Places(root, LEAVES, ("",) * len(LEAVES), AGS, municipality, (*LEAVES, *AGS, "warm"), membership)
    structure = age_structure(YEARS[-1])
    start = np.broadcast_to(structure / structure.sum() * PEOPLE / 2, (len(LEAVES), 2, *structure.shape))
    stock = np.repeat(start[np.newaxis], len(YEARS) + 1, axis=0)
    births = np.zeros_like(stock[1:])
    births[:, :, :, FEMALE] = stock[1:, :, :, FEMALE] * fertility_shape()
    moves = stock[1:] * move_shape() * MOVING
    crossing = np.full((len(YEARS), len(AGS), len(AGS)), moves[0].sum() / len(AGS) ** 2)
    known = np.ones(len(LEAVES), dtype=bool)
    return Register(
        places,
        YEARS,
        stock,
        births,
        stock[1:] * prospective_deaths(),
        dict.fromkeys(ARRIVALS, moves),
        dict.fromkeys(DEPARTURES, moves),
        crossing,
        moves * 0.01,
        dict.fromkeys(("births", "deaths", "moves", "move_ages", "naturalisations"), known),
        (),
    )


if __name__ == "__main__":
    warm_up()
