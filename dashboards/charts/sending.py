"""How a picture goes to the browser: its JSON is written once and handed over as it is.

Streamlit takes a figure apart, checks it and writes it anew at every run, for every reader. It asks two
public functions of plotly to do so; here both learn to know a picture that is written already. Any other
figure goes the usual way. `tests/unit/test_charts_plain.py` notices if Streamlit asks somebody else.
"""

import json
from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
import plotly.io
import plotly.tools

from dashboards.charts.plain import Picture


class _Written(dict[str, Any]):
    """What Streamlit may know of a picture: its size; `json` is the rest."""

    def __init__(self, json: str) -> None:
        super().__init__()
        self.json = json


_take: Callable[..., Any] = plotly.tools.return_figure_from_figure_or_data
_write: Callable[..., str] = plotly.io.to_json


def ready(figure: go.Figure, width: int = 0, *, is_clickable: bool = False) -> object:
    """Return what to give to st.plotly_chart: a written picture, or the figure itself if it is none.

    What Streamlit would find out or turn on after a first drawing is told ahead, so that there is but one:
    `width`, the pixels the picture probably has (0: nobody knows), and that it takes clicks.
    """
    if not isinstance(figure, Picture):
        return figure
    more: dict[str, object] = {"width": width} if width else {}
    if is_clickable:
        mode = figure.plain_layout.get("hovermode", "closest")
        more |= {"clickmode": "event+select", "dragmode": "pan", "hovermode": mode}
    # The layout stands last in what was written, and of two equal names the later one counts.
    told = figure.written()
    written = _Written(f"{told[:-2]},{json.dumps(more)[1:]}}}" if more else told)
    height = figure.plain_layout.get("height")
    written["layout"] = {} if height is None else {"height": height}
    return written


def _taken(figure: object, validate_figure: bool) -> object:
    return figure if isinstance(figure, _Written) else _take(figure, validate_figure)


def _json(figure: object, *given: object, **named: object) -> str:
    return figure.json if isinstance(figure, _Written) else _write(figure, *given, **named)


plotly.tools.return_figure_from_figure_or_data = _taken
plotly.io.to_json = _json
