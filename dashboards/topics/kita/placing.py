"""Where words fit in the time picture: rectangles in pixels that keep clear of lines, fan and each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

# Room around words, in pixels.
AIR = 5
LINE_HEIGHT = 16
# Distances of words from their point to try.
NEAREST, FARTHEST, STEP = 14, 110, 6
# Mean width of a letter at 12 px.
LETTER = 6.4


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, origin at the lower left of the plot."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Box") -> bool:
        """Return whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )


@dataclass
class Plot:
    """The drawn part of a picture: size in pixels, limits of both axes, and what already stands in it.

    `words` are those of the boxes taken that hold words.
    """

    width: float
    height: float
    years: tuple[float, float]
    values: tuple[float, float]
    taken: list[Box] = field(default_factory=list)
    words: list[Box] = field(default_factory=list)

    def x(self, year: float) -> float:
        """Return the pixel of a Kita year."""
        return (year - self.years[0]) / (self.years[1] - self.years[0]) * self.width

    def y(self, value: float) -> float:
        """Return the pixel of a number of places."""
        return (value - self.values[0]) / (self.values[1] - self.values[0]) * self.height

    def take_lines(self, rows: pd.DataFrame) -> None:
        """Keep words off places, need, fan and the hatched shortfall: boxes for each Kita year."""
        for row in rows[["kita_year", "places", "need_q10", "need_q90"]].to_dict("records"):
            spans = [(row["places"], row["places"]), (row["need_q10"], row["need_q90"])]
            if row["places"] < row["need_q90"]:
                spans = [(row["places"], row["need_q90"])]
            left, right = self.x(row["kita_year"] - 0.5), self.x(row["kita_year"] + 0.5)
            self.taken += [
                Box(left, self.y(low) - AIR, right, self.y(high) + AIR)
                for low, high in spans
                if not pd.isna(low) and not pd.isna(high)
            ]

    def place(
        self, size: tuple[float, float], anchor: tuple[float, float], sides: Sequence[float]
    ) -> Box | None:
        """Return the nearest free box for words of a size, above or below an anchor (pixels), and take it.

        `sides` are shifts to try, as shares of the width: 0 stands centred, −0.5 ends at the anchor. The
        leader from the words to the anchor crosses no other words. None if the words fit nowhere.
        """
        width, height = size
        for side in sides:
            left = anchor[0] + (side - 0.5) * width
            for step in range(FARTHEST // STEP):
                for bottom in (anchor[1] + NEAREST + STEP * step, anchor[1] - NEAREST - STEP * step - height):
                    box = Box(left, bottom, left + width, bottom + height)
                    if not self._is_free(box):
                        continue
                    leader = _leader(box, anchor)
                    if not any(spot.meets(one) for spot in leader for one in self.words):
                        self.take(box)
                        self.taken += leader
                        return box
        return None

    def take(self, box: Box) -> bool:
        """Take a box if it is free, and say whether it was."""
        is_free = self._is_free(box)
        if is_free:
            self.taken.append(box)
            self.words.append(box)
        return is_free

    def _is_free(self, box: Box) -> bool:
        inside = box.left >= 0 and box.right <= self.width and box.bottom >= 0 and box.top <= self.height
        return inside and not any(box.meets(other) for other in self.taken)


def _leader(box: Box, anchor: tuple[float, float]) -> list[Box]:
    """The way from the middle of words to their anchor, as small boxes along it."""
    x, y = (box.left + box.right) / 2, box.bottom if box.bottom > anchor[1] else box.top
    count = max(int(abs(y - anchor[1]) // STEP), 1)
    spots = [
        (anchor[0] + (x - anchor[0]) * at / count, anchor[1] + (y - anchor[1]) * at / count)
        for at in range(count)
    ]
    return [Box(left - 1, bottom - 1, left + 1, bottom + 1) for left, bottom in spots]


def size(words: str) -> tuple[float, float]:
    """Return width and height of words with <br> at 12 px, generously."""
    lines = words.replace("<b>", "").replace("</b>", "").split("<br>")
    return LETTER * max(len(line) for line in lines) + 4, LINE_HEIGHT * len(lines) + 2
