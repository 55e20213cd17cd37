"""Period means, rates and net flows of the migration page by hand, and which areas are compared."""

import numpy as np
import pandas as pd
import pytest

from dashboards.areas import Area
from dashboards.topics.wanderungen import ages, measures
from dashboards.topics.wanderungen.queries import FLOWS
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
