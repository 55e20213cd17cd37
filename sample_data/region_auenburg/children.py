"""Children of Kita age in the simulated register.

Who lives where on a reference date of the Kita statistics.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array
from .dates import completed_age, day_number
from .identity import successor_areas
from .simulation import History

# Kita statistics: 1 March; the children are those of the register on 31 December before.
CARE_YEARS = range(2015, 2026)


@dataclass(frozen=True)
class Children:
    """Children not yet at school on 1 March of `year`; arrays per child.

    `age` completed years, `area` index of today's area.
    """

    year: int
    area: Array
    age: Array
    in_krippe: Array  # belongs into a Krippe group: under 3, or turned 3 only recently in the Kita year


def children_on(history: History, year: int) -> Children:
    """Children in main residence who are not at school on 1 March (Niedersachsen.

    Entry if six by 1 October).
    """
    stock = next(s for s in history.stocks if s.year == year - 1)
    birth = history.birth[stock.person]
    # Born after 1 October seven years before: not yet called up for school in August of the year before.
    young = ~stock.secondary & (birth > day_number(year - 7, 10, 1))
    area = successor_areas(history, stock.area[young], year)
    birth = birth[young]
    # A child that turns 3 during the Kita year stays in the Krippe group; those born before November had
    # moved on.
    turned_late = birth >= day_number(year - 4, 11, 1)
    return Children(year, area, completed_age(birth, day_number(year, 3, 1)), turned_late)


def mean_children(history: History) -> tuple[Array, Array]:
    """Children of Krippe and of Kindergarten age per area, mean of the years from 2018 on."""
    areas = len(history.region.areas)
    years = [year for year in CARE_YEARS if year >= 2018 and any(s.year == year - 1 for s in history.stocks)]
    small, large = np.zeros(areas), np.zeros(areas)
    for year in years:
        children = children_on(history, year)
        small += np.bincount(children.area[children.in_krippe], minlength=areas) / len(years)
        large += np.bincount(children.area[~children.in_krippe], minlength=areas) / len(years)
    return small, large
