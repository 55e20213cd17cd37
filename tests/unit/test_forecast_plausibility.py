"""Every gate stops a run that was broken on purpose, names the place, and lets the sound one through."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.cohort_component import project_years
from forecasting.collect import collect_results
from forecasting.components import Components
from forecasting.errors import ForecastError
from forecasting.plausibility import Case, check_components, check_result, mobility
from forecasting.rates import estimate_rates, jump_off_population, scenario_components
from forecasting.results import COMPONENTS, ScenarioResult
from forecasting.scenario import read_scenarios
from forecasting.settings import RunSettings
from tests.unit.test_forecast_rates import made_up_register

HORIZON = 4


@pytest.fixture(scope="module")
def register():
    """The made-up register with its three municipalities and the root as areas of results."""
    whole = made_up_register()
    leaves, municipality = whole.places.leaves, whole.places.municipality
    above = [(municipality == index).astype(float) for index in range(3)]
    membership = np.vstack([np.eye(len(leaves)), *above, np.ones(len(leaves))])
    return replace(
        whole, places=replace(whole.places, areas=(*leaves, "x", "y", "z", "V"), membership=membership)
    )


@pytest.fixture(scope="module")
def case(register) -> Case:
    return Case(register.places, "Basis", 2024)


@pytest.fixture(scope="module")
def components(register) -> Components:
    rates = estimate_rates(register, RunSettings())
    return scenario_components(rates, read_scenarios(("basis",))[0], HORIZON, 2025)


@pytest.fixture(scope="module")
def result(register, components) -> ScenarioResult:
    start = jump_off_population(register)
    found = collect_results(project_years(start, components), start, register.places, HORIZON, 1)
    # The smallest made-up municipality takes in more than any real one could; that would be noted.
    still = np.repeat(found.total_draws[:1], HORIZON + 1, axis=0)
    return replace(found, total_draws=still)


def test_a_sound_run_passes_without_a_word(case, components, result, register):
    assert check_components(case, components, register.stock[-1]) == ()
    assert check_result(case, result) == ()


def broken(result: ScenarioResult, name: str, place: tuple, value: float) -> ScenarioResult:
    values = getattr(result, name).copy()
    values[place] = value
    return replace(result, **{name: values})


BIRTHS, MOVES_IN = COMPONENTS.index("births"), COMPONENTS.index("moves_in")


@pytest.mark.parametrize(
    ("name", "place", "value", "message"),
    [
        ("cells", (1, 2, 0, 1, 30, 3), np.nan, "Gebiet 2, Jahr 2026 fehlt eine Zahl"),
        ("cells", (3, 0, 0, 1, 30, 1), -3.0, "Gebiet 0, Jahr 2028 steht eine negative Zahl: -3"),
        ("demand", (0, 1, 0, 0), -2.0, "Gebiet 1, Jahr 2025 steht eine negative Zahl"),
        ("bands", (2, 15, 0, 5), 1.0, "Gebiet V, Jahr 2026 sind die Quantile nicht"),
        ("components", (0, 3, BIRTHS, 0), 9999.0, "Gebiet 3, Jahr 2025 erklären Geburten, Sterbefälle"),
        ("bands", (4, 1, 0, 0), 4000.0, "Gebiet 1, Jahr 2028 erklären"),
    ],
)
def test_a_broken_number_is_refused_with_area_year_and_value(case, result, name, place, value, message):
    with pytest.raises(ForecastError, match=message) as error:
        check_result(case, broken(result, name, place, value))
    assert "Verband, Basis" in str(error.value)
    assert "nicht veröffentlicht" in str(error.value)


def test_moves_inside_a_municipality_must_meet(case, result):
    flows = result.components.copy()
    # One more arrives and one more is born away, so that the balance itself holds.
    flows[1, 12, MOVES_IN, 0] += 50
    flows[1, 12, BIRTHS, 0] -= 50
    with pytest.raises(ForecastError, match=r"Gebiet x, Jahr 2026 kommen bei Umzügen .*: 50"):
        check_result(case, replace(result, components=flows))


def test_newborn_boys_and_girls_keep_their_ratio(case, result):
    cells = result.cells.copy()
    cells[2, :, :, 0, 0] *= 1.3
    with pytest.raises(ForecastError, match=r"Gebiet V, Jahr 2027 kommen unter den Neugeborenen.*1,3"):
        check_result(case, replace(result, cells=cells))


def with_boys(result: ScenarioResult, ratio: float) -> ScenarioResult:
    """The same result with so many boys per girl in the second year."""
    cells = result.cells.copy()
    cells[1, :, :, 0, 0] = cells[1, :, :, 1, 0] * ratio
    return replace(result, cells=cells)


def test_a_share_of_boys_from_counts_may_lie_off_by_chance_and_noise_and_no_more(case, result):
    """A thousand infants counted in five years: a standard error of 0.033 boys per girl, with noise more."""
    counted = replace(case, infants=1000.0)
    few = with_boys(result, 0.93)
    with pytest.raises(ForecastError, match="Jungen auf ein Mädchen: 0,93"):
        check_result(case, few)
    assert check_result(counted, few) == ()
    for ratio in (0.85, 1.25):
        with pytest.raises(ForecastError, match="Jungen auf ein Mädchen"):
            check_result(counted, with_boys(result, ratio))
    released = replace(case.places, root=replace(case.places.root, noise_variance=2.5))
    least, largest = replace(counted, places=released).sex_ratio
    assert least < counted.sex_ratio[0] < 1.0 < 1.1 < counted.sex_ratio[1] < largest
    # the noise of ten numbers is little beside the chance of a thousand births
    assert counted.sex_ratio[0] - least < 0.002


def test_impossible_births_and_deaths_are_refused(case, components, register):
    fertility = components.fertility.copy()
    fertility[:, 4] *= 10
    with pytest.raises(ForecastError, match="Gebiet 4, Jahr 2025 sind die Kinder je Frau unmöglich"):
        check_components(case, replace(components, fertility=fertility), register.stock[-1])
    deadly = np.minimum(components.death_probability * 60, 1.0)
    with pytest.raises(ForecastError, match="Lebenserwartung der Männer"):
        check_components(case, replace(components, death_probability=deadly), register.stock[-1])


def test_unusual_births_are_noted(case, components, register):
    fertility = components.fertility.copy()
    fertility[:, 4] *= 0.4
    (note,) = check_components(case, replace(components, fertility=fertility), register.stock[-1])
    assert "Kinder je Frau in 4 (0,6" in note


def test_the_old_do_not_move_more_than_the_young(case, components, register):
    people = register.stock[-1]
    young = mobility(components, people)
    assert 18 <= young[16:].argmax() + 16 <= 34
    turned = replace(components, out_rate=components.out_rate[..., ::-1], internal=())
    with pytest.raises(ForecastError, match=r"Ältere .65 bis 79. ziehen mit .* häufiger um"):
        check_components(case, turned, people)
    level = replace(components, out_rate=np.full_like(components.out_rate, 0.05), internal=())
    notes = check_components(case, level, people)
    assert any("fast so oft um wie junge Erwachsene" in note for note in notes)


def test_strong_growth_is_noted(case, result):
    draws = result.total_draws.copy()
    draws[-1, 2] *= 2
    (note,) = check_result(case, replace(result, total_draws=draws))
    assert "Sehr starke Veränderung bis 2028: 2 (" in note
