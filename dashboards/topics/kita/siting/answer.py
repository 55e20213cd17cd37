"""A proposal on the page: what it brings, where, each step with its reason and what would come instead."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboards import areas, cards, maps, style, tables, text
from dashboards.cards import KeyFigure
from dashboards.style import Palette
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.kita import titles
from dashboards.topics.kita.assumptions import TEXT
from dashboards.topics.kita.siting import keeping, steps
from dashboards.topics.kita.siting.asking import Put
from dashboards.topics.kita.siting.desk import Job
from dashboards.topics.kita.siting.steps import MOVE_NAMES
from dashboards.topics.kita.state import State
from forecasting.siting.options import Move
from forecasting.siting.proposal import Proposal

HEIGHT = 380
# Areas listed in which most children stay without a place.
MOST_LEFT = 6
PROVEN = 0.002


def show(context: Context, state: State, put: Put, job: Job) -> None:
    """Draw the proposal of a finished job."""
    proposal = job.proposal
    assert proposal is not None
    table = steps.rows(put.question, proposal)
    year = text.kita_year(put.asked.kita_year)
    cards.picture_head(heading(proposal, year), _subtitle(context, put, job))
    cards.key_figures(_figures(proposal, table))
    if table.empty:
        cards.empty_state(text.load_text(TEXT, "Kein Schritt"), 64)
        return
    cards.note(put.ways)
    left, right = st.columns(2, gap="large")
    with left:
        _map(context, state, put, table)
    with right:
        _remaining(put, proposal)
    _reasons(table)
    keeping.editor(context, state, put, proposal)


def heading(proposal: Proposal, year: str) -> str:
    """Return what the proposal brings: children without a place before and after, and the price."""
    before, after = (round(one.children) for one in (proposal.today, proposal.planned))
    money = text.number(proposal.planned.investment / 1e6, 1)
    if after >= before:
        return f"{year}: kein Schritt bringt mehr Kindern einen Platz; {text.number(before)} bleiben ohne"
    return (
        f"{year}: {text.number(after)} statt {text.number(before)} Kinder ohne Platz, für {money} Mio. Euro"
    )


def proof(gap: float) -> str:
    """Return how far a plan is at most from the best one."""
    return "bester Plan" if gap <= PROVEN else f"höchstens {text.percent(gap, 1)} vom besten Plan entfernt"


def _subtitle(context: Context, put: Put, job: Job) -> str:
    proof_words = proof(job.proposal.gap if job.proposal else 0.0)
    bands = " und ".join(
        f"{one.words.short} mit Zielquote {text.percent(one.quota, 0)}" for one in put.asked.settings
    )
    draws = len(put.question.problem.futures.need)
    place = areas.tree(context)[put.asked.area_id].name
    spent = f"{text.number(draws)} Zukünfte, {text.number(job.seconds, 0)} s gerechnet"
    return f"Vorschlag für {place}, keine Entscheidung; {bands}; {proof_words}; {spent}"


def _figures(proposal: Proposal, table: pd.DataFrame) -> list[KeyFigure]:
    now, then = proposal.today, proposal.planned
    counts = table.groupby("move")["groups"].sum()
    told = ", ".join(
        f"{text.number(counts[move])} {word}" for move, word in MOVE_NAMES.items() if move in counts
    )
    yearly = f"Betrieb {text.signed(then.running_cost / 1e6, 1)} Mio. € im Jahr"
    return [
        KeyFigure(
            "Kinder ohne Platz",
            text.number(then.children),
            "",
            f"ohne Vorschlag {text.number(now.children)}; Erwartungswert",
        ),
        KeyFigure("Schritte, Gruppen", text.number(table["groups"].sum()), "", told or "keine"),
        KeyFigure(
            "Investition",
            text.number(then.investment / 1e6, 1),
            "Mio. €",
            yearly,
        ),
        KeyFigure(
            "Wege aller Kinder",
            text.number(then.kilometres),
            "km",
            f"ohne Vorschlag {text.number(now.kilometres)} km, einfacher Weg",
        ),
    ]


def _map(context: Context, state: State, put: Put, table: pd.DataFrame) -> None:
    colours = style.palette(context)
    marks = colours_of(colours)
    legend = "".join(
        cards.swatch(marks[move], MOVE_NAMES[move]) for move in MOVE_NAMES if move in set(table["move"])
    )
    cards.picture_head("Wo", "Punktfläche: Gruppen des Schritts; grau: alle Häuser", legend)
    view = replace(maps.map_view(context, state.choice.area, state.choice.level), height=HEIGHT)
    by_key = {site.key: site for site in put.question.sites}
    sites = pd.DataFrame(
        [
            {"name": one.name, "longitude": one.longitude, "latitude": one.latitude, "text": "", "size": 1.0}
            for one in put.question.sites
            if not one.is_plot
        ],
        columns=["name", "longitude", "latitude", "text", "size"],
    )
    layers = [maps.ground_layer(context, view)]
    grey = maps.point_layer(context, sites, colours.axis)
    grey.id, grey.get_radius = "houses", 2.5
    layers.append(grey)
    for move, colour in colours_of(colours).items():
        part = table[table["move"] == move]
        if part.empty:
            continue
        points = pd.DataFrame(
            [
                {
                    "name": by_key[row["site"]].name,
                    "longitude": by_key[row["site"]].longitude,
                    "latitude": by_key[row["site"]].latitude,
                    "text": f"{row['what']}<br>{row['why']}",
                    "size": 4.0 + float(row["groups"]),
                }
                for row in part.to_dict("records")
            ]
        )
        layer = maps.point_layer(context, points, colour)
        layer.id = f"step-{move}"
        layers.append(layer)
    told = "; ".join(table["what"].head(6))
    maps.show_deck(
        context, maps.deck(context, layers, view), view, "kita-wastun", f"Karte der Schritte. {told}."
    )


def colours_of(colours: Palette) -> dict[Move, str]:
    """Return the colour of each move; closing has that of surplus, as in the Saldo."""
    return {
        "open": colours.brand,
        "enlarge": colours.categorical[3],
        "convert": colours.categorical[1],
        "close": colours.categorical[2],
    }


def _remaining(put: Put, proposal: Proposal) -> None:
    """Write the areas where most children have no place, before and after."""
    after, before = (one.unmet.sum(axis=0) for one in (proposal.planned, proposal.today))
    rows = pd.DataFrame(
        {
            "name": [home.name for home in put.question.homes],
            "before": before,
            "after": after,
            "chance": [
                titles.probability(float(share), len(put.question.problem.futures.need))
                for share in proposal.planned.probability
            ],
        }
    )
    rows = rows[rows[["before", "after"]].max(axis=1) >= steps.NOBODY]
    rows = rows.sort_values(["before", "after"], ascending=False).head(MOST_LEFT)
    cards.picture_head(
        "Wer ohne Vorschlag keinen Platz fände",
        "Gebiete mit den meisten Kindern ohne Platz; Erwartungswert der Zukünfte",
    )
    if rows.empty:
        cards.empty_state(text.load_text(TEXT, "Alle versorgt"), 64)
        return
    columns = [
        Column("name", "Gebiet", "text"),
        Column("before", "ohne Vorschlag"),
        Column("after", "mit Vorschlag"),
        Column("chance", "dann fehlt ein Platz", "range"),
    ]
    tables.table(rows, columns, "Kinder ohne Platz nach Gebiet")


def _reasons(table: pd.DataFrame) -> None:
    shown = table.assign(
        investment=table["investment"] / 1e6, running=table["running"] / 1e6, places=table["places"].round()
    )
    columns = [
        Column("what", "Schritt", "text"),
        Column("groups", "Gruppen"),
        Column("places", "Plätze", "signed"),
        Column("investment", "Mio. €", "number", 2),
        Column("running", "Mio. € im Jahr", "signed", 2),
        Column("effect", "Ohne diesen Schritt", "text"),
        Column("instead", "Zweitbester Plan", "text"),
    ]
    cards.section_head("Die Schritte, wichtigster zuerst", text.load_text(TEXT, "Schritte"))
    tables.table(shown, columns, "Schritte des Vorschlags", is_tall=True)
