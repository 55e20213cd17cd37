"""The view "Überblick": how many come and go, where on the map, and how it went over the years."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from dashboards import cards, charts, naming, text
from dashboards.charts import Series, TimeLayout
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.tables import Column
from dashboards.topics.wanderungen import (
    beside_pictures,
    changes,
    choosing,
    courses,
    drawing,
    figures,
    flows,
    history,
    key_numbers,
    listing,
    measures,
    panels,
    titles,
    words,
)
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.drawing import FLOWS_HEIGHT, PAIRS_HEIGHT
from dashboards.topics.wanderungen.partners import of_focus
from dashboards.topics.wanderungen.view import View

NAME = "Überblick"
TIME = "zeit"


def draw(view: View, chosen: Chosen, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    with head:
        cards.page_head(words.topic_line(view, NAME), title(view), words.standfirst(view))
    key = ("wanderungen-zahlen", *view.key_but(direction="net", is_rolling=False))
    cards.key_figures(remembered(view.context, key, lambda: key_numbers.row(view)))
    left, right = st.columns(2, gap="large")
    with left:
        flows.show(view, chosen)
    with right:
        # With other areas beside it, the chosen one alone moves one row down.
        _time(view, chosen, is_compared=bool(chosen.others))
    if chosen.others:
        left, right = st.columns(2, gap="large")
        with left:
            drawing.show_beside(view, chosen.others, beside_pictures.bars)
        with right:
            _time(view, chosen, is_compared=False)
    if view.choice.border == "alle":
        left, right = st.columns(2, gap="large")
        with left:
            # Both sides of the border whatever is looked at elsewhere.
            key = view.key_but(direction="net", is_rolling=False)
            drawing.show(view, within_and_beyond, key=key, is_half=True)
        with right:
            drawing.show(view, multiples, is_half=True)
    else:
        # One side of the border is not looked at, or not delivered: nothing to set beside the other.
        drawing.show(view, multiples)
    listing.show(view)
    drawing.source_line(view)


def _time(view: View, chosen: Chosen, *, is_compared: bool) -> None:
    """Draw a time picture; a click on a year moves the period, and with it the map."""
    picture = beside_pictures.TIME if is_compared else TIME
    clicked = partial(choosing.pick_year, picture, chosen.reach)
    if is_compared:
        drawing.show_beside(view, chosen.others, beside_pictures.over_years, clicked)
    else:
        # Arrivals, departures and balance stand there whichever of them is on the map.
        is_line = _is_line(view) or view.is_within
        key = view.key if is_line else view.key_but(direction="net", is_fine=False)
        drawing.show(view, over_years, clicked, key, is_half=True)


def title(view: View) -> str:
    """Return the message of the view."""
    key = ("wanderungen-titel", *view.key_but(is_rolling=False))
    return remembered(view.context, key, lambda: _title(view))


def _title(view: View) -> str:
    if view.is_within:
        found = flows.map_heading(view)
        return f"Umzüge {naming.inside(view.scope.frame.name)}: {found}"
    if view.choice.measure == "change":
        return changes.headline(naming.subject(view.scope.focus.name), view.choice, view.total)
    finding = titles.Finding(view.scope.focus.name, view.choice, view.total, of_focus(view), view.bands)
    return titles.headline(finding)


def over_years(view: View) -> Panel:
    """Arrivals, departures and balance over the years; one line for shares and effectiveness."""
    if view.is_within:
        return _moves_within(view)
    if _is_line(view):
        return _line(view, view.series, words.measured(view))
    legend = (
        cards.swatch(view.colours.gain, "Saldo: Gewinn")
        + cards.swatch(view.colours.loss, "Verlust")
        + cards.swatch(view.colours.field, "gewählter Zeitraum")
    )
    look = view.look(1 if view.suffix else 0)
    chart = history.history(view.series, view.suffix, view.choice.period, look)
    heading, subtitle = _heading_of_years(view), words.series_subtitle(view)
    alt = f"{heading}. {subtitle}. {words.series_range(view)}"
    return Panel(
        TIME, heading, subtitle, chart, alt, view.series, listing.year_columns(view), legend,
        definition="Saldo: Zuzüge minus Fortzüge. Rate: je 1.000 der mittleren Bevölkerung.",
    )  # fmt: skip


def _heading_of_years(view: View) -> str:
    is_rolling = view.choice.is_rolling and view.years > 1
    return titles.series_headline(counted(view), view.suffix, is_rolling=is_rolling)


def counted(view: View) -> pd.DataFrame:
    """Known years that stand in the time picture: moving means leave out the first ones, rates some more."""
    drawn = view.series.dropna(subset=[f"net{view.suffix}"])["year"]
    return view.yearly[view.yearly["year"].isin(drawn)]


def _is_line(view: View) -> bool:
    return view.choice.direction == "mei" or view.choice.suffix in {"_share", "_change"}


def within_and_beyond(view: View) -> Panel:
    """Each unit's balance inside the frame beside its balance across the border."""
    suffix = "" if view.choice.measure in {"cases", "share"} else "_rate"
    told = words.CASES if view.choice.direction == "mei" and not suffix else words.unit(view, suffix)
    subtitle = f"Saldo {told}, {words.when(view)}"
    ids = view.compared(f"net{suffix}", words.MAX_BARS)
    table = view.members.loc[ids]
    known = table[[f"net_within{suffix}", f"net_beyond{suffix}"]].notna().any(axis=None)
    if len(table) < 2 or not known:
        few = words.no_parts(view) if len(view.places) < 2 else words.too_few(view)
        empty = few if len(table) < 2 else words.not_delivered(view)
        return Panel("innen-aussen", "Innen und außen", subtitle, empty=empty, height=PAIRS_HEIGHT)
    rows = table.assign(within=table[f"net_within{suffix}"], beyond=table[f"net_beyond{suffix}"])
    chosen = None if view.scope.is_whole else view.scope.names[view.scope.focus.area_id]
    look = view.look(1 if suffix else 0, height=PAIRS_HEIGHT)
    chart = figures.two_balances(rows, words.border_heads(view), look, chosen)
    heading = titles.inner_headline(view.places)
    columns = (
        Column("name", "Gebiet", "text"),
        Column("within", "Saldo innen", "signed", look.digits),
        Column("beyond", "Saldo außen", "signed", look.digits),
    )
    return Panel("innen-aussen", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns)


def multiples(view: View) -> Panel:
    """Up to eight areas over the years on one scale."""
    ids, names = view.compared(view.choice.column), view.scope.names
    subtitle = f"{words.measured(view)}{words.when_drawn(view)}, grau: übrige {view.scope.plural}"
    if len(ids) < 2:
        empty = words.no_parts(view) if len(view.places) < 2 else words.too_few(view)
        return Panel("vergleich", "Gebiete im Vergleich", subtitle, empty=empty, height=FLOWS_HEIGHT)
    rows = view.unit_years
    # Every year from the first on: one nobody reported is a gap, no line leaps over it.
    year = rows["year"].to_numpy(dtype=int)
    years = np.arange(year.min(), year.max() + 1)
    place, areas = pd.factorize(rows["area_id"].to_numpy(), sort=True)
    drawn = np.full((len(years), len(areas)), np.nan)
    drawn[year - years[0], place] = rows[view.choice.column].to_numpy(dtype=float)
    table = pd.DataFrame(drawn, years, [names[area_id] for area_id in areas])
    is_wide = view.choice.border != "alle" and not view.context.is_phone
    look = view.look(height=760 if view.context.is_phone else 260 if is_wide else FLOWS_HEIGHT)
    look = replace(look, per_row=8, letters=16) if is_wide else look
    chart = panels.small_multiples(
        table, [names[area_id] for area_id in ids], look, is_signed=view.choice.is_signed
    )
    shown = table[[names[area_id] for area_id in ids]]
    heading = courses.areas(shown, view, is_part=len(view.places) > len(ids))
    long = table.reset_index(names="year").assign(shown=lambda rows: rows["year"].astype(str))
    kind = "signed" if view.choice.is_signed else "number"
    columns = [Column(names[area_id], names[area_id], kind, look.digits) for area_id in ids]  # type: ignore[arg-type]
    alt = f"{heading}: {words.measured(view)} nach Jahr."
    return Panel(
        "vergleich", heading, subtitle, chart, alt, long, (Column("shown", "Jahr", "text"), *columns)
    )


def _line(view: View, rows: pd.DataFrame, subtitle: str) -> Panel:
    """One figure over the years."""
    column = view.choice.column
    line = Series(words.figure_name(view), rows["year"].tolist(), rows[column].tolist(), view.colours.brand)
    last = line.last()
    heading = f"{words.figure_name(view)}: kein Jahr bekannt"
    if last is not None:
        form = text.signed if view.choice.is_signed else text.number
        unit = f"{text.NARROW}%" if view.choice.is_percent else " je 1.000"
        told = f" gegenüber {measures.period_label(view.choice.base)}" if view.choice.base else ""
        heading = f"{last[0]}: {words.figure_name(view)} {form(last[1], 1)}{unit}{told}"
    layout = TimeLayout(
        digits=1, from_zero=False, is_phone=view.context.is_phone, is_clickable=True,
        marked=view.choice.period[-1], is_signed=view.choice.is_signed,
    )  # fmt: skip
    chart = charts.time_series(view.colours, line, layout=layout)
    columns = (Column("shown", "Jahr", "text"), Column(column, words.figure_name(view), "signed", 1))
    table = rows.assign(shown=rows["year"].astype(str))
    told = f"{words.place(view)}: {subtitle}{words.when_drawn(view)}"
    return Panel(TIME, heading, told, chart, f"{heading}. {told}.", table, columns)


def _moves_within(view: View) -> Panel:
    """Moves between the units and inside one of them over the years."""
    rows = view.unit_years
    sums = rows.groupby("year")[["arrivals", "inside"]].sum(skipna=False).reset_index()
    years = sums["year"].tolist()
    between = charts.every_year(
        Series("zwischen den Gebieten", years, sums["arrivals"].tolist(), view.colours.brand)
    )
    inside = charts.every_year(Series("im selben Gebiet", years, sums["inside"].tolist()))
    last = between.last()
    heading = "Umzüge: kein Jahr bekannt"
    if last is not None:
        heading = f"{last[0]}: {text.number(last[1])} Umzüge zwischen den {words.dative(view.scope.plural)}"
    chart = charts.time_series(
        view.colours,
        between,
        context=[inside],
        layout=TimeLayout(is_phone=view.context.is_phone, is_clickable=True, marked=view.choice.period[-1]),
    )
    subtitle = f"{words.place(view)}: Umzüge im Jahr{words.when_drawn(view)}"
    columns = (
        Column("shown", "Jahr", "text"),
        Column("arrivals", "zwischen den Gebieten"),
        Column("inside", "im selben Gebiet"),
    )
    table = sums.assign(shown=sums["year"].astype(str))
    return Panel(TIME, heading, subtitle, chart, f"{heading}. {subtitle}.", table, columns)
