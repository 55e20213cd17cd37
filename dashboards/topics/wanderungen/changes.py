"""Change of the chosen figure since an earlier period of the same length, and what of it is chance.

Counted cases change in per cent; a balance changes in points per 1,000 residents, because a per cent of a
number that may be zero or change its sign means nothing.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special

from dashboards import text
from dashboards.topics.wanderungen.measures import (
    FLOW_COLUMN,
    MIN_CASES,
    Choice,
    Direction,
    Period,
    period_label,
)
from dashboards.topics.wanderungen.significance import LEVEL, discoveries

COUNTS = ("arrivals", "departures", "volume")
# As everywhere on the pages, a change is first looked at over ten years.
USUAL_SPAN = 10
NOUNS: dict[Direction, str] = {
    "in": "Zuzüge",
    "out": "Fortzüge",
    "volume": "Zu- und Fortzüge",
    "net": "Saldo",
}


def windows(years: Sequence[int], first: int, last: int) -> list[Period]:
    """Return the earlier periods of the same length with all years known, oldest first."""
    known, width = set(years), last - first + 1
    spans = (tuple(range(start, start + width)) for start in sorted(known) if start + width <= first)
    return [span for span in spans if known.issuperset(span)]


def usual(spans: Sequence[Period], first: int) -> Period:
    """Return the earlier period a reader first sees: ten years before, else the oldest."""
    far = [span for span in spans if span[0] <= first - USUAL_SPAN]
    return far[-1] if far else spans[0]


def since(now: pd.DataFrame, before: pd.DataFrame, years: int) -> pd.DataFrame:
    """Add `<figure>_change` and `<figure>_chance` to yearly means over a period of `years` years.

    Both tables come from measures.over_period and have the same index. The chance is how often the two
    periods would differ as much if nothing had changed.
    """
    table = now.copy()
    for name in COUNTS:
        table[f"{name}_change"] = percent(now[name], before[name], years)
        table[f"{name}_chance"] = _of_counts(now[name] * years, before[name] * years)
    table["net_change"] = now["net_rate"] - before["net_rate"]
    spread = np.hypot(_spread(now, years), _spread(before, years))
    table["net_chance"] = 2 * special.ndtr(-table["net_change"].abs() / spread)
    return table


def by_year(rows: pd.DataFrame, before: pd.DataFrame, years: int) -> pd.DataFrame:
    """Add the change of every year against the earlier period; `rows` has area_id, `before` it as index."""
    base = before.reindex(rows["area_id"]).set_axis(rows.index)
    changed = {f"{name}_change": percent(rows[name], base[name], years) for name in COUNTS}
    return rows.assign(**changed, net_change=rows["net_rate"] - base["net_rate"])


def percent(now: pd.Series, before: pd.Series, years: int) -> pd.Series:
    """Return the change in per cent; missing where fewer than 50 cases were counted before."""
    return 100 * (now / before.where(before * years >= MIN_CASES) - 1)


def unit(choice: Choice) -> str:
    """Return unit and earlier period: "Veränderung in % gegenüber 2014–2016"."""
    told = (
        "Veränderung in %"
        if choice.direction in {"in", "out", "volume"}
        else "Veränderung je 1.000 Einwohner"
    )
    return f"{told} gegenüber {period_label(choice.base)}"


def told(choice: Choice, total: pd.Series, flow: str) -> str:
    """Return the change of one figure as it stands below its number: "+12,9 % gegenüber 2015–2017"."""
    value, then = total[f"{flow}_change"], period_label(choice.base)
    if text.is_missing(value):
        return f"gegenüber {then} nicht vergleichbar"
    unit_words = " je\u00a01.000" if flow == "net" else f"{text.NARROW}%"
    chance = "" if total[f"{flow}_chance"] < 1 - LEVEL else ", kann Zufall sein"
    return f"{text.signed(value, 1)}{unit_words} gegenüber {then}{chance}"


def headline(name: str, choice: Choice, total: pd.Series) -> str:
    """Return how the figure of one area changed, or that chance may have made the change."""
    flow = FLOW_COLUMN[choice.direction]
    value, chance = total[f"{flow}_change"], total[f"{flow}_chance"]
    noun, then = NOUNS[choice.direction], period_label(choice.base)
    if text.is_missing(value):
        return f"{name}: {noun} gegenüber {then} nicht vergleichbar"
    if not chance < 1 - LEVEL:
        return f"{name}: {noun} gegenüber {then} nicht mehr verändert, als der Zufall ausmachen kann"
    if flow == "net":
        return f"{name}: Saldo {text.signed(value, 1)} je\u00a01.000 Einwohner gegenüber {then}"
    way = "mehr" if value > 0 else "weniger"
    return f"{name}: {text.percent(abs(value) / 100)} {way} {noun} als {then}"


def map_headline(table: pd.DataFrame, names: dict[str, str], choice: Choice) -> str:
    """Return where the figure rose and fell most, allowing for the number of areas looked at."""
    flow, then = FLOW_COLUMN[choice.direction], period_label(choice.base)
    known = table.dropna(subset=[f"{flow}_change"])
    noun = NOUNS[choice.direction]
    if len(known) < 2:
        return f"{noun}: Veränderung gegenüber {then}"
    clear = known[np.array(discoveries(known[f"{flow}_chance"].tolist()), dtype=bool)][f"{flow}_change"]
    up, down = clear[clear > 0], clear[clear < 0]
    parts = []
    if len(up):
        parts.append(f"am meisten gestiegen in {names[str(up.idxmax())]}")
    if len(down):
        parts.append(f"am meisten gesunken in {names[str(down.idxmin())]}")
    if not parts:
        return f"{noun}: in keinem Gebiet mehr verändert, als der Zufall ausmachen kann"
    return f"{noun} gegenüber {then}: {', '.join(parts)}"


def _of_counts(now: pd.Series, before: pd.Series) -> np.ndarray:
    """Two-sided chance that a coin toss per case divides them so unevenly between the two periods."""
    more, total = np.maximum(now, before), now + before
    tosses = np.nan_to_num(np.round(total)).astype(int)
    found: np.ndarray = np.minimum(1.0, 2 * special.bdtrc(np.round(more) - 1, tosses, 0.5))
    return np.where(total.isna(), np.nan, np.where(total == 0, 1.0, found))


def _spread(table: pd.DataFrame, years: int) -> pd.Series:
    """Standard deviation of a balance per 1,000 residents from Poisson counts."""
    spread: pd.Series = 1000 * (table["volume"] * years) ** 0.5 / (table["residents"] * years)
    return spread
