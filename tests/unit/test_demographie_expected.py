"""Sums over the forecast kept in memory are those of the queries that say what is counted."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from dashboards.filters import People
from dashboards.topic import Context
from dashboards.topics.demographie import expected, queries
from tests.unit import test_demographie_queries as tiny
from tests.unit.test_demographie_queries import NORTH, SOUTH, TOWN, context
from warehouse.query import frame

__all__ = ["context"]

WHO = list(product(("", "w"), ("", "A"), ((0, 100), (18, 30), (31, 31), (101, 101))))


@pytest.fixture(params=["all", "some"])
def run(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory) -> Context:
    """A run with every age, sex and nationality in both parts of the town, and one in which many are not."""
    quantiles = (1.0,) * 5
    people = product((NORTH, SOUTH), (2024, 2025), "mw", range(101), "DA")
    rows = [
        ("r", "basis", *who, 0.25 * (number % 37), *quantiles)
        for number, who in enumerate(people)
        if request.param == "all" or number % 5 > 2
    ]
    tables = tiny.run_tables()
    tables["forecast_population"] = pd.DataFrame(rows, columns=tables["forecast_population"].columns)
    monkeypatch.setattr(tiny, "run_tables", lambda: tables)
    return context.__wrapped__(tmp_path_factory)


@pytest.mark.parametrize("area_ids", [[TOWN], [NORTH, SOUTH], [SOUTH, "nowhere"], ["nowhere"]], ids=str)
def test_the_numbers_are_those_of_the_queries(run: Context, area_ids: list[str]) -> None:
    cursor = run.reader.cursor()
    for sex, nationality, (low, high) in WHO:
        whose = {"sex": sex, "nationality": nationality, "low": low, "high": high}
        whole = {"whole_sex": sex, "whole_nationality": "", "whole_low": 15, "whole_high": 64}
        parts = {**whose, "low_2": 65, "high_2": 100, "sign": -1, **whole}
        for years in ([2024], [2024, 2025, 2030], [2030]):
            found = expected.persons(run, area_ids, "basis", years, parts)
            told = {"area_ids": area_ids, "scenario": "basis", "years": years, **parts}
            wanted = frame(cursor, queries.HERE / "custom_ahead.sql", **told)
            same(found, wanted)


def test_the_age_groups_are_those_of_the_query(run: Context) -> None:
    groups = [(0, 2), (3, 17), (18, 100)]
    for sex, nationality in (("", ""), ("w", ""), ("m", "A")):
        people = People(sex, nationality)
        found = queries.age_groups_ahead(run, area_id=TOWN, groups=groups, scenario="basis", people=people)
        ages = {"ages": [low for low, _ in groups], "ages_to": [high for _, high in groups]}
        told = {"area_id": TOWN, "scenario": "basis", "sex": sex, "nationality": nationality, **ages}
        wanted = frame(run.reader.cursor(), queries.HERE / "age_groups_ahead.sql", **told)
        assert len(wanted)
        same(found, wanted)
    none = queries.age_groups_ahead(run, area_id=TOWN, groups=groups, scenario="obere", people=People())
    assert none.empty


def same(found: pd.DataFrame, wanted: pd.DataFrame) -> None:
    assert list(found) == list(wanted) and len(found) == len(wanted)
    for name in wanted:
        if name == "area_id":
            assert found[name].tolist() == wanted[name].tolist()
        else:
            numbers = (one[name].to_numpy(dtype=float) for one in (found, wanted))
            np.testing.assert_allclose(*numbers, rtol=1e-12)
