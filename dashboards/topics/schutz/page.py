"""Schutz und Freigabe: what the municipality knows beside what others see, and the steps of a release."""

import streamlit as st

from dashboards import cards, controls, text
from dashboards.topic import Context, Topic
from dashboards.topics.schutz import parts, queries, rules, titles

TOPIC = Topic("schutz", "Schutz und Freigabe", 50)


def page(context: Context) -> None:
    """Draw the page for one municipality and one of its releases or drafts."""
    if context.is_released:
        return
    head = st.container()
    towns = queries.towns(context)
    with controls.filter_bar(context):
        ags = controls.choice(context, "Gemeinde", towns, key="gemeinde", style="select")
        found = {one.release_id: one for one in queries.releases(ags)}
        if found:
            names = {key: titles.name(one) for key, one in found.items()}
            release = found[controls.choice(context, "Freigabe", names, key="freigabe", style="select")]
            days = queries.days(release)
            day = controls.choice(
                context, "Stichtag", parts.day_words(days), key="schutztag", default=days[-1], style="slider"
            )
    if not found:
        with head:
            told = text.load_text(parts.TEXT, "regel", town=towns[ags])
            cards.page_head(TOPIC.title, f"{towns[ags]} hat nichts freigegeben", told)
        rules.show(context, ags)
        return
    cells = queries.beside(context, release, day)
    exact = queries.residents(context, ags, day)
    with head:
        cards.page_head(
            TOPIC.title, titles.page_title(towns[ags], cells), text.load_text(parts.TEXT, "standfirst")
        )
    known = set(cells.loc[(cells["cell_table"] == "total") & cells["published"].notna(), "area_id"])
    cards.key_figures(titles.key_figures(cells, len(set(exact["area_id"]) - known)))
    table = parts.pair(context, exact, cells, ags)
    left, right = st.columns([3, 2], gap="large")
    with left:
        parts.by_area(context, table, release)
    with right:
        parts.spread(cells)
        parts.verdict(context, release)
    parts.register(list(found.values()))
    cards.source_line(
        context,
        [
            "Quelle: Melderegister und Freigaben der Gemeinde",
            f"Stichtag {text.date(day)}",
            release.method,
            "links exakt, rechts geschützt",
        ],
    )
