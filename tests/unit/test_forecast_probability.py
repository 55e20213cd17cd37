"""The probability of a scenario is the share of Basis draws at or beyond it, and a decision has none."""

import numpy as np
import pytest

from forecasting.probability import missing_note, probability_rows, scenario_ends, share_beyond
from forecasting.scenario import read_scenarios

DRAWS = np.arange(1, 101, dtype=float)  # median 50.5


@pytest.mark.parametrize(
    ("value", "share", "side"),
    [(90.0, 0.11, 1), (10.0, 0.10, -1), (100.5, 0.0, 1), (50.7, np.nan, 0), (51.0, 0.50, 1)],
)
def test_the_share_counts_draws_at_or_beyond_away_from_the_median(value: float, share: float, side: int):
    found, found_side = share_beyond(DRAWS, np.array(value))
    assert found == pytest.approx(share, nan_ok=True)
    assert found_side == side


def ends_of(*names: str) -> list:
    """Two areas, seven years, hundred draws; each scenario is the Basis plus 40 in the first area."""
    totals = np.broadcast_to(DRAWS, (8, 2, 100)).copy()
    moved = totals + np.array([40.0, 0.0])[:, np.newaxis]
    return [
        scenario_ends(one, ("a", "b"), 2024, totals if one.id == "basis" else moved)
        for one in read_scenarios(names)
    ]


def test_rows_hold_every_area_and_lead_and_a_decision_has_no_probability():
    rows = probability_rows("r", ends_of("basis", "obere", "ohne_neubau", "null_wanderung"))
    assert {row["scenario"] for row in rows} == {"obere", "ohne_neubau", "null_wanderung"}
    assert sorted({row["year"] for row in rows}) == [2029, 2031]
    upper = {row["area_id"]: row for row in rows if row["scenario"] == "obere"}
    assert upper["a"]["probability"] == pytest.approx(0.10)
    assert (upper["a"]["direction"], upper["a"]["value"], upper["a"]["basis_median"]) == ("mehr", 90.5, 50.5)
    assert (upper["b"]["direction"], upper["b"]["probability"]) == ("gleich", None)
    assert all(row["probability"] is None for row in rows if row["scenario"] != "obere")


def test_without_the_basis_there_are_no_rows_but_a_note():
    assert probability_rows("r", ends_of("obere")) == []
    assert "Obere Variante" in missing_note(read_scenarios(("obere", "ohne_neubau")))[0]
    assert missing_note(read_scenarios(("ohne_neubau",))) == ()
    assert missing_note(read_scenarios(("basis", "obere"))) == ()
