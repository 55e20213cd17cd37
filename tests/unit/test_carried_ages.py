"""Age groups become single ages that grow older: sums stay, borders tell, and no year knows a later one."""

import numpy as np
import pandas as pd
import pytest

from forecasting import standards
from forecasting.carried_ages import fill_along_cohorts
from forecasting.spread import Axes, fill_cube

YEARS = tuple(range(2008, 2020))
ENDS = Axes(YEARS, {"a": 0, "b": 1}, 1)
USUAL = np.stack([standards.age_structure(year) for year in YEARS])[:, np.newaxis]
NO_MARGINS = pd.DataFrame({"year": [], "area_id": [], "sex": [], "persons": []})


@pytest.fixture(scope="module")
def truth() -> np.ndarray:
    """(year, area, sex, age): uneven cohorts that only age and die, as many born every year."""
    alive = 1 - standards.prospective_deaths()
    first = np.stack([1000 + 400 * np.sin(np.arange(101) / 4 + phase) for phase in (0.0, 1.5)])
    stock = [np.repeat(first[:, np.newaxis], 2, axis=1) * np.linspace(1, 0.02, 101)]
    for _ in YEARS[1:]:
        aged = np.zeros_like(stock[-1])
        aged[..., 1:] = stock[-1][..., :-1]
        aged[..., -1] += stock[-1][..., -1]
        aged[..., 0] = 1000 / alive[:, 0]
        stock.append(aged * alive)
    return np.stack(stock)


def groups(truth: np.ndarray, years: int = len(YEARS)) -> pd.DataFrame:
    """Rows of five-year groups up to 85+ without a sex."""
    rows = []
    for at, year in enumerate(YEARS[:years]):
        for area, by_sex in zip("ab", truth[at], strict=True):
            for age in range(0, 90, 5):
                age_to = age + 4 if age < 85 else 100
                persons = by_sex[:, age : age_to + 1].sum()
                rows.append((year, area, None, age, age_to, None, persons))
    return pd.DataFrame(rows, columns=["year", "area_id", "sex", "age", "age_to", "nationality", "persons"])


def test_delivered_sums_stay(truth):
    rows = groups(truth)
    cube = fill_along_cohorts(rows, NO_MARGINS, ENDS, USUAL).cube
    for year, area, _, age, age_to, _, persons in rows.itertuples(index=False):
        found = cube[YEARS.index(year), "ab".index(area), :, :, age : age_to + 1].sum()
        assert found == pytest.approx(persons)


def test_after_some_years_single_ages_are_told_by_the_borders(truth):
    rows = groups(truth)
    ours = fill_along_cohorts(rows, NO_MARGINS, ENDS, USUAL).cube[-1, :, 0].sum(axis=1)
    shape = np.broadcast_to(USUAL[:, np.newaxis], ENDS.shape)
    usual = fill_cube(rows, ENDS, shape).cube[-1, :, 0].sum(axis=1)
    came = truth[-1].sum(axis=1)
    assert np.abs(ours - came)[:, :80].sum() < 0.5 * np.abs(usual - came)[:, :80].sum()


def test_no_year_knows_a_later_one(truth):
    short = Axes(YEARS[:7], ENDS.leaf_of, 1)
    early = fill_along_cohorts(groups(truth, 7), NO_MARGINS, short, USUAL[:7]).cube
    later = groups(truth)
    later.loc[later["year"] >= YEARS[7], "persons"] *= 3
    assert (fill_along_cohorts(later, NO_MARGINS, ENDS, USUAL).cube[:7] == early).all()


def test_an_empty_area_and_a_stock_without_ages_are_filled(truth):
    rows = groups(truth)
    rows.loc[rows["area_id"] == "b", "persons"] = 0.0
    assert fill_along_cohorts(rows, NO_MARGINS, ENDS, USUAL).cube[:, 1].sum() == 0
    totals = rows.groupby(["year", "area_id"], as_index=False)["persons"].sum()
    totals = totals.assign(sex=None, age=0, age_to=100, nationality=None)
    cube = fill_along_cohorts(totals, NO_MARGINS, ENDS, USUAL).cube
    assert cube[-1, 0].sum() == pytest.approx(truth[-1, 0].sum())
    assert np.isfinite(cube).all()
