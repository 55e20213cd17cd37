"""Start page: what is here, as of when, how good it is, and the doors to the dashboards."""

import streamlit as st

from dashboards import areas, cards, charts, controls, export, maps
from dashboards.areas import Area
from dashboards.topic import Context, Topic
from dashboards.topics.start import parts, queries, tables
from dashboards.topics.start.made import Made, made

TOPIC = Topic("start", "Start", 0)


def page(context: Context) -> None:
    """Draw the start page for one root: an association, or a municipality of its own."""
    head = st.container()
    root = _root(context)
    shown = made(context, root)
    with head:
        cards.page_head("Kohorte · Start", shown.title, shown.standfirst)
    cards.key_figures(shown.figures)
    st.html(shown.doors)
    left, right = st.columns(2, gap="large")
    with left:
        growth = shown.growth
        cards.picture_head(growth.heading, growth.subtitle, growth.legend)
        maps.show_map(context, growth.figure, growth.key, growth.alt)
        if growth.note:
            cards.note(growth.note)
    with right:
        time = shown.time
        cards.picture_head(time.heading, time.subtitle, time.legend)
        charts.show(time.figure, time.key, time.alt)
    _quality(context, root, shown)
    parts.show(shown.run)
    if shown.assumptions is not None:
        parts.show(shown.assumptions)
        notes = {"Lauf": shown.run_id, "Inhalt": parts.words("annahmen")}
        sheet = queries.assumptions(context)
        export.downloads(context, lambda: tables.german_sheet(sheet), "annahmen", "Annahmen", notes)
    cards.source_line(context, shown.sources, ["bevoelkerung"])


def _root(context: Context) -> Area:
    roots = {area.area_id: area.label for area in areas.roots(context)}
    if len(roots) == 1:
        return areas.roots(context)[0]
    with controls.filter_bar(context):
        return areas.tree(context)[controls.choice(context, "Datenbestand", roots, key="bestand")]


def _quality(context: Context, root: Area, shown: Made) -> None:
    if shown.findings is None:
        parts.show(shown.backtest)
        return
    where = {"Gebiet": root.name}
    members, findings = queries.municipalities(context, root.area_id), queries.findings(context, root.area_id)
    cards.section_head("Lieferungen und Bilanz je Gemeinde", parts.words("ampel"))
    st.html(shown.members)
    title = "Lieferungen und Bilanz"
    export.downloads(context, lambda: tables.german(members), "lieferungen", title, where)
    left, right = st.columns([3, 2], gap="large")
    with left:
        parts.show(shown.findings)
        if len(findings):
            title = "Befunde der Prüfungen"
            export.downloads(context, lambda: tables.german_findings(findings), "befunde", title, where)
    with right:
        parts.show(shown.backtest)
