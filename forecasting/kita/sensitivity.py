"""Which assumption moves a result most: each is set low and high while all others stay."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Setting = TypeVar("Setting")


@dataclass(frozen=True)
class Swing(Generic[Setting]):
    """One assumption with a low and a high setting and what they are called."""

    name: str
    low: Setting
    high: Setting
    low_words: str
    high_words: str


@dataclass(frozen=True)
class Moved:
    """What an assumption does to the result: values at its low and its high setting."""

    name: str
    low: float
    high: float
    low_words: str
    high_words: str

    @property
    def width(self) -> float:
        """How far apart the two results are."""
        return abs(self.high - self.low)


def tornado(swings: list[Swing[Setting]], result: Callable[[Setting], float]) -> list[Moved]:
    """Return the assumptions by how far they move the result, widest first."""
    moved = [
        Moved(one.name, result(one.low), result(one.high), one.low_words, one.high_words) for one in swings
    ]
    return sorted(moved, key=lambda one: -one.width)


def told(moved: Moved, base: float) -> Mapping[str, float]:
    """Return the change against the base at the low and the high setting."""
    return {"low": moved.low - base, "high": moved.high - base}
