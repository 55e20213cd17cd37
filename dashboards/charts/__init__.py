"""Charts: a frame or series in, a plotly figure in our look out. Nothing here knows Streamlit but `show`."""

from dashboards.charts.bars import (
    BarLayout,
    BridgeStep,
    bars,
    bridge,
    ranking,
)
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
from dashboards.charts.labels import Event, TimeLayout
from dashboards.charts.matrix import heatmap_matrix, sankey
from dashboards.charts.multiples import MultiplesLayout, small_multiples
from dashboards.charts.time import axis_note, time_series

__all__ = [
    "CONFIG",
    "BarLayout",
    "BridgeStep",
    "Event",
    "MultiplesLayout",
    "Series",
    "TimeLayout",
    "axis_note",
    "bars",
    "bridge",
    "figure",
    "heatmap_matrix",
    "label",
    "nice_ticks",
    "ranking",
    "sankey",
    "series",
    "show",
    "small_multiples",
    "template",
    "time_series",
    "year_ticks",
]
