"""Perturbation tables: how a true count becomes a published one, by chance that the key of the cell decides.

A table is public; only the keys are secret. Row i holds the noise of true count i; counts above the last row
take its last `period` rows in turn (1: the last row holds for all of them).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from warehouse.errors import ProtectionError
from warehouse.protection.entropy import Array, Conditions, least_variance, noise_probabilities

# protection.md §0: safe though known, no ones and twos.
MAX_NOISE, VARIANCE, BLOCKED = 6, 2.5, 2
# Bounds are whole numbers of this, so a table gives the same result on every machine.
RESOLUTION = 2**32


@dataclass(frozen=True)
class Row:
    """Noise of one true count: its values in the order of their intervals, and their probabilities.

    A value may stand more than once (`shuffled`).
    """

    noise: tuple[int, ...]
    probability: tuple[float, ...]

    @property
    def mean(self) -> float:
        """Mean of the noise."""
        return float(np.dot(self.noise, self.probability))

    @property
    def variance(self) -> float:
        """Variance of the noise."""
        return float(np.dot(np.square(self.noise), self.probability)) - self.mean**2


@dataclass(frozen=True)
class PerturbationTable:
    """Rows for the true counts from 0 on.

    `withheld_below`: a smaller result is not published at all (NULL); 0: every result is published.
    """

    name: str
    rows: tuple[Row, ...]
    period: int = 1
    withheld_below: int = 0

    @property
    def max_noise(self) -> int:
        """Largest deviation of a published number from the true one."""
        return max(abs(noise) for row in self.rows for noise in row.noise)

    def row_of(self, count: int) -> int:
        """Return the number of the row that holds for a true count."""
        last = len(self.rows) - 1
        if count <= last:
            return count
        return last - self.period + 1 + (count - last - 1) % self.period

    def intervals(self, resolution: int = RESOLUTION) -> pa.Table:
        """Rows of the look-up; grain: i × interval. A key of 0 to resolution − 1 falls in [lower, upper)."""
        columns: dict[str, list[int]] = {"i": [], "v": [], "lower": [], "upper": []}
        for i, row in enumerate(self.rows):
            bounds = np.rint(np.cumsum(row.probability) * resolution).astype(np.int64).tolist()
            bounds[-1] = resolution
            columns["i"] += [i] * len(bounds)
            columns["v"] += row.noise
            columns["lower"] += [0, *bounds[:-1]]
            columns["upper"] += bounds
        return pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()})

    def shuffled(self, seed: int) -> "PerturbationTable":
        """Return the table with every interval halved and the halves of a row in random order.

        Sums per row and noise stay the same; which keys raise a count is then as secret as the seed.
        """
        draw = np.random.default_rng(seed)
        rows = tuple(_shuffled(row, draw) for row in self.rows)
        return PerturbationTable(self.name, rows, self.period, self.withheld_below)


def _shuffled(row: Row, draw: np.random.Generator) -> Row:
    order = draw.permutation(2 * len(row.noise)) % len(row.noise)
    return Row(tuple(row.noise[k] for k in order), tuple(row.probability[k] / 2 for k in order))


def cell_key_table(
    max_noise: int = MAX_NOISE,
    variance: float = VARIANCE,
    blocked: int = BLOCKED,
    *,
    monotone: bool | Sequence[bool] = False,
    stay: float = 0.0,
) -> PerturbationTable:
    """Return the table of most entropy: noise within ±D, mean 0, variance at most V, no result 1 to js.

    `max_noise` is D, `blocked` is js. `monotone` (for all rows, or row by row from 1 on) and `stay`
    reproduce tables of other offices and are off in ours.

    Raises ProtectionError if no such table exists, with the row and the reason.
    """
    last = max_noise if blocked == 0 else max_noise + blocked + 1
    _check_parameters(max_noise, variance, blocked, stay)
    if isinstance(monotone, bool):
        wanted = [monotone] * last
    elif len(monotone) == last:
        wanted = list(monotone)
    else:
        raise ProtectionError(
            f"„monotone“ hat {len(monotone)} Angaben; die Tafel hat {last} Zeilen über der Null. "
            "Bitte eine Angabe je Zeile machen oder eine einzige für alle."
        )
    rows = [Row((0,), (1.0,))]
    for i in range(1, last + 1):
        support = _support(i, max_noise, blocked)
        _check_feasible(i, support, variance, blocked)
        found = noise_probabilities(support, Conditions(variance, wanted[i - 1], stay))
        rows.append(Row(tuple(int(v) for v in support), tuple(found.tolist())))
    name = f"ckm D={max_noise} V={variance:g} js={blocked}"
    return PerturbationTable(name, tuple(rows))


def _support(i: int, max_noise: int, blocked: int) -> Array:
    results = np.arange(max(i - max_noise, 0), i + max_noise + 1)
    allowed = results[(results == 0) | (results > blocked)]
    support: Array = (allowed - i).astype(float)
    return support


def _check_parameters(max_noise: int, variance: float, blocked: int, stay: float) -> None:
    if max_noise < 1 or blocked < 0 or not variance > 0 or not 0 <= stay < 1:
        raise ProtectionError(
            f"D = {max_noise}, V = {variance:g}, js = {blocked}, Mindestanteil unverändert = {stay:g} "
            "ergeben keine Überlagerungstafel: D muss mindestens 1, V größer als 0, js mindestens 0 und der "
            "Anteil mindestens 0 und kleiner als 1 sein."
        )


def _check_feasible(i: int, support: Array, variance: float, blocked: int) -> None:
    """Refuse a row without a distribution; at the least variance itself it has no entropy left."""
    least = least_variance(support)
    results = ", ".join(str(int(i + v)) for v in support)
    if least is None:
        raise ProtectionError(
            f"Zeile {i} der Überlagerungstafel ist nicht erfüllbar: aus {i} könnte nur "
            f"{results or 'nichts'} werden, das Mittel der Abweichung wäre nie 0. "
            "Bitte D vergrößern oder js verkleinern."
        )
    if variance <= least and least > 0:
        raise ProtectionError(
            f"Zeile {i} der Überlagerungstafel ist nicht erfüllbar: ohne die Ergebnisse 1 bis {blocked} "
            f"hat jede Abweichung mit Mittel 0 eine Varianz von mindestens {least:g}; verlangt ist "
            f"V = {variance:g}. Bitte V größer als {least:g} wählen oder js verkleinern."
        )
