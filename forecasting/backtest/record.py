"""What one root's backtest consists of: forecasts of every method beside what came."""

from collections.abc import Mapping
from dataclasses import dataclass

from forecasting.components import Array, Integers
from forecasting.jump_off import Root

LEAF, MUNICIPALITY, ROOT = "leaf", "municipality", "root"
# What leaves are, for gates and levels of the count-only model.
KINDS = ("municipalities", "districts", "regions")
LEVELS = (LEAF, MUNICIPALITY, ROOT)
OURS = "kohorte"
# The same points with other bands: before calibration, and from the past errors alone.
UNCALIBRATED, NAIVE = "kohorte_uncalibrated", "kohorte_naive"
COMPONENTS, COUNTS = "components", "cohort_ratios"
FLOWS = ("births", "deaths", "in", "out")


@dataclass(frozen=True)
class Fan:
    """An 80 % band and the CRPS in persons of one method, each (origin, lead, area, band); NaN: not known."""

    low: Array
    high: Array
    crps: Array


@dataclass(frozen=True)
class Scope:
    """Areas compared: `positions` names for each level the places in `areas`.

    `leaf_kind` is one of KINDS. `left_out` are leaves without residents at some year end: not compared.
    """

    root: Root
    areas: tuple[str, ...]
    positions: Mapping[str, Integers]
    membership: Array  # (area, leaf)
    leaf_kind: str
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Record:
    """All comparisons of a root.

    Axes of `observed` and every array in `forecasts`: (origin, lead, area, band), NaN beyond the data; lead 0
    is one year. `size` (origin, area): residents at the origin. `flows` (origin, lead, area, FLOWS): forecast
    less observed events, summed up to the lead; None where events are not known.
    """

    scope: Scope
    model: str  # COMPONENTS or COUNTS
    origins: tuple[int, ...]
    observed: Array
    size: Array
    forecasts: Mapping[str, Array]
    fans: Mapping[str, Fan]
    flows: Array | None
    notes: tuple[str, ...]

    @property
    def leads(self) -> int:
        """Longest lead in years."""
        return int(self.observed.shape[1])
