"""What areas are, told from their sizes where the keys of a delivery leave it open."""

import numpy as np
import pytest
from scipy.stats import norm

from forecasting.cohort_ratios.history import DISTRICT, MUNICIPALITY, REGION
from forecasting.cohort_ratios.levels import what_leaves_are

# Sizes as quantiles of a lognormal: number, median, spread of the logarithm.
COUNTRY = (309, 6_000, 1.2)  # Finland's municipalities
SWEDEN = (290, 16_000, 0.95)
REGIONS = (19, 180_000, 0.75)
CITY = (33, 35_000, 0.4)
QUARTERS = (63, 9_300, 0.66)  # Leipzig's Ortsteile
SMALL_TOWN = (15, 5_400, 0.96)  # Konstanz's
BEZIRKE = (12, 300_000, 0.17)  # Berlin's
UK = (379, 135_000, 0.5)


def sizes(count: int, median: float, spread: float) -> np.ndarray:
    return median * np.exp(spread * norm.ppf((np.arange(count) + 0.5) / count))


@pytest.mark.parametrize(
    ("kind", "under_one_key", "each_its_own"),
    [
        (COUNTRY, MUNICIPALITY, MUNICIPALITY),
        (SWEDEN, MUNICIPALITY, MUNICIPALITY),
        (REGIONS, REGION, REGION),
        (UK, REGION, REGION),
        (CITY, DISTRICT, DISTRICT),
        (QUARTERS, DISTRICT, DISTRICT),
        (SMALL_TOWN, DISTRICT, MUNICIPALITY),
        (BEZIRKE, DISTRICT, REGION),
    ],
)
def test_sizes_decide_whichever_way_it_was_delivered(
    kind: tuple[int, float, float], under_one_key: int, each_its_own: int
):
    people = sizes(*kind)
    assert set(what_leaves_are(people, np.zeros(len(people), bool))) == {under_one_key}
    assert set(what_leaves_are(people, np.ones(len(people), bool))) == {each_its_own}


def test_empty_areas_do_not_make_quarters_a_country():
    people = np.concatenate([sizes(447, 7_500, 0.66), [0.0, 6.0, 12.0, 62.0]])
    assert set(what_leaves_are(people, np.zeros(len(people), bool))) == {DISTRICT}


def test_towns_beside_quarters_of_a_city_stay_towns():
    whole = np.array([True, True, False, False])
    assert what_leaves_are(np.full(4, 3e5), whole).tolist() == [MUNICIPALITY] * 2 + [DISTRICT] * 2
