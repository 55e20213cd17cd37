"""Filters of the people on every figure: what can carry them does, what can't says so."""

from dataclasses import replace

import pytest

from dashboards.filters import EVERYONE, People
from dashboards.topic import Context
from dashboards.topics.demographie import custom, queries, recipes
from dashboards.topics.demographie.measure import from_table
from tests.pages.opened import open_topic, title, words
from warehouse.connection import open_reader

TOWN, NORTH = "03959001", "03959001-0101"
WORKED_OUT = sorted({*recipes.BANDS, *recipes.KINDS, "auslaenderanteil"} - {"lebenserwartung"})


@pytest.fixture
def context(at_mini_home):
    reader = open_reader(at_mini_home)
    return Context(reader, reader.build_id, reader.run_id)


def measures(context):
    return from_table(queries.indicators(context))


@pytest.mark.parametrize("indicator", WORKED_OUT)
def test_the_recipe_for_everybody_is_the_indicator_of_the_warehouse(context, indicator):
    measure = measures(context)[indicator]
    recipe = replace(measure, recipe=recipes._recipe(indicator, EVERYONE))
    found = custom.stock(context, recipe, [TOWN, NORTH])
    known = queries.series(context, area_ids=[TOWN, NORTH], indicator_id=indicator)
    both = found.merge(known, on=["area_id", "year"], suffixes=("", "_known")).dropna(subset=["value"])
    assert len(both) >= 2
    assert both["value"].to_numpy() == pytest.approx(both["value_known"].to_numpy())


def test_the_mini_home_has_every_figure_but_life_expectancy(context):
    # 500 people are too few for a life table; every other figure that carries a filter is opened below.
    assert set(recipes.CARRIED) - set(measures(context)) == {"lebenserwartung"}


def test_every_figure_says_what_it_can_carry(context):
    for measure in measures(context).values():
        can = recipes.carried(measure)
        assert can.any or can.reason
        assert can.reason or (can.sex and can.nationality and can.age)


def stock_of(context, **wanted):
    rows = context.reader.con.table("area_population").df()
    rows = rows[(rows["reference_date"].dt.year == 2024) & (rows["area_id"] == TOWN)]
    for name, value in wanted.items():
        rows = rows[rows[name] == value]
    return rows


def value_of(context, indicator, people):
    measure = recipes.of_people(measures(context)[indicator], people)
    found = custom.stock(context, measure, [TOWN])
    return found.loc[found["year"] == 2024, "value"].iloc[0]


def test_mean_and_median_age_of_women_from_their_ages(context):
    rows = stock_of(context, sex="w")
    ages = rows.loc[rows.index.repeat(rows["persons"].astype(int)), "age"]
    assert value_of(context, "durchschnittsalter", People("w")) == pytest.approx((ages + 0.5).mean())
    assert abs(value_of(context, "medianalter", People("w")) - ages.median()) <= 1


def test_billeter_and_share_of_foreigners_of_men(context):
    rows = stock_of(context, sex="m")
    young, middle, old = (
        rows.loc[rows["age"].between(low, high), "persons"].sum()
        for low, high in ((0, 14), (15, 49), (50, 100))
    )
    assert value_of(context, "billeter", People("m")) == pytest.approx((young - old) / middle)
    foreign = rows.loc[rows["nationality"] == "A", "persons"].sum()
    found = value_of(context, "auslaenderanteil", People("m"))
    assert found == pytest.approx(100 * foreign / rows["persons"].sum())


def test_too_few_people_behind_a_ratio_leave_it_out(context):
    measure = recipes.of_people(measures(context)["durchschnittsalter"], People("w", "A", 90, 100))
    found = custom.stock(context, measure, [TOWN])
    assert found["few"].all()
    assert found["value"].isna().all()


def test_a_filtered_figure_names_its_people_on_the_page(at_mini_home, context):
    at = open_topic("demographie", kennzahl="durchschnittsalter", geschlecht="w")
    assert "Durchschnittsalter (Frauen)" in title(at)
    assert "Filter aktiv: Frauen" in words(at)
    expected = value_of(context, "durchschnittsalter", People("w"))
    assert f"{expected:.1f}".replace(".", ",") in title(at)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (
            {"kennzahl": "greying", "geschlecht": "w", "alter": "18-64"},
            "Frauen, 18 bis 64 Jahre (auf „Greying-Index“ wirkt nur: Frauen)",
        ),
        ({"kennzahl": "geburtenrate", "geschlecht": "w"}, "Frauen (auf „Geburtenrate“ wirkt nicht)"),
    ],
)
def test_a_filter_without_effect_is_said(at_mini_home, query, said):
    at = open_topic("demographie", **query)
    assert f"Filter aktiv: {said}" in words(at)
    at.button(key="filter-aufheben").click().run()
    assert "Filter aktiv" not in words(at)


@pytest.mark.parametrize("indicator", [*WORKED_OUT, *recipes.QUOTIENTS])
@pytest.mark.parametrize("view", ["struktur", "vergleich"])
def test_every_filtered_figure_opens_now_and_in_the_forecast(at_mini_home, context, indicator, view):
    assert indicator in measures(context)
    for day in ("2024", "2030"):
        query = {"kennzahl": indicator, "geschlecht": "m", "nation": "D", "alter": "18-64", "stichtag": day}
        assert title(open_topic("demographie", ansicht=view, **query))


def test_a_figure_without_a_forecast_of_the_group_is_missing_not_zero(at_mini_home, context):
    measure = recipes.of_people(measures(context)["sterberate"], People("w"))
    assert custom.ahead(context, measure, [TOWN], "basis", [2030]).empty
    page = open_topic("demographie", kennzahl="sterberate", geschlecht="w", stichtag="2030")
    assert "liegt nicht vor" in words(page)
