"""Headings of pictures of many areas: how closely two figures go together, where a figure rose and fell."""

from dashboards import text
from dashboards.charts import Series
from dashboards.topics.demographie.measure import Measure


def together(first: str, second: str, found: float | None, count: int) -> str:
    """Return in words how closely two figures go together; below 0.3, or with few areas, not at all."""
    # About the 95 % limit of a coefficient of unrelated figures.
    limit = max(0.3, 2 / max(count, 1) ** 0.5)
    if found is None or abs(found) < limit:
        return f"{first} und {second}: kein klarer Zusammenhang"
    lead = "deutlich" if abs(found) >= 0.6 else "lose"
    way = "gemeinsam" if found > 0 else "gegenläufig"
    return f"{first} und {second} gehen {lead} {way} (r = {text.number(found, 2)})"


def multiples_heading(measure: Measure, lines: list[Series], base: int, *, is_part: bool = False) -> str:
    """In how many of the areas the figure went up and down; `is_part`: there are areas that are not shown."""
    known = [found for line in lines if (found := _change(measure, line, base)) is not None]
    if not known:
        return f"{measure.title}: kein Vergleich mit {base}"
    # An index has 100 at its base, and moves by whole per cents.
    up = sum(change >= limit for change, limit in known)
    down = sum(change <= -limit for change, limit in known)
    ways = ("gewachsen", "geschrumpft") if measure.is_count else ("gestiegen", "gesunken")
    counts = dict(zip((*ways, "kaum verändert"), (up, down, len(known) - up - down), strict=True))
    told = [(count, word) for word, count in counts.items() if count]
    what = "" if measure.is_count else f"{measure.title} "
    lead = f"{what}seit {base}" if what else f"Seit {base}"
    first, word = told[0]
    if is_part:
        shown = text.plural(len(known), "gezeigtes Gebiet", "gezeigte Gebiete")
        return f"{lead}, {shown}: {', '.join(f'{count} {one}' for count, one in told)}"
    whole = text.plural(first, "Gebiet", "Gebiete")
    if len(told) == 1 and first > 1:
        return f"{lead}: alle {whole} {word}"
    return f"{lead}: {', '.join([f'{whole} {word}', *(f'{count} {one}' for count, one in told[1:])])}"


def _change(measure: Measure, line: Series, base: int) -> tuple[float, float] | None:
    """The change since the base year and from which one on it is clear; None where either end is unknown."""
    start, end = dict(zip(line.x, line.y, strict=True)).get(base), line.last()
    if measure.is_count and end is not None:
        return end[1] - 100, 1.0
    if start is None or text.is_missing(start) or end is None:
        return None
    return end[1] - start, measure.limits(start)[0]
