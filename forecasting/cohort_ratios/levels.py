"""What the leaves of a delivery are: municipalities, districts of a city, or regions.

A delivery says it only half: a country may come under one key, and districts each under their own. Sizes say
the rest: municipalities range from hamlets to cities, while a city cuts its districts alike.
"""

import numpy as np

from forecasting.cohort_ratios.history import DISTRICT, MUNICIPALITY, REGION, Flags
from forecasting.components import Array, Integers

# Areas of this median size are provinces or regions in all but name.
REGION_SIZE = 100_000
# Residents no city of parts reaches, and those a country of parts has at least.
MOST_OF_A_CITY, LEAST_OF_A_COUNTRY = 4_500_000, 1_000_000
# Spread of the logarithm of sizes: the 348 Norwegian municipalities have 1.34, Berlin's quarters .66 (447),
# .61 (138) and .43 (60), its Bezirke .17, Leipzig's 63 quarters .66, Norway's 15 counties .61.
ALIKE, UNALIKE, BEZIRKE_ALIKE = 0.7, 0.9, 0.45
# So many parts of very different size under one key are no town's.
MANY = 40
QUARTILES_TO_SPREAD = 1.349


def what_leaves_are(people: Array, whole: Flags) -> Integers:
    """Return MUNICIPALITY, DISTRICT or REGION for each leaf of `people` residents.

    `whole` (leaf): delivered as a municipality without parts. Rules in order, the first that fits:

    * mixed deliveries: whole municipalities, the rest districts;
    * median above 100,000: regions, unless parts of one city of equal size;
    * each a municipality: districts if they are alike in size and not more people than a city has;
    * parts: districts, unless many, unlike in size, and as many people as a country has.
    """
    types: Integers = np.where(whole, MUNICIPALITY, DISTRICT)
    inhabited = people[people > 0]
    if len(inhabited) < 2 or whole.any() != whole.all():
        return types
    total, spread = float(inhabited.sum()), _spread(inhabited)
    is_city = total < MOST_OF_A_CITY
    if np.median(inhabited) > REGION_SIZE:
        bezirke = not whole.any() and is_city and spread < BEZIRKE_ALIKE
        return np.full_like(types, DISTRICT if bezirke else REGION)
    if whole.all():
        return np.full_like(
            types, DISTRICT if is_city and spread < ALIKE and total > REGION_SIZE else MUNICIPALITY
        )
    country = len(inhabited) >= MANY and spread >= UNALIKE and total >= LEAST_OF_A_COUNTRY
    return np.full_like(types, MUNICIPALITY if country else DISTRICT)


def _spread(people: Array) -> float:
    """Return the standard deviation of ln(people), by quartiles: a handful of empty areas must not count."""
    low, high = np.quantile(np.log(people), (0.25, 0.75))
    return float(high - low) / QUARTILES_TO_SPREAD
