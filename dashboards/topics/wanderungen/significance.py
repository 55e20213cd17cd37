"""What chance may have made: bands of counted cases, and the flow to expect from the size of two areas.

Moves are taken as Poisson counts. Two opposite flows of one pair are compared exactly (given their sum each
move is a toss of a coin), so 7 against 3 is no trend; where many pairs are looked at, the share of false
findings is kept at one in twenty (Benjamini and Hochberg, 1995).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import special

LEVEL = 0.95
# Distance of the 95 % band of a bell curve from its middle, in standard deviations.
BELL = float(special.ndtri(0.5 + LEVEL / 2))
# Above this sum the coin and the bell curve say the same.
EXACT_UP_TO = 2_000
# Two standard deviations of a difference of Poisson counts.
CLEAR = 2.0
SWEEPS, CLOSE = 500, 1e-9


def is_clear(net: float, gross: float) -> bool:
    """Return whether a balance of counted cases stands out from chance; both are sums, not yearly means."""
    if not gross > 0 or abs(net) < CLEAR * np.sqrt(gross):
        return False
    return gross > EXACT_UP_TO or bool(tossed((gross + abs(net)) / 2, (gross - abs(net)) / 2) < 1 - LEVEL)


def tossed(there: float, back: float) -> float:
    """Return how often chance alone makes two opposite flows differ as much or more (two-sided, exact)."""
    if there != there or back != back:  # noqa: PLR0124  # only NaN differs from itself
        return float("nan")
    more, total = round(max(there, back)), round(there + back)
    if total == 0:
        return 1.0
    # The distributions of scipy.stats check their arguments a hundred times longer than they reckon.
    return float(min(1.0, 2 * special.bdtrc(more - 1, total, 0.5)))


def all_tossed(there: np.ndarray, back: np.ndarray) -> np.ndarray:
    """Return `tossed` of many pairs of flows."""
    more, total = np.maximum(there, back).round(), (there + back).round()
    found = np.minimum(1.0, 2 * special.bdtrc(more - 1, np.nan_to_num(total).astype(int), 0.5))
    return np.where(np.isnan(total), np.nan, np.where(total == 0, 1.0, found))


def net_band(net: float, gross: float) -> tuple[float, float]:
    """Return the 95 % band of a balance of counted cases: net ± 1.96 √(in + out)."""
    half = float(BELL * np.sqrt(gross))
    return net - half, net + half


def reaching(values: pd.DataFrame, place: int) -> pd.Series:
    """Return which rows of value, low and high reach the band of the one at a place, on its side of zero.

    If others than itself do, a count made it the first and the next period may name another.
    """
    sides = values[["low", "high"]] * np.sign(values["value"].iloc[place])
    found: pd.Series = sides.max(axis=1) >= sides.min(axis=1).iloc[place]
    return found


def largest_balance(values: pd.DataFrame, place: int) -> str:
    """Return the words for the largest clear balance: the largest only if no other band reaches its own."""
    kind = "Gewinn" if values["value"].iloc[place] > 0 else "Verlust"
    is_alone = reaching(values, place).sum() == 1
    return f"Größter {kind}" if is_alone else f"Deutlicher {kind}, gezählt am meisten"


def count_band(cases: float) -> tuple[float, float]:
    """Return the exact 95 % band of a Poisson count (Garwood, 1936)."""
    tail = (1 - LEVEL) / 2
    low = float(special.gammaincinv(cases, tail)) if cases > 0 else 0.0
    return low, float(special.gammaincinv(cases + 1, 1 - tail))


def discoveries(chances: Sequence[float], false_share: float = 1 - LEVEL) -> list[bool]:
    """Return which findings hold if at most `false_share` of them may be false; NaN never holds."""
    values = np.asarray(chances, dtype=float)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known])]
    limits = false_share * np.arange(1, len(order) + 1) / max(len(order), 1)
    below = np.flatnonzero(values[order] <= limits)
    held = np.zeros(len(values), dtype=bool)
    if below.size:
        held[order[: below[-1] + 1]] = True
    return [bool(one) for one in held]


def expected(flows: np.ndarray) -> np.ndarray:
    """Return the flows to expect if only the sizes of origin and destination mattered.

    `flows` is origin × destination; NaN (the diagonal, what is not reported) stays out on both sides. Row and
    column sums of the rest are kept (quasi-independence, by proportional fitting).
    """
    known = ~np.isnan(flows)
    counted = np.where(known, flows, 0.0)
    fitted = known.astype(float)
    for _ in range(SWEEPS):
        before = fitted.copy()
        for axis in (1, 0):
            wanted, held = counted.sum(axis, keepdims=True), fitted.sum(axis, keepdims=True)
            fitted = fitted * np.divide(wanted, held, out=np.zeros_like(wanted), where=held > 0)
        if np.abs(fitted - before).max(initial=0.0) < CLOSE:
            break
    return np.where(known, fitted, np.nan)


def against_size(pairs: pd.DataFrame, areas: Sequence[str], unknown: set[tuple[str, str]]) -> pd.DataFrame:
    """Compare each flow with what the sizes of its ends let expect; one row per ordered pair.

    `pairs` are sums over the period: origin, destination, moves. Columns: origin, destination, moves,
    expected, ratio, low, high (95 % band of the ratio), is_clear (after allowing for the number of pairs).
    """
    order = list(areas)
    flows = matrix(pairs, order, unknown)
    fitted = expected(flows)
    rows = [
        (order[a], order[b], flows[a, b], fitted[a, b])
        for a, b in np.argwhere(~np.isnan(flows))
        if fitted[a, b] > 0
    ]
    table = pd.DataFrame(rows, columns=["origin", "destination", "moves", "expected"])
    bands = [count_band(cases) for cases in table["moves"]]
    table["ratio"] = table["moves"] / table["expected"]
    table["low"] = [low for low, _ in bands] / table["expected"]
    table["high"] = [high for _, high in bands] / table["expected"]
    return table.assign(is_clear=discoveries(_chances(table)))


def matrix(pairs: pd.DataFrame, order: Sequence[str], unknown: set[tuple[str, str]]) -> np.ndarray:
    """Return sums of moves as origin × destination; NaN on the diagonal and where nobody reported."""
    known = dict(zip(zip(pairs["origin"], pairs["destination"], strict=True), pairs["moves"], strict=True))
    cells = [
        [np.nan if a == b or (a, b) in unknown else known.get((a, b), 0.0) for b in order] for a in order
    ]
    return np.array(cells, dtype=float).reshape(len(order), len(order))


def reciprocal(pairs: pd.DataFrame, areas: Sequence[str], unknown: set[tuple[str, str]]) -> pd.DataFrame:
    """Return the two flows of each pair of areas side by side, strongest exchange first.

    Columns: a, b (a wins against b or they are even), there (b → a), back (a → b), net, gross, low, high
    (95 % band of net), chance, is_clear (allowing for the number of pairs). Sums over the period.
    """
    order = list(areas)
    flows = matrix(pairs, order, unknown)
    rows = []
    for first in range(len(order)):
        for second in range(first + 1, len(order)):
            into, out = flows[second, first], flows[first, second]
            if np.isnan(into) or np.isnan(out) or into + out == 0:
                continue
            a, b = (first, second) if into >= out else (second, first)
            there, back = max(into, out), min(into, out)
            band = net_band(there - back, there + back)
            rows.append(
                (order[a], order[b], there, back, there - back, there + back, *band, tossed(there, back))
            )
    names = ["a", "b", "there", "back", "net", "gross", "low", "high", "chance"]
    table = pd.DataFrame(rows, columns=names).sort_values("gross", ascending=False, kind="stable")
    return table.assign(is_clear=discoveries(table["chance"].tolist())).reset_index(drop=True)


def _chances(table: pd.DataFrame) -> list[float]:
    """Two-sided chance of each count if its expectation held."""
    cases, mean = table["moves"].to_numpy(dtype=float), table["expected"].to_numpy(dtype=float)
    above = np.where(cases > 0, special.pdtrc(np.maximum(cases - 1, 0), mean), 1.0)
    below = special.pdtr(cases, mean)
    return [float(min(1.0, 2 * min(a, b))) for a, b in zip(above, below, strict=True)]
