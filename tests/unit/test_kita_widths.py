"""Age on 1 August and the cohort widths of domain.md §1.4, to 0.01."""

import numpy as np
import pytest

from forecasting.kita import (
    SchoolEntry,
    age_weights,
    band_children,
    band_weights,
    children_at_first_of_august,
    school_entry,
    ue3_width,
)

# Elapsed years from 1 August to 1 August, 1 October, 31 December, 1 March, 31 July, and the mean of a year.
ELAPSED = [0, 61 / 365, 152 / 365, 212 / 365, 364 / 365, 0.5]
PUBLISHED = {
    SchoolEntry(9, 30): [2.83, 3.00, 3.25, 3.41, 3.83, 3.33],
    SchoolEntry(9, 30, postponed_share=0.4): [2.93, 3.10, 3.35, 3.51, 3.93, 3.43],
    SchoolEntry(8, 31): [2.92, 3.08, 3.33, 3.50, 3.92, 3.42],
    SchoolEntry(6, 30): [3.08, 3.25, 3.50, 3.67, 4.08, 3.58],
}


@pytest.mark.parametrize(("entry", "widths"), PUBLISHED.items())
def test_widths_match_the_published_table(entry, widths):
    assert [ue3_width(entry, t) for t in ELAPSED] == pytest.approx(widths, abs=0.01)


def test_the_land_decides_the_cut_off():
    assert school_entry("03951000") == SchoolEntry(9, 30)
    assert school_entry("04011000") == SchoolEntry(6, 30)
    assert school_entry(None) == SchoolEntry(9, 30)


def test_ages_on_first_of_august_by_hand():
    before = np.array([120.0, 240.0, 360.0, 480.0])
    after = np.array([132.0, 144.0, 252.0, 372.0])
    # Cohorts on 1 August: this year 132; then 5/12 before + 7/12 after: 134, 247, 367.
    children = children_at_first_of_august(before, after)
    assert children == pytest.approx(
        [(7 * 132 + 5 * 134) / 12, (7 * 134 + 5 * 247) / 12, (7 * 247 + 5 * 367) / 12]
    )


def test_a_steady_population_stays_as_it_is_on_any_axis():
    stock = np.full((3, 12, 2), 50.0)
    children = children_at_first_of_august(stock, stock, axis=1)
    assert children.shape == (3, 11, 2)
    assert children == pytest.approx(50.0)


def test_a_missing_age_spoils_only_the_ages_that_need_it():
    before, after = np.full(6, 10.0), np.full(6, 10.0)
    after[4] = np.nan
    assert np.isnan(children_at_first_of_august(before, after)).tolist() == [False, False, False, True, True]


def test_band_weights_cover_ages_without_gap():
    weights = band_weights(SchoolEntry(9, 30))
    assert weights["u3"][:4].tolist() == [1, 1, 1, 0]
    assert weights["ue3"].sum() == pytest.approx(2.833, abs=0.001)
    assert weights["grundschule"].sum() == pytest.approx(4)
    together = weights["u3"] + weights["ue3"] + weights["grundschule"]
    assert together[:9] == pytest.approx(1.0)
    assert band_weights(SchoolEntry(6, 30))["ue3"][6] == pytest.approx(31 / 365)


def test_a_chosen_width_replaces_the_exact_one():
    assert band_weights(SchoolEntry(9, 30), 3.5)["ue3"].tolist()[3:8] == [1, 1, 1, 0.5, 0]
    assert age_weights(2.5, 1)[2:4] == pytest.approx([0.5, 0.5])


def test_band_children_ignores_missing_ages_outside_the_band():
    children = np.array([[10.0, 20.0, 30.0, np.nan]]).T
    assert band_children(children, np.array([1.0, 1.0, 0.5, 0.0])) == pytest.approx([45.0])
