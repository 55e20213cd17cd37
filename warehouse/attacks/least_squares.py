"""Attack A2: the noise is averaged out by least squares over all published cells.

Non-negative least squares on the equations of every date; each cell is then guessed as the rounded sum of its
fitted unknowns, kept within the interval the table leaves. The attack counts where a guess is right.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import comb

import numpy as np
import pandas as pd
from scipy import sparse

from warehouse.attacks.equations import Equations
from warehouse.attacks.knowledge import SECOND_REPORT, SMALL
from warehouse.release.least_squares import non_negative_fit

# Ties are sums without noise: they count as much as this many cells.
TIE_WEIGHT = 20.0
# A claim that a cell is exactly 1 or 2 may be right in no more than this share.
RIGHT_LIMIT = 0.5
# Fewer claims say nothing about how often the attacker is right; fewer than enough say it only if even odds
# would hardly ever have brought so many right ones.
LEAST_CLAIMS, ENOUGH_CLAIMS, BY_CHANCE = 10, 100, 0.05
CLAIMED = (1, 2)


@dataclass(frozen=True)
class Guesses:
    """How well guesses hit: small cells (true count 1-10) before and after, and claims of exactly 1 or 2."""

    cells: int
    small: int
    published_right: int
    guessed_right: int
    claims: int
    claims_right: int

    @property
    def claims_share(self) -> float:
        """Share of claims that are right; 0 if too few were made to say."""
        return self.claims_right / self.claims if self.claims >= LEAST_CLAIMS else 0.0

    @property
    def by_chance(self) -> float:
        """How likely at least so many claims are right if each is right as often as the limit allows."""
        outcomes = range(self.claims_right, self.claims + 1)
        ways = ((comb(self.claims, right), right, self.claims - right) for right in outcomes)
        return sum(many * RIGHT_LIMIT**right * (1 - RIGHT_LIMIT) ** wrong for many, right, wrong in ways)

    @property
    def is_broken(self) -> bool:
        """Whether claims are right too often: by their share where there are many, else beyond chance."""
        if self.claims < ENOUGH_CLAIMS and self.by_chance >= BY_CHANCE:
            return False
        return self.claims_share > RIGHT_LIMIT


def fitted_cells(system: Equations) -> np.ndarray:
    """Return the fitted value of every cell of the equations, within its interval."""
    cells = system.cells
    rows = sparse.vstack([system.matrix, TIE_WEIGHT * system.ties], format="csr")
    observed = np.r_[_observed(cells), np.zeros(system.ties.shape[0])]
    prior = np.full(rows.shape[1], max(observed.mean(), 0.1))
    fitted = system.matrix @ non_negative_fit(rows, observed, prior)
    kept: np.ndarray = np.clip(fitted, cells["low"].to_numpy(float), cells["high"].to_numpy(float))
    return kept


def _observed(cells: pd.DataFrame) -> np.ndarray:
    """Return what is nearest to the published number inside the interval; its middle where it is withheld."""
    middle = (cells["low"] + cells["high"]) / 2
    return cells["published"].fillna(middle).clip(cells["low"], cells["high"]).to_numpy(dtype=float)


def guessed(systems: Iterable[Equations]) -> pd.DataFrame:
    """Return every cell of the systems with the attacker's `guess`; what two say of one cell is one guess."""
    parts = [system.cells.assign(guess=np.rint(fitted_cells(system))) for system in systems]
    found = pd.concat(parts, ignore_index=True)
    return found[found["cell_table"] != SECOND_REPORT]


def judge(cells: pd.DataFrame) -> Guesses:
    """Count how often `guess` is the true count `n`."""
    small = cells["n"].between(1, SMALL)
    claim = cells["guess"].isin(CLAIMED)
    right = cells["guess"] == cells["n"]
    return Guesses(
        cells=len(cells),
        small=int(small.sum()),
        published_right=int((small & (cells["published"] == cells["n"])).sum()),
        guessed_right=int((small & right).sum()),
        claims=int(claim.sum()),
        claims_right=int((claim & right).sum()),
    )
