"""Ranking bars: areas from high to low, the chosen ones in colour, the mean as a thin line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dashboards import text
from dashboards.charts.base import axis_limits, figure, label
from dashboards.charts.plain import Picture, trace
from dashboards.style import Palette

ROW = 22
LETTER = 7.0


@dataclass(frozen=True)
class RankedBar:
    """One bar: name, value, and whether it is one of the chosen areas. `place` is its rank among all.

    `area_id` is what a click on the bar tells.
    """

    name: str
    value: float
    is_chosen: bool = False
    place: int = 0
    area_id: str = ""


@dataclass(frozen=True)
class RankingLayout:
    """How a ranking is drawn: the words of a value, the mean (None: no line) and what it is called."""

    digits: int = 0
    is_signed: bool = False
    unit: str = ""
    mean: float | None = None
    mean_name: str = ""
    is_phone: bool = False

    def words(self, value: float) -> str:
        """Return a value as it stands beside its bar."""
        form = text.signed if self.is_signed else text.number
        return f"{form(value, self.digits)}{self.unit}"


def ranking(colours: Palette, bars: Sequence[RankedBar], layout: RankingLayout) -> Picture:
    """Return horizontal bars in the given order, value at the bar's end."""
    longest = min(max((len(bar.name) for bar in bars), default=8), 22 if layout.is_phone else 30)
    values = [bar.value for bar in bars]
    low, high = min([0.0, *values]), max([0.0, *values])
    limits, _ = axis_limits(low, high)
    fills = [colours.brand if bar.is_chosen else colours.axis for bar in bars]
    marks = trace(
        "bar",
        x=values,
        y=list(range(len(bars))),
        orientation="h",
        marker={"color": fills, "line": {"width": 0}},
        customdata=[[bar.name, layout.words(bar.value), bar.area_id] for bar in bars],
        # What is chosen is bold and coloured already; a click must not pale the others.
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
        hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}<extra></extra>",
    )
    drawn = {
        "bargap": 0.3,
        "annotations": [*_values(colours, bars, layout), *_mean_label(colours, layout)],
        "shapes": _mean_line(colours, layout),
        "xaxis": {"range": limits, "visible": False},
        "yaxis": {
            "range": [len(bars) - 0.5, -0.5],
            "showgrid": False,
            "tickvals": list(range(len(bars))),
            "ticktext": [_name(bar, longest) for bar in bars],
            "tickfont": {"size": 13, "color": colours.text},
        },
    }
    margin = (26, 64, 8, int(LETTER * (longest + 5)))
    return figure(colours, ROW * len(bars) + 54, margin, [marks], drawn)


def _name(bar: RankedBar, longest: int) -> str:
    name = bar.name if len(bar.name) <= longest else f"{bar.name[: longest - 1]}…"
    shown = f"{bar.place}. {name}  " if bar.place else f"{name}  "
    return f"<b>{shown}</b>" if bar.is_chosen else shown


def _values(colours: Palette, bars: Sequence[RankedBar], layout: RankingLayout) -> list[dict[str, Any]]:
    notes = []
    for place, bar in enumerate(bars):
        left = bar.value < 0
        # On the ground of the page: the line of the mean stops at a number instead of crossing it.
        spot = {"xanchor": "left", "xshift": 6, "size": 12, "bgcolor": colours.page, "borderpad": 0}
        words = layout.words(bar.value)
        shown = f"<b>{words}</b>" if bar.is_chosen else words
        # A loss is written right of the zero line, where there is room.
        notes.append(label(shown, 0 if left else bar.value, place, colours.text, **spot))
    return notes


def _mean_line(colours: Palette, layout: RankingLayout) -> list[dict[str, Any]]:
    if layout.mean is None:
        return []
    line = {"color": colours.text, "width": 1, "dash": "2px,3px"}
    spot = {"x0": layout.mean, "x1": layout.mean, "y0": 0, "y1": 1, "yref": "paper"}
    return [{"type": "line", "line": line, **spot}]


def _mean_label(colours: Palette, layout: RankingLayout) -> list[dict[str, Any]]:
    if layout.mean is None:
        return []
    words = f"{layout.mean_name} {layout.words(layout.mean)}"
    spot = {"yref": "paper", "yanchor": "bottom", "xanchor": "center", "size": 12, "yshift": 4}
    return [label(words, layout.mean, 1, colours.muted, **spot)]
