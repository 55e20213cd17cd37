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
RATED = ("arrivals", "departures", "net", "net_inner", "net_member", "inside")
FLOW_COLUMN: dict[Direction, str] = {"net": "net", "in": "arrivals", "out": "departures"}


@dataclass(frozen=True)
class Choice:
    """What the reader has set; nationality None is all, `is_fine` compares the smallest areas."""

    period: Period
    band: str = ages.ALL
    direction: Direction = "net"
    measure: Measure = "rate"
    nationality: str | None = None
    is_fine: bool = False

    @property
    def column(self) -> str:
        """The column of a period table that holds the chosen figure."""
        name = FLOW_COLUMN[self.direction]
        return f"{name}_rate" if self.measure == "rate" else name


def usual_span(years: Sequence[int]) -> int:
    """Return how many of the latest years a reader first sees: three if all are reported, else one.

    Small areas need the mean of three years; a mean over a gap would show nothing.
    """
    last = max(years)
    return MEAN_YEARS if all(last - back in years for back in range(MEAN_YEARS)) else 1


def period_label(period: Period, dash: str = "–") -> str:
    """Return "2024" or "2022–2024"."""
    return str(period[0]) if len(period) == 1 else f"{period[0]}{dash}{period[-1]}"


def by_year(area_years: pd.DataFrame) -> pd.DataFrame:
    """Add net, the parts of net and the three rates per 1,000 to every row of queries.area_years."""
    return _with_figures(area_years.copy())


def over_period(area_years: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Yearly means over a period, one row per area and band (both index), with figures as in by_year.

    A mean over a missing year is missing. Rates divide the cases of all years by the residents of all years.
    """
    rows = area_years[area_years["year"].isin(period)]
    sums = rows.groupby(["area_id", "band"])[[*FLOWS, "residents"]].sum(min_count=len(period))
    return _with_figures(sums / len(period))


def by_band(years: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of single age bands of one area's by_year."""
    return years[years["band"] != ages.ALL]


def is_clear(net: float, gross: float) -> bool:
    """Return whether a balance of counted cases stands out from chance; both are sums, not yearly means."""
    return bool(gross > 0 and abs(net) >= CLEAR * np.sqrt(gross))


def net_flows(pairs: pd.DataFrame, years: int, top: int = 12) -> pd.DataFrame:
    """The largest net flows as yearly means, one row per pair in the direction of the surplus.

    Columns: origin, destination, value (net), there, back. The report of the destination counts; a flow that
    chance may have made is left out.
    """
    there = {
        (origin, destination): float(moves) / years
        for origin, destination, moves in zip(
            pairs["origin"], pairs["destination"], pairs["moves"], strict=True
        )
        if not pd.isna(moves)
    }
    rows = [
        (origin, destination, moves - there.get((destination, origin), 0.0), moves)
        for (origin, destination), moves in there.items()
    ]
    clear = [row for row in rows if row[2] > 0 and is_clear(row[2] * years, (2 * row[3] - row[2]) * years)]
    surplus = sorted(clear, key=lambda row: -row[2])[:top]
    table = pd.DataFrame(surplus, columns=["origin", "destination", "value", "there"])
    return table.assign(back=table["there"] - table["value"])


def touching(pairs: pd.DataFrame, area_ids: Sequence[str]) -> pd.DataFrame:
    """Pairs with at least one end among some areas."""
    ids = list(area_ids)
    return pairs[pairs["origin"].isin(ids) | pairs["destination"].isin(ids)]


def mismatch(pairs: pd.DataFrame) -> tuple[float, float]:
    """Return cases between the areas as the destinations and as the origins report them."""
    return float(pairs["moves"].sum()), float(pairs["moves_by_origin"].sum())


def partner_balance(partners: pd.DataFrame, years: int) -> pd.DataFrame:
    """Yearly means by partner of one area, one row per partner (index): in, out, net, gross."""
    sums = partners.groupby(["direction", "partner"])["moves"].sum() / years
    sides = {side: sums.loc[side] if side in sums.index else pd.Series(dtype=float) for side in ("in", "out")}
    table = pd.DataFrame(sides).fillna(0.0).rename_axis("partner")
    return table.assign(net=table["in"] - table["out"], gross=table["in"] + table["out"])


def ends(table: pd.DataFrame, column: str) -> tuple[str, str] | None:
    """Return the areas with the highest and the lowest value, or None if fewer than two are known."""
    known = table[column].dropna()
    return (str(known.idxmax()), str(known.idxmin())) if len(known) > 1 else None


def _with_figures(table: pd.DataFrame) -> pd.DataFrame:
    for part in ("", "_inner", "_member"):
        table[f"net{part}"] = table[f"arrivals{part}"] - table[f"departures{part}"]
    table["is_small"] = table["residents"] < MIN_RESIDENTS
    base = table["residents"].where(~table["is_small"])
    rates = table[list(RATED)].mul(1000 / base, axis=0).add_suffix("_rate")
    return pd.concat([table, rates], axis=1)
