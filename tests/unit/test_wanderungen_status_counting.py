"""Sums over columns kept in memory are those of status_years.sql, on a status before and after a division."""

from itertools import product
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from dashboards.filters import People
from dashboards.topic import Context
from dashboards.topics.wanderungen import status_counting
from dashboards.topics.wanderungen.status_counting import Asked
from tests.unit.conftest import Deliveries
from tests.unit.test_territory import CUT, A, mapped, people
from warehouse.build import build
from warehouse.connection import current_build, open_reader
from warehouse.query import frame

YEARS = range(2018, 2021)
WHO = [
    People(sex, nation, *ages)
    for sex, nation, ages in product(("", "w"), ("", "A"), ((0, 100), (20, 29), (25, 40)))
]
# What deliveries do: withheld, not told by sex or nationality, delivered as an age group.
DAMAGE = (
    "UPDATE moves SET moves = NULL WHERE kind = 'inner' AND year = 2019",
    "UPDATE moves SET sex = NULL WHERE kind = 'external_in' AND year = 2020",
    "UPDATE area_population SET nationality = NULL WHERE year(reference_date) = 2020",
    "UPDATE area_population SET age_to = age + 5 WHERE year(reference_date) = 2018 AND age = 28",
    "UPDATE area_population SET persons = NULL WHERE year(reference_date) = 2017 AND area_id LIKE '%-9'",
)


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    deliveries = Deliveries(tmp_path_factory.mktemp("stand") / "home")
    usual = {"nationality": "D", "sex": "w"}
    rest = [usual | {"person_key": f"r{n}", "area_id": f"{A}-9", "birth_year": 1990 + n} for n in range(3)]
    for day in ("2017-12-31", CUT):
        deliveries.stock(A, day, people("p", f"{A}-1", 10), extra=rest)
    after = people("p", f"{A}-2", 6) | {f"p{number}": f"{A}-3" for number in range(6, 10)}
    for day in ("2019-12-31", "2020-12-31"):
        deliveries.stock(A, day, after, extra=rest)
    for year, area in ((2018, f"{A}-1"), (2019, f"{A}-2"), (2020, f"{A}-3")):
        known = {"area_id": area, "birth_year": 1992, "sex": "w"}
        came = [known | {"event_kind": "in", "person_key": f"n{n}", "partner": "128"} for n in range(3)]
        inner = known | {"event_kind": "inner_move", "person_key": "m", "partner": f"{A}-9"}
        deliveries.events(
            A, year, [*came, inner, known | {"event_kind": "out", "person_key": "o", "partner": "128"}]
        )
    shares = [mapped(f"{A}-1", f"{A}-2", 0.6), mapped(f"{A}-1", f"{A}-3", 0.4)]
    deliveries.add(A, "area_mappings", "2019-12-31", area_mapping=shares)
    build(deliveries.home)
    _damage(current_build(deliveries.home).path)
    reader = open_reader(deliveries.home)
    return Context(reader=reader, build_id="stand", run_id=None)


def _damage(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        for change in DAMAGE:
            con.execute(change)


@pytest.mark.parametrize("status", [CUT, "heute"])
@pytest.mark.parametrize(
    ("frame_id", "level"), [(A, "ortsteil"), (A, "gemeinde"), (f"{A}-9", "ortsteil"), ("x", "x")]
)
def test_the_numbers_are_those_of_the_query(context: Context, status: str, frame_id: str, level: str) -> None:
    way = (f"{A}-1", A)
    for who in WHO:
        found = status_counting.years(
            context, Asked(status, frame_id, level, way), who, (YEARS[0], YEARS[-1])
        )
        wanted = frame(
            context.reader.cursor(), status_counting.HERE / "status_years.sql", status=status,
            ancestor_id=frame_id, level=level, area_ids=list(way), years=list(YEARS),
            sex=who.sex or None, nationality=who.nationality or None, age=who.age, age_to=who.age_to,
        )  # fmt: skip
        assert list(found) == list(wanted)
        for name in wanted:
            pd.testing.assert_series_equal(found[name], wanted[name], check_dtype=False, check_exact=True)


def test_something_is_known_and_something_is_not(context: Context) -> None:
    found = status_counting.years(context, Asked(CUT, A, "ortsteil", ()), People(), (YEARS[0], YEARS[-1]))
    for name in ("moved_out", "residents"):
        assert found[name].notna().any() and found[name].isna().any()
    assert set(found["area_id"]) >= {f"{A}-1", f"{A}-9"}
