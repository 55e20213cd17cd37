"""Children under six have no band from ten years on, unless a scenario names how births go."""

import numpy as np
import pytest

from forecasting.backtest.bands import WITHHELD_FROM
from forecasting.kita import BANDS as CARE_BANDS
from forecasting.quantiles import COLUMNS
from forecasting.results import ScenarioResult, band_list
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings
from forecasting.withheld import has_fertility_scenario, withheld_note, without_child_bands

HORIZON, BANDS = 12, band_list(1)
CHILDREN = [i for i, band in enumerate(BANDS) if band.age_to <= 5]
MIDDLE = [COLUMNS.index("mean"), COLUMNS.index("median")]
OUTER = [COLUMNS.index("q10"), COLUMNS.index("q90")]


@pytest.fixture
def result() -> ScenarioResult:
    return ScenarioResult(
        cells=np.ones((HORIZON, 3, 1, 2, 101, 6), np.float32),
        bands=np.ones((HORIZON + 1, 4, len(BANDS), 6), np.float32),
        indicators=np.ones((HORIZON + 1, 4, 1, 6)),
        components=np.ones((HORIZON, 4, 1, 6)),
        demand=np.ones((HORIZON, 4, len(CARE_BANDS), 6), np.float32),
        demand_draws=np.ones((HORIZON, 4, len(CARE_BANDS), 5)),
        children_draws=np.ones((HORIZON, 3, 12, 5)),
        total_draws=np.ones((HORIZON + 1, 4, 5)),
        cut=0.0,
    )


def test_quantiles_are_missing_from_ten_years_on_and_points_stay(result):
    held = without_child_bands(result)
    # Year 0 is the jump-off in bands, the first forecast year in cells.
    late, early = held.bands[WITHHELD_FROM:][:, :, CHILDREN], held.bands[:WITHHELD_FROM]
    assert np.isnan(late[..., OUTER]).all()
    assert (late[..., MIDDLE] == 1).all()
    assert (early == 1).all()
    assert np.isnan(held.cells[WITHHELD_FROM - 1 :, :, :, :, :6][..., OUTER]).all()
    assert (held.cells[: WITHHELD_FROM - 1] == 1).all()
    assert (held.cells[..., MIDDLE] == 1).all()


def test_older_ages_and_sums_keep_their_band(result):
    held = without_child_bands(result)
    others = [i for i in range(len(BANDS)) if i not in CHILDREN]
    assert len(CHILDREN) == 2
    assert (held.bands[:, :, others] == 1).all()
    assert (held.cells[:, :, :, :, 6:] == 1).all()
    assert (held.demand[..., CARE_BANDS.index("grundschule"), :] == 1).all()
    assert np.isnan(held.demand[WITHHELD_FROM - 1 :, :, CARE_BANDS.index("u3")][..., OUTER]).all()


def test_only_a_named_path_of_births_gives_a_band_and_the_note_says_so(tmp_path):
    shipped = read_scenarios(("basis", "obere"))
    assert not has_fertility_scenario(shipped)
    (note,) = withheld_note(shipped, RunSettings().horizon)
    assert "keine Spanne" in note
    assert "„fertility“" in note
    assert withheld_note(shipped, WITHHELD_FROM - 1) == ()
    text = (
        "title: Weniger Geburten\nnarrative: Probe.\nreasons: [Probe]\nauthor: Test\ndate: 2026-01-01\n"
        "kind: variante\nparents: [basis]\nchanges:\n  fertility: {0: 1.0, 10: 0.8}\n"
    )
    (tmp_path / "weniger.yml").write_text(text, encoding="utf-8")
    named = read_scenarios(("basis", str(tmp_path / "weniger.yml")))
    assert has_fertility_scenario(named)
    assert withheld_note(named, 20) == ()
