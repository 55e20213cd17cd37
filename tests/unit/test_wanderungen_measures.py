"""Period means, rates and net flows of the migration page by hand, and which areas are compared."""

import numpy as np
import pandas as pd
import pytest

from dashboards.areas import Area
from dashboards.topics.wanderungen import ages, measures
from dashboards.topics.wanderungen.counting import FLOWS
from dashboards.topics.wanderungen.scope import levels, scope_of


def rows(*years: tuple[int, float, float, float]) -> pd.DataFrame:
    """Year, arrivals, departures, residents of area a."""
    empty = dict.fromkeys(FLOWS, 0.0) | {"area_id": "a", "band": ages.ALL}
    names = ("year", "arrivals", "departures", "residents")
    return pd.DataFrame([empty | dict(zip(names, row, strict=True)) for row in years])


def test_a_mean_divides_all_cases_by_all_residents():
    found = measures.over_period(rows((2023, 30, 10, 100), (2024, 10, 20, 300)), (2023, 2024)).iloc[0]
    assert (found["arrivals"], found["net"], found["residents"]) == (20, 5, 200)
    assert found["net_rate"] == pytest.approx(25)


def test_a_mean_over_a_missing_year_is_missing():
    table = rows((2023, 30, 10, 100), (2024, np.nan, 20, 100))
    assert measures.over_period(table, (2023, 2024))["arrivals"].isna().all()
    assert measures.over_period(rows((2023, 30, 10, 100)), (2023, 2024))["net"].isna().all()


def test_small_areas_have_cases_but_no_rates():
    found = measures.by_year(rows((2024, 3, 1, 12))).iloc[0]
    assert found["net"] == 2 and np.isnan(found["net_rate"]) and found["is_small"]
    missing = measures.by_year(rows((2024, 3, 1, np.nan))).iloc[0]
    assert not missing["is_small"] and np.isnan(missing["net_rate"])


def test_the_page_opens_with_three_years_unless_one_is_missing():
    assert measures.usual_span([2019, 2021, 2022, 2023, 2024]) == 3
    assert measures.usual_span([2021, 2022, 2024]) == 1
    assert measures.usual_span(range(2014, 2025), residents=1_999) == 5
    assert measures.usual_span(range(2014, 2025), residents=2_000) == 3
    assert measures.usual_span([2022, 2023, 2024], residents=12) == 3
    assert measures.usual_span([2024]) == 1
    assert measures.period_label((2022, 2023, 2024)) == "2022–2024"


def pairs(*flows: tuple[str, str, float | None]) -> pd.DataFrame:
    return pd.DataFrame(flows, columns=["origin", "destination", "moves"])


def test_net_flows_point_to_the_surplus_and_leave_chance_out():
    table = pairs(("a", "b", 300), ("b", "a", 60), ("a", "c", 100), ("c", "a", 104), ("c", "b", None))
    found = measures.net_flows(table, years=2)
    assert found[["origin", "destination", "value", "there", "back"]].to_numpy().tolist() == [
        ["a", "b", 120, 150, 30]
    ]
    assert measures.net_flows(pairs(), years=1).empty


def test_at_most_the_strongest_flows_are_drawn():
    table = pairs(*[("a", str(place), 100.0 + place) for place in range(20)])
    found = measures.net_flows(table, years=1)
    assert len(found) == 12 and found["value"].iloc[0] == 119


def area(area_id: str, parent: str | None, level: str, town: str | None = None) -> Area:
    labels = {"verband": "Verbände", "gemeinde": "Gemeinden", "bezirk": "Bezirke", "ortsteil": "Ortsteile"}
    return Area(
        area_id=area_id,
        name=area_id,
        level=level,
        level_label=level,
        level_plural=labels[level],
        level_sort=list(labels).index(level),
        parent_id=parent,
        root_id="V",
        municipality_ags=town,
        has_geometry=True,
        inhabitants=1,
        label=area_id,
    )


TREE = {
    one.area_id: one
    for one in (
        area("V", None, "verband"),
        area("A", "V", "gemeinde", "A"),
        area("A-1", "A", "bezirk", "A"),
        area("A-11", "A-1", "ortsteil", "A"),
        area("A-12", "A-1", "ortsteil", "A"),
        area("A-2", "A", "bezirk", "A"),
        area("A-21", "A-2", "ortsteil", "A"),
        area("B", "V", "gemeinde", "B"),
    )
}


@pytest.mark.parametrize(
    ("focus", "frame", "units", "members"),
    [
        ("V", "V", ["A", "B"], ["A", "B"]),
        ("A", "A", ["A-1", "A-2"], ["A-1", "A-2"]),
        ("A-1", "A", ["A-11", "A-12", "A-21"], ["A-11", "A-12"]),
        ("A-21", "A", ["A-11", "A-12", "A-21"], ["A-21"]),
        ("B", "V", ["A", "B"], ["B"]),
    ],
)
def test_each_area_is_seen_among_its_like(focus, frame, units, members):
    scope = scope_of(TREE, focus)
    assert (scope.frame.area_id, scope.unit_ids) == (frame, units)
    assert [unit.area_id for unit in scope.members] == members


def test_the_smallest_areas_can_be_compared_instead():
    assert levels(TREE, "A") == {"teile": "Bezirke", "kleinste": "Ortsteile"}
    assert levels(TREE, "A-1") == {}
    assert scope_of(TREE, "A", is_fine=True).unit_ids == ["A-11", "A-12", "A-21"]


def test_moves_across_municipalities_are_known_for_municipalities_only():
    whole = scope_of(TREE, "V")
    assert whole.is_observed("A", "B")
    fine = scope_of(TREE, "V", is_fine=True)
    assert fine.is_observed("A-11", "A-21") and not fine.is_observed("A-11", "B")


def test_an_area_alone_is_its_own_frame():
    alone = scope_of({"X": area("X", None, "gemeinde", "X")}, "X")
    assert alone.is_whole and alone.is_leaf and alone.unit_ids == ["X"]


def test_volume_effectiveness_and_their_limits():
    found = measures.over_period(rows((2023, 40, 20, 1000), (2024, 20, 20, 1000)), (2023, 2024)).iloc[0]
    assert (found["volume"], found["volume_rate"]) == (50, 50)
    # balance 10 a year of 50 moves a year
    assert found["effectiveness"] == 20
    few = measures.by_year(rows((2024, 30, 19, 1000))).iloc[0]
    assert few["volume"] == 49 and np.isnan(few["effectiveness"]), "no per cent of fewer than 50 cases"


@pytest.mark.parametrize("residents", [0, 1, 12])
def test_areas_with_hardly_anybody_have_cases_only(residents):
    found = measures.by_year(rows((2024, 1, 0, residents))).iloc[0]
    assert (found["net"], found["volume"]) == (1, 1)
    assert found[["net_rate", "volume_rate", "effectiveness"]].isna().all()


def test_moving_means_need_every_year_of_their_span():
    table = rows((2020, 10, 4, 100), (2021, 20, 5, 100), (2023, 30, 6, 200), (2024, 50, 9, 200))
    found = measures.rolling(table, 2).set_index("year")
    assert found["arrivals"].isna().tolist() == [True, False, True, True, False]
    assert (found["arrivals"][2021], found["arrivals"][2024], found["net"][2024]) == (15, 40, 32.5)
    assert found["net_rate"][2024] == pytest.approx(162.5)


def test_shares_are_of_all_moves_and_never_of_a_few():
    part = measures.over_period(rows((2024, 20, 5, 100)), (2024,))
    whole = measures.over_period(rows((2024, 80, 49, 100)), (2024,))
    found = measures.shares(part, whole).iloc[0]
    assert found["arrivals_share"] == 25 and np.isnan(found["departures_share"])
    missing = measures.shares(part, measures.over_period(rows((2024, np.nan, 60, 100)), (2024,))).iloc[0]
    assert np.isnan(missing["arrivals_share"])


def test_moves_inside_and_across_the_frame_add_up():
    table = rows((2024, 30, 20, 100)).assign(arrivals_inner=4, departures_inner=6, arrivals_member=5)
    inside = measures.bordered(table, "innen", is_in_municipality=True).iloc[0]
    across = measures.bordered(table, "aussen", is_in_municipality=True).iloc[0]
    assert (inside["arrivals"], inside["departures"]) == (4, 6)
    assert (across["arrivals"], across["departures"]) == (26, 14)
    union = measures.bordered(table, "innen", is_in_municipality=False).iloc[0]
    assert union["arrivals"] == 9, "moves between members stay inside the association"


def test_system_effectiveness_by_hand():
    table = pd.DataFrame({"net": [10.0, -10.0, 0.0], "volume": [50.0, 30.0, 20.0]})
    assert measures.system_effectiveness(table) == 20
    assert np.isnan(measures.system_effectiveness(table.assign(volume=[50.0, np.nan, 20.0])))


def test_seven_against_three_draws_no_arrow_and_many_pairs_raise_the_bar():
    assert measures.net_flows(pairs(("a", "b", 7), ("b", "a", 3)), years=1).empty
    # 14 against 4 has a chance of 3 %: an arrow alone, none among twenty pairs
    assert len(measures.net_flows(pairs(("a", "b", 14), ("b", "a", 4)), years=1)) == 1
    even = [(f"x{place}", f"y{place}", 10.0) for place in range(20)]
    both = [*even, *[(b, a, moves) for a, b, moves in even]]
    crowd = [(a, b, moves + 1) if a < b else (a, b, moves) for a, b, moves in both]
    assert measures.net_flows(pairs(("a", "b", 14), ("b", "a", 4), *crowd), years=1).empty


def test_a_flow_whose_way_back_is_withheld_is_no_surplus():
    assert measures.net_flows(pairs(("a", "b", 300), ("b", "a", None)), years=1).empty


def test_a_threshold_leaves_weaker_flows_to_the_table():
    table = pairs(("a", "b", 300), ("b", "a", 60), ("a", "c", 90), ("c", "a", 20))
    assert len(measures.net_flows(table, years=1)) == 2
    assert measures.net_flows(table, years=1, least=100)["destination"].tolist() == ["b"]


def test_partner_balances_keep_what_is_withheld_missing():
    table = pd.DataFrame(
        [("in", "LAND", 30.0), ("out", "LAND", 12.0), ("in", "BUND", np.nan), ("in", "AUSLAND", 6.0)],
        columns=["direction", "partner", "moves"],
    )
    found = measures.partner_balance(table, 3)
    assert found.loc["LAND"].tolist() == [10, 4, 6, 14]
    assert found.loc["AUSLAND"].tolist() == [2, 0, 2, 2], "nobody went there"
    assert np.isnan(found.loc["BUND", "net"])
    assert measures.partner_balance(table.iloc[:0], 3).empty
