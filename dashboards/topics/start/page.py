"""Start page: what is here, as of when, how good it is, and the doors to the dashboards."""

import streamlit as st

from dashboards import areas, cards, charts, controls, export, maps, style
from dashboards.areas import Area
from dashboards.topic import Context, Topic
from dashboards.topics.start import figures, parts, queries, tables, titles

TOPIC = Topic("start", "Start", 0)


def page(context: Context) -> None:
    """Draw the start page for one root: an association, or a municipality of its own."""
    head = st.container()
    root = _root(context)
    members, residents = (
        queries.municipalities(context, root.area_id),
        queries.residents(context, root.area_id),
    )
    runs = queries.runs(context)
    scenario = None if runs.empty else str(runs["scenario"].iloc[0])
    forecast = queries.residents_forecast(context, root.area_id, scenario)
    horizon = None if forecast.empty else int(forecast["year"].max())
    with head:
        line = titles.standfirst(members, residents, horizon)
        cards.page_head("Kohorte · Start", titles.page_title(root, residents), line)
    cards.key_figures(
        parts.key_figures(context, members, residents, forecast, queries.findings(context, root.area_id))
    )
    parts.doors(context, queries.headlines(context, root.area_id))
    left, right = st.columns(2, gap="large")
    with left:
        _map(context, root)
    with right:
        picture = figures.time_picture(context, residents, forecast)
        words = figures.time_words(context, picture, has_forecast=not forecast.empty)
        cards.picture_head(titles.time_title(residents, forecast), *words)
        charts.show(picture, "start-zeit", parts.time_alt(root, residents))
    _quality(context, root)
    parts.run_note(context, runs, root)
    cards.source_line(context, parts.sources(context, members), ["bevoelkerung"])


def _root(context: Context) -> Area:
    roots = {area.area_id: area.label for area in areas.roots(context)}
    if len(roots) == 1:
        return areas.roots(context)[0]
    with controls.filter_bar(context):
        return areas.tree(context)[controls.choice(context, "Datenbestand", roots, key="bestand")]


def _map(context: Context, root: Area) -> None:
    level = figures.overview_level(context, root)
    growth = queries.growth(context, root.area_id, level)
    scale = maps.classes(growth["value"], style.palette(context), "diverging")
    cards.picture_head(
        titles.map_title(root, growth), figures.map_words(context, growth, level), scale.legend()
    )
    view = maps.MapView(level, root.area_id, None, 1, "%")
    figure = maps.choropleth(context, growth, scale, view)
    maps.show_map(context, figure, "start-karte", titles.map_title(root, growth))
    parts.unmapped(maps.without_geometry(context, view))


def _quality(context: Context, root: Area) -> None:
    if context.is_released:
        parts.backtest(queries.backtest(context, root.area_id))
        return
    members, findings = queries.municipalities(context, root.area_id), queries.findings(context, root.area_id)
    cards.section_head("Lieferungen und Bilanz je Gemeinde", parts.words("ampel"))
    tables.members(style.palette(context), members)
    export.downloads(
        context, tables.german(members), "lieferungen", "Lieferungen und Bilanz", {"Gebiet": root.name}
    )
    left, right = st.columns([3, 2], gap="large")
    with left:
        parts.findings(findings, root, context)
    with right:
        parts.backtest(queries.backtest(context, root.area_id))
