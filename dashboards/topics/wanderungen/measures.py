"""From cases and residents to the figures of the page: period means, rates, balances, net flows."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboards.filters import EVERYONE, People
from dashboards.topics.wanderungen import ages
from dashboards.topics.wanderungen.queries import FLOWS
from dashboards.topics.wanderungen.significance import discoveries, tossed

Direction = Literal["net", "in", "out", "volume", "mei"]
Measure = Literal["rate", "cases", "share", "change"]
Border = Literal["alle", "innen", "aussen"]
Period = tuple[int, ...]

# Below this mean population a rate says nothing, below so many cases a per cent (visual.md §5).
MIN_RESIDENTS = 50
MIN_CASES = 50
MEAN_YEARS, MEAN_YEARS_SMALL = 3, 5
# Areas with fewer residents need more years.
SMALL = 2_000
RATED = ("arrivals", "departures", "net", "volume", "net_inner", "net_member", "inside")
FLOW_COLUMN: dict[Direction, str] = {
    "net": "net",
    "in": "arrivals",
    "out": "departures",
    "volume": "volume",
    "mei": "effectiveness",
}
SUFFIXES: dict[Measure, str] = {"rate": "_rate", "cases": "", "share": "_share", "change": "_change"}
SIGNED = ("net", "mei")


@dataclass(frozen=True)
class Choice:
    """What the reader has set; `is_fine` compares the smallest areas, `is_rolling` draws moving means.

    `border` keeps all moves, those inside the frame of the map, or those across it. `base` is the earlier
    period a change is measured from, empty without one.
    """

    period: Period
    people: People = EVERYONE
    direction: Direction = "net"
    measure: Measure = "rate"
    border: Border = "alle"
    is_fine: bool = False
    is_rolling: bool = False
    base: Period = ()

    @property
    def band(self) -> str:
        """The band of the tables that holds the chosen ages."""
        return ages.CHOSEN if self.has_ages else ages.ALL

    @property
    def has_ages(self) -> bool:
        """Whether only some ages are counted."""
        return (self.people.age, self.people.age_to) != (0, ages.OLDEST)

    @property
    def is_signed(self) -> bool:
        """Whether the chosen figure may lie on both sides of zero."""
        return self.direction in SIGNED or self.measure == "change"

    @property
    def is_percent(self) -> bool:
        """Whether the chosen figure is a per cent."""
        is_change = self.measure == "change" and self.direction != "net"
        return self.direction == "mei" or is_change or self.suffix == "_share"

    @property
    def suffix(self) -> str:
        """Ending of the columns that hold the chosen measure; effectiveness and net are no shares."""
        if self.direction == "mei" or (self.direction == "net" and self.measure == "share"):
            return ""
        return SUFFIXES[self.measure]

    @property
    def column(self) -> str:
        """The column of a period table that holds the chosen figure."""
        return FLOW_COLUMN[self.direction] + self.suffix


def usual_span(years: Sequence[int], residents: float | None = None) -> int:
    """Return how many of the latest years a reader first sees.

    Three, in small areas five; as many as were reported in a row: a mean over a gap would show nothing.
    """
    wanted = MEAN_YEARS_SMALL if residents is not None and residents < SMALL else MEAN_YEARS
    last, known = max(years), set(years)
    return next((back for back in range(1, wanted) if last - back not in known), wanted)


def period_label(period: Period, dash: str = "–") -> str:
    """Return "2024" or "2022–2024"."""
    return str(period[0]) if len(period) == 1 else f"{period[0]}{dash}{period[-1]}"


def by_year(area_years: pd.DataFrame) -> pd.DataFrame:
    """Add net, volume, effectiveness, the parts of net and the rates to every row of queries.area_years."""
    return _with_figures(area_years.copy(), 1)


def over_period(area_years: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Yearly means over a period, one row per area and band (both index), with figures as in by_year.

    A mean over a missing year is missing. Rates divide the cases of all years by the residents of all years.
    """
    rows = area_years[area_years["year"].isin(period)]
    columns = [*FLOWS, "residents"]
    sums = rows.groupby(["area_id", "band"])[columns].sum(min_count=len(period))
    return _with_figures(sums / len(period), len(period))


def rolling(area_years: pd.DataFrame, width: int) -> pd.DataFrame:
    """Return the mean of each year and the `width` − 1 years before, with figures; missing after a gap."""
    columns = [*FLOWS, "residents"]
    years = range(int(area_years["year"].min()), int(area_years["year"].max()) + 1) if len(area_years) else ()
    parts = []
    for (area_id, band), rows in area_years.groupby(["area_id", "band"], sort=False):
        every = rows.set_index("year")[columns].reindex(list(years))
        means = every.rolling(width, min_periods=width).mean().reset_index(names="year")
        parts.append(means.assign(area_id=str(area_id), band=str(band)))
    table = pd.concat(parts, ignore_index=True) if parts else area_years.copy()
    return _with_figures(table, width)


def shares(part: pd.DataFrame, whole: pd.DataFrame) -> pd.DataFrame:
    """Add the share of some people in the cases of all, in per cent: arrivals, departures, volume.

    Both tables have the same index; fewer than 50 cases of all carry no share.
    """
    table = part.copy()
    for name in ("arrivals", "departures", "volume"):
        base = whole[name].reindex(table.index)
        cases = base * whole["years"].reindex(table.index)
        table[f"{name}_share"] = 100 * table[name] / base.where(cases >= MIN_CASES)
    return table


def bordered(area_years: pd.DataFrame, border: Border, *, is_in_municipality: bool) -> pd.DataFrame:
    """Keep only the moves inside the frame of the map, or only those across its border."""
    if border == "alle":
        return area_years
    table = area_years.copy()
    for name in ("arrivals", "departures"):
        member = 0.0 if is_in_municipality else table[f"{name}_member"]
        within = table[f"{name}_inner"] + member
        table[name] = within if border == "innen" else table[name] - within
        if border == "aussen":
            table[f"{name}_inner"] = 0.0
            table[f"{name}_member"] = table[f"{name}_member"] if is_in_municipality else 0.0
    return table


def by_band(years: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of single age bands of one area's by_year."""
    return years[years["band"] != ages.ALL]


def system_effectiveness(table: pd.DataFrame) -> float:
    """Return 100 · Σ|in − out| / Σ(in + out) over areas (domain rules §2.5); NaN if one is missing."""
    gross = float(table["volume"].sum(skipna=False)) if len(table) else np.nan
    return float(100 * table["net"].abs().sum(skipna=False) / gross) if gross > 0 else np.nan


def net_flows(pairs: pd.DataFrame, years: int, top: int = 12, least: float = 0.0) -> pd.DataFrame:
    """The largest net flows as yearly means, one row per pair in the direction of the surplus.

    Columns: origin, destination, value (net), there, back. The report of the destination counts; a flow that
    chance may have made, or below `least` a year, is left out.
    """
    sums = dict(zip(zip(pairs["origin"], pairs["destination"], strict=True), pairs["moves"], strict=True))
    rows = []
    for (origin, destination), there in sums.items():
        back = sums.get((destination, origin), 0.0)
        if there > back:
            rows.append((origin, destination, (there - back) / years, there / years, tossed(there, back)))
    names = ["origin", "destination", "value", "there", "chance"]
    table = pd.DataFrame(rows, columns=names).astype({"value": float, "there": float})
    clear = table[np.array(discoveries(table["chance"].tolist()), dtype=bool) & (table["value"] >= least)]
    clear = clear.sort_values("value", ascending=False, kind="stable").head(top).drop(columns="chance")
    return clear.assign(back=clear["there"] - clear["value"]).reset_index(drop=True)


def touching(pairs: pd.DataFrame, area_ids: Sequence[str]) -> pd.DataFrame:
    """Pairs with at least one end among some areas."""
    ids = list(area_ids)
    return pairs[pairs["origin"].isin(ids) | pairs["destination"].isin(ids)]


def largest(table: pd.DataFrame, column: str) -> dict[Hashable, Any]:
    """Return the row with the largest value; the table must not be empty."""
    return table.nlargest(1, column).to_dict("records")[0]


def mismatch(pairs: pd.DataFrame) -> tuple[float, float]:
    """Return cases between areas as the destinations and as the origins report them; NaN: not all known."""
    return float(pairs["moves"].sum(skipna=False)), float(pairs["moves_by_origin"].sum(skipna=False))


def partner_balance(partners: pd.DataFrame, years: int) -> pd.DataFrame:
    """Yearly means by partner of one area, one row per partner (index): in, out, net, gross.

    A partner that does not occur in a reported period had no case; a withheld case makes the sum missing.
    """
    sums = partners.groupby(["direction", "partner"])["moves"].sum(skipna=False) / years
    every = sums.index.get_level_values("partner").unique().rename("partner")
    sides = {
        side: sums.xs(side, level="direction").reindex(every, fill_value=0.0)
        if side in sums.index.get_level_values("direction")
        else pd.Series(0.0, index=every)
        for side in ("in", "out")
    }
    table = pd.DataFrame(sides, index=every).astype(float)
    return table.assign(net=table["in"] - table["out"], gross=table["in"] + table["out"])


def ends(table: pd.DataFrame, column: str) -> tuple[str, str] | None:
    """Return the areas with the highest and the lowest value, or None if fewer than two are known."""
    known = table[column].dropna()
    return (str(known.idxmax()), str(known.idxmin())) if len(known) > 1 else None


def _with_figures(table: pd.DataFrame, years: int) -> pd.DataFrame:
    for part in ("", "_inner", "_member"):
        table[f"net{part}"] = table[f"arrivals{part}"] - table[f"departures{part}"]
    table["volume"] = table["arrivals"] + table["departures"]
    table["years"] = years
    told = table["volume"].where(table["volume"] * years >= MIN_CASES)
    table["effectiveness"] = 100 * table["net"] / told
    table["is_small"] = table["residents"] < MIN_RESIDENTS
    base = table["residents"].where(~table["is_small"])
    rates = table[list(RATED)].mul(1000 / base, axis=0).add_suffix("_rate")
    return pd.concat([table, rates], axis=1)
