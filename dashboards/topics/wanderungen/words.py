"""Subtitles, units and sources of the page: German from figures, no drawing."""

from collections.abc import Hashable
from typing import Any

from dashboards import naming, text
from dashboards.territory import conversion_note
from dashboards.topics.wanderungen import changes, history, measures
from dashboards.topics.wanderungen.measures import Border, Direction, Measure
from dashboards.topics.wanderungen.view import View

MAX_BARS = 12
DIRECTIONS: dict[Direction, str] = {
    "net": "Saldo",
    "in": "Zuzüge",
    "out": "Fortzüge",
    "volume": "Volumen (Zu- und Fortzüge)",
    "mei": "Wirksamkeit",
}
MEASURES: dict[Measure, str] = {
    "rate": "je 1.000",
    "cases": "Fälle",
    "share": "Anteil",
    "change": "Veränderung",
}
BORDERS: dict[Border, str] = {"alle": "alle", "innen": "nur innerhalb", "aussen": "nur über die Grenze"}
CASES = "Fälle im Jahr"


def topic_line(view: View, name: str) -> str:
    """Return the line above the title."""
    inside = "" if view.scope.is_whole else f"{view.scope.frame.name} · "
    return f"Wanderungen · {name} · {inside}{view.scope.focus.name}"


def when(view: View) -> str:
    """Return the period as it ends a sentence."""
    period = view.choice.period
    return str(period[0]) if len(period) == 1 else f"Mittel {measures.period_label(period)}"


def when_drawn(view: View) -> str:
    """Return what a year in a picture over time stands for."""
    return f", gleitendes Mittel über {view.years} Jahre" if view.choice.is_rolling and view.years > 1 else ""


def place(view: View) -> str:
    """Return the chosen area and who is counted if not everybody is."""
    people = view.choice.people
    return view.scope.focus.name if people.is_everyone else f"{view.scope.focus.name}, {people.words}"


def unit(view: View, suffix: str | None = None) -> str:
    """Return the unit of the chosen figure as it stands in subtitles."""
    if view.choice.direction == "mei" and suffix is None:
        return "Saldo in % von Zu- und Fortzügen"
    chosen = view.choice.suffix if suffix is None else suffix
    if not chosen:
        return CASES
    if chosen == "_share":
        return "in % aller Fälle"
    if chosen == "_change":
        return changes.unit(view.choice)
    return "je 1.000 Einwohner" if view.choice.people.is_everyone else "je 1.000 dieser Gruppe"


def figure_name(view: View) -> str:
    """Return what the direction control says, without its explanation."""
    return DIRECTIONS[view.choice.direction].split(" (", maxsplit=1)[0]


def measured(view: View, suffix: str | None = None) -> str:
    """Return figure and unit together: "Saldo je 1.000 Einwohner", "Wirksamkeit (Saldo in % …)"."""
    if view.choice.direction == "mei":
        return f"Wirksamkeit ({unit(view)})"
    if view.choice.suffix == "_change" and suffix is None:
        return f"{figure_name(view)}, {unit(view)}"
    return f"{figure_name(view)} {unit(view, suffix)}"


def standfirst(view: View) -> str:
    """Return what is counted, where and when; moves inside are told because they are left out."""
    period, inside = view.choice.period, view.total["inside"]
    span = f"Mittel der Jahre {period[0]} bis {period[-1]}" if len(period) > 1 else f"im Jahr {period[0]}"
    kept = "" if text.is_missing(inside) or not inside else f"; ohne {text.number(inside)} Umzüge innerhalb"
    what = {
        "alle": "Zu- und Fortzüge über die Gebietsgrenze",
        "innen": f"Zu- und Fortzüge innerhalb {naming.of(view.scope.frame.name)}",
        "aussen": f"Zu- und Fortzüge über die Grenze {naming.of(view.scope.frame.name)}",
    }[view.choice.border]
    if view.is_within:
        what, kept = f"Umzüge zwischen den {dative(view.scope.plural)}", ""
    return f"{place(view)}: {what}, {span}. Fälle, nicht Personen{kept}."


def dative(plural: str) -> str:
    """Return a plural as it stands after "zwischen den"."""
    return plural if plural.endswith(("n", "s")) else f"{plural}n"


def age_unit(view: View) -> str:
    """Return the unit of pictures by age group."""
    return "je 1.000 dieses Alters" if by_rate(view) else CASES


def by_rate(view: View) -> str:
    """Return the suffix of pictures by age or partner: rates unless cases are asked for or needed."""
    if view.choice.measure == "cases" or bool(view.total["is_small"]):
        return ""
    return "_rate"


def small_note(view: View) -> str:
    """Return why cases stand where rates were asked for, or ""."""
    wants_rates = view.choice.measure != "cases"
    return "; unter 50 Einwohner, daher Fälle" if wants_rates and bool(view.total["is_small"]) else ""


def series_subtitle(view: View) -> str:
    """Return what the time picture shows, and where its upper axis begins if that is not 0."""
    start = history.gross_ticks(view.series, view.suffix)[0]
    axis = f" (Achse ab {text.number(start, 0 if float(start).is_integer() else 1)})" if start else ""
    told = CASES if not view.suffix else unit(view, view.suffix)
    return (
        f"{place(view)}: {told}{when_drawn(view)}; oben Zu- und Fortzüge{axis}, unten Saldo{small_note(view)}"
    )


def series_range(view: View) -> str:
    """Return lowest and highest balance of the years."""
    column = f"net{view.suffix}" if f"net{view.suffix}" in view.series else "net"
    known = view.series[column].dropna()
    if known.empty:
        return ""
    digits = 1 if column != "net" else 0
    low, high = (text.signed(value, digits) for value in (known.min(), known.max()))
    return f"Saldo von {low} bis {high}"


def short(name: str, letters: int = 22) -> str:
    """Return a name cut to what fits beside a picture; hover and table have it whole."""
    return name if len(name) <= letters else f"{name[: letters - 1]}…"


def no_parts(view: View) -> str:
    """Return why areas cannot be compared."""
    where = naming.named(view.scope.frame.name, "dative")
    return f"Unter {where} sind keine kleineren Gebiete mit Umzügen geliefert."


def too_few(view: View) -> str:
    """Return that the areas are there, but too small for the chosen figure."""
    limit = "50 Fälle" if view.choice.is_percent else "50 Einwohner"
    return f"Kein Vergleich: weniger als zwei Gebiete haben mindestens {limit}, oder Jahre fehlen."


def not_delivered(view: View) -> str:
    """Return that the period has gaps."""
    where = naming.named(view.scope.focus.name, "accusative")
    period = measures.period_label(view.choice.period)
    return (
        f"Für {where} sind die Zu- und Fortzüge {period} nicht oder nicht vollständig "
        "geliefert. Bitte einen anderen Zeitraum wählen oder die Lieferung nachholen."
    )


def no_rates(view: View) -> str:
    """Return why there are cases but no rates."""
    period = measures.period_label(view.choice.period)
    return (
        f"Raten je 1.000 brauchen den Bestand an allen Jahresenden von {period} und 50 Einwohner. "
        "Die Fälle zeigt das Maß „Fälle“."
    )


def border_heads(view: View) -> tuple[str, str]:
    """Return the heads of the two balances, in two lines each."""
    if view.scope.is_in_municipality:
        return f"innerhalb von<br>{view.scope.frame.name}", "über die Grenze<br>der Gemeinde"
    return "innerhalb<br>des Verbands", "über die Grenze<br>des Verbands"


def area_hover(view: View, row: dict[Hashable, Any]) -> str:
    """Return the hover text of a unit."""
    value, write = row[view.choice.column], text.signed if view.choice.is_signed else text.number
    if text.is_missing(row["net"]):
        return "nicht geliefert"
    shown = f"{write(value, view.digits)} {unit(view)}"
    if text.is_missing(value):
        shown = why_empty(view, row)
    arrivals, departures = text.number(row["arrivals"]), text.number(row["departures"])
    return f"{shown} · {arrivals} Zuzüge, {departures} Fortzüge im Jahr"


def why_empty(view: View, row: dict[Hashable, Any]) -> str:
    """Return why a known area has no figure of the chosen kind."""
    if view.choice.direction == "mei" or view.choice.suffix == "_share":
        return "unter 50 Fälle, keine Prozente"
    if view.choice.suffix == "_change" and view.choice.direction != "net":
        return "nicht geliefert oder unter 50 Fälle im früheren Zeitraum"
    return "unter 50 Einwohner, keine Rate" if row["is_small"] else "Bevölkerung nicht geliefert"


def source(view: View) -> list[str]:
    """Return the parts of the source line."""
    return [
        f"Quelle: Melderegister der Gemeinden, Bewegungen {measures.period_label(view.choice.period)}",
        "Hauptwohnung, Fälle",
        "Raten je 1.000 der mittleren Bevölkerung aus zwei Stichtagen 31.12.",
        "" if view.context.is_released else "exakt, nicht geschützt",
        "… nicht geliefert, – genau null, x unter 50 Einwohner oder Fälle",
    ]


def status_note(view: View) -> str:
    """Return on which territorial status the moves stand, and what of the chosen area was converted."""
    years = (view.choice.period[0], view.choice.period[-1])
    own = conversion_note(view.context, view.scope.focus.area_id, years)
    if own:
        return f"Auf heutigem Gebietsstand. {own}"
    return "Auf heutigem Gebietsstand; für dieses Gebiet und diesen Zeitraum wurde nichts umgerechnet."


def notes(view: View) -> dict[str, str]:
    """Return the notes of a download."""
    return {
        "Quelle": source(view)[0].removeprefix("Quelle: "),
        "Gebiet": place(view),
        "Zeitraum": when(view),
        "Gezählt": "Fälle der Hauptwohnung, nicht Personen",
        "Gebietsstand": status_note(view),
        "Stand der Zahlen": "geschützt" if view.context.is_released else "exakt",
    }
