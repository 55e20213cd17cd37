"""Sums over columns of small numbers are those of the queries that say what is counted."""

from pathlib import Path

import pandas as pd
import pytest

from dashboards.filters import People
from dashboards.topic import Context
from dashboards.topics.wanderungen import ages, counting, dwelling, queries
from tests.unit.test_wanderungen_queries import A1, A2, B1, C1, MOVES, UNION, A, B, C, context_of
from warehouse.query import frame

SELECTIONS = [[A, B, C], [UNION], [A1, A2], [A1, A2, B1, C1], [A1], ["nowhere"]]
WHO = [People(), People(sex="w"), People(sex="m"), People(nationality="A")]
BANDS = [
    (ages.STANDARD, ages.ALL),
    (ages.around(25, 29), ages.CHOSEN),
    (ages.SINGLE, "22"),
    (ages.WHOLE, ages.ALL),
]
# What deliveries do to the table: withheld, not told by sex, delivered as an age group, reported by nobody.
DAMAGE = (
    "UPDATE moves SET moves = NULL WHERE age = 27",
    "UPDATE moves SET sex = NULL WHERE age = 33",
    "UPDATE moves SET age_to = 29 WHERE age = 25",
    "UPDATE moves SET nationality = 'A', sex = 'm' WHERE age = 40",
    "UPDATE area_population SET persons = NULL WHERE age = 27",
    "UPDATE area_population SET sex = NULL WHERE age = 33",
    "UPDATE area_population SET age_to = 29 WHERE age = 25",
)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_of(tmp_path_factory.mktemp("gezaehlt"), MOVES, *DAMAGE)


def asked(context: Context, name: str, area_ids: list[str], people: People, **more: object) -> pd.DataFrame:
    who = {"sex": people.sex or None, "nationality": people.nationality or None}
    return frame(context.reader.cursor(), counting.HERE / name, area_ids=area_ids, **who, **more)


def same(found: pd.DataFrame, wanted: pd.DataFrame, keys: list[str]) -> None:
    assert list(found.columns) == list(wanted.columns)
    both = [one.sort_values(keys).reset_index(drop=True) for one in (found, wanted)]
    for name in wanted.columns:
        pd.testing.assert_series_equal(*(one[name] for one in both), check_dtype=False, check_exact=True)


@pytest.mark.parametrize("area_ids", SELECTIONS, ids=str)
def test_the_numbers_are_those_of_the_queries(context: Context, area_ids: list[str]) -> None:
    for people in WHO:
        for bands, band in BANDS:
            parts = bands.parameters
            found = counting.crossings(context, area_ids, people, bands)
            wanted = asked(context, "crossings.sql", area_ids, people, **parts)
            same(found, wanted, ["area_id", "year", "band"])
            for with_inside in (True, False):
                found = counting.pairs(context, area_ids, people, bands, band=band, with_inside=with_inside)
                wanted = asked(
                    context, "pairs.sql", area_ids, people, band=band, with_inside=with_inside, **parts
                )
                same(found, wanted, ["year", "origin", "destination"])
            found = counting.partners(context, area_ids, people, bands, band=band)
            wanted = asked(context, "partners.sql", area_ids, people, band=band, **parts)
            same(found, wanted, ["year", "area_id", "direction", "partner"])


def test_areas_that_overlap_are_left_to_the_query(context: Context) -> None:
    assert counting.can_count(context, [A, B])
    assert not counting.can_count(context, [A, A1])


def test_moves_are_read_once_and_hold_no_person(context: Context) -> None:
    assert counting.moves_of(context) is counting.moves_of(context)
    assert set(counting.moves_of(context).members[A]) == {A, A1, A2}


def test_another_build_is_read_anew(context: Context, tmp_path: Path) -> None:
    other = context_of(tmp_path, MOVES[:1])
    found = counting.crossings(other, [A1, A2], People(), ages.STANDARD)
    assert found.loc[found["band"] == ages.ALL, "arrivals"].sum() == 5


@pytest.mark.parametrize("area_ids", SELECTIONS, ids=str)
def test_the_residents_are_those_of_the_query(context: Context, area_ids: list[str]) -> None:
    for people in WHO:
        for bands, _ in BANDS:
            found = dwelling.residents(context, area_ids, people, bands)
            wanted = asked(context, "residents.sql", area_ids, people, **bands.parameters)
            same(found, wanted, ["area_id", "year", "band"])


@pytest.mark.parametrize("area_ids", SELECTIONS, ids=str)
def test_the_sum_of_all_ages_does_not_depend_on_how_they_are_cut(
    context: Context, area_ids: list[str]
) -> None:
    for people in WHO:
        found = [
            queries.area_years(context, area_ids=area_ids, people=people, bands=bands).query(
                "band == @ages.ALL"
            )
            for bands in (ages.STANDARD, ages.WHOLE)
        ]
        pd.testing.assert_frame_equal(*(one.reset_index(drop=True) for one in found))
