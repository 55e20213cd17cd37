"""Message titles: what the numbers say in one sentence, and never more than their range carries."""

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from dashboards import text
from dashboards.topics.demographie.measure import MIN_CASES, Measure

Trend = Literal["up", "down", "steady", "open"]

# SIKURS advises against statements for units below 8,000 to 10,000 inhabitants (domain.md §4).
RELIABLE_SIZE = 8000
# Below this size the median suggests a precision that single families undo: ranges only.
RANGE_ONLY_SIZE = 2000

# Headline when a ratio rises, when it falls, and the sentence behind it; {figures} is filled with
# "2034 voraussichtlich 38 bis 42 Ältere, 2024 waren es 35".
RATIO_WORDS = {
    "altenquotient": (
        "{name} altert",
        "{name} wird jünger",
        "Auf 100 Erwerbsfähige kommen {figures}",
        "Ältere",
    ),
    "jugendquotient": (
        "Mehr Jüngere {place}",
        "Weniger Jüngere {place}",
        "Auf 100 Erwerbsfähige kommen {figures}",
        "unter 20-Jährige",
    ),
    "gesamtquotient": (
        "Mehr Jüngere und Ältere {place}",
        "Weniger Jüngere und Ältere {place}",
        "Auf 100 Erwerbsfähige kommen {figures}",
        "von ihnen",
    ),
    "durchschnittsalter": ("{name} altert", "{name} wird jünger", "Im Mittel ist man {figures} alt", "Jahre"),
}
GENERIC_WORDS = ("{title} {place} steigt", "{title} {place} sinkt", "{figures}", "")


@dataclass(frozen=True)
class Outlook:
    """One figure of one area: its known value, and the 80 % range expected for a later year."""

    year_now: int
    now: float
    year: int
    low: float
    high: float


@dataclass(frozen=True)
class Past:
    """One figure of one area at two reference dates, both known."""

    year_before: int
    before: float
    year_now: int
    now: float


def place(name: str) -> str:
    """Return a name with its preposition: "in Hollerfeld", "in der Region Auenburg", "im Bezirk 01"."""
    first = name.split(" ")[0]
    if first in {"Region", "Stadt", "Gemeinde", "Samtgemeinde"}:
        return f"in der {name}"
    return f"im {name}" if first in {"Bezirk", "Stadtbezirk", "Ortsteil", "Stadtteil"} else f"in {name}"


def trend(outlook: Outlook, clear: float, steady: float) -> Trend:
    """Return where the whole range lies: above or below today by more than `clear`, within ±`steady`
    around it, or on both sides. Both limits are in the unit of the figure."""
    if outlook.low > outlook.now + clear:
        return "up"
    if outlook.high < outlook.now - clear:
        return "down"
    near = outlook.low >= outlook.now - steady and outlook.high <= outlook.now + steady
    return "steady" if near else "open"


def growth(name: str, outlook: Outlook) -> str:
    """Return the title for a population with a forecast; small areas get persons instead of per cent."""
    direction = trend(outlook, clear=0.005 * outlook.now, steady=0.03 * outlook.now)
    low, high = (100 * (end / outlook.now - 1) if outlook.now else 0 for end in (outlook.low, outlook.high))
    persons = persons_range(outlook.low, outlook.high)
    if direction == "steady":
        return f"Kaum Veränderung: {name} zählt {outlook.year} voraussichtlich {persons} Menschen"
    if direction == "open" and outlook.now >= RANGE_ONLY_SIZE:
        span = f"{text.signed(floor(low))} und {text.signed(ceil(high))}{text.NARROW}%"
        return f"Offen, ob {name} wächst oder schrumpft: bis {outlook.year} zwischen {span}"
    verb = {"up": "wächst", "down": "schrumpft", "open": "kann wachsen oder schrumpfen"}[direction]
    if outlook.now < RANGE_ONLY_SIZE:
        now = text.number(outlook.now)
        return f"{name} {verb}: {outlook.year} voraussichtlich {persons} Menschen, {outlook.year_now} waren es {now}"
    near, far = sorted((abs(low), abs(high)))
    return f"{name} {verb} bis {outlook.year} voraussichtlich um {_percent_span(near, far)}"


def growth_observed(name: str, past: Past) -> str:
    """Return the title for a population without a forecast, or at a past date."""
    now = text.number(past.now)
    if past.before < MIN_CASES:
        return f"{past.year_now} leben {place(name)} {now} Menschen, {past.year_before} waren es {text.number(past.before)}"
    change = 100 * (past.now / past.before - 1)
    if abs(change) < 1:
        return f"Kaum Veränderung: {name} zählt {past.year_now} mit {now} Menschen fast so viele wie {past.year_before}"
    word = "gewachsen" if change > 0 else "geschrumpft"
    return f"{name} ist von {past.year_before} bis {past.year_now} um {text.decimal(abs(change))}{text.NARROW}% {word}"


def ratio(name: str, measure: Measure, outlook: Outlook) -> str:
    """Return the title for a ratio with a forecast."""
    clear, steady = measure.limits(outlook.now)
    digits = 0 if measure.unit in {"je 100", "Prozent"} else measure.digits
    scale = 10**digits
    low, high = floor(outlook.low * scale) / scale, ceil(outlook.high * scale) / scale
    expected = f"{text.number(low, digits)} bis {text.number(high, digits)}"
    figures = _figures(measure, f"{outlook.year} voraussichtlich {expected}", outlook.year_now, outlook.now)
    return _headline(name, measure, trend(outlook, clear, steady), figures)


def ratio_observed(name: str, measure: Measure, past: Past) -> str:
    """Return the title for a ratio without a forecast, or at a past date."""
    limit = measure.limits(past.before)[0]
    change = past.now - past.before
    direction: Trend = "steady" if abs(change) < limit else ("up" if change > 0 else "down")
    shown = f"{past.year_now} {text.number(past.now, measure.digits)}"
    return _headline(name, measure, direction, _figures(measure, shown, past.year_before, past.before))


def too_few(name: str, persons: float) -> str:
    """Return the title for an area with too few people for ratios."""
    where = place(name)
    return f"{where[0].upper()}{where[1:]} leben {text.number(persons)} Menschen: zu wenige für eine Kennzahl"


def plain(name: str, measure: Measure, value: float | None, when: str) -> str:
    """Return the title for a figure with nothing to compare it with."""
    where = place(name)
    if value is None:
        return f"Für {name} liegt {measure.title} zum {when} nicht vor"
    if measure.is_count:
        return f"{where[0].upper()}{where[1:]} leben {text.number(value)} Menschen"
    return f"{measure.title} {where}: {measure.figure(value)}"


def development(measure: Measure, outlook: Outlook | None, past: Past | None) -> str:
    """Return the heading of the time picture: what the range says about the direction."""
    if outlook is not None:
        clear, steady = _limits(measure, outlook.now)
        direction = trend(outlook, clear, steady)
        if direction == "steady":
            return f"Bis {outlook.year} eher Stillstand"
        if direction == "open":
            return f"Bis {outlook.year} ist die Richtung offen"
        to = (100 if outlook.high >= 10_000 else 10) if measure.is_count else None
        low, high = outlook.low - outlook.now, outlook.high - outlook.now
        ends = [
            text.signed(to * round(end / to)) if to else text.signed(end, measure.digits)
            for end in (low, high)
        ]
        unit = " Personen" if measure.is_count else measure.change_unit
        return f"Bis {outlook.year} voraussichtlich {ends[0]} bis {ends[1]}{unit}"
    if past is None:
        return f"{measure.title} über die Zeit"
    change = past.now - past.before
    unit = " Personen" if measure.is_count else measure.change_unit
    if abs(change) < _limits(measure, past.before)[0]:
        return f"Kaum Veränderung von {past.year_before} bis {past.year_now}"
    return f"{text.signed(change, measure.digits)}{unit} von {past.year_before} bis {past.year_now}"


def unknown(name: str, year: int) -> str:
    """Return the title for an area without a known stock at the chosen date."""
    return f"Für {name} liegt zum 31.12.{year} kein vollständiger Bestand vor"


def persons_range(low: float, high: float) -> str:
    """Return an expected number of persons, rounded outwards to tens or hundreds: "1.100 bis 1.400"."""
    to = 100 if high >= 10_000 else 10
    ends = (to * floor(low / to), to * ceil(high / to))
    return f"{text.number(max(ends[0], 0))} bis {text.number(ends[1])}"


def caution(name: str, persons: float | None) -> str | None:
    """Return the sentence that small areas need, or None for areas large enough."""
    if persons is None or text.is_missing(persons) or persons >= RELIABLE_SIZE:
        return None
    size = f"{name} hat {text.number(persons)} Einwohner."
    if persons < RANGE_ONLY_SIZE:
        return (
            f"{size} In so kleinen Gebieten entscheiden einzelne Familien und Bauvorhaben über die "
            "Entwicklung; gezeigt wird deshalb nur die Spanne, in der vier von fünf Verläufen liegen."
        )
    return (
        f"{size} Prognosen für Gebiete unter {text.number(RELIABLE_SIZE)} Einwohnern sind unsicher "
        "(Empfehlung der SIKURS-Gemeinschaft); bitte die Spanne lesen, nicht den mittleren Wert."
    )


def _limits(measure: Measure, base: float) -> tuple[float, float]:
    return (0.005 * base, 0.03 * base) if measure.is_count else measure.limits(base)


def _headline(name: str, measure: Measure, direction: Trend, figures: str) -> str:
    up, down, sentence, _ = RATIO_WORDS.get(measure.indicator_id, GENERIC_WORDS)
    lead = {"up": up, "down": down, "steady": "Kaum Veränderung", "open": "Richtung offen"}[direction]
    if direction in {"steady", "open"} and "{name}" not in sentence:
        lead = f"{lead} {place(name)}"
    lead = lead.format(name=name, place=place(name), title=measure.title)
    return f"{lead}: {sentence.format(figures=figures)}"


def _figures(measure: Measure, expected: str, year_before: int, before: float) -> str:
    noun = RATIO_WORDS.get(measure.indicator_id, GENERIC_WORDS)[3]
    unit = f" {noun}" if noun else measure.suffix
    known = text.number(before, measure.digits) + (measure.suffix if not noun else "")
    return f"{expected}{unit}, {year_before} waren es {known}"


def _percent_span(near: float, far: float) -> str:
    low, high = floor(near), ceil(far)
    span = f"höchstens {high}" if low < 1 else f"{low} bis {high}"
    return f"{span}{text.NARROW}%"
