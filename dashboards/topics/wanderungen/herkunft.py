"""The view "Herkunft und Ziel": who stands on the other side, by type, by area, by nationality."""

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from dashboards import cards, naming, text
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import rgba
from dashboards.tables import Column
from dashboards.topics.wanderungen import (
    bands,
    beside_pictures,
    courses,
    drawing,
    key_numbers,
    outside,
    panels,
    partners,
    sankey,
    titles,
    words,
)
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.drawing import FLOWS_HEIGHT, HALF_WIDTH, PHONE_WIDTH
from dashboards.topics.wanderungen.fields import partner_fields
from dashboards.topics.wanderungen.nationality import nationalities
from dashboards.topics.wanderungen.partners import COUNTED, TYPES
from dashboards.topics.wanderungen.significance import (
    count_band,
    discoveries,
    is_clear,
    largest_balance,
    net_band,
    tossed,
)
from dashboards.topics.wanderungen.view import View

NAME = "Herkunft und Ziel"
# Yearly means below this carry a decimal; so many kinds stand three to a row.
TENTHS_BELOW, MOST_OF_THREE = 10, 6


def draw(view: View, chosen: Chosen, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    with head:
        cards.page_head(words.topic_line(view, NAME), title(view), words.standfirst(view))
    key = ("wanderungen-zahlen", *view.key)
    cards.key_figures(remembered(view.context, key, lambda: key_numbers.row(view)))
    drawing.pair(view, type_bars, type_flows)
    if chosen.others:
        drawing.show_beside(view, chosen.others, beside_pictures.types)
    drawing.pair(view, type_years, partner_fields)
    drawing.pair(view, nationalities, outside.panel)
    drawing.source_line(view)


def title(view: View) -> str:
    """Return from where the chosen area clearly gains and where it loses to."""
    return remembered(view.context, ("wanderungen-titel-herkunft", *view.key), lambda: finding(view))


def finding(view: View) -> str:
    """Return the message of the view, allowing for the number of types looked at."""
    name = naming.subject(view.scope.focus.name)
    known = partners.of_focus(view).drop(index="UNBEKANNT", errors="ignore").dropna()
    if known.empty or not known["gross"].sum():
        return f"{name}: Herkunft und Ziel der Zu- und Fortzüge"
    chances = [tossed(a * view.years, b * view.years) for a, b in zip(known["in"], known["out"], strict=True)]
    clear = known.loc[np.array(discoveries(chances), dtype=bool), "net"]
    parts = []
    if len(clear) and clear.max() > 0:
        parts.append(f"gewinnt vor allem {titles.FROM[str(clear.idxmax())]}")
    if len(clear) and clear.min() < 0:
        # Said once for both sides: the sentence would else take three lines.
        parts.append(f"verliert {'' if parts else 'vor allem '}{titles.TO[str(clear.idxmin())]}")
    if not parts:
        return f"{name}: {_even(known)}"
    return f"{name} {', '.join(parts)}"


def _even(known: pd.DataFrame) -> str:
    most = partners.partner_label(str(known["gross"].idxmax()))
    return f"mit keiner Herkunft ein Saldo über den Zufall hinaus, am meisten Austausch: {most}"


def type_bars(view: View) -> Panel:
    """Balance by type of origin and destination, with the band of chance; gross flows in their direction."""
    direction = view.choice.direction
    known = partners.of_focus(view)
    subtitle = f"{words.figure_name(view)} in Fällen im Jahr nach Herkunft und Ziel, {words.when(view)}"
    if known.empty or not known["gross"].sum():
        return Panel("typen", "Nach Herkunft und Ziel", subtitle, empty=words.not_delivered(view))
    table = typed(known, direction, view.years)
    heading = _type_heading(known, table, view)
    height = 0 if view.context.is_phone else FLOWS_HEIGHT
    chart = bands.banded_bars(
        table, view.look(0 if table["value"].abs().max() >= TENTHS_BELOW else 1, height=height)
    )
    legend = cards.swatch(rgba(view.colours.axis, 0.45), "kann Zufall sein") + cards.line_key(
        view.colours.text, "95-%-Bereich"
    )
    rows = table.rename(columns={"gross": "volume"})
    columns = (Column("name", "Herkunft oder Ziel", "text"), *COUNTED)
    return Panel(
        "typen", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns,
        legend if direction == "net" else "", definition=TYPES,
    )  # fmt: skip


def typed(known: pd.DataFrame, direction: str, years: int) -> pd.DataFrame:
    """Return the rows of the bars from yearly means by partner: value with its 95 % band, nearest first."""
    rows = known.loc[partners.order(known.index)].copy()
    rows["name"] = [partners.partner_label(str(code)) for code in rows.index]
    rows["value"] = rows[direction]
    if direction == "net":
        found = [
            net_band(net * years, gross * years)
            for net, gross in zip(rows["net"], rows["gross"], strict=True)
        ]
        rows["is_clear"] = [
            is_clear(net * years, gross * years)
            for net, gross in zip(rows["net"], rows["gross"], strict=True)
        ]
    else:
        found = [count_band(cases * years) for cases in rows["value"]]
        rows["is_clear"] = True
    rows["low"], rows["high"] = [low / years for low, _ in found], [high / years for _, high in found]
    rows["below"] = [
        f"{text.number(a)} zu, {text.number(b)} fort" for a, b in zip(rows["in"], rows["out"], strict=True)
    ]
    return rows.reset_index(drop=True)


def _type_heading(known: pd.DataFrame, table: pd.DataFrame, view: View) -> str:
    """The largest balance that is more than chance, or where most come from or go to."""
    column = view.choice.direction
    if column != "net":
        main = str(known[column].idxmax())
        told = (titles.FROM if column == "in" else titles.INTO).get(main, "unbekannt")
        share = float(known[column].max()) / float(known[column].sum())
        return f"{text.percent(share, 0)} der {words.figure_name(view)}: {told}"
    if not table["is_clear"].any():
        return "Kein Saldo ist mehr als Zufall"
    top = int(table["value"].abs().where(table["is_clear"]).argmax())
    told = f"{table['name'].iloc[top]} mit {text.signed(float(table['value'].iloc[top]))} im Jahr"
    return f"{largest_balance(table, top)}: {told}"


def type_flows(view: View) -> Panel:
    """Sankey of origins, areas and destinations."""
    subtitle = _flow_subtitle(view)
    table = _flows(view)
    if not partners.is_told(view) or not table["moves"].sum():
        return Panel(
            "stroeme", "Woher und wohin", subtitle, empty=words.not_delivered(view), height=FLOWS_HEIGHT
        )
    width = PHONE_WIDTH if view.context.is_phone else HALF_WIDTH
    chart = sankey.sankey_figure(
        table, view.scope.names, view.choice.direction, view.colours, (width, FLOWS_HEIGHT)
    )
    heading = titles.partner_headline(partners.of_focus(view))
    rows = table.assign(
        area=[view.scope.names[code] for code in table["area_id"]],
        way=["Zuzug" if side == "in" else "Fortzug" for side in table["direction"]],
        other=[partners.partner_label(code) for code in table["partner"]],
    )
    columns = (
        Column("area", "Gebiet", "text"),
        Column("way", "Richtung", "text"),
        Column("other", "Herkunft oder Ziel", "text"),
        Column("moves", "Fälle im Jahr", digits=1),
    )
    return Panel(
        "stroeme", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, definition=TYPES
    )


def _flows(view: View) -> pd.DataFrame:
    """The flows of the Sankey: of the members where they fill the map, else of the area alone."""
    if view.scope.is_whole and not view.scope.is_leaf:
        table = partners.of_units(view)
        return table[~table["partner"].isin(partners.inside(view))].dropna(subset=["moves"])
    known = partners.of_focus(view)[["in", "out"]].rename_axis("partner").reset_index()
    long = known.melt("partner", var_name="direction", value_name="moves")
    return long[long["moves"] > 0].assign(area_id=view.scope.focus.area_id).dropna(subset=["moves"])


def _flow_subtitle(view: View) -> str:
    left_out = "; Umzüge untereinander unter Verflechtung" if view.scope.is_whole else ""
    gross = partners.of_focus(view)["gross"]
    share = gross.get("UNBEKANNT", 0.0) / gross.sum() if gross.sum() else 0.0
    told = f"; unbekannt {text.percent(share)}" if share else ""
    return f"Fälle im Jahr, {words.when(view)}{left_out}{told}"


def type_years(view: View) -> Panel:
    """Balance by type over the years, all on one scale."""
    table = partners.over_years(view)
    subtitle = f"Saldo in Fällen im Jahr{words.when_drawn(view)}, grau: die übrigen"
    if table.empty or len(table) < 2:
        return Panel(
            "typen-jahre",
            "Herkunft und Ziel: zu wenige Jahre",
            subtitle,
            empty="Dafür braucht es mindestens zwei gelieferte Jahre.",
        )
    shown = table.rename(columns={code: partners.short_label(code) for code in table.columns})
    # Means of a few cases would all round to 0 or 1.
    digits = 1 if float(shown.abs().max().max()) < TENTHS_BELOW else 0
    look = view.look(digits, height=720 if view.context.is_phone else 400)
    # Five or six kinds stand in two full rows.
    look = replace(look, per_row=3 if len(shown.columns) <= MOST_OF_THREE else 4)
    chart = panels.small_multiples(shown, list(shown.columns), look, is_signed=True)
    rows = shown.reset_index(names="year").assign(shown=lambda part: part["year"].astype(str))
    columns = (
        Column("shown", "Jahr", "text"), *(Column(name, name, "signed", digits) for name in shown.columns)
    )  # fmt: skip
    told = table.drop(columns="UNBEKANNT", errors="ignore").rename(columns=partners.partner_label)
    heading = courses.kinds(told, "Mit keiner Herkunft durchweg Gewinn oder Verlust")
    return Panel(
        "typen-jahre", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns, definition=TYPES
    )
