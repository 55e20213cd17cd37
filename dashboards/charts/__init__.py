"""Charts: a frame or series in, a plotly figure in our look out. Nothing here knows Streamlit but `show`."""

from dashboards.charts.base import (
    CONFIG,
    Series,
    every_year,
    figure,
    inside_ticks,
    label,
    nice_ticks,
    plain_template,
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
from dashboards.charts.multiples import multiples
from dashboards.charts.plain import Part, Picture, trace
from dashboards.charts.ranking import RankedBar, RankingLayout, ranking
from dashboards.charts.scatter import Point, ScatterLayout, correlation, scatter
from dashboards.charts.stacked import StackLayout, stacked
from dashboards.charts.time import axis_note, time_series

__all__ = [
    "CONFIG",
    "BridgeLayout",
    "BridgeStep",
    "Event",
    "Part",
    "Picture",
    "Point",
    "RankedBar",
    "RankingLayout",
    "ScatterLayout",
    "Series",
    "StackLayout",
    "TimeLayout",
    "axis_note",
    "bridge",
    "correlation",
    "every_year",
    "figure",
    "inside_ticks",
    "label",
    "multiples",
    "nice_ticks",
    "plain_template",
    "ranking",
    "scatter",
    "series",
    "show",
    "stacked",
    "template",
    "time_series",
    "trace",
    "year_ticks",
]
