"""Subtitles, key figures, hover and alternative texts of the page: German from figures, no drawing."""

from collections.abc import Hashable
from typing import Any, Literal

import pandas as pd

from dashboards import text
from dashboards.cards import KeyFigure
from dashboards.topics.wanderungen import ages, history, measures, queries, sankey, titles
from dashboards.topics.wanderungen.filters import DIRECTIONS, NATIONALITIES
from dashboards.topics.wanderungen.view import View, placed

MAX_BARS = 12
COUNTS = {2: "Zwei", 3: "Drei", 4: "Vier", 5: "Fünf", 6: "Sechs", 7: "Sieben", 8: "Acht"}
NOUNS: dict[Literal["in", "out"], tuple[str, str]] = {
    "in": ("Zuzüge", "arrivals"),
    "out": ("Fortzüge", "departures"),
}


def topic_line(view: View) -> str:
    """Return the line above the title."""
    inside = "" if view.scope.is_whole else f"{view.scope.frame.name} · "
    return f"Wanderungen · {inside}{view.scope.focus.name}"


def when(view: View) -> str:
    """Return the period as it ends a sentence."""
    period = view.choice.period
    return str(period[0]) if len(period) == 1 else f"Mittel {measures.period_label(period)}"


def place(view: View) -> str:
    """Return the chosen area and who is counted if not everybody is."""
    parts = [view.scope.focus.name]
    if view.choice.band != ages.ALL:
        parts.append(f"{ages.label(view.choice.band)} Jahre")
    if view.choice.nationality:
        parts.append(NATIONALITIES[view.choice.nationality])
    return ", ".join(parts)


def standfirst(view: View) -> str:
    """Return what is counted, where and when; moves inside are told because they are left out."""
    period, inside = view.choice.period, view.total["inside"]
    span = f"Mittel der Jahre {period[0]} bis {period[-1]}" if len(period) > 1 else f"im Jahr {period[0]}"
    kept = "" if text.is_missing(inside) or not inside else f"; ohne {text.number(inside)} Umzüge innerhalb"
    return f"{place(view)}: Zu- und Fortzüge über die Gebietsgrenze, {span}. Fälle, nicht Personen{kept}."


def figure_name(view: View) -> str:
    """Return what the direction control says: Saldo, Zuzüge or Fortzüge."""
    return DIRECTIONS[view.choice.direction]


def age_unit(view: View) -> str:
    """Return the unit of pictures by age group."""
    return "je 1.000 dieses Alters" if view.focus_suffix else "Fälle im Jahr"


def key_figures(view: View) -> list[KeyFigure]:
    """Return arrivals, departures, balance, and who gains and loses most."""
    return [gross_figure(view, "in"), gross_figure(view, "out"), balance_figure(view), extremes_figure(view)]


def gross_figure(view: View, direction: Literal["in", "out"]) -> KeyFigure:
    """Return arrivals or departures with their rate and their largest partner."""
    noun, column = NOUNS[direction]
    rate = view.total[f"{column}_rate"]
    main = view.partners.drop(index="UNBEKANNT", errors="ignore")[direction]
    told = [] if text.is_missing(rate) else [f"{text.decimal(rate)} {view_base(view)}"]
    if len(main) and main.sum():
        told.append(f"meist {_by(direction, str(main.idxmax()))}")
    return KeyFigure(noun, text.number(view.total[column]), _per_year(view), ", ".join(told))


def balance_figure(view: View) -> KeyFigure:
    """Return the balance with its rate; both in numbers, sign first."""
    total = view.total
    if text.is_missing(total["net_rate"]):
        reason = "nicht geliefert" if text.is_missing(total["net"]) else "unter 50 Einwohner, keine Rate"
        return KeyFigure("Saldo", text.signed(total["net"]), _per_year(view), reason)
    return KeyFigure(
        "Saldo",
        text.signed(total["net"]),
        _per_year(view),
        f"{text.signed(total['net_rate'], 1)} {view_base(view)}",
    )


def extremes_figure(view: View) -> KeyFigure:
    """Return the unit that gains most and the one that loses most; for a leaf the best and worst partner."""
    if view.scope.is_leaf:
        return _partner_extremes(view)
    column = f"net{view.suffix}"
    found = measures.ends(view.places, column)
    if found is None:
        return KeyFigure("Größter Gewinn", text.MISSING, comparison="keine vergleichbaren Gebiete")
    rows = view.members.to_dict("index")
    high, low = rows[found[0]], rows[found[1]]
    unit = "je 1.000" if view.suffix else "Fälle"
    end = "größter Verlust" if low[column] < 0 else "geringster Gewinn"
    worst = f"{end} {low['name']} {text.signed(low[column], view.digits)}"
    head = "Größter Gewinn" if high[column] > 0 else "Geringster Verlust"
    return KeyFigure(head, text.signed(high[column], view.digits), unit, f"{high['name']}; {worst}")


def view_base(view: View) -> str:
    """Return what a rate refers to."""
    return "je 1.000" if view.choice.band == ages.ALL else "je 1.000 dieses Alters"


def area_hovers(view: View) -> list[str]:
    """Return the hover text of every unit."""
    return [_area_hover(view, row) for row in view.units.to_dict("records")]


def flow_hovers(flows: pd.DataFrame, names: dict[str, str]) -> list[str]:
    """Return the hover text of every net flow."""
    return [
        f"{names[row['origin']]} → {names[row['destination']]}: {text.number(row['value'])} netto im Jahr "
        f"({text.number(row['there'])} hin, {text.number(row['back'])} zurück)"
        for row in flows.to_dict("records")
    ]


def map_subtitle(view: View, flows: pd.DataFrame) -> str:
    """Return measure, unit and time of the map, and what the arrows are."""
    if flows.empty:
        arrows = "kein Nettostrom hebt sich vom Zufall ab"
    else:
        arrows = "die stärksten Nettoströme" + (
            "" if view.scope.is_whole else f" mit {view.scope.focus.name}"
        )
    return f"{figure_name(view)} {view.unit}, {view.scope.plural}, {when(view)}; Pfeile: {arrows}"


def map_alt(view: View) -> str:
    """Return the map in a sentence."""
    heading = titles.map_headline(placed(view.units), view.scope.names, view.choice)
    known = view.units[view.choice.column].dropna()
    if known.empty:
        return f"{heading}."
    form = text.signed if view.choice.direction == "net" else text.number
    return (
        f"{heading}. {view.unit} von {form(known.min(), view.digits)} bis {form(known.max(), view.digits)}."
    )


def series_subtitle(view: View) -> str:
    """Return what the time picture shows, and where its upper axis begins if that is not 0."""
    start = history.gross_ticks(view.series, view.focus_suffix)[0]
    axis = f" (Achse ab {text.number(start, 0 if float(start).is_integer() else 1)})" if start else ""
    return f"{place(view)}: {view.focus_unit}; oben Zu- und Fortzüge{axis}, unten Saldo{small_note(view)}"


def small_note(view: View) -> str:
    """Return why cases stand where rates were asked for, or ""."""
    return "; unter 50 Einwohner, daher Fälle" if view.focus_suffix != view.suffix else ""


def series_range(view: View) -> str:
    """Return lowest and highest balance of the years."""
    known = view.series[f"net{view.focus_suffix}"].dropna()
    if known.empty:
        return ""
    low, high = (text.signed(value, view.focus_digits) for value in (known.min(), known.max()))
    return f"Saldo von {low} bis {high}"


def pairs_subtitle(view: View, count: int) -> str:
    """Return what the matrix shows."""
    shown = len(view.scope.units if view.scope.is_leaf else view.scope.members)
    which = f"; {count} von {shown} {view.scope.plural}" if count < shown else ""
    return f"Umzüge im Jahr, {when(view)}; Zeile: Herkunft, Spalte: Ziel{which}"


def no_pairs(view: View) -> str:
    """Return why areas cannot be compared."""
    return f"Unter {view.scope.frame.name} sind keine kleineren Gebiete mit Umzügen geliefert."


def border_heads(view: View) -> tuple[str, str]:
    """Return the heads of the two balances, in two lines each."""
    if view.scope.is_in_municipality:
        return f"innerhalb von<br>{view.scope.frame.name}", "über die Grenze<br>der Gemeinde"
    return "innerhalb<br>des Verbands", "über die Grenze<br>des Verbands"


def partner_subtitle(view: View) -> str:
    """Return what the Sankey shows and what it leaves out."""
    left_out = ""
    if view.scope.is_whole:
        left_out = "; Umzüge untereinander in der Matrix"
    unknown = view.partners["gross"].get("UNBEKANNT", 0.0) / max(float(view.partners["gross"].sum()), 1e-9)
    told = f"; unbekannt {text.percent(unknown)}" if unknown else ""
    return f"Fälle im Jahr, {when(view)}{left_out}{told}"


def sankey_flows(view: View) -> pd.DataFrame:
    """Return the flows of the Sankey: of the members where they fill the map, else of the area alone."""
    scope = view.scope
    ids = [unit.area_id for unit in scope.members] if scope.is_whole else [scope.focus.area_id]
    table = queries.partners(view.context, area_ids=ids, cut=view.cut)
    if scope.is_whole and not scope.is_leaf:
        inside = ("GEMEINDE",) if scope.is_in_municipality else ("GEMEINDE", "VERBAND")
        table = table[~table["partner"].isin(inside)]
    return table.assign(moves=table["moves"] / view.years)


def _per_year(view: View) -> str:
    return "je Jahr" if view.years > 1 else ""


def _by(direction: Literal["in", "out"], partner: str) -> str:
    return (titles.FROM if direction == "in" else titles.INTO)[partner]


def _area_hover(view: View, row: dict[Hashable, Any]) -> str:
    if text.is_missing(row["net"]):
        return "nicht geliefert"
    value = row[view.choice.column]
    write = text.signed if view.choice.direction == "net" else text.number
    shown = f"{write(value, view.digits)} {view.unit}"
    if text.is_missing(value):
        shown = "unter 50 Einwohner, keine Rate" if row["is_small"] else "Bevölkerung nicht geliefert"
    arrivals, departures = text.number(row["arrivals"]), text.number(row["departures"])
    return f"{shown} · {arrivals} Zuzüge, {departures} Fortzüge im Jahr"


def _partner_extremes(view: View) -> KeyFigure:
    known = view.partners.drop(index="UNBEKANNT", errors="ignore")["net"]
    if known.empty:
        return KeyFigure("Größter Gewinn", text.MISSING, comparison="keine Zu- oder Fortzüge")
    high, low = str(known.idxmax()), str(known.idxmin())
    end = "größter Verlust" if known[low] < 0 else "geringster Gewinn"
    worst = f"{end} {text.signed(known[low])} {sankey.partner_label(low)}"
    head = "Größter Gewinn" if known[high] > 0 else "Geringster Verlust"
    return KeyFigure(head, text.signed(known[high]), "Fälle", f"{titles.FROM[high]}; {worst}")


def table_subtitle(view: View) -> str:
    """Return what the tables hold."""
    return f"Die Zahlen der Bilder, {place(view)}, {when(view)}"


def source(view: View) -> list[str]:
    """Return the parts of the source line."""
    return [
        f"Quelle: Melderegister der Gemeinden, Bewegungen {measures.period_label(view.choice.period)}",
        "Hauptwohnung, Fälle",
        "Raten je 1.000 der mittleren Bevölkerung aus zwei Stichtagen 31.12.",
        _two_sides(view),
        "" if view.context.is_released else "exakt, nicht geschützt",
        "… nicht geliefert, – genau null, x unter 50 Einwohner",
    ]


def _two_sides(view: View) -> str:
    """Both reports of the moves between members, or "" inside one municipality."""
    if view.scope.is_in_municipality:
        return ""
    by_destination, by_origin = measures.mismatch(view.member_pairs)
    told = [text.number(cases / view.years) for cases in (by_destination, by_origin)]
    gap = (
        text.signed(100 * (by_origin - by_destination) / by_destination, 1)
        if by_destination
        else text.MISSING
    )
    sides = f"{told[0]} im Jahr laut Ziel, {told[1]} laut Herkunft"
    return f"Umzüge zwischen Mitgliedern: {sides} ({gap}{text.NARROW}%)"
