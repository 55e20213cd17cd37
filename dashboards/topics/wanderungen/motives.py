"""Age groups as proxies of motives, by the formula of the Wegweiser Kommune (domain rules §2.4).

(arrivals − departures) of an age group / residents of that age × 1,000, flows and stock averaged over four
years. An age group is no motive: the register does not know why somebody moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards.topics.wanderungen.measures import MIN_RESIDENTS
from dashboards.topics.wanderungen.significance import is_clear, net_band

YEARS = 4


@dataclass(frozen=True)
class Motive:
    """A name the literature uses, and the standard age groups (ages.AGE_GROUPS) it stands for.

    `short` is the name where there is little room.
    """

    name: str
    ages: str
    bands: tuple[str, ...]
    short: str = ""

    def within(self, letters: int) -> str:
        """Return the name, or its short form where the whole one has more letters."""
        return self.short if self.short and len(self.name) > letters else self.name


MOTIVES = (
    Motive("Familienwanderung", "unter 18 und 30–49", ("u18", "30_49")),
    Motive("Bildungswanderung", "18–24", ("18_24",)),
    Motive("Berufseinstiegswanderung", "25–29", ("25_29",), "Berufseinstieg"),
    Motive("Wanderung in der zweiten Lebenshälfte", "50–64", ("50_64",), "Zweite Lebenshälfte"),
    Motive("Alterswanderung", "65 und älter", ("65",)),
)


def four_years(last: int) -> tuple[int, ...]:
    """Return the years the formula averages, the last chosen one at the end."""
    return tuple(range(last - YEARS + 1, last + 1))


def motive_rates(area_years: pd.DataFrame, years: Sequence[int]) -> pd.DataFrame:
    """Return one row per motive of one area: name, ages, net, volume (sums), stock (mean), value, low, high.

    `area_years` has year, band, arrivals, departures and stock at the year's end. value is per 1,000
    residents of that age; low and high are its 95 % band as counts of chance. Missing as soon as a year or
    group is; no value below 50 residents. is_clear: the balance stands out from chance.
    """
    rows = []
    for motive in MOTIVES:
        part = area_years[area_years["band"].isin(motive.bands) & area_years["year"].isin(years)]
        is_whole = len(part) == len(motive.bands) * len(years)
        arrivals, departures = (
            float(part[name].sum(skipna=False)) if is_whole else np.nan for name in ("arrivals", "departures")
        )
        stock = float(part["stock"].sum(skipna=False)) / len(years) if is_whole else np.nan
        net, volume = arrivals - departures, arrivals + departures
        # Mean of the flows over mean of the stock, each of the same four years.
        scale = 1000 / len(years) / stock if stock >= MIN_RESIDENTS else np.nan
        low, high = net_band(net, volume) if volume == volume else (np.nan, np.nan)  # noqa: PLR0124
        rows.append(
            {
                "name": motive.name,
                "ages": motive.ages,
                "net": net,
                "volume": volume,
                "stock": stock,
                "value": scale * net,
                "low": scale * low,
                "high": scale * high,
                "is_clear": is_clear(net, volume),
            }
        )
    return pd.DataFrame(rows)
