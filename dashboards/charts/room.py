"""Where a label finds room inside a time picture: off the lines, the axis and other labels."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

# Places beside a point in the order they are tried: side, then pixels across and up.
SPOTS = (
    ("left", 6, 0), ("left", 6, 11), ("left", 6, -11), ("right", -6, 11), ("right", -6, -11),
    ("left", 6, 27), ("left", 6, -27), ("right", -6, 27), ("right", -6, -27),
)  # fmt: skip
# Part of a line of type that letters fill, and points looked at along a stretch of a line.
FILLED, LOOKS = 0.8, 12
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Box:
    """What a label covers, in units of both axes."""

    left: float
    right: float
    bottom: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Whether two boxes share some ground."""
        is_beside = self.right <= other.left or other.right <= self.left
        return not (is_beside or self.top <= other.bottom or other.top <= self.bottom)

    def is_crossed(self, line: Points) -> bool:
        """Whether a line runs through the box."""
        return any(
            self.left < x < self.right and self.bottom < y < self.top
            for start, end in pairwise(line)
            if end[0] > self.left and start[0] < self.right
            for x, y in _between(start, end)
        )


@dataclass(frozen=True)
class Ground:
    """The picture labels stand in: a pixel in units of both axes, the height of a line of type, the floor."""

    pixel: tuple[float, float]
    line_height: float
    floor: float
    lines: Sequence[Points]

    def box(self, at: tuple[float, float], width: float, spot: tuple[str, int, int]) -> Box:
        """Return what a label of a width covers at a spot beside a point."""
        side, across, up = spot
        edge, middle = at[0] + across * self.pixel[0], at[1] + up * self.pixel[1]
        left = edge if side == "left" else edge - width
        half = FILLED * self.line_height / 2
        return Box(left, left + width, middle - half, middle + half)


def beside(ground: Ground, at: tuple[float, float], width: float, taken: list[Box]) -> dict[str, Any]:
    """Return anchor and shifts of a label beside a point where nothing else is; note it as taken.

    If there is no such place, it stands right of its point.
    """
    boxes = {spot: ground.box(at, width, spot) for spot in SPOTS}
    free = [
        spot
        for spot, box in boxes.items()
        if box.bottom > ground.floor
        and not any(box.meets(other) for other in taken)
        and not any(box.is_crossed(line) for line in ground.lines)
    ]
    side, across, up = spot = free[0] if free else SPOTS[0]
    taken.append(boxes[spot])
    return {"xanchor": side, "xshift": across, "yshift": up}


def _between(start: tuple[float, float], end: tuple[float, float]) -> Points:
    shares = [place / LOOKS for place in range(LOOKS + 1)]
    (x, y), (to_x, to_y) = start, end
    return [(x + share * (to_x - x), y + share * (to_y - y)) for share in shares]
