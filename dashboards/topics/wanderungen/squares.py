"""How fields of a tree come to lie: squarified (Bruls, Huizing, van Wijk 2000), as plotly draws them.

Worked out here as well, because only who knows the shape of a field knows whether it holds its name.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """A rectangle in pixels."""

    left: float
    top: float
    width: float
    height: float

    def inside(self, head: float, edge: float) -> "Field":
        """Return the ground inside its head and edges."""
        return Field(
            self.left + edge,
            self.top + head,
            max(self.width - 2 * edge, 0.0),
            max(self.height - head - edge, 0.0),
        )


def laid(values: Sequence[float], ground: Field) -> list[Field]:
    """Return a field per value, which stand from large to small; fields of a row are as square as may be."""
    found: list[Field] = []
    rest, left = list(values), ground
    while rest and sum(rest) > 0:
        count = _row(rest, left)
        share = sum(rest[:count]) / sum(rest)
        is_wide = left.width >= left.height
        along = left.height if is_wide else left.width
        depth = share * (left.width if is_wide else left.height)
        offset = 0.0
        for value in rest[:count]:
            length = along * value / sum(rest[:count])
            found.append(
                Field(left.left, left.top + offset, depth, length)
                if is_wide
                else Field(left.left + offset, left.top, length, depth)
            )
            offset += length
        left = (
            Field(left.left + depth, left.top, left.width - depth, left.height)
            if is_wide
            else Field(left.left, left.top + depth, left.width, left.height - depth)
        )
        rest = rest[count:]
    return found


def _row(values: Sequence[float], ground: Field) -> int:
    """How many of the next values stand in one row: more, as long as the worst shape gets no worse."""
    longer, shorter = max(ground.width, ground.height), min(ground.width, ground.height)
    if shorter <= 0:
        return len(values)
    scale = longer / shorter / sum(values)
    worst = float("inf")
    for count in range(1, len(values) + 1):
        row = values[:count]
        square = sum(row) ** 2 * scale
        now = max(max(row) / square, square / min(row)) if min(row) > 0 else float("inf")
        if now > worst:
            return count - 1
        worst = now
    return len(values)
