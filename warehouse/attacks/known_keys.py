"""Attack A20: two cells that differ by one person, who has an unluckily small key.

With plain sums of keys such a person would hardly change the noise; the sum is hashed, so everybody does.
"""

import numpy as np
import pyarrow as pa

from warehouse.attacks.outcome import Attack, Ground, number
from warehouse.release.register import Outcome

ONE_PERSON = Attack(
    "A20", "Eine bekannte Person abziehen",
    "Zwei Zellen unterscheiden sich um eine Person; hat sie einen sehr kleinen Schlüssel, bliebe die "
    "Überlagerung ohne Streuung der Schlüsselsumme gleich.",
    "Varianz des Unterschieds bis auf 5 % das Doppelte der Varianz einer Zelle, auch bei kleinen Schlüsseln",
    "Nichts freigeben: die Schlüsselsummen werden nicht gestreut. Bitte die Programmfassung prüfen.",
)  # fmt: skip
PERSONS, SETS = 1000, 40
TOLERANCE = 0.05
_SPACE = 2.0**64
_SEED = 20


def subtract_one_person(ground: Ground) -> Outcome:
    """A20: a thousand persons, half of them with keys far below a hundredth of the key space."""
    table = ground.surface.order.table
    expected = 2 * table.rows[-1].variance
    if expected == 0 or table.withheld_below:
        return ONE_PERSON.nothing_to_attack("Das Verfahren rundet und überlagert nicht.")
    draw = np.random.default_rng(_SEED)
    scale = np.where(np.arange(PERSONS) % 2 == 0, 1.0, 10.0 ** -draw.uniform(2, 6, PERSONS))
    persons = (draw.random(PERSONS) * scale * _SPACE * (1 - 2**-40)).astype(np.uint64)
    shape = (SETS, PERSONS)
    sets = draw.integers(0, 2**64, shape, dtype=np.uint64)
    counts = len(table.rows) + draw.integers(0, 1000, shape)
    before = _published(ground, sets, counts)
    change = _published(ground, sets + persons, counts + 1) - before - 1
    small = scale < 1
    ratios = [float(part.var() / expected) for part in (change[:, small], change[:, ~small])]
    furthest = max(ratios, key=lambda ratio: abs(ratio - 1))
    found = (
        f"{number(PERSONS)} Personen in je {SETS} Mengen; Varianz des Unterschieds "
        f"{number(100 * ratios[0], 1)} % (kleine Schlüssel) und {number(100 * ratios[1], 1)} % des Solls."
    )
    return ONE_PERSON.outcome(found, refused=abs(furthest - 1) > TOLERANCE)


def _published(ground: Ground, keys: np.ndarray, counts: np.ndarray) -> np.ndarray:
    cells = pa.table(
        {
            "unit": np.full(keys.size, "person", dtype=object),
            "n": counts.ravel(),
            "cell_key": keys.ravel(),
            "place": np.arange(keys.size),
        }
    )
    done = ground.surface.look_up(cells).sort_by("place")
    published: np.ndarray = done["published"].to_numpy().astype(np.int64).reshape(keys.shape)
    return published
