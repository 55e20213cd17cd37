"""The row of key figures: arrivals, departures, balance, and who gains and loses most."""

from typing import Literal

from dashboards import text
from dashboards.cards import KeyFigure
from dashboards.topics.wanderungen import changes, measures, titles
from dashboards.topics.wanderungen.partners import of_focus, partner_label
from dashboards.topics.wanderungen.significance import is_clear
from dashboards.topics.wanderungen.view import View

NOUNS: dict[Literal["in", "out"], tuple[str, str]] = {
    "in": ("Zuzüge", "arrivals"),
    "out": ("Fortzüge", "departures"),
}


def row(view: View) -> list[KeyFigure]:
    """Return four figures of the chosen area; inside a frame, the moves between its parts."""
    if view.is_within:
        return [*_within(view), extremes_figure(view)]
    return [gross_figure(view, "in"), gross_figure(view, "out"), balance_figure(view), extremes_figure(view)]


def gross_figure(view: View, direction: Literal["in", "out"]) -> KeyFigure:
    """Return arrivals or departures with their rate and their largest partner."""
    noun, column = NOUNS[direction]
    rate, share = view.total[f"{column}_rate"], view.total.get(f"{column}_share")
    known = of_focus(view).drop(index="UNBEKANNT", errors="ignore")[direction].dropna()
    told = [] if text.is_missing(rate) else [f"{text.decimal(rate)} {base(view)}"]
    if view.choice.measure == "change":
        told = [changes.told(view.choice, view.total, column)]
    if not text.is_missing(share):
        told = [f"{text.percent(float(share or 0) / 100)} aller {noun}"]
    if len(known) and known.sum():
        words = titles.FROM if direction == "in" else titles.INTO
        told.append(f"meist {words[str(known.idxmax())]}")
    return KeyFigure(noun, text.number(view.total[column]), per_year(view), ", ".join(told))


def balance_figure(view: View) -> KeyFigure:
    """Return the balance with rate and effectiveness; one that chance may have made is said to be so."""
    total = view.total
    net, gross = total["net"] * view.years, total["volume"] * view.years
    if text.is_missing(net):
        return KeyFigure("Saldo", text.MISSING, per_year(view), "nicht geliefert")
    told = [] if text.is_missing(total["net_rate"]) else [f"{text.signed(total['net_rate'], 1)} {base(view)}"]
    if not told:
        told = ["unter 50 Einwohner, keine Rate" if total["is_small"] else "keine Bevölkerung, keine Rate"]
    if view.choice.measure == "change":
        told = [changes.told(view.choice, total, "net")]
    elif not is_clear(net, gross):
        told.append("kann Zufall sein")
    elif not text.is_missing(total["effectiveness"]):
        told.append(f"{text.percent(abs(total['effectiveness']) / 100)} des Volumens")
    return KeyFigure("Saldo", text.signed(total["net"]), per_year(view), ", ".join(told))


def extremes_figure(view: View) -> KeyFigure:
    """Return the unit that gains most and the one that loses most; for a leaf the best and worst partner."""
    if view.scope.is_leaf:
        return _partner_extremes(view)
    suffix = "_rate" if view.choice.measure in {"rate", "change"} else ""
    column = f"net{suffix}"
    found = measures.ends(view.places, column)
    if found is None:
        return KeyFigure("Größter Gewinn", text.MISSING, comparison="keine vergleichbaren Gebiete")
    high, low = (view.members[["name", column]].loc[area_id].to_dict() for area_id in found)
    digits = 1 if suffix else 0
    end = "größter Verlust" if low[column] < 0 else "geringster Gewinn"
    worst = f"{end} {low['name']} {text.signed(low[column], digits)}"
    head = "Größter Gewinn" if high[column] > 0 else "Geringster Verlust"
    unit = "je 1.000" if suffix else "Fälle"
    return KeyFigure(head, text.signed(high[column], digits), unit, f"{high['name']}; {worst}")


def base(view: View) -> str:
    """Return what a rate refers to."""
    return "je 1.000" if view.choice.people.is_everyone else "je 1.000 dieser Gruppe"


def per_year(view: View) -> str:
    """Return the unit of a yearly mean."""
    return "je Jahr" if view.years > 1 else ""


def _within(view: View) -> list[KeyFigure]:
    """Moves between the parts, inside one part, and how much the parts exchange in the balance."""
    units = view.units
    between, inside = units["arrivals"].sum(skipna=False), units["inside"].sum(skipna=False)
    every = between + inside
    stays = "" if text.is_missing(every) or not every else f"{text.percent(inside / every)} aller Umzüge"
    system = measures.system_effectiveness(units)
    return [
        KeyFigure("Umzüge zwischen den Gebieten", text.number(between), per_year(view), view.scope.plural),
        KeyFigure("Umzüge im selben Gebiet", text.number(inside), per_year(view), stays),
        KeyFigure(
            "Wirksamkeit",
            text.decimal(system),
            "%",
            "der Umzüge verschieben Bevölkerung, die anderen gleichen sich aus",
        ),
    ]


def _partner_extremes(view: View) -> KeyFigure:
    known = of_focus(view).drop(index="UNBEKANNT", errors="ignore")["net"].dropna()
    if known.empty:
        return KeyFigure("Größter Gewinn", text.MISSING, comparison="keine Zu- oder Fortzüge geliefert")
    high, low = str(known.idxmax()), str(known.idxmin())
    end = "größter Verlust" if known[low] < 0 else "geringster Gewinn"
    worst = "" if high == low else f"; {end} {text.signed(known[low])} {partner_label(low)}"
    head = "Größter Gewinn" if known[high] > 0 else "Geringster Verlust"
    return KeyFigure(
        head,
        text.signed(known[high]),
        "Fall" if round(abs(known[high])) == 1 else "Fälle",
        f"{titles.FROM[high]}{worst}",
    )
