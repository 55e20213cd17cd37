"""Indicators of a town of 204 people, calculated on paper (formulas: domain.md §3 and §1.5)."""

from typing import Any

import pandas as pd
import pytest

from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.settings import Home

A = "03900001"
# Women per area (2) and nationality (2) at the end of 2020: 51. A year before, a year younger: 49.
AGES = {0: 2, 2: 1, 3: 2, 5: 1, 17: 5, 30: 15, 55: 15, 70: 6, 85: 4}
# so the town has 204 people, 196 a year before, 200 in the mean
EXPECTED = {
    ("bevoelkerung", A, 2020): 204,
    ("bevoelkerung", A, 2019): 196,
    ("jugendquotient", A, 2020): 100 * 44 / 120,
    ("altenquotient", A, 2020): 100 * 40 / 120,
    ("gesamtquotient", A, 2020): 70,
    ("billeter", A, 2020): (6 - 25) / 20,
    ("greying", A, 2020): 40,
    ("anteil_u3", A, 2020): 100 * 3 / 51,
    ("anteil_80plus", A, 2020): 100 * 4 / 51,
    ("auslaenderanteil", A, 2020): 50,
    ("durchschnittsalter", A, 2020): 2158.5 / 51,
    # 11 of 51 women are younger than 30, 15 are 30: the 25.5th is 14.5 fifteenths through that year
    ("medianalter", A, 2020): 30 + 14.5 / 15,
    ("geburtenrate", A, 2020): 30,
    ("sterberate", A, 2020): 10,
    ("natuerlicher_saldo", A, 2020): 20,
    ("natuerlicher_saldo", f"{A}-2", 2020): 0,
    ("wanderungssaldo", A, 2020): 30,
    ("wanderungssaldo", f"{A}-1", 2020): 40,
    ("wanderungssaldo", f"{A}-2", 2020): 20,
    # 6 births to 30-year-olds, of whom there were 60 at both ends of the year
    ("tfr", A, 2020): 0.1,
    # 12 children under 3 and 12 of 3 to 5 years live in town, half of them in each area
    ("betreuungsquote_u3", A, 2021): 25,
    ("betreuungsquote_u3", f"{A}-1", 2021): 100 / 3,
    ("betreuungsquote_ue3", A, 2021): 100 * 8 / 12,
    ("versorgungsquote_u3", A, 2021): 100 / 3,
    ("versorgungsquote_ue3", A, 2021): 100,
    ("versorgungsquote_ue3", f"{A}-1", 2021): 200,
    ("versorgungsquote_ue3", f"{A}-2", 2021): 0,
}


def deliver_people(deliveries: Any) -> None:
    rows = [
        {
            "municipality_ags": A,
            "area_id": f"{A}-{area}",
            "reference_date": f"{year}-12-31",
            "sex": "w",
            "age": age - (2020 - year),
            "age_to": age - (2020 - year),
            "nationality": nationality,
            "persons": persons,
        }
        for year in (2019, 2020)
        for area in (1, 2)
        for nationality in "DA"
        for age, persons in AGES.items()
        if age >= 2020 - year
    ]
    deliveries.add(A, "population", "2020-12-31", population=rows)
    here = {"municipality_ags": A, "area_id": f"{A}-1", "year": 2020}
    there = here | {"area_id": f"{A}-2"}
    mother = {"mother_age": 30, "mother_age_to": 30}
    deliveries.add(
        A, "births", "2020-12-31", births=[here | mother | {"births": 4}, there | mother | {"births": 2}]
    )
    deliveries.add(A, "deaths", "2020-12-31", deaths=[there | {"age": 85, "age_to": 85, "deaths": 2}])
    move = {"municipality_ags": A, "year": 2020, "age": 30, "age_to": 30}
    flows = [("BUND", f"{A}-1", 9), (f"{A}-1", f"{A}-2", 5), (f"{A}-2", "AUSLAND", 3)]
    moves = [move | {"origin": origin, "destination": to, "moves": cases} for origin, to, cases in flows]
    deliveries.add(A, "moves", "2020-12-31", moves=moves)


def deliver_kitas(deliveries: Any) -> None:
    house = {
        "facility_id": "K1",
        "municipality_ags": A,
        "area_id": f"{A}-1",
        "name": "Kita",
        "provider_type": "frei",
    }
    deliveries.add(A, "facilities", "2021-03-01", facility=[house])
    group = {
        "facility_id": "K1",
        "group_type": "kindergarten",
        "is_integrative": False,
        "valid_from": "2015-08-01",
    }
    groups = [
        group | {"group_id": "G1", "band": "ue3", "places_bookable": 12},
        group | {"group_id": "G2", "band": "u3", "places_bookable": 5, "valid_to": "2020-07-31"},
        group | {"group_id": "G3", "band": "u3", "places_bookable": 4, "valid_from": "2020-08-01"},
    ]
    deliveries.add(A, "groups", "2021-03-01", facility_group=groups)
    homes = [
        (f"{A}-1", 2, 2),
        (f"{A}-2", 2, 1),
        (f"{A}-1", 3, 4),
        (f"{A}-2", 5, 4),
        (f"{A}-1", 6, 9),
        ("UMLAND", 4, 3),
    ]
    care = {"reference_date": "2021-03-01", "facility_id": "K1", "form": "kita"}
    rows = [care | {"home_area_id": home, "age": age, "children": children} for home, age, children in homes]
    deliveries.add(A, "care", "2021-03-01", care=rows)


def indicator_values(home: Home) -> pd.Series:
    table = open_reader(home).con.table("indicator_value").df()
    return table.set_index(["indicator_id", "area_id", "year"])["value"]


def test_indicators_by_hand(deliveries):
    deliver_people(deliveries)
    deliver_kitas(deliveries)
    build(deliveries.home)
    values = indicator_values(deliveries.home)
    assert {key: values[key] for key in EXPECTED} == pytest.approx(EXPECTED)
    assert {indicator for indicator, _, _ in EXPECTED} == set(values.index.get_level_values(0))
    assert f"{A}-1" not in values["tfr"].index.get_level_values(0)


def test_without_care_deliveries_there_are_no_quotas(deliveries):
    deliver_people(deliveries)
    build(deliveries.home)
    assert not [
        name for name in indicator_values(deliveries.home).index.get_level_values(0) if "quote_" in name
    ]
