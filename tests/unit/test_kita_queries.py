"""The tables of the Kita page on a tiny warehouse, numbers checked by hand."""

import datetime as dt
import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

import forecasting
import warehouse
from dashboards.topic import Context
from dashboards.topics.kita import base, queries, rates, whatif
from dashboards.topics.kita.assumptions import STATUS_NAMES, Assumptions, Counted
from forecasting.kita import SchoolEntry, band_weights, children_at_first_of_august
from warehouse.connection import open_reader
from warehouse.settings import Home

SCHEMA = Path(warehouse.__file__).parent / "schema"
CODES = Path(warehouse.__file__).parent / "codelists"
FORECAST = Path(forecasting.__file__).parent / "schema"
MUNICIPALITY = "03959001"
AREAS = (f"{MUNICIPALITY}-0101", f"{MUNICIPALITY}-0102")
OTHER = "03959002"


def day(year, month=12, dom=31):
    return dt.date(year, month, dom)


def table(columns, rows):
    return pd.DataFrame(rows, columns=columns.split())


def stock_rows():
    """Two areas with 10 and 20 persons of every age 0 to 12, one year after the other; area 2 lacks age 4."""
    return [
        (area, day(year), age, age, "D", "m", persons)
        for area, persons in zip(AREAS, (10, 20), strict=True)
        for year in (2022, 2023)
        for age in range(13)
        if not (area == AREAS[1] and age == 4)
    ]


def build_tables():
    single = "area_id reference_date age age_to nationality sex persons"
    population = table(single, stock_rows())
    whole = population.groupby(["reference_date", "age", "age_to", "nationality", "sex"], as_index=False)[
        "persons"
    ]
    town = whole.sum().assign(area_id=MUNICIPALITY)
    grouped = table(single, [(OTHER, day(year), 0, 5, "D", "m", 60) for year in (2022, 2023)])
    return {
        "area": table(
            "area_id level name municipality_ags parent_id",
            [
                (MUNICIPALITY, "gemeinde", "Kleinauen", MUNICIPALITY, None),
                (AREAS[0], "ortsteil", "Nord", MUNICIPALITY, MUNICIPALITY),
                (AREAS[1], "ortsteil", "Süd", MUNICIPALITY, MUNICIPALITY),
                (OTHER, "gemeinde", "Ohnekita", OTHER, None),
            ],
        ),
        "area_member": table(
            "ancestor_id area_id is_leaf",
            [(MUNICIPALITY, MUNICIPALITY, False), (OTHER, OTHER, True)]
            + [(MUNICIPALITY, area, True) for area in AREAS]
            + [(area, area, True) for area in AREAS],
        ),
        "area_population": pd.concat([population, town, grouped]),
        "facility": table(
            "facility_id municipality_ags area_id name provider_type longitude latitude",
            [
                ("K1", MUNICIPALITY, AREAS[0], "Am Park", "kommunal", 8.8, 53.0),
                ("K2", MUNICIPALITY, AREAS[1], "St. Marien", "kirchlich", 8.9, 53.0),
            ],
        ),
        "facility_group": table(
            "facility_id group_id group_type band is_integrative valid_from valid_to "
            "places_approved places_built places_staffed places_bookable",
            [
                ("K1", "K1-1", "krippe", "u3", False, day(2015, 8, 1), None, 15, 15, 15, 13),
                ("K1", "K1-2", "krippe", "u3", False, day(2015, 8, 1), day(2023, 7, 31), 15, 15, 15, 15),
                ("K1", "K1-3", "krippe", "u3", False, day(2023, 8, 1), None, 15, 15, 15, 15),
                ("K2", "K2-1", "kindergarten", "ue3", False, day(2015, 8, 1), None, 25, 25, 25, 25),
            ],
        ),
        "measure": table(
            "measure_id area_id title status starts_on groups_change places_change",
            [
                ("M1", AREAS[1], "Neubau Süd", "beschlossen", day(2024, 8, 1), 1, 15),
                ("M2", AREAS[1], "Idee Süd", "idee", day(2024, 8, 1), 2, 30),
                ("M3", AREAS[0], "fertig, gelistet", "fertig", day(2023, 8, 1), 1, 15),
                ("M4", AREAS[1], "fertig, nicht gelistet", "fertig", day(2024, 2, 1), 1, 15),
            ],
        ).assign(municipality_ags=MUNICIPALITY, group_type="krippe", band="u3"),
        "delivery": table(
            "delivery_id municipality_ags kind profile reference_date version file_name rows rejected "
            "skipped checksum received_by received_at",
            [
                (
                    "d",
                    "VRA",
                    "groups",
                    "kita_groups",
                    day(2024, 3, 1),
                    1,
                    "g.csv",
                    3,
                    0,
                    0,
                    "00",
                    "test",
                    day(2024, 3, 2),
                )
            ],
        ),
        "care": table(
            "reference_date home_area_id facility_id form age children",
            [
                (day(2024, 3, 1), AREAS[0], "K1", "kita", 1, 3),
                (day(2024, 3, 1), AREAS[0], "K2", "kita", 2, 4),
                (day(2024, 3, 1), AREAS[0], None, "tagespflege", 1, 3),
                (day(2024, 3, 1), AREAS[1], "K1", "kita", 2, 5),
                (day(2024, 3, 1), "UMLAND", "K2", "kita", 2, 1),
            ],
        ),
        "housing_project": table(
            "project_id year municipality_ags area_id name dwelling_type dwellings probability",
            [("P1", 2026, MUNICIPALITY, AREAS[0], "Am Deich", "mfh_miete", 100, 0.8)],
        ),
    }


def write(path, schema, tables):
    con = duckdb.connect(str(path))
    for create in sorted(schema.glob("*.sql")):
        con.execute(create.read_text(encoding="utf-8"))
    for name, rows in tables.items():
        con.register("rows", rows)
        con.execute(f"INSERT INTO {name} BY NAME SELECT * FROM rows")
        con.unregister("rows")
    for codes in CODES.glob("*.csv"):
        con.execute(
            f"CREATE TABLE {codes.stem} AS FROM read_csv('{codes}', all_varchar = true, header = true)"
        )
    con.close()


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("kita"))
    home.warehouse.mkdir(), home.forecasts.mkdir()
    write(home.warehouse / "b.duckdb", SCHEMA, build_tables())
    (home.warehouse / "current.json").write_text(json.dumps({"build_id": "b", "file": "b.duckdb"}))
    demand = table(
        "run_id scenario area_id kita_year reference_date band mean q10 q25 median q75 q90 draws",
        [
            ("r", "basis", area, year, day(year, 8, 1), "u3", 30, 20, 25, 30, 35, 40, [20.0, 30.0, 40.0])
            for area in AREAS
            for year in (2024, 2025)
        ],
    )
    children = table(
        "run_id scenario area_id kita_year age draws",
        [
            ("r", "basis", area, year, age, [size - 5.0, size, size + 5.0])
            for area, size in zip(AREAS, (10.0, 20.0), strict=True)
            for year in (2024, 2025, 2026)
            for age in range(11)
        ],
    )
    write(home.forecasts / "r.duckdb", FORECAST, {"forecast_demand": demand, "forecast_children": children})
    (home.forecasts / "current.json").write_text(
        json.dumps({"run_id": "r", "build_id": "b", "file": "r.duckdb"})
    )
    reader = open_reader(home, FORECAST)
    return Context(reader=reader, build_id=f"b{tmp_path_factory}", run_id="r")


def scope(*areas, scenario="basis"):
    return queries.Scope(MUNICIPALITY, areas, tuple(area[:8] for area in areas), scenario, 2025)


def of(frame, area, year):
    return frame[(frame["area_id"] == area) & (frame["kita_year"] == year)].iloc[0]


def setting(band, quota=1.0, **counted):
    return Assumptions(band, quota, counting=Counted(**{"flexi": 0.0} | counted))


def test_observed_children_follow_the_forecasting_module(context):
    asked = scope(MUNICIPALITY, *AREAS, scenario=None)
    found = base.children(context, asked, setting("ue3")).table
    stock = np.full(13, 20.0)
    stock[4] = 0.0
    by_hand = children_at_first_of_august(stock, stock)[:11] @ band_weights(SchoolEntry(9, 30))["ue3"]
    assert of(found, AREAS[1], 2023)["median"] == pytest.approx(by_hand)
    # A steady 10 per age: 2.83 cohorts of Kindergarten age, 2.93 if 40 of 100 who may wait do.
    assert of(found, AREAS[0], 2023)["q90"] == pytest.approx(28.33, abs=0.01)
    waiting = base.children(context, asked, setting("ue3", flexi=0.4)).table
    assert of(waiting, AREAS[0], 2023)["median"] == pytest.approx(29.33, abs=0.01)
    wide = base.children(context, asked, setting("ue3", cohorts=3.5)).table
    assert of(wide, AREAS[0], 2023)["need"] == pytest.approx(35)


def test_age_groups_give_no_children_rather_than_zero(context):
    found = base.children(context, scope(OTHER, MUNICIPALITY, scenario=None), setting("u3")).table
    assert found[found["area_id"] == OTHER]["median"].isna().all()


def test_forecast_follows_the_observed_years_and_adds_up_draw_by_draw(context):
    found = base.children(context, scope(MUNICIPALITY, *AREAS), setting("u3"))
    assert found.table[~found.table["is_forecast"]]["kita_year"].unique().tolist() == [2023]
    assert found.draws.shape == (6, 3)
    ahead = found.table[found.table["is_forecast"]]["area_id"].tolist()
    assert ahead == [MUNICIPALITY] * 2 + [AREAS[0]] * 2 + [AREAS[1]] * 2
    # Three ages of 10 and 20 children each, all low or all high together.
    assert found.draws[0].tolist() == [60, 90, 120]
    assert (found.draws[0] == found.draws[2] + found.draws[4]).all()
    # The stored fan of the leaves themselves is not spread again.
    assert found.draws[2].tolist() == [15, 30, 45]


def test_one_area_counted_alone_is_as_among_all(context):
    asked = scope(MUNICIPALITY, *AREAS)
    for band in ("u3", "ue3"):
        every = base.children(context, asked, setting(band)).table
        for area in (MUNICIPALITY, AREAS[1]):
            alone = base.children_in(context, asked, setting(band), area)
            among = every.loc[every["area_id"] == area, alone.columns].reset_index(drop=True)
            pd.testing.assert_frame_equal(alone, among, rtol=1e-6, check_dtype=False)


def test_the_zielquote_is_reached_in_the_whole_and_ages_keep_their_order(context):
    found = base.children(context, scope(MUNICIPALITY, *AREAS), setting("u3", 0.3)).table
    row = of(found, MUNICIPALITY, 2023)
    assert row["need"] / row["median"] == pytest.approx(0.3)
    rates_by_age = base.rates(
        context,
        scope(MUNICIPALITY, *AREAS),
        setting("u3", 0.3, take_up="parents_wish"),
        base.base_of(context, scope(MUNICIPALITY, *AREAS), setting("u3")),
    )[0]
    assert rates_by_age[0] < rates_by_age[1] < rates_by_age[2] < 1


def test_need_moves_to_where_care_is_taken_up(context):
    asked = scope(MUNICIPALITY, *AREAS)
    at_home = base.children(context, asked, setting("u3")).table
    there = base.children(context, asked, setting("u3", place="kita")).table
    # Of the first area 3 of 7 Kita children stay, with three more reckoned to stay: 6 of 10; of the second
    # all five go there, three more stay. One child comes from outside to the second.
    kept = 30 * 0.6 + 60 * 5 / 8
    assert of(there, AREAS[0], 2024)["need"] == pytest.approx(kept)
    assert of(there, AREAS[1], 2024)["need"] == pytest.approx(30 * 0.4 + 60 * 3 / 8 + 1)
    assert of(there, MUNICIPALITY, 2024)["need"] == pytest.approx(of(at_home, MUNICIPALITY, 2024)["need"] + 1)
    assert of(there, AREAS[0], 2023)["need"] == pytest.approx(kept)


def test_local_take_up_is_drawn_to_the_whole(context):
    asked = scope(MUNICIPALITY, *AREAS)
    local = base.children(context, asked, setting("u3", 0.2, is_local=True)).table
    assert of(local, AREAS[0], 2024)["need"] > 30 * 0.2
    assert of(local, AREAS[1], 2024)["need"] < 60 * 0.2


def need_of(context, band, **counted):
    found = base.children(context, scope(MUNICIPALITY, *AREAS), setting(band, **counted)).table
    return of(found, AREAS[0], 2024)["need"]


def test_a_later_day_fills_the_kindergarten(context):
    days = [need_of(context, "ue3", day=day, convention="A") for day in ("aug", "okt", "mrz", "jul")]
    assert days == pytest.approx([28.3, 30, 34.1, 38.3], abs=0.1)


class TestWhatIf:
    def question(self, band="u3", year=2024, **counted):
        case = whatif.Case(setting(band, 0.4, **counted), scope(MUNICIPALITY, *AREAS))
        return whatif.Question(MUNICIPALITY, year, case)

    def test_months_begin_with_the_need_of_1_august_and_grow(self, context):
        asked = self.question()
        monthly = whatif.months(context, asked)
        found = base.children(context, asked.case.scope, asked.case.settings)
        assert monthly[0] == pytest.approx(found.draws[0], rel=1e-5)
        assert (np.diff(np.median(monthly, axis=1)) > 0).all()
        leaving = whatif.months(context, self.question(convention="A"))
        assert np.median(leaving, axis=1) == pytest.approx([np.median(leaving[0])] * 12, rel=1e-5)

    def test_the_widest_swing_stands_first_and_its_saldo_is_right(self, context):
        saldo, moved = whatif.moved(context, self.question(), {})
        found = base.children(context, scope(MUNICIPALITY, *AREAS), setting("u3", 0.4)).table
        places = of(queries.places(context, scope(MUNICIPALITY), setting("u3"), 2022), MUNICIPALITY, 2024)
        need = of(found, MUNICIPALITY, 2024)["need"]
        assert saldo == pytest.approx(places["places"] - need)
        assert [one.width for one in moved] == sorted((one.width for one in moved), reverse=True)
        by_name = {one.name: one for one in moved}
        # Without measures 30 places less, with the idea 30 more.
        assert (by_name["Maßnahmen"].low, by_name["Maßnahmen"].high) == (
            pytest.approx(saldo - 30),
            pytest.approx(saldo + 30),
        )
        assert by_name["Zielquote"].low < saldo < by_name["Zielquote"].high

    def test_a_year_without_forecast_is_refused(self, context):
        with pytest.raises(ValueError, match="2030 gibt es keine Prognose"):
            whatif.months(context, self.question(year=2030))


def test_places_follow_validity_rung_and_status(context):
    usual = queries.places(context, scope(*AREAS, MUNICIPALITY), Assumptions("u3", 0.4), 2022)
    assert of(usual, AREAS[0], 2022)["places"] == 28
    # One group closed in July 2023, one opened in August; the measure behind it must not count again.
    assert of(usual, AREAS[0], 2023)[["places", "pending"]].tolist() == [28, 0]
    assert of(usual, AREAS[1], 2023)["places"] == 0
    # Decided, and done but missing from the list: both count, the idea does not.
    assert of(usual, AREAS[1], 2024)[["places", "pending", "open_groups"]].tolist() == [30, 30, 2]
    assert of(usual, MUNICIPALITY, 2024)["places"] == 58
    other = Assumptions("u3", 0.4, rung="approved", statuses=("beschlossen", "idee"))
    changed = queries.places(context, scope(*AREAS), other, 2022)
    assert of(changed, AREAS[1], 2024)["places"] == 45
    assert of(changed, AREAS[0], 2023)["places"] == 30


@pytest.mark.parametrize("rung", ["bookable", "approved"])
@pytest.mark.parametrize("statuses", [(), ("beschlossen", "idee"), tuple(STATUS_NAMES)])
def test_measures_added_to_the_stock_are_those_the_query_adds(context, rung, statuses):
    asked, wanted = scope(*AREAS, MUNICIPALITY), Assumptions("u3", 0.4, rung=rung, statuses=statuses)
    planned = queries.measures(context, asked.root_id, "u3")
    counted = planned.loc[queries.is_counted(planned, wanted), "measure_id"].tolist()
    by_query = queries.places_with(context, asked, wanted, 2022, counted)
    pd.testing.assert_frame_equal(queries.places(context, asked, wanted, 2022), by_query, check_exact=True)


def test_places_that_were_never_delivered_are_absent(context):
    assert queries.places(context, scope(OTHER), Assumptions("u3", 0.4), 2022).empty
    assert queries.places(context, scope(MUNICIPALITY), Assumptions("grundschule", 0.5), 2022).empty


def test_care_rates_by_hand(context):
    care = queries.care(context, [*AREAS, MUNICIPALITY], "u3")
    row = care[care["area_id"] == AREAS[0]].iloc[-1]
    assert row[["kita_year", "children", "childminding", "residents"]].tolist() == [2023, 10, 3, 30]
    found = rates.observed(care, MUNICIPALITY)
    assert (found.rate, found.childminding) == (pytest.approx(15 / 90), pytest.approx(3 / 15))
    assert found.quota(35) == 17
    # Thirty children are too few to start a Zielquote from, and elsewhere nothing is known.
    assert rates.observed(care, AREAS[0]).quota(35) == 35
    assert rates.observed(care, "elsewhere").quota(35) == 35


def test_thirty_children_give_no_percentage_but_ninety_do(context):
    care = queries.care(context, [*AREAS, MUNICIPALITY], "u3")
    assert rates.with_rate(care, AREAS[0])["rate"].isna().all()
    assert rates.with_rate(care, MUNICIPALITY)["rate"].tolist() == [pytest.approx(15 / 90)]


def test_care_by_single_age(context):
    ages = queries.care_ages(context, [MUNICIPALITY])
    assert ages["children"].tolist()[:4] == [0, 6, 9, 0]
    assert ages["residents"].tolist()[4] == 10
    assert rates.by_age(ages, MUNICIPALITY)["age"].max() == 5


def test_commuting_by_hand(context):
    row = queries.commuting(context, AREAS[0], "u3").iloc[0]
    assert row[["residents_in_care", "residents_in_kita", "leaving", "occupied", "arriving"]].tolist() == [
        10,
        7,
        4,
        8,
        5,
    ]
    town = queries.commuting(context, MUNICIPALITY, "u3").iloc[0]
    assert town[["residents_in_care", "leaving", "occupied", "arriving"]].tolist() == [15, 0, 13, 1]
    assert queries.commuting(context, OTHER, "u3").empty


def test_houses_measures_projects(context):
    houses = queries.facilities(context, MUNICIPALITY, "u3", 2024)
    assert houses[["facility_id", "open_groups", "bookable", "all_places"]].to_numpy().tolist() == [
        ["K1", 2, 28, 28],
        ["K2", 0, 0, 25],
    ]
    planned = queries.measures(context, MUNICIPALITY, "u3").set_index("measure_id")
    assert planned["status_label"].to_dict() == {
        "M1": "beschlossen",
        "M2": "Idee",
        "M3": "fertig",
        "M4": "fertig",
    }
    assert planned["is_in_stock"].to_dict() == {"M1": False, "M2": False, "M3": True, "M4": False}
    assert queries.housing(context, MUNICIPALITY)["dwelling_type"].tolist() == ["Mehrfamilienhaus Miete"]
    assert queries.group_places(context, "ue3") == 25
    assert queries.run(context, "basis") is None
