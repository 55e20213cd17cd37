"""Kita supply, children in care, measures and housing projects of the sample association."""

import numpy as np
import pandas as pd
import pytest
import shapely

from sample_data.region_auenburg.children import children_on, mean_children
from sample_data.region_auenburg.geometry import draw_map
from sample_data.region_auenburg.housing import housing_table
from sample_data.region_auenburg.kita_care import care_tables
from sample_data.region_auenburg.kita_plan import measure_table
from sample_data.region_auenburg.kita_supply import HouseRules, build_supply, places_on
from sample_data.region_auenburg.places import association
from sample_data.region_auenburg.simulation import simulate

SCALE = 0.12


@pytest.fixture(scope="module")
def kita():
    region = association(SCALE)
    history = simulate(region, seed=5)
    region_map = draw_map(region)
    rng = np.random.default_rng(3)
    children = mean_children(history)
    # Small groups, so that the shrunken region still has houses in most areas.
    rules = HouseRules(14 * SCALE, 23 * SCALE)
    supply = build_supply(region, region_map, children, rules, rng)
    # The places of a full-size group are shrunk alike.
    ladder = [name for name in supply.groups if name.startswith("places_")]
    supply.groups[ladder] = np.rint(supply.groups[ladder] * SCALE).astype(int)
    return history, region_map, supply, children, care_tables(history, region_map, supply, rng)


def test_about_150_houses_in_the_mix_of_providers(kita) -> None:
    _, _, supply, _, _ = kita
    assert 130 <= len(supply.facilities) <= 175
    shares = supply.facilities["provider_type"].value_counts(normalize=True)
    assert shares["kommunal"] == pytest.approx(0.35, abs=0.12)
    assert shares["kirchlich"] == pytest.approx(0.35, abs=0.12)
    assert supply.facilities["facility_id"].is_unique
    assert supply.facilities["name"].is_unique


def test_houses_lie_inside_their_areas(kita) -> None:
    _, region_map, supply, _, _ = kita
    points = shapely.points(supply.facilities[["longitude", "latitude"]].to_numpy())
    assert all(
        region_map.leaves[area].contains(point) for area, point in zip(supply.area, points, strict=True)
    )


def test_the_place_ladder_descends_and_has_no_gaps(kita) -> None:
    groups = kita[2].groups
    steps = groups[["places_approved", "places_built", "places_staffed", "places_bookable"]].to_numpy()
    assert (np.diff(steps, axis=1) <= 0).all()
    closed = groups[groups["valid_to"] != ""]
    assert (closed["valid_from"] < closed["valid_to"]).all()
    for _, rows in groups.groupby("group_id"):
        ends = pd.to_datetime(rows["valid_to"].iloc[:-1]) + pd.Timedelta(days=1)
        assert ends.dt.strftime("%Y-%m-%d").tolist() == rows["valid_from"].iloc[1:].tolist()
        assert rows["valid_to"].iloc[-1] == ""


def test_children_in_care_are_fewer_than_children_and_places(kita) -> None:
    history, _, supply, _, care = kita
    ids = [history.region.area_id(i) for i in range(len(history.region.areas))]
    for year, table in care.items():
        residents = children_on(history, year)
        own = table[table["home_area_id"] != "UMLAND"]
        cared = own.groupby(["home_area_id", "age"])["children"].sum()
        there = pd.Series(1, index=pd.MultiIndex.from_arrays([np.array(ids)[residents.area], residents.age]))
        there = there.groupby(level=[0, 1]).sum()
        assert (cared <= there.reindex(cared.index)).all()
        day = f"{year}-03-01"
        places = places_on(supply, day, "u3") + places_on(supply, day, "ue3")
        in_house = table[table["form"] == "kita"].groupby("facility_id")["children"].sum()
        assert (in_house.reindex(supply.facilities["facility_id"]).fillna(0).to_numpy() <= places).all()


def test_take_up_rises_to_that_of_niedersachsen(kita) -> None:
    history, _, _, _, care = kita
    quota = {}
    for year in (2016, 2025):
        table = care[year]
        small = table[(table["age"] < 3) & (table["home_area_id"] != "UMLAND")]["children"].sum()
        quota[year] = small / (children_on(history, year).age < 3).sum()
    assert 0.30 <= quota[2025] <= 0.40
    assert quota[2016] < quota[2025] - 0.04


def test_childminding_and_commuting(kita) -> None:
    _, _, supply, _, care = kita
    table = care[2025]
    small = table[(table["age"] < 3) & (table["home_area_id"] != "UMLAND")]
    assert small[small["form"] == "tagespflege"]["children"].sum() / small["children"].sum() == pytest.approx(
        0.2, abs=0.06
    )
    home = table[(table["form"] == "kita") & (table["home_area_id"] != "UMLAND")].merge(
        supply.facilities, on="facility_id"
    )
    elsewhere = (
        home[home["home_area_id"].str[:8] != home["municipality_ags"]]["children"].sum()
        / home["children"].sum()
    )
    assert 0.005 < elsewhere < 0.07


def test_some_areas_lack_krippe_places_and_some_have_places_left(kita) -> None:
    history, _, supply, children, _ = kita
    areas = len(history.region.areas)
    krippe = np.bincount(supply.area, weights=places_on(supply, "2025-03-01", "u3"), minlength=areas)
    large = np.bincount(supply.area, weights=places_on(supply, "2025-03-01", "ue3"), minlength=areas)
    assert (krippe < 0.3 * children[0]).sum() > 15
    assert (large > 1.05 * children[1]).sum() > 15


def test_measures_have_every_status_and_closures_take_places_away(kita) -> None:
    history, _, supply, children, _ = kita
    measures = measure_table(history.region, supply, children)
    assert 20 <= len(measures) <= 30
    assert set(measures["status"]) == {"idee", "beschlossen", "im_bau", "fertig", "schliessung"}
    assert (measures.loc[measures["status"] == "schliessung", "places_change"] < 0).all()
    assert measures["starts_on"].between("2025-01-01", "2031-12-31").all()


def test_about_30_housing_projects_until_2035(kita) -> None:
    projects = housing_table(kita[0].region, np.random.default_rng(1))
    assert 25 <= projects["project_id"].nunique() <= 35
    assert projects["year"].between(2025, 2035).all()
    assert not projects.duplicated(["project_id", "year"]).any()
    assert projects["probability"].between(0, 1).all()
