"""Sums over the stock kept in memory are those of the queries that say what is counted."""

from itertools import product

import pandas as pd
import pytest

from dashboards.topic import Context
from dashboards.topics.demographie import counted, queries
from tests.unit.test_wanderungen_counting import DAMAGE, SELECTIONS
from tests.unit.test_wanderungen_queries import MOVES, context_of
from warehouse.query import frame

# Sex, nationality, ages: everybody, a part, ages across a delivered group, nobody.
GROUPS = list(product(("", "w"), ("", "A"), ((0, 100), (18, 27), (25, 29), (101, 101))))


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return context_of(tmp_path_factory.mktemp("bestand"), MOVES, *DAMAGE)


def same(context: Context, found: pd.DataFrame, name: str, **parts: object) -> None:
    wanted = frame(context.reader.cursor(), queries.HERE / name, **parts)
    assert found["area_id"].tolist() == wanted["area_id"].tolist()
    for column in wanted.columns[1:]:
        pd.testing.assert_series_equal(found[column].astype(float), wanted[column].astype(float))


@pytest.mark.parametrize("area_ids", SELECTIONS, ids=str)
def test_the_numbers_are_those_of_the_queries(context: Context, area_ids: list[str]) -> None:
    for sex, nationality, (low, high) in GROUPS:
        group: dict[str, object] = {"sex": sex, "nationality": nationality, "low": low, "high": high}
        same(context, counted.ages(context, area_ids, group), "custom_ages.sql", area_ids=area_ids, **group)
        whole = {"whole_sex": sex, "whole_nationality": "", "whole_low": 15, "whole_high": 64}
        parts = {**group, "low_2": 65, "high_2": 100, "sign": -1, **whole}
        found = counted.persons(context, area_ids, parts)
        same(context, found, "custom_stock.sql", area_ids=area_ids, **parts)
