"""Shares of draws become words that a council understands, and a what-if never gets a probability."""

import pandas as pd
import pytest

from dashboards import chances, scenarios
from dashboards.scenarios import Ask
from dashboards.text import NARROW
from dashboards.topics.demographie import outcomes


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, f"sehr unwahrscheinlich (unter 2{NARROW}%)"),
        (0.019, f"sehr unwahrscheinlich (unter 2{NARROW}%)"),
        (0.025, "etwa jeder vierzigste Fall"),
        (0.05, "etwa jeder zwanzigste Fall"),
        (0.11, "etwa jeder neunte Fall"),
        (0.165, "etwa jeder sechste Fall"),
        (0.24, "etwa jeder vierte Fall"),
        (0.33, "etwa jeder dritte Fall"),
        (0.49, "etwa jeder zweite Fall"),
        (0.62, "etwa sechs von zehn Fällen"),
        (0.97, "etwa neun von zehn Fällen"),
        (0.99, f"so gut wie sicher (über 98{NARROW}%)"),
    ],
)
def test_a_share_is_told_as_a_natural_frequency(share: float, words: str):
    assert chances.chance(share, 1000) == words


def test_few_draws_claim_less():
    assert chances.chance(0.0, 40) == f"sehr unwahrscheinlich (unter 8{NARROW}%)"
    assert chances.chance(1.0, 40) == f"so gut wie sicher (über 92{NARROW}%)"


def test_decisions_diagnoses_and_equal_totals_have_no_chance():
    assert "ohne Wahrscheinlichkeit" in chances.of_scenario("was_waere_wenn", "mehr", None, 200)
    assert "ohne Wirkung" in chances.of_scenario("was_waere_wenn", "gleich", None, 200)
    assert "keine mögliche Zukunft" in chances.of_scenario("diagnose", "weniger", None, 200)
    assert "nicht von der Basis" in chances.of_scenario("variante", "gleich", None, 200)
    assert chances.of_scenario("variante", None, None, None) == "…"
    told = chances.of_scenario("variante", "weniger", 0.2, 200)
    assert told == "so wenige oder weniger: etwa jeder fünfte Fall"


@pytest.fixture
def found() -> pd.DataFrame:
    """Basis, two variants and a what-if of one area, as the query returns them."""
    columns = ["scenario", "title", "kind", "q10", "median", "q90", "direction", "basis_median",
               "probability", "draws"]  # fmt: skip
    rows = [
        ("basis", "Basis", "mittel", 88_000.0, 92_000.0, 96_000.0, None, None, None, None),
        ("obere", "Obere", "variante", 91_000.0, 95_240.0, 99_000.0, "mehr", 92_000.0, 0.06, 1000.0),
        ("flucht", "Flucht", "variante", 87_000.0, 92_400.0, 97_000.0, "mehr", 92_000.0, 0.45, 1000.0),
        ("null", "Null", "diagnose", 70_000.0, 72_000.0, 74_000.0, "weniger", 92_000.0, None, 1000.0),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def test_the_table_tells_result_distance_and_chance(found: pd.DataFrame):
    table = scenarios.comparison(found, Ask("x", 2034)).set_index("title")
    assert table.loc["Basis"].tolist() == ["92.000", "–", "vier von fünf Fällen: 88.000–96.000"]
    upper = ["95.200", "+3.200", "so viele oder mehr: etwa jeder fünfzehnte Fall"]
    assert table.loc["Obere"].tolist() == upper
    assert table.loc["Null", "chance"] == "Diagnose, keine mögliche Zukunft"
    assert scenarios.heading(found, 2034) == "Obere 2034: etwa jeder fünfzehnte Fall"
    small = scenarios.comparison(found, Ask("x", 2034, 10, with_median=False)).set_index("title")
    assert small.loc["Obere", "result"] == "91.000–99.000"


def test_without_any_chance_the_heading_says_so(found: pd.DataFrame):
    assert scenarios.heading(found[found["kind"] == "diagnose"], 2034).startswith("Was wäre wenn")


def test_the_difference_to_the_last_forecast_is_told_in_parts():
    rows = [("total", -450.4), ("base", -900.0), ("births", 0.3), ("migration", 449.3)]
    table = pd.DataFrame(rows, columns=["part", "persons"]).assign(previous_persons=92_000.0)
    assert outcomes.changes(table)["name"].tolist() == ["anderer Ausgangsbestand", "Wanderungen"]
    assert outcomes.change_heading(table, 2034) == "Seit der letzten Prognose: −450 Menschen für 2034"
    still = table.assign(persons=[10.0, 10.0, 0.0, 0.0])
    assert "kaum etwas geändert" in outcomes.change_heading(still, 2034)
