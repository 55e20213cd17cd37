"""Every scenario file is understood, says who and why, changes one thing, and can be projected for a year."""

from pathlib import Path

import numpy as np
import pytest

from forecasting.cohort_component import project_years
from forecasting.errors import ScenarioError
from forecasting.rates import estimate_rates, jump_off_population, scenario_components
from forecasting.scenario import (
    DEFAULT_SCENARIOS,
    FIRST,
    SCENARIOS,
    Scenario,
    read_scenario,
    read_scenarios,
)
from forecasting.settings import RunSettings
from tests.unit.test_forecast_rates import made_up_register
from warehouse.settings import Home

NAMES = sorted(path.stem for path in SCENARIOS.glob("*.yml"))
HEAD = "title: T\nnarrative: N\nreasons: [G]\nauthor: A\ndate: 2024-01-01\nkind: {kind}\n"


@pytest.fixture(params=NAMES)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return read_scenario(SCENARIOS / f"{request.param}.yml")


def test_it_speaks_german_and_names_its_author_and_reasons(scenario: Scenario):
    assert scenario.title
    assert scenario.author
    assert len(scenario.narrative.split()) >= 12
    assert all(len(reason.split()) >= 4 for reason in scenario.reasons)


def test_its_parents_exist_and_only_the_basis_has_none(scenario: Scenario):
    assert set(scenario.parents) <= set(NAMES)
    assert (scenario.id == "basis") == (not scenario.parents)


def test_it_changes_one_driver_family_unless_it_is_the_basis(scenario: Scenario):
    assert len(scenario.changes.families) == (scenario.id != "basis")


def test_one_year_balances(scenario: Scenario):
    register = made_up_register()
    rates = estimate_rates(register, RunSettings())
    start = jump_off_population(register)
    (year,) = project_years(start, scenario_components(rates, scenario, 1, 2025))
    change = year.population.sum() - start.sum()
    flows = year.births - year.deaths + year.in_migration - year.out_migration
    assert change == pytest.approx(flows.sum(), abs=1e-6)
    assert np.isfinite(year.population).all()


def test_the_shipped_scenarios_are_the_eight_of_the_field_in_screen_order():
    assert tuple(one.id for one in read_scenarios()) == FIRST
    assert DEFAULT_SCENARIOS == FIRST
    assert [one.id for one in read_scenarios() if one.has_probability] == [
        "untere", "obere", "flucht_gering", "flucht_hoch"
    ]  # fmt: skip


def write(folder: Path, text: str, name: str = "probe", kind: str = "was_waere_wenn") -> Path:
    path = folder / f"{name}.yml"
    path.write_text(HEAD.format(kind=kind) + text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("changes: {fertilty: {0: 1.1}}", "Zeile 7: Schlüssel „changes.fertilty“ ist unbekannt"),
        ("colour: red", "Zeile 7: Schlüssel „colour“ ist unbekannt"),
        ("changes:\n  in_migration:\n    3: -0.5", "Zeile 9: changes.in_migration im Jahr 3 = -0.5"),
        ("changes: {flight_migration: {1: 80}}", "Personen je 1000 Einwohner von -20 bis 50"),
        ("changes:\n  mortality_improvement: 0.5", "Zeile 8: .*mortality_improvement“ ist zu groß"),
        ("changes:\n  fertility: {bald: 1}", "Zeile 8: .*changes.fertility.bald“ ist kein ganzes Jahr"),
        ("parents:\n  - basis\n  - 7", "Zeile 9: .*parents.1“ ist kein Text"),
        ("changes: [", "Zeile 7: kein gültiges YAML"),
    ],
)  # fmt: skip
def test_a_mistake_is_named_with_file_line_and_key(tmp_path: Path, text: str, message: str):
    with pytest.raises(ScenarioError, match=message) as error:
        read_scenario(write(tmp_path, text))
    assert "probe.yml" in str(error.value)


def test_a_missing_key_and_an_unknown_kind_are_named(tmp_path: Path):
    path = write(tmp_path, "", kind="irgendwas")
    with pytest.raises(ScenarioError, match="Zeile 6: Schlüssel „kind“ hat einen unbekannten Wert"):
        read_scenario(path)
    path.write_text("title: T\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="„narrative“ fehlt"):
        read_scenario(path)


def test_an_unknown_scenario_lists_the_known_ones_and_those_of_the_home(tmp_path: Path):
    (tmp_path / "szenarien").mkdir()
    write(tmp_path / "szenarien", "parents: [basis]\nchanges: {fertility: {0: 1.2}}", "meine")
    with pytest.raises(ScenarioError, match=r"Vorhanden sind: basis, .*null_wanderung, meine\."):
        read_scenarios(("gibtsnicht",), Home(tmp_path))
    (mine,) = read_scenarios(("meine",), Home(tmp_path))
    assert mine.changes.path("fertility", 2).tolist() == [1.2, 1.2]
    with pytest.raises(ScenarioError, match="gibt es nicht"):
        read_scenarios(("meine",))


def test_a_file_is_named_by_its_path_and_finds_its_neighbours(tmp_path: Path):
    write(tmp_path, "parents: [obere]\nchanges: {out_migration: {0: 0.9}}", "enkel")
    path = write(tmp_path, "parents: [enkel, untere]", "kind", kind="kombination")
    (scenario,) = read_scenarios((str(path),))
    assert scenario.changes.path("in_migration", 9)[-1] == pytest.approx(0.85)
    assert scenario.changes.path("out_migration", 1).tolist() == [0.9]
    with pytest.raises(ScenarioError, match=r"fehlt\.yml“ gibt es nicht"):
        read_scenarios((str(tmp_path / "fehlt.yml"),))


def test_a_name_taken_twice_is_refused(tmp_path: Path):
    (tmp_path / "szenarien").mkdir()
    write(tmp_path / "szenarien", "", "obere")
    with pytest.raises(ScenarioError, match="„obere“ gibt es zweimal"):
        read_scenarios(("basis",), Home(tmp_path))


def test_several_driver_families_need_a_combination(tmp_path: Path):
    mixed = write(tmp_path, "parents: [obere]\nchanges: {fertility: {0: 1.1}}", "gemischt")
    with pytest.raises(ScenarioError, match=r"gemischt\.yml: .*2 Treiber zugleich .Geburten, Wanderungen"):
        read_scenarios((str(mixed),))
    births = write(tmp_path, "parents: [basis]\nchanges: {fertility: {0: 1.1}}", "geburten", kind="variante")
    both = write(tmp_path, "parents: [obere, geburten]", "beide", kind="kombination")
    (scenario,) = read_scenarios((str(both),))
    assert scenario.changes.families == ("fertility", "migration")
    assert scenario.has_probability
    own = write(tmp_path, "parents: [obere]\nchanges: {fertility: {0: 1.1}}", "eigen", kind="kombination")
    with pytest.raises(ScenarioError, match="führt nur zusammen"):
        read_scenarios((str(own),))
    assert births.exists()


def test_what_rests_on_a_pure_what_if_has_no_probability(tmp_path: Path):
    for parents in ("[obere, ohne_neubau]", "[null_wanderung]"):
        path = write(tmp_path, f"parents: {parents}", kind="kombination")
        assert not read_scenarios((str(path),))[0].has_probability


def test_circles_and_unknown_parents_are_refused(tmp_path: Path):
    first = write(tmp_path, "parents: [zweites]", "erstes")
    write(tmp_path, "parents: [erstes]", "zweites")
    with pytest.raises(ScenarioError, match="erstes → zweites → erstes"):
        read_scenarios((str(first),))
    orphan = write(tmp_path, "parents: [niemand]", "waise")
    with pytest.raises(ScenarioError, match=r"waise\.yml: parents nennt „niemand“"):
        read_scenarios((str(orphan),))


def test_a_path_is_straight_between_its_points(tmp_path: Path):
    scenario = read_scenario(write(tmp_path, "changes: {fertility: {0: 1.0, 4: 1.2}}"))
    assert scenario.changes.path("fertility", 6) == pytest.approx([1.05, 1.1, 1.15, 1.2, 1.2, 1.2])
    assert scenario.changes.path("out_migration", 2).tolist() == [1, 1]
    assert scenario.changes.path("flight_migration", 2).tolist() == [0, 0]
