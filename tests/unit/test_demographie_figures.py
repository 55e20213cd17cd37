"""Pictures of the demography page: what is drawn is what was counted."""

import numpy as np
import pandas as pd
import pytest

from dashboards import charts
from dashboards.style import DARK, LIGHT
from dashboards.topics.demographie import figures, group_panels, pyramid, structure
from dashboards.topics.demographie.bridge import Bridge
from dashboards.topics.demographie.group_panels import GroupPanel, PanelLook
from dashboards.topics.demographie.measure import Measure

COLUMNS = ["sex", "age", "age_to", "nationality", "persons"]
POPULATION = Measure("bevoelkerung", "Bevölkerung", "Personen", "")


def stock(*rows):
    return pd.DataFrame(rows, columns=COLUMNS)


SINGLE = stock(("m", 0, 0, "D", 4), ("m", 0, 0, "A", 1), ("w", 0, 0, "D", 6), ("w", 100, 100, "D", 2))
GROUPED = stock(
    (None, 0, 0, None, 10), (None, 1, 2, None, 30), (None, 15, 17, None, 60), (None, 95, 100, None, 5)
)


def test_single_years_are_filled_with_zero():
    ages = structure.fill_single_years(SINGLE)
    assert len(ages) == 101
    assert ages.loc[0, ["men", "men_foreign", "women", "persons"]].tolist() == [5, 1, 6, 11]
    assert ages.loc[50, ["men", "women", "foreign"]].tolist() == [0, 0, 0]
    assert ages["persons"].sum() == structure.total(SINGLE) == 13


def test_missing_is_not_zero():
    withheld = stock(("m", 0, 0, "D", 4), ("w", 0, 0, "D", None))
    assert np.isnan(structure.total(withheld))
    assert structure.share(withheld, (0, 2)) is None
    assert np.isnan(structure.fill_single_years(withheld).loc[0, "persons"])
    assert np.isnan(structure.total(withheld[:0]))


def test_what_the_delivery_does_not_tell_is_unknown():
    ages = structure.by_class(GROUPED)
    assert ages["width"].tolist() == [1, 2, 3, 5]
    assert ages[["men", "women", "foreign"]].isna().all(axis=None)
    assert structure.foreign_persons(GROUPED) is None
    assert structure.foreign_persons(SINGLE) == 1
    assert not structure.has_sex(GROUPED)


def test_shares_need_classes_that_fit():
    assert structure.share(GROUPED, (0, 2)) == pytest.approx(40 / 105)
    assert structure.share(GROUPED, (16, 17)) is None
    assert structure.share(GROUPED, (40, 50)) == 0


def test_planning_groups_join_where_classes_cut_them():
    starts = [0, 1, 2, 3, 5, 6, 7, 8, 10, 12, 14, 15, 18, 20, 21, 25, 27, 30, 35, 40, 45, 50, 55, 60, 63, 65]
    starts += [67, 70, 75, 80, 85, 90, 95]
    ends = [start - 1 for start in starts[1:]] + [100]
    berlin = stock(*((None, low, high, None, 1) for low, high in zip(starts, ends, strict=True)))
    assert (10, 24) in structure.groups(berlin)
    assert (25, 29) in structure.groups(berlin)
    assert structure.groups(SINGLE) == list(structure.PLANNING_GROUPS)


def test_median_age():
    assert structure.median_age(stock(("m", 10, 10, "D", 1), ("m", 20, 20, "D", 1))) == pytest.approx(11)
    assert structure.median_age(stock(("m", 30, 39, "D", 10))) == pytest.approx(35)
    assert structure.median_age(SINGLE[:0]) is None


def test_pyramid_men_left_women_right():
    ages = structure.fill_single_years(SINGLE)
    chart = pyramid.pyramid(ages, None, pyramid.Look(LIGHT))
    bars = {trace.name: trace for trace in chart.data if trace.type == "bar"}
    assert set(bars) == {
        "Männer, deutsch",
        "Männer, nicht deutsch",
        "Frauen, deutsch",
        "Frauen, nicht deutsch",
    }
    assert bars["Männer, deutsch"].x[0] == 4
    assert bars["Männer, nicht deutsch"].x[0] == 1
    assert bars["Frauen, deutsch"].xaxis == "x2"
    left, right = chart.layout.xaxis.range, chart.layout.xaxis2.range
    assert left[0] == right[1] > 6
    assert (left[1], right[0]) == (0, 0)
    heads = [note.text for note in chart.layout.annotations]
    assert any("Männer</b> 5" in head for head in heads)
    assert any("Frauen</b> 8" in head for head in heads)


def test_pyramid_outline_and_per_1000():
    ages = structure.fill_single_years(SINGLE)
    look = pyramid.Look(DARK, scale=1000 / 13, outline_scale=1.0, digits=1, outline_name="2014")
    chart = pyramid.pyramid(ages, ages, look)
    men = next(trace for trace in chart.data if trace.name == "Männer, deutsch")
    assert men.x[0] == pytest.approx(4 * 1000 / 13)
    outlines = [trace for trace in chart.data if trace.name == "Vergleich 2014"]
    assert [max(trace.x) for trace in outlines] == [5, 6]


def test_bars_of_groups_have_equal_areas_for_equal_persons():
    ages = structure.by_class(GROUPED)
    chart = pyramid.age_bars(ages, None, pyramid.Look(LIGHT))
    bar = chart.data[0]
    assert bar.name == "Personen"
    assert (np.array(bar.x) * np.array(bar.width)).tolist() == [10, 30, 60, 5]


def test_notes_stand_only_where_there_is_room():
    ages = structure.fill_single_years(SINGLE)
    notes = (pyramid.Note(50, "frei", "w"), pyramid.Note(2, "verdeckt", "w", -1))
    words = [note.text for note in pyramid.pyramid(ages, None, pyramid.Look(LIGHT), notes).layout.annotations]
    assert "frei" in words
    assert "verdeckt" not in words


def fan(year, *quantiles):
    return pd.DataFrame([[year, *quantiles]], columns=["year", "q10", "q25", "median", "q75", "q90"])


def test_development_rounds_forecasts_and_marks_events():
    line = charts.Series("Auenburg", list(range(2010, 2025)), [20_000.0] * 15)
    ahead = fan(2034, 19_012, 19_500, 20_020, 20_500, 21_049)
    chart = figures.development(LIGHT, POPULATION, [line], ahead, charts.TimeLayout(from_zero=False))
    words = " ".join(str(note.text) for note in chart.layout.annotations)
    assert "19.000" in words
    assert "21.000" in words
    assert "Flucht" in words


def test_small_areas_show_no_median():
    line = charts.Series("Weiler", [2023, 2024], [500.0, 510.0])
    ahead = fan(2034, 460, 480, 507, 530, 560)
    layout = charts.TimeLayout(from_zero=False, with_median=False)
    chart = figures.development(LIGHT, POPULATION, [line], ahead, layout)
    words = " ".join(str(note.text) for note in chart.layout.annotations)
    assert "460" in words
    assert "510" not in words


def test_bridge_steps_tell_gross_flows():
    found = Bridge(2014, 2024, 100, 10, 12, 50, 40, 3, 112, 1)
    steps = figures.bridge_steps(found, counts_inner_moves=True)
    assert [step.label for step in steps[1:-1]] == ["Natürlich", "Wanderung", "Umzüge", "Korrektur"]
    assert [step.value for step in steps] == [100, -2, 10, 3, 1, 112]
    assert steps[1].note.strip() == "10 Geburten, 12 Sterbefälle"
    assert steps[2].note.strip() == "50 Zu-, 40 Fortzüge"
    assert len(figures.bridge_steps(found, counts_inner_moves=False)) == 5


def panel(group, persons, ahead=()):
    later = np.array([quantiles for quantiles in ahead], dtype=float).T.reshape(5, len(ahead))
    years = np.array([2023.0, 2024.0])
    return GroupPanel(group, years, np.array(persons, dtype=float), 2025.0 + np.arange(len(ahead)), later)


def test_group_panels_are_an_index_of_the_base_year():
    panels = [
        panel((0, 2), [90, 100], [(110, 112, 115, 118, 120)]),
        panel((65, 74), [220, 200], [(150, 160, 170, 180, 190)]),
        panel((85, 100), [10, 12], [(8, 9, 10, 11, 12)]),
    ]
    assert group_panels.index_ranges(panels, 2024) == [((0, 2), 110, 120), ((65, 74), 75, 95)]
    chart = group_panels.group_panels(panels, 2024, PanelLook(LIGHT))
    words = [word for trace in chart.data if trace.mode == "text" for word in trace.text]
    assert any("100 → 110–120" in word for word in words)
    assert "weniger als 50 Personen" in words
    colours = {trace.line.color for trace in chart.data if trace.mode == "lines"}
    assert {LIGHT.gain, LIGHT.loss} <= colours
    hovers = [
        word
        for trace in chart.data
        if trace.mode == "lines" and trace.customdata is not None
        for word in trace.customdata
    ]
    assert "2023: 90" in hovers


def test_group_panels_without_median_or_forecast():
    ahead = panel((0, 2), [90, 100], [(110, 112, 115, 118, 120)])
    dashed = [
        trace
        for trace in group_panels.group_panels([ahead], 2024, PanelLook(LIGHT, with_median=False)).data
        if trace.mode == "lines" and trace.line.dash not in (None, "solid")
    ]
    assert dashed == []
    past = [panel((0, 2), [90, 100]), panel((3, 5), [None, 80])]
    assert group_panels.index_ranges(past, 2024) == []
    assert group_panels.index_changes(past, 2023, 2024) == [((0, 2), pytest.approx(100 * 100 / 90))]
    assert len(group_panels.group_panels(past, 2024, PanelLook(LIGHT, is_phone=True)).data) > 0
