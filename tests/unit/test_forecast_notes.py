"""Notes of a run: what holds for several scenarios is said once, what a model does not use is not said."""

from dataclasses import replace

import numpy as np

from forecasting.run_book import cut_note
from forecasting.run_root import prepare_model
from forecasting.settings import RunSettings
from tests.unit.test_forecast_rates import made_up_register


def test_cut_departures_are_one_sentence_that_names_the_scenarios():
    (note,) = cut_note("R", {"Basis": 3.2, "Obere": 12.0, "Untere": 0.4})
    assert "Basis bis zu 3, Obere bis zu 12" in note
    assert "Untere" not in note
    assert cut_note("R", {"Basis": 1.0}) == ()


def test_a_root_that_is_only_counted_is_not_told_of_inferred_components():
    register = made_up_register()
    nothing = {name: np.zeros_like(flags) for name, flags in register.delivered.items()}
    counted = prepare_model(replace(register, delivered=nothing), RunSettings(draws=2, horizon=1)).notes
    assert any("nur Bestände" in note for note in counted)
    assert not [note for note in counted if "wurden nicht geliefert" in note]
