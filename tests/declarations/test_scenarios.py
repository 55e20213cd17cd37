"""Every scenario file is understood, says who and why, and can be projected for a year."""

from pathlib import Path

import numpy as np
import pytest

from forecasting.cohort_component import project_years
from forecasting.errors import ScenarioError
from forecasting.rates import estimate_rates, jump_off_population, scenario_components
from forecasting.scenario import DEFAULT_SCENARIOS, SCENARIOS, Scenario, read_scenario, read_scenarios
from forecasting.settings import RunSettings
from tests.unit.test_forecast_rates import made_up_register

NAMES = sorted(path.stem for path in SCENARIOS.glob("*.yml"))


@pytest.fixture(params=NAMES)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return read_scenario(SCENARIOS / f"{request.param}.yml")


def test_it_speaks_german_and_names_its_author(scenario: Scenario):
    assert scenario.title
    assert scenario.author
    assert len(scenario.narrative.split()) >= 12


def test_its_parents_exist_and_only_the_basis_has_none(scenario: Scenario):
    assert set(scenario.parents) <= set(NAMES)
    assert (scenario.id == "basis") == (not scenario.parents)


def test_it_changes_something_unless_it_is_the_basis(scenario: Scenario):
    changes = scenario.changes.model_dump(exclude_defaults=True)
    assert (scenario.id == "basis") == (not changes)


def test_one_year_balances(scenario: Scenario):
    register = made_up_register()
    rates = estimate_rates(register, RunSettings())
    start = jump_off_population(register)
    (year,) = project_years(start, scenario_components(rates, scenario, 1, 2025))
    change = year.population.sum() - start.sum()
    flows = year.births - year.deaths + year.in_migration - year.out_migration
    assert change == pytest.approx(flows.sum(), abs=1e-6)
    assert np.isfinite(year.population).all()


def test_the_default_scenarios_come_in_screen_order():
    assert [one.id for one in read_scenarios()][:3] == list(DEFAULT_SCENARIOS)


def write(folder: Path, text: str) -> Path:
    path = folder / "probe.yml"
    path.write_text(
        "title: T\nnarrative: N\nauthor: A\ndate: 2024-01-01\nkind: mittel\n" + text, encoding="utf-8"
    )
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("changes: {fertilty: {0: 1.1}}", "changes.fertilty"),
        ("colour: red", "colour"),
        ("changes: {in_migration: {3: -0.5}}", "Faktoren von 0 bis 5"),
        ("changes: {mortality_improvement: 0.5}", "mortality_improvement"),
        ("changes: [", "kein gültiges YAML"),
    ],
)
def test_a_mistake_is_named_with_file_and_key(tmp_path: Path, text: str, message: str):
    with pytest.raises(ScenarioError, match=message) as error:
        read_scenario(write(tmp_path, text))
    assert "probe.yml" in str(error.value)


def test_an_unknown_scenario_lists_the_known_ones():
    with pytest.raises(ScenarioError, match="basis"):
        read_scenarios(("gibtsnicht",))


def test_a_path_is_straight_between_its_points(tmp_path: Path):
    scenario = read_scenario(write(tmp_path, "changes: {fertility: {0: 1.0, 4: 1.2}}"))
    assert scenario.changes.path("fertility", 6) == pytest.approx([1.05, 1.1, 1.15, 1.2, 1.2, 1.2])
    assert scenario.changes.path("out_migration", 2).tolist() == [1, 1]
