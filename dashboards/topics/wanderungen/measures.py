"""From cases and residents to the figures of the page: period means, rates, balances, net flows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from dashboards.topics.wanderungen import ages
from dashboards.topics.wanderungen.queries import FLOWS

Direction = Literal["net", "in", "out"]
Measure = Literal["rate", "cases"]
Period = tuple[int, ...]

# Below this mean population a rate says nothing (visual.md §5: no percentages of fewer than 50 cases).
MIN_RESIDENTS = 50
# Two standard deviations of a difference of Poisson counts: smaller balances are not called gain or loss.
CLEAR = 2.0
MEAN_YEARS = 3
FLOW_COLUMN: dict[Direction, str] = {"net": "net", "in": "arrivals", "out": "departures"}


@dataclass(frozen=True)
class Choice:
    """What the reader has set: period, age band, direction, measure and nationality (None: all)."""

    period: Period
    band: str = ages.ALL
    direction: Direction = "net"
    measure: Measure = "rate"
    nationality: str | None = None

    @property
    def column(self) -> str:
        """The column of a period table that holds the chosen figure."""
        name = FLOW_COLUMN[self.direction]
        return f"{name}_rate" if self.measure == "rate" else name


def periods(years: Sequence[int]) -> list[Period]:
    """Return the periods to choose from: the latest three-year mean, single years back, older means."""
    ordered = sorted(years, reverse=True)
    means = [
        tuple(range(last - MEAN_YEARS + 1, last + 1))
        for last in ordered
        if all(last - back in ordered for back in range(MEAN_YEARS))
    ]
    return [*means[:1], *[(year,) for year in ordered], *means[1:]]


def period_label(period: Period) -> str:
    """Return "2024" or "2022–2024"."""
    return str(period[0]) if len(period) == 1 else f"{period[0]}–{period[-1]}"


def by_year(area_years: pd.DataFrame) -> pd.DataFrame:
    """Add net, the parts of net and the three rates per 1,000 to every row of queries.area_years."""
    return _with_figures(area_years.copy())


def over_period(area_years: pd.DataFrame, period: Period, band: str = ages.ALL) -> pd.DataFrame:
    """Yearly means over a period, one row per area (index area_id): FLOWS, residents, net, rates, is_small.

    A mean over a missing year is missing. Rates divide the cases of all years by the residents of all years.
    """
    rows = area_years[area_years["year"].isin(period) & (area_years["band"] == band)]
    sums = rows.groupby("area_id")[[*FLOWS, "residents"]].sum(min_count=len(period))
    return _with_figures(sums / len(period))


def by_band(area_years: pd.DataFrame, area_id: str) -> pd.DataFrame:
    """One area's years and age bands with figures: area_id, year, band, FLOWS, residents, net, rates."""
    rows = area_years[(area_years["area_id"] == area_id) & (area_years["band"] != ages.ALL)]
    return by_year(rows)


def is_clear(net: float, gross: float) -> bool:
    """Return whether a balance of counted cases stands out from chance; both are sums, not yearly means."""
    return bool(gross > 0 and abs(net) >= CLEAR * np.sqrt(gross))


def net_flows(pairs: pd.DataFrame, years: int, top: int = 12) -> pd.DataFrame:
    """The largest net flows, one row per pair in the direction of the surplus, yearly means:
    origin, destination, value (net), there, back. Destination side counts.
    """
    moves = pairs.assign(there=pairs["moves"].fillna(0) / years)[["origin", "destination", "there"]]
    back = moves.rename(columns={"origin": "destination", "destination": "origin", "there": "back"})
    both = moves.merge(back, how="outer", on=["origin", "destination"]).fillna({"there": 0.0, "back": 0.0})
    both["value"] = both["there"] - both["back"]
    return both[both["value"] > 0].nlargest(top, "value").reset_index(drop=True)


def touching(pairs: pd.DataFrame, area_ids: Sequence[str]) -> pd.DataFrame:
    """Pairs with at least one end among some areas."""
    ids = list(area_ids)
    return pairs[pairs["origin"].isin(ids) | pairs["destination"].isin(ids)]


def mismatch(pairs: pd.DataFrame) -> tuple[float, float]:
    """Return cases between the areas as the destinations and as the origins report them."""
    return float(pairs["moves"].sum()), float(pairs["moves_by_origin"].sum())


def partner_balance(partners: pd.DataFrame, years: int) -> pd.DataFrame:
    """Yearly means by partner of one area, one row per partner (index): in, out, net, gross."""
    table = partners.pivot_table(index="partner", columns="direction", values="moves", aggfunc="sum")
    table = table.reindex(columns=["in", "out"]).fillna(0.0) / years
    return table.assign(net=table["in"] - table["out"], gross=table["in"] + table["out"])


def ends(table: pd.DataFrame, column: str) -> tuple[str, str] | None:
    """Return the areas with the highest and the lowest value, or None if fewer than two are known."""
    known = table[column].dropna()
    return (str(known.idxmax()), str(known.idxmin())) if len(known) > 1 else None


def _with_figures(table: pd.DataFrame) -> pd.DataFrame:
    table["net"] = table["arrivals"] - table["departures"]
    table["net_inner"] = table["arrivals_inner"] - table["departures_inner"]
    table["net_member"] = table["arrivals_member"] - table["departures_member"]
    table["is_small"] = table["residents"] < MIN_RESIDENTS
    base = table["residents"].where(~table["is_small"])
    for name in ("arrivals", "departures", "net", "net_inner", "net_member", "inside"):
        table[f"{name}_rate"] = 1000 * table[name] / base
    return table
