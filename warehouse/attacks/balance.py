"""Attack A7: stocks of two years and all flows but one give that flow: N1 = N0 + B − D + I − O."""

import numpy as np
import pandas as pd

from warehouse.attacks.knowledge import SMALL
from warehouse.attacks.outcome import Attack, Ground, number, share
from warehouse.release.register import Outcome

BALANCE = Attack(
    "A7", "Bilanzgleichung",
    "Aus den Beständen zweier Jahre und allen Bewegungen bis auf eine wird diese eine ausgerechnet.",
    "mittlerer Fehler mindestens 1,6 Personen (unter fünf Jahren: 0,5); höchstens 50 % der kleinen "
    "Bewegungen genau getroffen",
    "Bestände und Bewegungen gemeinsam überlagern (verfahren: zellschluessel) oder die Wanderungen aus der "
    "Freigabe nehmen (teile).",
)  # fmt: skip
LEAST_ERROR = 2.5**0.5
# An error that rounds away.
EXACT = 0.5
RIGHT_LIMIT = 0.5
LEAST_SMALL = 10
# All flows of a year share one sum of noise, so the mean error of fewer is chance; 0 is not.
LEAST_YEARS = 5
FLOWS = {
    "births": 1, "deaths": -1, "member_in": 1, "external_in": 1, "member_out": -1, "external_out": -1,
}  # fmt: skip
# At least one of each must be released, or there is no balance.
_PARTS = (("births",), ("deaths",), ("member_in", "external_in"), ("member_out", "external_out"))


def solve_balance(ground: Ground) -> Outcome:
    """A7: every flow of the municipality as the rest of the balance of its year."""
    true, seen = yearly(ground, "n")[list(FLOWS)], _rest(yearly(ground, "middle"))
    error = (seen - true).to_numpy().ravel()
    known = ~np.isnan(error)
    if not known.any():
        return BALANCE.nothing_to_attack("Nicht alle Teile der Bilanz sind freigegeben.")
    error, counts = error[known], true.to_numpy().ravel()[known]
    small = (counts >= 1) & (counts <= SMALL)
    hits = int((np.rint(error) == 0)[small].sum())
    spread = float(np.sqrt(np.mean(error**2)))
    found = (
        f"{number(len(error))} Bewegungen aus der Bilanz errechnet, mittlerer Fehler {number(spread, 1)} "
        f"Personen; kleine (1 bis {SMALL}) genau getroffen {share(hits, int(small.sum()))} von "
        f"{number(int(small.sum()))}."
    )
    often = small.sum() >= LEAST_SMALL and hits / small.sum() > RIGHT_LIMIT
    years = int((~np.isnan((seen - true).to_numpy())).any(axis=1).sum())
    close = spread < (LEAST_ERROR if years >= LEAST_YEARS else EXACT)
    return BALANCE.outcome(found, refused=close or bool(often), noted=spread < LEAST_ERROR)


def yearly(ground: Ground, value: str) -> pd.DataFrame:
    """Return residents at the end of each year and the flows of the municipality; grain: year."""
    known = ground.known.assign(middle=_middle(ground.known))
    whole = known[
        (known["area_id"] == ground.surface.order.municipality_ags)
        & known["cell_table"].isin(["total", "births", "deaths", "moves_kind"])
    ]
    days = pd.to_datetime(whole["reference_date"])
    ends = whole[(days.dt.month == 12) & (days.dt.day == 31)]
    name = ends["kind"].fillna(ends["cell_table"])
    table = ends.assign(year=days.dt.year, name=name).pivot_table(
        index="year", columns="name", values=value, aggfunc="first"
    )
    return table.reindex(columns=["total", *FLOWS])


def _middle(cells: pd.DataFrame) -> pd.Series:
    return cells["published"].fillna((cells["low"] + cells["high"]) / 2)


def _rest(table: pd.DataFrame) -> pd.DataFrame:
    """Every flow as the change of the stock less the others; a kind too small to be shown is taken for 0."""
    before = table["total"].reindex(table.index - 1).to_numpy()
    signed = table[list(FLOWS)] * pd.Series(FLOWS)
    complete = all(signed[list(part)].notna().any(axis=None) for part in _PARTS)
    signed = signed.fillna(0.0) if complete else signed
    change = table["total"] - before
    total = signed.sum(axis=1, skipna=False)
    columns = {name: sign * (change - (total - signed[name])) for name, sign in FLOWS.items()}
    return pd.DataFrame(columns)
