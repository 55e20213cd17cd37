"""Bands nobody can claim: children under six from ten years on, unless a named scenario says how births go.

Fertility of the years to come is common to all areas and fell by a quarter in ten years without warning
(backtest.md § 1, § 6). Mean and median stay, quantiles around them are not stored: NULL, never 0.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from forecasting.backtest.bands import WITHHELD_FROM
from forecasting.calibrated_results import CARE_AGES
from forecasting.components import Array
from forecasting.kita import BANDS as CARE_BANDS
from forecasting.quantiles import COLUMNS
from forecasting.results import ScenarioResult, band_list
from forecasting.scenario import Scenario

# Oldest age whose band is withheld.
OLDEST_CHILD = 5
SPREAD = [COLUMNS.index(name) for name in ("q10", "q25", "q75", "q90")]


def has_fertility_scenario(scenarios: Sequence[Scenario]) -> bool:
    """Return whether one of the scenarios names a path of births."""
    return any("fertility" in scenario.changes.families for scenario in scenarios)


def without_child_bands(result: ScenarioResult) -> ScenarioResult:
    """Return the result without the bands of children under six from ten years on."""
    bands = [i for i, band in enumerate(band_list(result.cells.shape[2])) if band.age_to <= OLDEST_CHILD]
    care = [i for i, band in enumerate(CARE_BANDS) if CARE_AGES[band][1] <= OLDEST_CHILD]
    cells = result.cells.copy()
    for column in SPREAD:
        cells[WITHHELD_FROM - 1 :, ..., : OLDEST_CHILD + 1, column] = np.nan
    return replace(
        result,
        cells=cells,
        bands=_blanked(result.bands, WITHHELD_FROM, bands),
        demand=_blanked(result.demand, WITHHELD_FROM - 1, care),
    )


def withheld_note(scenarios: Sequence[Scenario], horizon: int) -> tuple[str, ...]:
    """Return a German note where bands are withheld."""
    if has_fertility_scenario(scenarios) or horizon < WITHHELD_FROM:
        return ()
    return (
        f"Kinder unter 6 Jahren: ab {WITHHELD_FROM} Jahren nach dem Basisjahr ist keine Spanne angegeben. "
        "Sie hängt an Geburten je Frau, die niemand so weit kennt. Mit einem benannten Szenario der Geburten "
        "im selben Lauf (eine Datei mit „fertility“) wird sie angegeben.",
    )


def _blanked(values: Array, first: int, items: Sequence[int]) -> Array:
    """Return a copy of (year, area, item, 6) without the spread of `items` from year `first` on."""
    blanked = values.copy()
    for item in items:
        for column in SPREAD:
            blanked[first:, :, item, column] = np.nan
    return blanked
