"""Investment and running cost of places as sums of a scenario, in prices of a stated year."""

from dataclasses import dataclass
from functools import cache

from forecasting.kita.tables import read_table


@dataclass(frozen=True)
class Prices:
    """Euros per place of a band: once, and per year; `base_year` is the year of the prices."""

    investment: float
    running: float
    base_year: int
    source: str


@dataclass(frozen=True)
class Cost:
    """Sums in euros: investment of new places, running cost of a year, both over the years of a plan."""

    investment: float
    running_per_year: float
    running_total: float
    base_year: int


@cache
def prices(band: str) -> Prices:
    """Return the usual prices of a band."""
    rows = read_table("kita_costs")
    rows = rows[rows["band"] == band]
    amounts = dict(zip(rows["item"], rows["amount"].astype(float), strict=True))
    base_year = int(rows["base_year"].iloc[0])
    return Prices(amounts["investment"], amounts["running"], base_year, "; ".join(rows["source"]))


def cost(new_places: float, price: Prices, years: int) -> Cost:
    """Return the sums of so many new places run for so many years; closing (negative) needs no building."""
    yearly = new_places * price.running
    return Cost(max(new_places, 0.0) * price.investment, yearly, yearly * years, price.base_year)
