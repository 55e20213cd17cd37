"""Some of the people: age structure, balance and chances worked out for them, checked by hand."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from dashboards.filters import EVERYONE, People
from dashboards.style import DARK, LIGHT, style_sheet
from dashboards.topics.demographie import (
    components,
    figures,
    group_panels,
    prognose,
    pyramid,
    quality,
    structure,
    time_panel,
)
from dashboards.topics.demographie.bridge import Bridge, bridge_of, finding
from dashboards.topics.demographie.fan_panel import _fan_since, _since

# 1 girl of 17, 4 women of 18, 2 of them foreign, 3 men of 30.
STOCK = pd.DataFrame(
    [("w", 17, 17, "D", 1), ("w", 18, 18, "D", 2), ("w", 18, 18, "A", 2), ("m", 30, 30, "D", 3)],
    columns=["sex", "age", "age_to", "nationality", "persons"],
)


def test_only_the_people_asked_for_stay():
    grown = structure.only(STOCK, People(age=18))
    assert structure.total(grown) == 7
    women = structure.only(STOCK, People("w"))
    assert structure.total(women) == 5
    # Everybody is a woman now: nothing is split by sex any more, but still by nationality.
    assert not structure.has_sex(women)
    assert structure.foreign_persons(women) == 2
    assert structure.only(STOCK, EVERYONE) is STOCK


def test_a_class_across_the_border_of_the_ages_makes_the_sum_unknown():
    classes = STOCK.assign(age=[10, 10, 10, 25], age_to=[24, 24, 24, 44])
    assert np.isnan(structure.total(structure.only(classes, People(age=18))))
    assert structure.total(structure.only(classes, People(age=10, age_to=24))) == 5


def test_mean_age_adds_half_a_year_and_is_silent_about_classes():
    assert structure.mean_age(STOCK) == pytest.approx((17 + 4 * 18 + 3 * 30) / 8 + 0.5)
    assert structure.mean_age(STOCK.assign(age_to=40)) is None


def test_groups_of_five_years_end_where_the_ages_end():
    filled = structure.fill_single_years(structure.only(STOCK, People(age=17, age_to=31)), (17, 31))
    assert filled["age"].tolist() == list(range(17, 32))
    steps = structure.in_steps(filled, 5)
    assert list(zip(steps["age"], steps["age_to"], steps["width"], strict=True)) == [
        (17, 19, 3),
        (20, 24, 5),
        (25, 29, 5),
        (30, 31, 2),
    ]
    assert steps["persons"].tolist() == [5, 0, 0, 3]


def test_a_pyramid_of_some_ages_has_their_scale_only():
    shown = structure.fill_single_years(structure.only(STOCK, People("w", age=17, age_to=24)), (17, 24))
    chart = pyramid.age_bars(shown, None, pyramid.Look(LIGHT, who="w", limit=10))
    assert tuple(chart.layout.yaxis.range) == (16.7, 25.3)
    written = [one.text for one in chart.layout.annotations]
    assert written[:3] == ["17", "18", "19"]
    assert chart.layout.xaxis.range[1] == pytest.approx(10.4)
    men = pyramid.age_bars(shown, None, pyramid.Look(LIGHT, who="m"))
    assert {chart.data[0].marker.color, men.data[0].marker.color} == {LIGHT.women, LIGHT.men}


def balance(**more):
    """Two years of a group: 100 at first, each year 10 grow in on balance, 2 leave, 1 is naturalised."""
    row = {
        **{"start_persons": 100.0, "births": 0.0, "deaths": 1.0, "arrivals": 5.0, "departures": 7.0},
        **{"moves_in": 3.0, "moves_out": 3.0, "status_change": -1.0, "ageing": 10.0, "correction": 0.0},
        **{"end_persons": 107.0, "residual": 1.0},
    }
    later = {"start_persons": 107.0, "end_persons": 114.0}
    return pd.DataFrame([{"year": 2023} | row | more, {"year": 2024} | row | later | more])


def test_the_balance_of_some_people_closes_with_ageing_and_status():
    found = bridge_of(balance(), 2022, 2024)
    assert found is not None
    assert (found.ageing, found.status, found.natural, found.migration) == (20, -2, -2, -4)
    # 114 = 100 − 2 − 4 + 20 − 2 + 2
    assert found.correction == 2
    assert finding(found) == "Mehr Menschen wachsen in dieses Alter hinein als heraus"
    names = [step.label for step in figures.bridge_steps(found, False)]
    assert names == ["31.12.2022", "Natürlich", "Wanderung", "Alterung", "Status", "Korrektur", "31.12.2024"]


def test_a_balance_without_the_age_before_is_not_told():
    assert bridge_of(balance(ageing=None), 2022, 2024) is None


def test_a_status_nobody_told_stays_in_the_correction():
    found = bridge_of(balance(status_change=None), 2022, 2024)
    assert found is not None
    assert (found.status, found.correction) == (0, 0)


def test_a_balance_of_everybody_has_no_ageing():
    everybody = bridge_of(balance().drop(columns="ageing"), 2022, 2024)
    assert everybody is not None
    assert (everybody.ageing, everybody.status, everybody.correction) == (0, 0, 20)


def test_a_bridge_per_1000_of_the_first_stock():
    found = Bridge(2014, 2024, 200, 10, 12, 50, 40, 3, 212, 1).times(5)
    assert (found.year_from, found.start, found.births, found.end, found.residual) == (
        2014,
        1000,
        50,
        1060,
        5,
    )
    steps = figures.bridge_steps(found, False, digits=1)
    assert "50,0 Geburten, 60,0 Sterbefälle" in steps[1].note


def test_parts_per_1000_of_the_mean_population():
    rates = components.per_1000(components.parts(balance()), balance())
    mean = (100 + 107) / 2
    assert rates["migration"].iloc[0] == pytest.approx(-2 / mean * 1000)
    assert rates["ageing"].iloc[0] == pytest.approx(10 / mean * 1000)
    few = balance(start_persons=20.0, end_persons=27.0)
    assert components.per_1000(components.parts(few), few)["migration"].isna().all()


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (9, "über 9 von 10"),
        (15, "8 bis 9 von 10"),
        (25, "5 bis 7 von 10"),
        (35, "3 bis 5 von 10"),
        (45, "1 bis 2 von 10"),
        (55, "unter 1 von 10"),
    ],
)
def test_the_chance_of_a_group_is_read_off_its_range(now, said):
    quantiles = pd.Series({"q10": 10.0, "q25": 20.0, "median": 30.0, "q75": 40.0, "q90": 50.0})
    assert prognose.within(quantiles, now) == said


def test_a_range_that_is_withheld_gives_no_chance():
    quantiles = pd.Series({"q10": None, "q25": None, "median": 30.0, "q75": None, "q90": None}, dtype=float)
    assert prognose.within(quantiles, 9) == "…"


def test_the_record_is_that_of_the_tested_group_around_the_people():
    assert quality.band(People(age=0, age_to=2)) == (0, 5)
    assert quality.band(People(age=80)) == (80, 100)
    assert quality.band(People(age=3, age_to=17)) == (0, 100)
    assert quality.band(People("w", age=80)) == (0, 100)
    assert quality.tested_words(People(age=0, age_to=2)) == "der Personen unter 6 Jahren"


def test_a_forecast_as_change_keeps_its_order_and_its_gaps():
    line = _since(time_panel.Series("Ort", [2023, 2024, 2025], [90.0, 100.0, None]), 100.0)
    assert line.y == [pytest.approx(-10), 0, None]
    fan = pd.DataFrame(
        {"year": [2025], "q10": [95.0], "q25": [98.0], "median": [100.0], "q75": [101.0], "q90": [120.0]}
    )
    assert _fan_since(fan, 100.0).iloc[0, 1:].tolist() == pytest.approx([-5, -2, 0, 1, 20])


def test_a_group_expected_without_a_range_has_no_direction_of_its_own():
    nothing = np.full(2, np.nan)
    ahead = np.vstack([nothing, nothing, [120.0, 130.0], nothing, nothing])
    years = np.array([2025.0, 2026.0])
    expected = group_panels.GroupPanel(
        (0, 2), np.array([2014.0, 2024.0]), np.array([100.0, 110.0]), years, ahead
    )
    assert not expected.has_range
    # Joined to its base the panel still has none, and takes the colour of what was observed.
    assert not expected.indexed(2024).has_range
    assert group_panels.index_ranges([expected], 2024) == []
    chart = group_panels.group_panels([expected], 2024, group_panels.PanelLook(LIGHT))
    assert LIGHT.gain in {trace.line.color for trace in chart.data}
    assert not any("→" in word for trace in chart.data for word in trace.text or ())


def test_a_click_in_the_time_picture_sets_only_years_on_offer(monkeypatch):
    state = {"zeit": {"selection": {"points": [{"x": 2019.0}]}}, "stichtag": 2024}
    monkeypatch.setattr(time_panel, "st", SimpleNamespace(session_state=state))
    time_panel.pick("zeit", (2018, 2024))
    assert state["stichtag"] == 2024
    time_panel.pick("zeit", (2019, 2024))
    assert state["stichtag"] == 2019
    state["zeit"] = {"selection": {"points": []}}
    time_panel.pick("zeit", (2019, 2024))
    assert state["stichtag"] == 2019


@pytest.mark.parametrize(("drawn", "other", "seen"), [(LIGHT, DARK, "#000"), (DARK, LIGHT, "#fff")])
def test_a_switched_theme_is_met_before_the_next_click(drawn, other, seen):
    sheet = style_sheet(drawn)
    before, _, switched = sheet.partition(f"@container style(--k-seen: {seen})")
    assert f"--k-text:{drawn.text};" in before
    assert f"--k-text:{other.text};" in switched
    # Anything like markup inside, and the browser's cleaner drops the whole sheet.
    assert "<" not in sheet.removeprefix("<style>").removesuffix("</style>")
