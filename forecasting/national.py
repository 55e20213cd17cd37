"""Yearly series of Germany: facts that say how levels wander from year to year where a register is too short.

Source of all series: Statistisches Bundesamt (Destatis), dl-de/by-2-0. Moves are those across the borders of
the Länder and of Germany together, the nearest official thing to moves across the borders of a region.
"""

import numpy as np

from forecasting.components import Array

FIRST_MOVES, FIRST_TFR, FIRST_HAZARD = 2000, 1991, 1992
# Persons who moved into a Land from another or from abroad, and out of one, 2000 to 2023.
ARRIVALS = (
    1977796, 2060038, 1996038, 1883833, 1874676, 1777866, 1714991, 1757959, 1786030, 1802300, 1860246,
    2071469, 2177858, 2332014, 2575440, 3263023, 3054392, 2644720, 2673217, 2656258, 2218204, 2388068,
    3734478, 2967696,
)  # fmt: skip
DEPARTURES = (
    1810676, 1787315, 1776693, 1741185, 1792132, 1698912, 1692199, 1714046, 1841754, 1815013, 1732378,
    1792139, 1808913, 1903407, 2024957, 2123621, 2554599, 2228640, 2273537, 2329198, 1997953, 2058905,
    2272389, 2304732,
)  # fmt: skip
# Children per woman as published, 1991 to 2023 (base: census 1987, from 2011 on census 2011).
TFR = (
    1.33, 1.29, 1.28, 1.24, 1.25, 1.32, 1.37, 1.36, 1.36, 1.38, 1.35, 1.34, 1.34, 1.36, 1.34, 1.33,
    1.37, 1.38, 1.36, 1.39, 1.39, 1.41, 1.42, 1.47, 1.50, 1.59, 1.57, 1.57, 1.54, 1.53, 1.58, 1.46,
    1.35,
)  # fmt: skip
# Deaths below age 90 over those the life table 2022/24 expects, 1992 to 2023; own calculation from deaths and
# mean population by sex and single age.
HAZARD = (
    1.5737, 1.5632, 1.5152, 1.4876, 1.4572, 1.3923, 1.3505, 1.3125, 1.2751, 1.2302, 1.2176, 1.2027,
    1.1232, 1.1064, 1.0793, 1.0711, 1.0796, 1.0792, 1.0518, 1.0223, 1.0201, 1.0208, 0.9676, 1.0006,
    0.9652, 0.9590, 0.9608, 0.9254, 0.9466, 0.9730, 0.9984, 0.9663,
)  # fmt: skip


def log_series(values: tuple[float, ...], first_year: int, excluded: tuple[int, ...]) -> Array:
    """Return the logarithm of a yearly series with NaN in the excluded years."""
    series: Array = np.log(np.array(values, dtype=float))
    series[[year - first_year for year in excluded if 0 <= year - first_year < len(series)]] = np.nan
    return series
