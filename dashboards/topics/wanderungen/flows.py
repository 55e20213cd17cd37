"""The map of the view "Überblick": areas by the chosen figure with the strongest net flows above them."""

import pandas as pd

from dashboards import cards, maps, naming, text
from dashboards.charts import Picture
from dashboards.maps import Classes, MapView
from dashboards.maps.schemes import Cutting, cut
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.tables import Column
from dashboards.topics.wanderungen import changes, measures, titles, words
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.exchange import own_pairs
from dashboards.topics.wanderungen.view import View, placed, short_labels

TOP_FLOWS = 12
FLOW_COLUMNS = (
    Column("from", "Von", "text"),
    Column("to", "Nach", "text"),
    Column("value", "Netto im Jahr", "signed", 1),
    Column("there", "hin", digits=1),
    Column("back", "zurück", digits=1),
)


def show(view: View, chosen: Chosen) -> None:
    """Draw the map; a click on an area selects it."""
    key = ("wanderungen-karte", *view.key_but(is_rolling=False), chosen.map_options, chosen.least)
    shown = remembered(view.context, key, lambda: panel(view, chosen))
    maps.show_panel(view.context, shown, words.notes(view))


def map_heading(view: View) -> str:
    """Return which areas stand out, in the chosen figure or in its change."""
    key = ("wanderungen-kartentitel", *view.key_but(is_rolling=False))
    return remembered(view.context, key, lambda: _map_heading(view))


def _map_heading(view: View) -> str:
    table, names, choice = placed(view.units), view.scope.names, view.choice
    if choice.measure == "change":
        return changes.map_headline(table, names, choice)
    return titles.map_headline(table, names, choice)


def place_of(view: View) -> MapView:
    """Return what the map shows: the units of the frame, the chosen area outlined."""
    scope = view.scope
    selected = None if scope.is_whole else scope.focus.area_id
    return MapView(scope.level, scope.frame.area_id, selected, view.digits, words.unit(view))


def scale_of(view: View, chosen: Chosen) -> Classes:
    """Classes of the chosen figure; over all units and years unless the reader wants those of the period."""
    options, column = chosen.map_options, view.choice.column
    values = view.units[column] if options.is_per_year else view.unit_years[column]
    middle = 0.0 if view.choice.is_signed else None
    if options.middle == "mittel":
        mean = view.total.get(column)
        middle = None if text.is_missing(mean) else float(mean or 0)
    elif options.middle in {"ohne", "null"}:
        middle = 0.0 if options.middle == "null" else None
    # A reader who asks for a way of cutting gets it, also for balances.
    if options.scheme != "rund" and options.middle == "auto":
        middle = None
    # Gross rates are large enough for whole limits.
    digits = view.digits if view.choice.is_signed else 0
    cutting = Cutting(options.scheme, options.count, options.cuts, middle, digits)
    return short_labels(cut(values, cutting, view.colours))


def panel(view: View, chosen: Chosen) -> Panel:
    """Return the map with its flows as table; without any border the panel says so."""
    scope, heading = view.scope, map_heading(view)
    key = ("wanderungen-stroeme", *view.pairs_key, chosen.least)
    flows = remembered(view.context, key, lambda: net_flows(view, chosen.least))
    subtitle = map_subtitle(view, flows, chosen.least)
    if not any(unit.has_geometry for unit in scope.units):
        where = naming.named(scope.frame.name, "accusative")
        empty = f"Für {where} liegen keine Gebietsgrenzen vor. Die Zahlen stehen in der Tabelle."
        return Panel("nettostroeme", heading, subtitle, empty=empty)
    names = {end: [scope.names[code] for code in flows[end]] for end in ("origin", "destination")}
    table = flows.assign(**{"from": names["origin"], "to": names["destination"]})
    scale, values = scale_of(view, chosen), map_values(view)
    marks = cards.line_key(view.colours.text, "Nettostrom") if len(flows) else ""
    marks += cards.hatch("ohne Wert", way="wide") if values["value"].isna().any() else ""
    return Panel(
        "nettostroeme", heading, subtitle, chart_of(view, values, flows, scale),
        map_alt(view, heading), table, FLOW_COLUMNS, scale.legend(marks), note=_without_border(view),
        definition="Nettostrom: mehr Umzüge in eine Richtung als in die andere, über den Zufall hinaus.",
    )  # fmt: skip


def _without_border(view: View) -> str:
    missing = [unit.name for unit in view.scope.units if not unit.has_geometry]
    return (
        f"Ohne Gebietsgrenze, nur in der Tabelle: {text.listing(text.gathered(missing))}." if missing else ""
    )


def net_flows(view: View, least: int) -> pd.DataFrame:
    """Return the strongest net flows that touch the chosen area, with hover; as measures.net_flows."""
    flows = measures.net_flows(own_pairs(view), view.years, TOP_FLOWS, least)
    return flows.assign(hover=flow_hovers(flows, view.scope.names))


def map_values(view: View) -> pd.DataFrame:
    """Return area_id, value (the chosen figure) and hover of every unit."""
    told = ["arrivals", "departures", "net", "is_small", view.choice.column]
    rows = view.units[list(dict.fromkeys(told))].to_dict("records")
    hovers = [words.area_hover(view, row) for row in rows]
    values = [row[view.choice.column] for row in rows]
    return pd.DataFrame({"area_id": view.units.index.tolist(), "value": values, "hover": hovers})


def chart_of(view: View, areas: pd.DataFrame, flows: pd.DataFrame, scale: Classes) -> Picture:
    """Return the map: areas (`map_values`) in the colours of a scale, net flows (`net_flows`) above them."""
    place = place_of(view)
    chart = maps.choropleth(view.context, areas[["area_id", "value", "hover"]], scale, place)
    return maps.with_arrows(view.context, chart, flows, place)


def map_subtitle(view: View, flows: pd.DataFrame, least: int) -> str:
    """Return measure, unit and time of the map, and what the arrows are."""
    limit = f" ab {least} im Jahr" if least else ""
    if flows.empty:
        arrows = f"kein Nettostrom{limit} hebt sich vom Zufall ab"
    else:
        arrows = f"die stärksten Nettoströme{limit}"
        arrows += "" if view.scope.is_whole else f" mit {view.scope.focus.name}"
    return f"{words.measured(view)}, {view.scope.plural}, {words.when(view)}; Pfeile: {arrows}"


def map_alt(view: View, heading: str) -> str:
    """Return the map in a sentence."""
    known = view.units[view.choice.column].dropna()
    if known.empty:
        return f"Karte: {heading}, {view.scope.plural} {naming.inside(view.scope.frame.name)}."
    form = text.signed if view.choice.is_signed else text.number
    low, high = form(known.min(), view.digits), form(known.max(), view.digits)
    return f"Karte: {heading}. {words.unit(view)} von {low} bis {high}."


def flow_hovers(flows: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """Return the hover text of every net flow."""
    return [
        f"{names[row['origin']]} → {names[row['destination']]}: {text.number(row['value'])} netto im Jahr "
        f"({text.number(row['there'])} hin, {text.number(row['back'])} zurück)"
        for row in flows.to_dict("records")
    ]
