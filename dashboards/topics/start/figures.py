"""Pictures of the start page: growth on the map, residents over time."""

import pandas as pd
import plotly.graph_objects as go

from dashboards import areas, cards, charts, style, text
from dashboards.areas import Area
from dashboards.charts import Series, TimeLayout
from dashboards.topic import Context

# More areas than this an overview cannot show.
MOST_AREAS = 150


def overview_level(context: Context, root: Area) -> str:
    """Return the finest level the overview map can show."""
    levels = areas.levels_below(context, root.area_id)
    fit = [level for level in levels if len(areas.below(context, root.area_id, level)) <= MOST_AREAS]
    return fit[-1] if fit else root.level


def map_words(context: Context, growth: pd.DataFrame, level: str) -> str:
    """Return the subtitle of the map."""
    names = {area.level: area.level_plural for area in areas.tree(context).values()}
    since = "" if growth.empty else f" seit {int(growth['since'].min())}"
    return f"Veränderung der Bevölkerung{since} in Prozent, {names.get(level, '')}"


def time_words(context: Context, picture: go.Figure, has_forecast: bool) -> tuple[str, str]:
    """Return subtitle and legend of the time picture."""
    note = charts.axis_note(picture)
    ahead = ", Prognose mit 50-%- und 80-%-Bereich" if has_forecast else ""
    legend = cards.fan_legend(style.palette(context)) if has_forecast else ""
    return f"Personen am Jahresende{ahead}{'; ' + note if note else ''}", legend


def time_picture(context: Context, residents: pd.DataFrame, forecast: pd.DataFrame) -> go.Figure:
    """Return residents over the years with the fan of the first scenario."""
    main = charts.every_year(Series("Bevölkerung", residents["year"].tolist(), residents["persons"].tolist()))
    highest = None if forecast.empty else forecast["q90"].iloc[-1]
    layout = TimeLayout(from_zero=False, round_to=text.round_base(highest), is_phone=context.is_phone)
    return charts.time_series(style.palette(context), main, fan=forecast, layout=layout)


def last_known(residents: pd.DataFrame) -> str:
    """Return the last known number of residents."""
    known = residents["persons"].dropna()
    return text.MISSING if known.empty else text.number(known.iloc[-1])
