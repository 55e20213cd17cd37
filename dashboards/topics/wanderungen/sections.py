"""The parts of the page in their order: head, key figures, four pairs of pictures, table, source line."""

import streamlit as st

from dashboards import cards, charts, maps, style, text
from dashboards.topics.wanderungen import ages, figures, grid, measures, sankey, titles, words
from dashboards.topics.wanderungen.view import View

TOP_FLOWS = 12
DASH = text.NOTHING


def head(view: View) -> None:
    """Write topic line, message and standfirst."""
    cards.page_head(words.topic_line(view), titles.headline(view.finding), words.standfirst(view))


def key_figures(view: View) -> None:
    """Write arrivals, departures, balance, and the areas that gain and lose most."""
    cards.key_figures(
        [
            words.gross_figure(view, "in"),
            words.gross_figure(view, "out"),
            words.balance_figure(view),
            words.extremes_figure(view),
        ]
    )


def flow_map(view: View) -> None:
    """Draw the choropleth of the chosen figure with the strongest net flows; a click selects an area."""
    scope, names = view.scope, view.scope.names
    arrows = cards.line_key(view.colours.text, "Nettostrom")
    cards.picture_head(
        titles.map_headline(view.units, names, view.choice),
        words.map_subtitle(view),
        view.scale.legend(arrows),
    )
    if not any(unit.has_geometry for unit in scope.units):
        cards.empty_state(
            f"Für {scope.frame.name} liegen keine Gebietsgrenzen vor. Die Zahlen stehen in der Tabelle."
        )
        return
    values = view.units.assign(value=view.units[view.choice.column], hover=words.area_hovers(view))
    values = values.rename_axis("area_id").reset_index()[["area_id", "value", "hover"]]
    flows = measures.net_flows(view.pairs, view.years, TOP_FLOWS)
    flows["hover"] = words.flow_hovers(flows, names)
    selected = None if scope.is_whole else scope.focus.area_id
    place = maps.MapView(scope.level, scope.frame.area_id, selected, view.digits, view.unit)
    layers = [
        maps.area_layer(view.context, values, view.scale, place),
        maps.arrow_layer(view.context, flows, place),
    ]
    # A new key for each area: a kept selection would leave the other areas pale.
    key = f"karte-{scope.focus.area_id}"
    maps.show_deck(view.context, maps.deck(view.context, layers, place), place, key, words.map_alt(view))
    missing = maps.without_geometry(view.context, place)
    if missing:
        st.caption(f"Ohne Gebietsgrenze, nur in der Tabelle: {text.listing(missing)}")


def history(view: View) -> None:
    """Draw arrivals, departures and balance over the years."""
    series = view.series
    chart = figures.history(series, view.suffix, view.choice.period, view.look())
    ground = cards.swatch(view.colours.field, "gewählter Zeitraum")
    legend = (
        cards.swatch(view.colours.gain, "Saldo, Gewinn") + cards.swatch(view.colours.loss, "Verlust") + ground
    )
    subtitle = f"{words.place(view)}: {view.unit}, oben Zu- und Fortzüge, unten Saldo{figures.gross_axis_note(chart)}"
    heading = titles.series_headline(series)
    cards.picture_head(heading, subtitle, legend)
    charts.show(chart, "zeit", f"{heading}. {subtitle}. {words.series_range(view)}")


def age_strip(view: View) -> None:
    """Draw the heat strip of years and age groups."""
    column = view.choice.column
    table = measures.by_band(view.focus_years, view.scope.focus.area_id)
    kind = "diverging" if view.choice.direction == "net" else "sequential"
    scale = maps.classes(table[column], view.colours, kind, view.digits)
    heading = titles.age_headline(view.scope.focus.name, table)
    subtitle = f"{words.figure_name(view)}, {words.age_unit(view)}, nach Jahr und Altersgruppe"
    cards.picture_head(heading, subtitle, scale.legend())
    digits = 0 if view.context.is_phone else view.digits
    strip = grid.heat_grid(table, column, {group.code: group.label for group in ages.AGE_GROUPS}, digits)
    charts.show(grid.grid_figure(strip, scale, view.colours, 340), "alter-jahre", f"{heading}. {subtitle}.")


def age_profile(view: View) -> None:
    """Draw arrivals, departures and balance by age group."""
    legend = _dot(view.colours.brand, "Zuzüge") + _dot(view.colours.loss, "Fortzüge")
    heading = titles.profile_headline(view.bands, view.suffix)
    subtitle = f"{view.scope.focus.name}: Zu- und Fortzüge nach Altersgruppe, {words.age_unit(view)}, {words.when(view)}"
    cards.picture_head(heading, subtitle, legend)
    charts.show(
        figures.age_profile(view.bands, view.suffix, view.look(height=340)),
        "alter-profil",
        f"{heading}. {subtitle}.",
    )


def matrix(view: View) -> None:
    """Draw who moves from where to where among the units."""
    order = view.matrix_order()
    heading = titles.pair_headline(view.pairs, view.scope.names, view.years)
    if len(order) < 2:
        cards.picture_head("Wer von wo nach wo zieht", words.pairs_subtitle(view, len(order)))
        cards.empty_state(words.no_pairs(view))
        return
    cells = grid.pair_grid(view.pairs, order, view.scope.names, view.years)
    scale = maps.classes(cells.values.stack(), view.colours)
    hatched = cards.hatch("im selben Gebiet")
    subtitle = words.pairs_subtitle(view, len(order))
    cards.picture_head(heading, subtitle, scale.legend(hatched))
    charts.show(grid.grid_figure(cells, scale, view.colours, 420), "matrix", f"{heading}. {subtitle}.")


def within_and_beyond(view: View) -> None:
    """Draw each unit's balance inside the frame beside its balance across the border."""
    ids = view.compared(words.MAX_BARS)
    table = view.members.loc[ids]
    heading = titles.inner_headline(view.members)
    subtitle = f"Saldo {view.unit}, {words.when(view)}"
    if len(table) < 2:
        cards.picture_head("Innen und außen", subtitle)
        cards.empty_state(words.no_pairs(view))
        return
    rows = table.assign(within=table[f"net_within{view.suffix}"], outer=table[f"net_beyond{view.suffix}"])
    cards.picture_head(heading, subtitle, "")
    chosen = None if view.scope.is_whole else view.scope.focus.name
    chart = figures.two_balances(rows, words.border_heads(view), view.look(height=420), chosen)
    charts.show(chart, "innen-aussen", f"{heading}. {subtitle}.")


def partner_flows(view: View) -> None:
    """Draw where people come from and go to."""
    heading = titles.partner_headline(view.partners)
    subtitle = words.partner_subtitle(view)
    cards.picture_head(heading, subtitle)
    flows = words.sankey_flows(view)
    if flows["moves"].sum() == 0:
        cards.empty_state(f"Für {words.when(view)} sind keine Zu- oder Fortzüge über die Grenze gemeldet.")
        return
    size = (358, 460) if view.context.is_phone else (600, 420)
    chart = sankey.sankey_figure(flows, view.scope.names, view.choice.direction, view.colours, size)
    charts.show(chart, "partner", f"{heading}. {subtitle}.")


def multiples(view: View) -> None:
    """Draw up to eight areas over the years on one scale."""
    ids, names, column = view.compared(), view.scope.names, view.choice.column
    subtitle = f"{words.figure_name(view)} {view.unit}, grau: übrige {view.scope.plural}"
    if len(ids) < 2:
        cards.picture_head("Gebiete im Vergleich", subtitle)
        cards.empty_state(words.no_pairs(view))
        return
    rows = view.unit_years[view.unit_years["band"] == view.choice.band]
    table = rows.assign(name=rows["area_id"].map(names), value=rows[column])[["name", "year", "value"]]
    heading = f"{words.COUNTS.get(len(ids), str(len(ids)))} {view.scope.plural} im Vergleich"
    cards.picture_head(heading, subtitle)
    layout = charts.MultiplesLayout(
        height=640 if view.context.is_phone else 420,
        digits=view.digits,
        by_sign=view.choice.direction == "net",
        is_phone=view.context.is_phone,
    )
    chart = charts.small_multiples(view.colours, table, [names[area_id] for area_id in ids], layout)
    charts.show(chart, "vergleich", f"{heading}. {subtitle}.")


PAIRS = (
    (flow_map, history),
    (age_strip, age_profile),
    (matrix, within_and_beyond),
    (partner_flows, multiples),
)


def _dot(colour: str, label: str) -> str:
    return cards.swatch(style.rgba(colour, 1), label)
