"""A kept plan against the present one: why a Saldo moved, and how good what was said has turned out."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards.topics.kita.needs import Array
from dashboards.topics.kita.needs_by_age import ByAge
from dashboards.topics.kita.past.record import KeptPlan
from dashboards.topics.kita.planned import PlanBand
from dashboards.topics.kita.state import State
from forecasting.kita.since import Counted, Effects, Told, effects

# Children below which an area's error in per cent is one of single families.
LEAST_CHILDREN = 10


@dataclass(frozen=True)
class Pair:
    """A kept plan, the present state of one band with its children by age, and the area asked about."""

    then: KeptPlan
    now: State
    ages: ByAge

    @property
    def band(self) -> PlanBand:
        """The band of the state."""
        return self.now.choice.assumptions.band

    @property
    def observed(self) -> tuple[int, ...]:
        """Kita years the kept plan foretold and the present one has observed."""
        seen = self.now.choice.years.observed
        return tuple(year for year in self.then.years if year > self.then.base_year and year in seen)

    @property
    def shared(self) -> tuple[int, ...]:
        """Kita years both plans tell of."""
        return tuple(year for year in self.then.years if year in self.now.choice.years.all)


def causes(pair: Pair, area_id: str, kita_year: int) -> Effects | None:
    """Return what moved the Saldo of an area in a Kita year; None where one of the two does not tell it."""
    seen = pair.now.choice.years.observed
    if kita_year not in pair.shared or not seen or area_id not in pair.then.children:
        return None
    counted_year = min(max(seen[-1], pair.then.base_year), kita_year)
    before, after = _then(pair, area_id, kita_year), _now(pair, area_id, kita_year)
    expected = _children_then(pair.then, area_id, counted_year)
    came = pair.ages.of(area_id, counted_year)
    if before is None or after is None or expected is None or came is None:
        return None
    return effects(before, after, kita_year, Counted(pair.then.base_year, counted_year, expected, came[0]))


def by_area(pair: Pair, area_ids: list[str], kita_year: int) -> pd.DataFrame:
    """Return the causes by area: area_id, the fields of Effects; areas one of both lacks are absent."""
    found = [(one, causes(pair, one, kita_year)) for one in area_ids]
    return pd.DataFrame([{"area_id": one, **vars(effect)} for one, effect in found if effect is not None])


def quality(pair: Pair, area_id: str) -> pd.DataFrame:
    """Return one row per Kita year foretold then and observed now.

    Columns: kita_year, lead (years ahead), children and their range as foretold, came, error (share of what
    came), is_inside, places_then, places_now, saldo_then, saldo_now, probability (that places are missing).
    """
    rows = []
    for year in pair.observed:
        told = {name: pair.then.number(pair.band, area_id, year, name) for name in _TOLD}
        now = _row(pair.now, area_id, year)
        came = float(now["median"]) if now is not None else float("nan")
        rows.append(
            {
                "kita_year": year,
                "lead": year - pair.then.base_year,
                "children": told["children"],
                "q10": told["children_q10"],
                "q90": told["children_q90"],
                "came": came,
                "error": (told["children"] - came) / came if came > 0 else float("nan"),
                "is_inside": _inside(told["children_q10"], came, told["children_q90"]),
                "places_then": told["places"],
                "places_now": float("nan") if now is None else float(now["places"]),
                "saldo_then": told["saldo"],
                "saldo_now": float("nan") if now is None else float(now["saldo"]),
                "probability": told["probability"],
            }
        )
    return pd.DataFrame(rows)


def quality_of_areas(pair: Pair, area_ids: list[str]) -> pd.DataFrame:
    """Return one row per Kita year: how the foretelling of many areas has turned out.

    Columns: kita_year, areas, error (mean absolute, share of what came, areas with ten children or more),
    inside (share of areas in their 80 % range), sure (areas told at 80 % or more to lack places), sure_short
    (those that lack some), brier (mean squared error of the probability that places are missing).
    """
    tables = [quality(pair, one) for one in area_ids]
    table = pd.concat([one for one in tables if len(one)], ignore_index=True) if tables else pd.DataFrame()
    if table.empty:
        return table
    table = table[table["came"].notna() & table["children"].notna()]
    rows = []
    for year, part in table.groupby("kita_year"):
        large = part[part["came"] >= LEAST_CHILDREN]
        told = part[part["probability"].notna() & part["saldo_now"].notna()]
        is_short = (told["saldo_now"] < 0).astype(float)
        sure = told["probability"] >= 0.8
        rows.append(
            {
                "kita_year": year,
                "areas": len(part),
                "error": float(large["error"].abs().mean()) if len(large) else float("nan"),
                "inside": float(part["is_inside"].astype(float).mean()),
                "sure": int(sure.sum()),
                "sure_short": int(is_short[sure].sum()),
                "brier": float(((told["probability"] - is_short) ** 2).mean()) if len(told) else float("nan"),
            }
        )
    return pd.DataFrame(rows)


_TOLD = ("children", "children_q10", "children_q90", "places", "saldo", "probability")


def _inside(low: float, value: float, high: float) -> bool:
    # Both ends are kept to three decimals.
    return bool(low - 0.001 <= value <= high + 0.001)


def _row(state: State, area_id: str, kita_year: int) -> pd.Series | None:
    rows = state.table[(state.table["area_id"] == area_id) & (state.table["kita_year"] == kita_year)]
    return None if rows.empty else rows.iloc[0]


def _children_then(plan: KeptPlan, area_id: str, kita_year: int) -> Array | None:
    if kita_year not in plan.years:
        return None
    row = plan.children[area_id][plan.years.index(kita_year)]
    return np.array([np.nan if value is None else value for value in row]) if row else None


def _then(pair: Pair, area_id: str, kita_year: int) -> Told | None:
    children = _children_then(pair.then, area_id, kita_year)
    record = pair.then.bands.get(pair.band)
    if children is None or record is None or area_id not in record.areas:
        return None
    per_child = record.areas[area_id].per_child[pair.then.years.index(kita_year)]
    rates = np.array([np.nan if value is None else value for value in per_child])
    need, places, pending = (
        pair.then.number(pair.band, area_id, kita_year, name) for name in ("need", "places", "pending")
    )
    return Told(children, rates, need, places, pending) if rates.size else None


def _now(pair: Pair, area_id: str, kita_year: int) -> Told | None:
    found, row = pair.ages.of(area_id, kita_year), _row(pair.now, area_id, kita_year)
    if found is None or row is None:
        return None
    return Told(*found, float(row["need"]), float(row["places"]), float(row["pending"]))
