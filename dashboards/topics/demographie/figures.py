"""Pictures of the demography dashboard beside the pyramid: series with forecast, age groups, bridge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboards import charts, text
from dashboards.style import Palette, rgba
from dashboards.topics.demographie.bridge import Bridge
from dashboards.topics.demographie.measure import Measure
from dashboards.topics.demographie.structure import Group

# What moved populations in the German registers of these years; drawn where the axis reaches.
EVENTS = (charts.Event(2015, "Flucht"), charts.Event(2022, "Ukraine"))
# Panels of the age groups: index of the last observed year.
BASE = 100.0
# Fewer persons than this make an index jump by single families.
INDEX_CASES = 50
PANEL_HEIGHT = 158


@dataclass(frozen=True)
class GroupPanel:
    """One age group over time: persons observed (year, persons) and forecast (year, q10 … q90)."""

    group: Group
    observed: pd.DataFrame
    forecast: pd.DataFrame


def development(
    colours: Palette,
    measure: Measure,
    lines: Sequence[charts.Series],
    fan: pd.DataFrame | None,
    layout: charts.TimeLayout,
) -> go.Figure:
    """Return the time picture: the first of `lines` is the area, the others its municipality and association.

    Persons get the events of the time; small areas (layout.with_median False) show ranges only.
    """
    main, *context = lines
    known = [year for year, value in zip(main.x, main.y, strict=True) if not text.is_missing(value)]
    events = (
        [event for event in EVENTS if known and known[0] < event.year < known[-1]] if measure.is_count else []
    )
    to = None
    if measure.is_count and fan is not None and not fan.empty:
        to = 100 if float(fan["q90"].max()) >= 10_000 else 10
    layout = replace(layout, digits=measure.digits, round_to=to)
    return charts.time_series(colours, main, context=context, fan=fan, events=events, layout=layout)


def bridge_steps(bridge: Bridge, counts_inner_moves: bool) -> list[charts.BridgeStep]:
    """Return the bars of a bridge with their gross flows; `counts_inner_moves` for areas inside a municipality."""
    moves = f"{text.number(bridge.arrivals)} Zu-, {text.number(bridge.departures)} Fortzüge"
    if counts_inner_moves:
        moves = f"{moves}, Umzüge {text.signed(bridge.moves_net)}"
    rest = "Fehlbuchungen, Statuswechsel"
    if not text.is_missing(bridge.residual):
        rest = f"davon ungeklärt {text.signed(bridge.residual)}"
    return [
        charts.BridgeStep(f"31.12.{bridge.year_from}", bridge.start, is_total=True),
        charts.BridgeStep(
            "Natürlich",
            bridge.natural,
            note=f"{text.number(bridge.births)} Geburten, {text.number(bridge.deaths)} Sterbefälle",
        ),
        charts.BridgeStep("Wanderung", bridge.migration, note=moves),
        charts.BridgeStep("Korrektur", bridge.correction, note=rest),
        charts.BridgeStep(f"31.12.{bridge.year_to}", bridge.end, is_total=True),
    ]


def group_panels(colours: Palette, panels: Sequence[GroupPanel], base_year: int, is_phone: bool) -> go.Figure:
    """Return one small picture per age group as index of the base year, all on the same scale, with its fan.

    Gains are petrol, losses ochre, where the whole 80 % range lies on one side; else grey.
    """
    columns = 2 if is_phone else 4
    rows = -(-len(panels) // columns)
    height = rows * PANEL_HEIGHT
    chart = make_subplots(
        rows=rows,
        cols=columns,
        shared_yaxes="all",
        horizontal_spacing=0.035,
        vertical_spacing=58 / height if rows > 1 else 0,
    )
    indexed = [_indexed(panel, base_year) for panel in panels]
    for place, panel in enumerate(indexed):
        spot = {"row": place // columns + 1, "col": place % columns + 1}
        _draw_panel(chart, colours, panel, base_year, spot)
    chart.update_layout(
        template=charts.template(colours), height=height, margin={"t": 44, "r": 8, "b": 24, "l": 36}
    )
    _panel_axes(chart, indexed, base_year)
    heads = [_head(chart, colours, panel, base_year, place) for place, panel in enumerate(panels)]
    chart.update_layout(annotations=heads)
    return chart


def index_ranges(panels: Sequence[GroupPanel], base_year: int) -> list[tuple[Group, float, float]]:
    """Return each group with its 80 % range in the last forecast year as index, base year = 100.

    Groups without a forecast or with too few persons are left out.
    """
    scaled = [panel for panel in (_indexed(panel, base_year) for panel in panels) if panel is not None]
    ends = [(panel.group, panel.forecast.iloc[-1]) for panel in scaled if len(panel.forecast)]
    return [(group, float(end["q10"]), float(end["q90"])) for group, end in ends]


def _indexed(panel: GroupPanel, base_year: int) -> GroupPanel | None:
    """The panel as index, or None where the base is missing or too small."""
    base = panel.observed.loc[panel.observed["year"] == base_year, "persons"]
    if base.empty or text.is_missing(base.iloc[0]) or base.iloc[0] < INDEX_CASES:
        return None
    factor = BASE / float(base.iloc[0])
    observed = panel.observed.assign(persons=panel.observed["persons"] * factor)
    forecast = panel.forecast[panel.forecast["year"] > base_year]
    quantiles = ["q10", "q25", "median", "q75", "q90"]
    scaled = forecast[["year", *quantiles]].astype(float)
    scaled[quantiles] *= factor
    start = pd.DataFrame([{"year": float(base_year)} | dict.fromkeys(quantiles, BASE)])
    joined = pd.concat([start, scaled], ignore_index=True) if len(scaled) else scaled
    return GroupPanel(panel.group, observed, joined)


def _panel_colour(colours: Palette, panel: GroupPanel) -> str:
    if panel.forecast.empty:
        last = panel.observed["persons"].dropna()
        first, end = (float(last.iloc[0]), float(last.iloc[-1])) if len(last) else (BASE, BASE)
        return colours.gain if end >= first else colours.loss
    end_row = panel.forecast.iloc[-1]
    if end_row["q10"] > BASE:
        return colours.gain
    return colours.loss if end_row["q90"] < BASE else colours.axis


def _draw_panel(
    chart: go.Figure, colours: Palette, panel: GroupPanel | None, base_year: int, spot: dict[str, int]
) -> None:
    hair = {"color": colours.hairline, "width": 1}
    chart.add_hline(y=BASE, line=hair, **spot)
    if panel is None:
        chart.add_trace(go.Scatter(x=[base_year], y=[None], mode="lines"), **spot)
        return
    colour = _panel_colour(colours, panel)
    for low, high, opacity in (("q10", "q90", colours.fan_outer), ("q25", "q75", colours.fan_inner)):
        years = panel.forecast["year"].tolist()
        band = panel.forecast[high].tolist() + panel.forecast[low].tolist()[::-1]
        fill = {"fill": "toself", "fillcolor": rgba(colour, opacity), "line": {"width": 0}}
        chart.add_trace(
            go.Scatter(x=years + years[::-1], y=band, mode="lines", hoverinfo="skip", **fill), **spot
        )
    for table, column, line in (
        (panel.observed, "persons", {"color": colour, "width": 2}),
        (panel.forecast, "median", {"color": colour, "width": 2, "dash": "4px,3px"}),
    ):
        shown = [text.number(value) for value in table[column]]
        chart.add_trace(
            go.Scatter(
                x=table["year"].tolist(),
                y=table[column].tolist(),
                mode="lines",
                line=line,
                connectgaps=False,
                customdata=shown,
                hovertemplate="%{x}: %{customdata}<extra></extra>",
            ),
            **spot,
        )


def _panel_axes(chart: go.Figure, panels: Sequence[GroupPanel | None], base_year: int) -> None:
    known = [panel for panel in panels if panel is not None]
    values = [BASE]
    years = [base_year]
    for panel in known:
        values += panel.observed["persons"].dropna().tolist()
        values += panel.forecast["q10"].tolist() + panel.forecast["q90"].tolist()
        years += panel.observed["year"].tolist() + panel.forecast["year"].tolist()
    ticks = charts.nice_ticks(min(values), max(values), 3)
    chart.update_yaxes(range=[ticks[0], ticks[-1]], tickvals=ticks, ticktext=[f"{tick:g} " for tick in ticks])
    first, last = int(min(years)), int(max(years))
    marks = sorted({first, base_year, last})
    chart.update_xaxes(
        tickvals=marks,
        ticktext=[f"’{year % 100:02d}" for year in marks],
        range=[first - 0.4, last + 0.4],
        showticklabels=True,
        showline=False,
        ticks="",
    )


def _head(
    chart: go.Figure, colours: Palette, panel: GroupPanel, base_year: int, place: int
) -> dict[str, object]:
    number = "" if place == 0 else str(place + 1)
    across = chart.layout[f"xaxis{number}"].domain
    up = chart.layout[f"yaxis{number}"].domain
    base = panel.observed.loc[panel.observed["year"] == base_year, "persons"]
    words = text.number(None if base.empty else base.iloc[0])
    ahead = panel.forecast[panel.forecast["year"] > base_year]
    if len(ahead):
        end = ahead.iloc[-1]
        words = f"{words} → {text.range_text(end['q10'], end['q90'], to=10)}"
    name = f"{text.ages(*panel.group)} Jahre"
    muted = f'<span style="color:{colours.muted}">{words}</span>'
    return charts.label(
        f"<b>{name}</b><br>{muted}",
        across[0],
        up[1],
        colours.text,
        xref="paper",
        yref="paper",
        yanchor="bottom",
        yshift=3,
    )
