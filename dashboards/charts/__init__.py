"""Charts: a frame or series in, a plotly figure in our look out. Nothing here knows Streamlit but `show`."""

from dashboards.charts.base import (
    CONFIG,
    Series,
    figure,
    label,
    nice_ticks,
    series,
    show,
    template,
    year_ticks,
)
from dashboards.charts.bridge import (
    BridgeLayout,
    BridgeStep,
    bridge,
)
from dashboards.charts.labels import Event, TimeLayout
from dashboards.charts.time import axis_note, time_series

__all__ = [
    "CONFIG",
    "BridgeLayout",
    "BridgeStep",
    "Event",
    "Series",
    "TimeLayout",
    "axis_note",
    "bridge",
    "figure",
    "label",
    "nice_ticks",
    "series",
    "show",
    "template",
    "time_series",
    "year_ticks",
]
