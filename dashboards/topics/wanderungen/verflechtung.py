"""The view "Verflechtung": who moves from where to where, and which of it is more than size and chance."""

import numpy as np
import pandas as pd
import streamlit as st

from dashboards import cards, maps, naming, panel, text
from dashboards.cards import KeyFigure
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import rgba
from dashboards.tables import Column
from dashboards.topics.wanderungen import (
    chord,
    drawing,
    exchange,
    grid,
    measures,
    partners,
    significance,
    words,
)
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.drawing import PAIRS_HEIGHT
from dashboards.topics.wanderungen.pair_pictures import (
    CHANCE,
    against_size,
    both_reports,
    found_pairs,
    pair_table,
    reciprocal,
)
from dashboards.topics.wanderungen.view import View

NAME = "Verflechtung"
ROW, HEAD = 27, 130
MOST_NODES = 12
# So many areas at most stand in a whole matrix: beyond, a cell would be smaller than a finger.
WHOLE = 60
PHONE_AREAS = 5
# As high as a circle with its names is wide on a phone: a higher picture would stand in a hole.
CIRCLE_PHONE = 240


def draw(view: View, chosen: Chosen, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    with head:
        cards.page_head(words.topic_line(view, NAME), title(view), standfirst(view))
    cards.key_figures(remembered(view.context, ("wanderungen-paarzahlen", *view.key), lambda: numbers(view)))
    key = ("wanderungen-matrix", *view.key, chosen.is_whole_matrix)
    shown = remembered(view.context, key, lambda: matrix(view, chosen.is_whole_matrix))
    panel.show(view.context, shown, words.notes(view))
    drawing.pair(view, circle, reciprocal)
    if view.scope.is_in_municipality:
        # Moves inside a municipality stand in one register only.
        drawing.show(view, against_size)
    else:
        drawing.pair(view, against_size, both_reports)
    drawing.source_line(view, CHANCE)


def title(view: View) -> str:
    """Return the pair whose exchange is most uneven beyond chance."""
    return remembered(view.context, ("wanderungen-titel-paare", *view.key), lambda: finding(view))


def finding(view: View) -> str:
    """Return the message of the view."""
    table = found_pairs(view)
    name = view.scope.frame.name
    if table.empty:
        return f"Umzüge zwischen Gebieten {naming.inside(name)} liegen nicht vor"
    clear = table[table["is_clear"]]
    if clear.empty and view.scope.is_leaf and not view.scope.is_whole:
        # Only its own pairs were looked at.
        return f"{view.scope.focus.name}: mit keinem anderen Gebiet ein Saldo über den Zufall hinaus"
    if clear.empty:
        return f"{name}: Zwischen den Gebieten gleichen sich die Umzüge aus"
    top = measures.largest(clear, "net")
    names = view.scope.names
    net = text.number(round(top["net"] / view.years))
    if round(top["net"] / view.years) == 0:
        return f"{name}: Zwischen den Gebieten gleichen sich die Umzüge fast aus"
    return f"{names[top['a']]} gewinnt am meisten aus {names[top['b']]}: netto {net} im Jahr"


def standfirst(view: View) -> str:
    """Return what is counted, where and when."""
    when = words.when(view)
    who = "" if view.choice.people.is_everyone else f" ({view.choice.people.words})"
    return (
        f"Umzüge{who} zwischen den {words.dative(view.scope.plural)} {naming.inside(view.scope.frame.name)}, "
        f"{when}. Fälle, nicht Personen."
    )


def numbers(view: View) -> list[KeyFigure]:
    """Return moves between the units, uneven pairs, effectiveness, and both sides' reports."""
    table, pairs = exchange.own_pairs(view), found_pairs(view)
    known = table["moves"].dropna()
    between = text.number(known.sum() / view.years) if len(known) else text.MISSING
    clear, uneven = int(pairs["is_clear"].sum()), f"von {text.plural(len(pairs), 'Paar', 'Paaren')}"
    gross = float(pairs["gross"].sum())
    effect = (
        text.percent(float(pairs["net"].sum()) / gross)
        if gross >= measures.MIN_CASES
        else text.NOT_MEANINGFUL
    )
    return [
        KeyFigure(
            "Umzüge zwischen den Gebieten", between, "je Jahr" if view.years > 1 else "", view.scope.plural
        ),
        KeyFigure("Paare mit klarem Saldo", text.number(clear), "", uneven),
        KeyFigure("Nicht ausgeglichen", effect, "", "Nettoströme an allen Umzügen zwischen den Gebieten"),
        _sides(view),
    ]


def _sides(view: View) -> KeyFigure:
    if view.scope.is_in_municipality:
        inside = view.units["inside"].sum(skipna=False)
        return KeyFigure("Umzüge im selben Gebiet", text.number(inside), "je Jahr" if view.years > 1 else "")
    table = exchange.member_pairs(view)
    by_destination, by_origin = measures.mismatch(table)
    if not by_destination:
        return KeyFigure("Ziel und Herkunft", text.MISSING, comparison="nicht beidseitig geliefert")
    gap = text.signed(100 * (by_origin - by_destination) / by_destination, 1)
    sides = (text.number(cases / view.years) for cases in (by_destination, by_origin))
    told = "{} laut Ziel, {} laut Herkunft".format(*sides)
    return KeyFigure("Herkunft gegen Ziel", f"{gap}{text.NARROW}%", "", told)


def matrix(view: View, is_whole: bool) -> Panel:
    """Who moves from where to where among the units, and from and to outside."""
    phone = view.context.is_phone
    most = WHOLE if is_whole and not phone else PHONE_AREAS if phone else None
    order = exchange.ranked(view, most)
    count = len(view.scope.units if view.scope.is_leaf else view.scope.members)
    which = f"; {len(order)} von {count} {view.scope.plural}" if len(order) < count else ""
    subtitle = f"Umzüge im Jahr, {words.when(view)}; Zeile: Herkunft, Spalte: Ziel{which}"
    heading = "Wer von wo nach wo zieht"
    if len(order) < 2:
        return Panel("matrix", heading, subtitle, empty=words.no_parts(view), height=PAIRS_HEIGHT)
    names = {area_id: words.short(view.scope.names[area_id]) for area_id in order}
    beyond, codes = outside(view, order, is_merged=phone)
    inner = exchange.pairs(view)[["origin", "destination", "moves"]]
    unknown = {pair for pair in exchange.unknown(view) if pair[0] in names and pair[1] in names}
    both = pd.concat([inner, beyond], ignore_index=True)
    cells = grid.exchange_grid(both, names, codes, view.years, unknown)
    moved = cells.values[cells.values > 0]
    scale = maps.classes(pd.Series(moved), view.colours)
    height = HEAD + (22 if len(cells.rows) > grid.MOST_WORDS else ROW) * len(cells.rows)
    chart = grid.grid_figure(cells, scale, view.colours, height)
    known = inner[inner["origin"].isin(names) & inner["destination"].isin(names)].dropna()
    if len(known):
        top = measures.largest(known, "moves")
        ways = f"{view.scope.names[top['origin']]} nach {view.scope.names[top['destination']]}"
        heading = f"Am meisten ziehen von {ways}: {text.number(round(top['moves'] / view.years))} im Jahr"
    legend = scale.legend(cards.hatch("im selben Gebiet"))
    rows, columns = _matrix_table(cells)
    return Panel("matrix", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, legend)


def outside(view: View, order: list[str], *, is_merged: bool) -> tuple[pd.DataFrame, dict[str, str]]:
    """Moves of units from and to outside the frame (sums over the period), and the names of the partners."""
    table = partners.of_units(view)
    table = table[table["area_id"].isin(order) & ~table["partner"].isin(partners.inside(view))]
    if table.empty:
        return pd.DataFrame(columns=["origin", "destination", "moves"]), {}
    if is_merged:
        merged = table.assign(partner="außen").groupby(["area_id", "direction", "partner"])[["moves"]]
        table = merged.sum(skipna=False).reset_index()
        codes = {"außen": "außerhalb"}
    else:
        codes = {code: partners.short_label(code) for code in partners.order(pd.Index(table["partner"]))}
    # A unit that did not report every year has no yearly mean, not a smaller one.
    told = view.units["net"].notna()
    table = table.assign(moves=table["moves"].where(table["area_id"].map(told)))
    is_in = table["direction"] == "in"
    long = pd.DataFrame(
        {
            "origin": table["partner"].where(is_in, table["area_id"]),
            "destination": table["area_id"].where(is_in, table["partner"]),
            "moves": table["moves"] * view.years,
        }
    )
    return long, codes


def _matrix_table(cells: grid.Grid) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    rows = pd.DataFrame(cells.values, columns=[f"k{place}" for place in range(len(cells.columns))])
    heads = (Column(f"k{place}", f"nach {name}") for place, name in enumerate(cells.columns))
    return rows.assign(origin=cells.rows), (Column("origin", "von", "text"), *heads)


def circle(view: View) -> Panel:
    """Chord picture of at most twelve units."""
    order = exchange.ranked(view, 8 if view.context.is_phone else MOST_NODES)
    subtitle = f"Umzüge im Jahr, {words.when(view)}; Breite am Gebiet: was es an das andere abgibt"
    heading = "Wer mit wem tauscht"
    table = exchange.pairs(view)
    flows = significance.matrix(table, order, exchange.unknown(view)) / view.years
    if len(order) < 2 or not np.nansum(flows):
        return Panel("kreis", heading, subtitle, empty=words.no_parts(view), height=PAIRS_HEIGHT)
    pairs = found_pairs(view)
    place = {area_id: at for at, area_id in enumerate(order)}
    found = pairs[pairs["is_clear"] & pairs["a"].isin(place) & pairs["b"].isin(place)]
    clear = frozenset(
        key
        for a, b in zip(found["a"], found["b"], strict=True)
        for key in ((place[a], place[b]), (place[b], place[a]))
    )
    names = [view.scope.names[area_id] for area_id in order]
    chart = chord.chord(
        chord.Ribbons(names, flows, clear),
        view.look(0, height=CIRCLE_PHONE if view.context.is_phone else PAIRS_HEIGHT),
    )
    strong = pairs[pairs["a"].isin(place) & pairs["b"].isin(place)]
    if len(strong):
        top = measures.largest(strong, "gross")
        pair = f"{view.scope.names[top['a']]} und {view.scope.names[top['b']]}"
        heading = f"Am meisten tauschen {pair}: {text.number(round(top['gross'] / view.years))} im Jahr"
    legend = cards.swatch(rgba(view.colours.brand, chord.STRONG), "Saldo mehr als Zufall") + cards.swatch(
        rgba(view.colours.axis, chord.PALE), "ausgeglichen oder zufällig"
    )
    rows, columns = pair_table(view, strong)
    return Panel(
        "kreis", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, legend, definition=CHANCE
    )
