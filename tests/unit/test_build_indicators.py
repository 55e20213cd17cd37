"""Indicators of a town of 200 people, calculated on paper (formulas: domain.md §3, §1.5)."""

import pandas as pd
import pytest

from warehouse.build import build
from warehouse.connection import open_reader

A = "03900001"
# age → persons; half D and half A, all women, so that the fertility rate has its base
AGES = {0: 6, 2: 4, 3: 6, 5: 4, 17: 20, 30: 60, 55: 60, 70: 24, 85: 16}


def count(year: int, area: str, age: int, nationality: str, persons: int) -> dict[str, object]:
    return {
        "municipality_ags": A,
        "area_id": area,
        "reference_date": f"{year}-12-31",
        "sex": "w",
        "age": age,
        "age_to": age,
        "nationality": nationality,
        "persons": persons,
    }


@pytest.fixture(scope="module")
def town_home(tmp_path_factory):
    from tests.unit.conftest import Deliveries

    deliveries = Deliveries(tmp_path_factory.mktemp("town") / "home")
    for year in (2019, 2020):
        # in 2019 everybody was a year younger, so the mothers' cohort is the same
        shift = 2020 - year
        rows = [
            count(year, f"{A}-{area}", max(age - shift, 0), nationality, persons // 4)
            for area in (1, 2)
            for nationality in "DA"
            for age, persons in ((0, 8), *list(AGES.items())[2:])
        ]
        merged = pd.DataFrame(rows).groupby(list(rows[0])[:-1], as_index=False)["persons"].sum()
        deliveries.add(A, "population", f"{year}-12-31", population=merged.to_dict("records"))
    here = {"municipality_ags": A, "area_id": f"{A}-1", "year": 2020}
    deliveries.add(A, "births", "2020-12-31", births=[here | {"mother_age": 30, "mother_age_to": 30, "births": 6}])
    deliveries.add(A, "deaths", "2020-12-31", deaths=[here | {"age": 85, "age_to": 85, "deaths": 2}])
    move = {"municipality_ags": A, "year": 2020, "age": 30, "age_to": 30}
    flows = [("BUND", f"{A}-1", 9), (f"{A}-1", f"{A}-2", 5), (f"{A}-2", "AUSLAND", 3)]
    moves = [move | {"origin": origin, "destination": to, "moves": cases} for origin, to, cases in flows]
    deliveries.add(A, "moves", "2020-12-31", moves=moves)
    house = {"facility_id": "K1", "municipality_ags": A, "area_id": f"{A}-1", "name": "Kita", "provider_type": "frei"}
    deliveries.add(A, "facilities", "2021-03-01", facility=[house])
    group = {"facility_id": "K1", "group_type": "kindergarten", "is_integrative": False, "valid_from": "2015-08-01"}
    groups = [
        group | {"group_id": "G1", "band": "ue3", "places_bookable": 12},
        group | {"group_id": "G2", "band": "u3", "places_bookable": 5, "valid_to": "2020-07-31"},
        group | {"group_id": "G3", "band": "u3", "places_bookable": 4, "valid_from": "2020-08-01"},
    ]
    deliveries.add(A, "groups", "2021-03-01", facility_group=groups)
    care = {"reference_date": "2021-03-01", "facility_id": "K1", "form": "kita"}
    children = [("1", 2, 2), ("2", 2, 1), ("1", 3, 4), ("2", 5, 4), ("1", 6, 9)]
    deliveries.add(
        A,
        "care",
        "2021-03-01",
        care=[care | {"home_area_id": f"{A}-{area}", "age": age, "children": n} for area, age, n in children]
        + [care | {"home_area_id": "UMLAND", "age": 4, "children": 3}],
    )
    build(deliveries.home)
    return deliveries.home


@pytest.fixture(scope="module")
def values(town_home) -> pd.Series:
    table = open_reader(town_home).con.table("indicator_value").df()
    return table.set_index(["indicator_id", "area_id", "year"])["value"]


# children 0: 8, 3: 6 → 6, 5: 4 → 4, 17: 20; 30: 60, 55: 60; 70: 24, 85: 16; together 198
ALL, YOUNG, MIDDLE, OLD = 194, 36, 120, 40


@pytest.mark.parametrize(
    ("indicator_id", "expected"),
    [
        ("bevoelkerung", ALL),
        ("jugendquotient", 100 * YOUNG / MIDDLE),
        ("altenquotient", 100 * OLD / MIDDLE),
        ("gesamtquotient", 100 * (YOUNG + OLD) / MIDDLE),
        ("greying", 100 * 16 / OLD),
        ("auslaenderanteil", 50),
    ],
)
def test_structure_of_the_whole_town(values: pd.Series, indicator_id: str, expected: float):
    assert values[indicator_id, A, 2020] == pytest.approx(expected)
