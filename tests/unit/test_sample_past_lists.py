"""Past lists of the sample know what was finished, and are wrong about the rest as plans are."""

import numpy as np
import pandas as pd
import pytest

from sample_data.region_auenburg.housing import housing_table
from sample_data.region_auenburg.past_lists import COMPLETIONS, past_lists
from sample_data.region_auenburg.places import association, kleinauen

RUNNING = ("03951000-0402", "03952002-0102")


@pytest.fixture(scope="module")
def lists() -> dict[int, pd.DataFrame]:
    region = association()
    return past_lists(region, housing_table(region, np.random.default_rng(1)))


@pytest.fixture(scope="module")
def built() -> pd.Series:
    finished = pd.read_csv(COMPLETIONS, dtype={"area_id": str})
    return finished.set_index(["area_id", "year"])["dwellings"]


def test_there_is_a_list_for_every_year_end_and_each_row_once(lists):
    assert list(lists) == list(range(2015, 2024))
    for table in lists.values():
        assert not table.duplicated(["project_id", "year"]).any()
        assert table["probability"].between(0, 1).all()


@pytest.mark.parametrize("area", RUNNING)
def test_what_was_finished_is_right_and_what_came_later_is_not_simply_the_truth(lists, built, area):
    wrong = []
    for year, table in lists.items():
        rows = table[table["area_id"] == area].set_index("year")
        for done in range(2015, year + 1):
            assert (rows.loc[done, "dwellings"], rows.loc[done, "probability"]) == (built[area, done], 1)
        later = range(year + 1, 2025)
        wrong += [rows["dwellings"].get(one, 0) / built[area, one] - 1 for one in later]
    assert np.mean(np.abs(wrong)) > 0.1


@pytest.mark.parametrize("area", RUNNING)
def test_plans_are_too_early(lists, built, area):
    """The middle of what is planned lies before the middle of what then came."""
    for year in range(2015, 2020):
        rows = lists[year][lists[year]["area_id"] == area]
        later = rows[rows["year"].between(year + 1, 2024)]
        planned = np.average(later["year"], weights=later["dwellings"])
        came = np.average(range(year + 1, 2025), weights=[built[area, one] for one in range(year + 1, 2025)])
        assert planned < came + 0.05


def test_some_projects_are_given_up_and_others_slip(lists):
    rows = pd.concat([table.assign(listed=year) for year, table in lists.items()])
    never = rows[rows["project_id"].str.contains("-V")]
    assert 8 <= never["project_id"].nunique() <= 12
    assert not set(never["area_id"]) & set(RUNNING)
    # Each is given up at last; none stays in the lists for ever.
    assert (never.sort_values("listed").groupby("project_id")["probability"].last() == 0).all()
    assert (never["year"] > never["listed"]).all()
    today = rows[~rows["project_id"].str.contains("-V") & ~rows["area_id"].isin(RUNNING)]
    first = today.groupby(["project_id", "listed"])["year"].min().groupby("project_id")
    assert (first.max() > first.min()).any()


def test_the_mini_municipality_has_no_past_lists():
    region = kleinauen()
    assert past_lists(region, housing_table(region, np.random.default_rng(1))) == {}
