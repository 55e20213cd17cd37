"""From cases and residents to the figures of the page: period means, rates, balances, net flows."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from dashboards.filters import EVERYONE, People
from dashboards.topics.wanderungen import ages
from dashboards.topics.wanderungen.counting import FLOWS
from dashboards.topics.wanderungen.significance import all_tossed, discoveries
from dashboards.topics.wanderungen.sums import summed, words

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
# What means over years are taken of.
MEANS = (*FLOWS, "residents")
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
    return _with_figures(area_years, 1)


def over_period(
    area_years: pd.DataFrame, period: Period, keys: Sequence[str] = ("area_id", "band")
) -> pd.DataFrame:
    """Yearly means over a period, one row per area and band (both index), with figures as in by_year.

    `keys` may be one of the two, if there is only one of the other. A mean over a missing year is missing.
    Rates divide the cases of all years by the residents of all years.
    """
    chosen = np.isin(area_years["year"].to_numpy(), period)
    heads, sums = summed(area_years, keys, MEANS, chosen, len(period))
    if len(keys) == 1:
        index = pd.Index(heads[keys[0]], dtype=object, name=keys[0])
    else:
        index = pd.MultiIndex.from_arrays([words(heads[key]) for key in keys], names=list(keys))
    return _with_figures(pd.DataFrame(sums / len(period), index, list(MEANS)), len(period))


def rolling(area_years: pd.DataFrame, width: int) -> pd.DataFrame:
    """Return the mean of each year and the `width` − 1 years before, with figures; missing after a gap."""
    if area_years.empty:
        return _with_figures(area_years.copy(), width)
    year = area_years["year"].to_numpy(dtype=int)
    years = np.arange(year.min(), year.max() + 1)
    series, keys = pd.factorize(pd.MultiIndex.from_frame(area_years[["area_id", "band"]]))
    cube = np.full((len(keys), len(years), len(MEANS)), np.nan)
    cube[series, year - years[0]] = area_years[list(MEANS)].to_numpy(dtype=float)
    means = np.full_like(cube, np.nan)
    if len(years) >= width:
        last = len(years) - width + 1
        means[:, width - 1 :] = sum(cube[:, back : back + last] for back in range(width)) / width
    table = pd.DataFrame(means.reshape(-1, len(MEANS)), columns=list(MEANS))
    table.insert(0, "year", np.tile(years, len(keys)))
    for place, name in enumerate(("area_id", "band")):
        table[name] = words(np.repeat(keys.get_level_values(place).to_numpy(dtype=object), len(years)))
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
    keys = zip(pairs["origin"].tolist(), pairs["destination"].tolist(), strict=True)
    sums = dict(zip(keys, pairs["moves"].tolist(), strict=True))
    rows = []
    for (origin, destination), there in sums.items():
        back = sums.get((destination, origin), 0.0)
        if there > back:
            rows.append((origin, destination, (there - back) / years, there / years, there, back))
    cases = np.array([row[4:] for row in rows], dtype=float).reshape(-1, 2)
    held = discoveries(all_tossed(cases[:, 0], cases[:, 1]).tolist())
    clear = [row[:4] for row, is_clear in zip(rows, held, strict=True) if is_clear and row[2] >= least]
    clear.sort(key=lambda row: row[2], reverse=True)
    table = pd.DataFrame(clear[:top], columns=["origin", "destination", "value", "there"])
    table = table.astype({"origin": object, "destination": object, "value": float, "there": float})
    return table.assign(back=table["there"] - table["value"])


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
    heads, sums = summed(partners, ("direction", "partner"), ("moves",))
    every = list(dict.fromkeys(heads["partner"].tolist()))
    means = (sums[:, 0] / years).tolist()
    told = dict(zip(zip(heads["direction"], heads["partner"], strict=True), means, strict=True))
    sides = {side: [told.get((side, code), 0.0) for code in every] for side in ("in", "out")}
    table = pd.DataFrame(sides, pd.Index(every, dtype=object, name="partner"), dtype=float)
    return table.assign(net=table["in"] - table["out"], gross=table["in"] + table["out"])


def ends(table: pd.DataFrame, column: str) -> tuple[str, str] | None:
    """Return the areas with the highest and the lowest value, or None if fewer than two are known."""
    known = table[column].dropna()
    return (str(known.idxmax()), str(known.idxmin())) if len(known) > 1 else None


def _with_figures(table: pd.DataFrame, years: int) -> pd.DataFrame:
    now = {name: table[name].to_numpy(dtype=float) for name in MEANS}
    for part in ("", "_inner", "_member"):
        now[f"net{part}"] = now[f"arrivals{part}"] - now[f"departures{part}"]
    now["volume"] = now["arrivals"] + now["departures"]
    told = np.where(now["volume"] * years >= MIN_CASES, now["volume"], np.nan)
    is_small = now["residents"] < MIN_RESIDENTS
    base = np.where(is_small, np.nan, now["residents"])
    found = {name: now[name] for name in now if name not in MEANS}
    found["effectiveness"] = 100 * now["net"] / told
    found |= {f"{name}_rate": now[name] * (1000 / base) for name in RATED}
    figures = pd.DataFrame(np.stack(list(found.values()), axis=1), table.index, list(found))
    figures["years"], figures["is_small"] = years, is_small
    known = [name for name in table if name in figures]
    return pd.concat([table.drop(columns=known) if known else table, figures], axis=1)
