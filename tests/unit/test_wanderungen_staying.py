"""Life tables of arrivals by hand: who left, who died, who is still there, and who is too few."""

import numpy as np
import pandas as pd
import pytest

from dashboards.topics.wanderungen import staying


def stays(*rows: tuple[int, str, float | None], year: int = 2020) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["stayed", "ending", "persons"]).assign(year=year)


def test_a_life_table_by_hand():
    found = staying.life_table(
        stays((0, "out", 20), (0, "observed", 40), (1, "out", 35), (1, "observed", 105))
    )
    # 200 come; 40 are seen for less than a year and count half: 1 − 20/180. Then 140, 105 of them half: 87.5
    assert found["share"].tolist() == pytest.approx([160 / 180, 160 / 180 * (1 - 35 / 87.5)])
    assert found[["after", "at_risk", "left"]].to_numpy().tolist() == [[1, 200, 20], [2, 140, 35]]
    # Greenwood of the first year: √(20 / (180 · 160)) = 0.02635; log-log band around 0.8889
    assert (found["low"][0], found["high"][0]) == (
        pytest.approx(0.8332, abs=1e-3),
        pytest.approx(0.9268, abs=1e-3),
    )


def test_a_death_is_no_departure():
    both = staying.life_table(stays((0, "death", 20), (0, "out", 10), (1, "observed", 70)))
    assert both["share"][0] == pytest.approx(1 - 10 / 90)


def test_nobody_left_means_everybody_stays_with_no_band_to_draw():
    found = staying.life_table(stays((0, "observed", 10), (1, "observed", 90)))
    assert found["share"][0] == 1 and (found["low"][0], found["high"][0]) == (1, 1)


@pytest.mark.parametrize("persons", [0, 1, 12, 49])
def test_too_few_carry_no_share(persons):
    assert staying.life_table(stays((0, "out", persons))).empty


def test_a_withheld_count_makes_the_table_empty_not_smaller():
    assert staying.life_table(stays((0, "out", 20), (1, "observed", None), (1, "out", 90))).empty
    assert staying.life_table(stays()).empty


def test_shares_after_a_year_nobody_reached_are_missing():
    table = staying.life_table(stays((0, "out", 50), (1, "observed", 150)))
    assert staying.share_after(table, 1)[0] == pytest.approx(0.75)
    assert all(np.isnan(value) for value in staying.share_after(table, 9))


def test_the_median_lies_between_two_years_in_proportion():
    table = pd.DataFrame({"after": [1, 2, 3], "share": [0.8, 0.6, 0.4]})
    assert staying.median_stay(table) == pytest.approx(2.5)
    assert staying.median_stay(table.head(2)) is None


def test_cohorts_stand_side_by_side_and_small_ones_are_left_out():
    rows = pd.concat(
        [stays((0, "out", 50), (1, "observed", 150)), stays((0, "out", 5), year=2021)], ignore_index=True
    )
    found = staying.by_cohort(rows)
    assert found[["year", "after"]].to_numpy().tolist() == [[2020, 1], [2020, 2]]
    assert found["share"].tolist() == pytest.approx([0.75, 0.75])
    assert staying.by_cohort(stays()).empty
