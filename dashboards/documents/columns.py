"""How wide the columns of a table are: every number whole, long words where there is room."""

from dashboards.documents.blocks import Table
from dashboards.documents.drawing.words import width

# In sizes of the face: air beside the words of a cell, the widest wish of a column.
AIR, WIDEST = 1.5, 19.0
# Letters of a word that stay together; longer ones may be broken.
LONGEST_WORD = 14
# Tables of so many columns fill the page; smaller ones stay close together.
FILLS = 5


def column_widths(table: Table, size: float, room: float) -> list[float]:
    """Return the widths of the columns in points for a face of a size in a room of so many points.

    Tables of few columns may be narrower than the room, none is wider.
    """
    if table.widths:
        return [share * room for share in table.widths]
    least, wanted = zip(*(_needs(table, place) for place in range(len(table.head))), strict=True)
    low, high = [one * size for one in least], [one * size for one in wanted]
    if sum(high) > room:
        spare = max(room - sum(low), 0.0)
        more = [most - bare for most, bare in zip(high, low, strict=True)]
        whole = sum(more) or 1.0
        found = [bare + spare * extra / whole for bare, extra in zip(low, more, strict=True)]
        return _scaled(found, room) if sum(found) > room else found
    return _scaled(high, room) if len(high) >= FILLS else high


def _needs(table: Table, place: int) -> tuple[float, float]:
    """Least and wanted width of a column, in sizes of the face."""
    cells = [f"{row[place].sign} {row[place].words}".strip() for row in table.rows]
    parts = [word for cell in [table.head[place], *cells] for word in cell.split(" ")] or [""]
    whole = max([width(table.head[place], 1.0, is_bold=True) * 0.6, *(width(cell, 1.0) for cell in cells)])
    least = max(width(word[:LONGEST_WORD], 1.0, is_bold=True) for word in parts) + AIR
    return least, max(min(whole, WIDEST) + AIR, least)


def _scaled(widths: list[float], room: float) -> list[float]:
    return [one * room / sum(widths) for one in widths]
