"""The view "Alter": who is gained and lost at which age, and age groups as proxies of motives."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from dashboards import cards, maps, naming, text
from dashboards.maps.classes import Kind
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import rgba
from dashboards.tables import Column
from dashboards.topics.wanderungen import (
    ages,
    bands,
    beside_pictures,
    courses,
    drawing,
    figures,
    grid,
    key_numbers,
    listing,
    measures,
    motives,
    panels,
    titles,
    words,
)
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.drawing import AGES_HEIGHT
from dashboards.topics.wanderungen.significance import discoveries, reaching, tossed
from dashboards.topics.wanderungen.view import View, short_labels

NAME = "Alter"
USUAL = 0.8
# Fewer single ages with a rate make no curve.
ENOUGH_AGES = 40
MOTIVES_HEIGHT = 340
PROXY = (
    "Altersgruppen stehen hier stellvertretend für Wanderungsmotive, wie es die Literatur tut; "
    "warum jemand umzieht, weiß das Register nicht."
)
FORMULA = (
    "(Zuzüge − Fortzüge) der Altersgruppe je 1.000 Einwohner dieses Alters; Ströme und Bestand im Mittel von "
    "vier Jahren (Wegweiser Kommune)."
)


def draw(view: View, chosen: Chosen, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    with head:
        cards.page_head(words.topic_line(view, NAME), title(view), words.standfirst(view))
    key = ("wanderungen-zahlen", *view.key)
    cards.key_figures(remembered(view.context, key, lambda: key_numbers.row(view)))
    drawing.pair(view, age_curve, motive_bars)
    if chosen.others:
        drawing.show_beside(view, chosen.others, beside_pictures.ages)
    drawing.pair(view, age_strip, age_profile)
    drawing.show(view, motive_years)
    drawing.source_line(view, PROXY)


def title(view: View) -> str:
    """Return which ages are clearly gained and lost, allowing for the number of groups looked at."""
    return remembered(view.context, ("wanderungen-titel-alter", *view.key), lambda: finding(view))


def finding(view: View) -> str:
    """Return the message of the view from the standard age groups over the period."""
    name = naming.subject(view.scope.focus.name)
    known = view.bands.dropna(subset=["net"])
    if known.empty or view.is_within:
        return f"{name}: Zu- und Fortzüge nach Alter"
    into = known["arrivals"] * known["years"]
    out = known["departures"] * known["years"]
    chances = [tossed(a, b) for a, b in zip(into, out, strict=True)]
    clear = known[np.array(discoveries(chances), dtype=bool)]
    suffix = words.by_rate(view)
    column = f"net{suffix}" if clear[f"net{suffix}"].notna().any() else "net"
    gains, losses = clear[clear["net"] > 0][column], clear[clear["net"] < 0][column]
    parts = [
        f"{verb} {ages.BY_CODE[str(code)].spoken}"
        for verb, values, code in (
            ("gewinnt vor allem", gains, gains.idxmax() if len(gains) else ""),
            ("verliert vor allem", losses, losses.idxmin() if len(losses) else ""),
        )
        if len(values)
    ]
    if not parts:
        return f"{name}: keine Altersgruppe wird über den Zufall hinaus gewonnen oder verloren"
    return f"{name} {' und '.join(parts)}"


def age_heading(values: pd.DataFrame, digits: int) -> str:
    """Name the age that gains or loses most, with the ages around it whose bands reach its own."""
    clear = values[values["is_clear"]]
    if clear.empty:
        return "In keinem Alter ist der Saldo mehr als Zufall"
    age = int(str(clear["value"].abs().idxmax()))
    value, sign = clear["value"][age], 1 if clear["value"][age] > 0 else -1
    kind, told = "Gewinn" if sign > 0 else "Verlust", text.signed(value, digits)
    reaches = reaching(values, values.index.tolist().index(age))
    first, last = _run_around(reaches & values["is_clear"] & (sign * values["value"] > 0), age)
    ages_told = f"{first} bis {last} Jahren, gezählt mit {age}" if first < last else f"{age} Jahren"
    # Ages apart from these that reach as far leave open where the largest is.
    is_largest = reaches.sum() == last - first + 1
    return f"{'Größter' if is_largest else 'Deutlicher'} {kind} mit {ages_told}: {told}"


def _run_around(is_so: pd.Series, age: int) -> tuple[int, int]:
    """First and last age of the unbroken run in which an age stands."""
    first = last = age
    while is_so.get(first - 1, default=False):
        first -= 1
    while is_so.get(last + 1, default=False):
        last += 1
    return first, last


def age_curve(view: View) -> Panel:
    """Balance by single year of age with the band of chance."""
    suffix = words.by_rate(view)
    subtitle = f"Saldo nach Einzelalter, {words.age_unit(view)}, {words.when(view)}{words.small_note(view)}"
    table = view.single_ages
    values = bands.age_values(table, suffix)
    if suffix and values["value"].notna().sum() < ENOUGH_AGES:
        # A small town has hardly 50 people of any age; cases say what happened all the same.
        suffix, values = "", bands.age_values(table, "")
        subtitle = f"Saldo nach Einzelalter, Fälle im Jahr, {words.when(view)}; zu wenige je Alter für Raten"
    if values["value"].notna().sum() < 2:
        reason = (
            "Die Bewegungen sind nicht nach einzelnen Altersjahren geliefert, oder der Zeitraum hat Lücken."
        )
        return Panel("alterskurve", "Saldo nach Alter", subtitle, empty=reason)
    look = view.look(1 if suffix else 0)
    heading = age_heading(values, look.digits)
    chart = bands.age_curve(table, suffix, look)
    legend = cards.line_key(view.colours.brand, "Saldo") + cards.swatch(
        rgba(view.colours.brand, view.colours.fan_outer), "95-%-Bereich zufälliger Fallzahlen"
    )
    rows = pd.concat([table, values], axis=1).reset_index(names="age")
    columns = (
        Column("age", "Alter", "text"),
        Column("arrivals", "Zuzüge im Jahr", digits=1),
        Column("departures", "Fortzüge im Jahr", digits=1),
        Column("value", "Saldo", "signed", look.digits),
        Column("low", "von", "signed", look.digits),
        Column("high", "bis", "signed", look.digits),
    )
    return Panel("alterskurve", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, legend)


def motive_bars(view: View) -> Panel:
    """Age groups as proxies of motives with the formula of the Wegweiser Kommune."""
    years = motives.four_years(view.choice.period[-1])
    table = motives.motive_rates(view.focus_years, years)
    span = measures.period_label(years)
    subtitle = f"Saldo je 1.000 dieses Alters, Mittel {span}; Altersgruppen als Stellvertreter für Motive"
    heading = "Bei keinem Motiv ist der Saldo mehr als Zufall"
    if table["value"].notna().sum() == 0:
        reason = f"Dafür braucht es vier gelieferte Jahre ({span}) mit Bestand, und 50 Einwohner des Alters."
        return Panel("motive", "Wanderungsmotive, stellvertretend nach Alter", subtitle, empty=reason)
    clear = table[table["is_clear"]].dropna(subset=["value"])
    if len(clear):
        most = measures.largest(clear.assign(size=clear["value"].abs()), "size")
        heading = f"{most['name']} ({most['ages']}) am stärksten: {text.signed(float(most['value']), 1)}"
    few = (table["stock"] < measures.MIN_RESIDENTS).tolist()
    why = ["unter 50 Einwohner" if is_few else "nicht geliefert" for is_few in few]
    rows = table.assign(below=table["ages"], why=why)
    # As high as the curve beside it, with the two lines below.
    height = 0 if view.context.is_phone else MOTIVES_HEIGHT
    chart = bands.banded_bars(rows, view.look(1, height=height))
    legend = (
        cards.swatch(view.colours.gain, "Gewinn")
        + cards.swatch(view.colours.loss, "Verlust")
        + cards.swatch(rgba(view.colours.axis, 0.45), "kann Zufall sein")
        + cards.line_key(view.colours.text, "95-%-Bereich")
    )
    columns = (
        Column("name", "Stellvertretend für", "text"),
        Column("ages", "Alter", "text"),
        Column("value", "Saldo je 1.000", "signed", 1),
        Column("low", "von", "signed", 1),
        Column("high", "bis", "signed", 1),
        Column("net", "Saldo in vier Jahren", "signed"),
        Column("stock", "Bestand im Mittel"),
    )
    alt = f"{heading}. {subtitle}."
    return Panel(
        "motive", heading, subtitle, chart, alt, table, columns, legend, note=PROXY, definition=FORMULA
    )


def motive_years(view: View) -> Panel:
    """The same over the years, each the mean of four."""
    known = sorted({int(year) for year in view.focus_years["year"]})
    subtitle = "Saldo je 1.000 dieses Alters, jeweils Mittel von vier Jahren; Stellvertreter"
    found = {
        year: motives.motive_rates(view.focus_years, motives.four_years(year)).set_index("name")["value"]
        for year in known[motives.YEARS - 1 :]
    }
    table = pd.DataFrame(found).T
    if table.empty or table.notna().sum().max() < 2:
        reason = "Für einen Verlauf braucht es mindestens fünf gelieferte Jahre mit Bestand."
        return Panel("motive-jahre", "Motive: zu wenige Jahre", subtitle, empty=reason, height=AGES_HEIGHT)
    phone = view.context.is_phone
    look = replace(view.look(1, height=700 if phone else 240), per_row=5, letters=20 if phone else 28)
    names = [motive.name for motive in motives.MOTIVES if table[motive.name].notna().any()]
    fitting = {motive.name: motive.within(look.letters) for motive in motives.MOTIVES}
    chart = panels.small_multiples(
        table.rename(columns=fitting), [fitting[name] for name in names], look, is_signed=True
    )
    heading = courses.kinds(
        table[names].rename(columns=fitting), "Bei keinem Motiv durchweg Gewinn oder Verlust"
    )
    rows = table.reset_index(names="year").assign(
        shown=lambda part: [measures.period_label(motives.four_years(int(year))) for year in part["year"]]
    )
    columns = (Column("shown", "Jahre", "text"), *(Column(name, name, "signed", 1) for name in names))
    return Panel(
        "motive-jahre", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, definition=FORMULA
    )


def age_strip(view: View) -> Panel:
    """Heat strip of years and age groups; moving means if they are asked for."""
    suffix = words.by_rate(view)
    column = measures.FLOW_COLUMN[view.choice.direction] + ("" if view.choice.direction == "mei" else suffix)
    is_rolling = view.choice.is_rolling and view.years > 1
    years = measures.rolling(view.focus_years, view.years) if is_rolling else view.focus_years
    table = listing.with_states(measures.by_band(years))
    kind: Kind = "diverging" if view.choice.is_signed else "sequential"
    digits = 1 if (suffix or view.choice.direction == "mei") and view.choice.is_signed else 0
    # The most mobile group would else set limits that leave all others in the middle class.
    usual = table.loc[table[column].abs() <= table[column].abs().quantile(USUAL), column]
    scale = short_labels(maps.classes(usual, view.colours, kind, digits))
    labels = {group.code: group.label for group in ages.AGE_GROUPS}
    strip = grid.heat_grid(table, column, labels, 0 if view.context.is_phone else digits)
    strip = grid.for_phone(strip) if view.context.is_phone else strip
    chart = grid.grid_figure(strip, scale, view.colours, AGES_HEIGHT)
    # Moving means overlap: what happened "nearly every year" is told from the years themselves.
    heading = titles.age_headline(measures.by_band(view.focus_years), view.choice.direction)
    told = words.unit(view) if view.choice.direction == "mei" else words.age_unit(view)
    subtitle = f"{words.figure_name(view)}, {told}, nach Jahr{words.when_drawn(view)}{words.small_note(view)}"
    rows = table.assign(age=[labels[str(code)] for code in table["band"]])
    columns = (Column("age", "Alter", "text"), Column("year", "Jahr", "text"), *listing.FIGURES)
    return Panel(
        "alter-jahre", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, scale.legend()
    )


def age_profile(view: View) -> Panel:
    """Arrivals, departures and balance by age group."""
    suffix = words.by_rate(view)
    legend = cards.swatch(view.colours.brand, "Zuzüge") + cards.swatch(view.colours.loss, "Fortzüge")
    heading = titles.profile_headline(view.bands, suffix)
    subtitle = f"Zu- und Fortzüge nach Altersgruppe, {words.age_unit(view)}, {words.when(view)}"
    if view.bands[[f"arrivals{suffix}", f"departures{suffix}"]].isna().all(axis=None):
        is_counted = view.bands[["arrivals", "departures"]].notna().any(axis=None)
        empty = words.no_rates(view) if is_counted else words.not_delivered(view)
        return Panel("alter-profil", heading, subtitle, empty=empty, height=AGES_HEIGHT)
    chart = figures.age_profile(view.bands, suffix, view.look(1 if suffix else 0, height=AGES_HEIGHT))
    rows = view.bands.assign(age=[group.label for group in ages.AGE_GROUPS]).reset_index(drop=True)
    columns = (Column("age", "Altersgruppe", "text"), *listing.FIGURES)
    alt = f"{heading}. {subtitle}."
    return Panel("alter-profil", heading, subtitle, chart, alt, listing.with_states(rows), columns, legend)
