"""Message titles: what the numbers say in one sentence, and never more than their range carries."""

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal

from dashboards import naming, text
from dashboards.naming import named
from dashboards.topics.demographie.measure import MIN_CASES, Measure, round_base

Trend = Literal["up", "down", "steady", "open"]

# SIKURS advises against statements for units below 8,000 to 10,000 inhabitants (domain.md §4).
RELIABLE_SIZE = 8000
# Below this size the median suggests a precision that single families undo: ranges only.
RANGE_ONLY_SIZE = 2000


@dataclass(frozen=True)
class Words:
    """How a ratio is spoken of: headline when it rises and falls, a sentence for the forecast and the past.

    Places: {name}, {place}, {title}, {year}, {span} (the expected range), {now}, {before_year}, {before}.
    """

    up: str
    down: str
    ahead: str
    past: str


_PER_100 = (
    "Auf 100 Erwerbsfähige kommen {{year}} voraussichtlich {{span}} {who}, "
    "{{before_year}} waren es {{before}}",
    "Ende {{year}} kamen auf 100 Erwerbsfähige {{now}} {who}, {{before_year}} waren es {{before}}",
)
RATIO_WORDS = {
    "altenquotient": Words(
        "{name} altert", "{name} wird jünger", *(one.format(who="Ältere") for one in _PER_100)
    ),
    "jugendquotient": Words(
        "Mehr Jüngere {place}",
        "Weniger Jüngere {place}",
        *(one.format(who="unter 20-Jährige") for one in _PER_100),
    ),
    "gesamtquotient": Words(
        "Mehr Jüngere und Ältere {place}",
        "Weniger Jüngere und Ältere {place}",
        *(one.format(who="Jüngere und Ältere") for one in _PER_100),
    ),
    "durchschnittsalter": Words(
        "{name} altert",
        "{name} wird jünger",
        "Durchschnittsalter {year} voraussichtlich {span}, {before_year} waren es {before}",
        "Ende {year} lag das Durchschnittsalter bei {now}n, {before_year} waren es {before}",
    ),
}
GENERIC_WORDS = Words(
    "{title} {place} steigt",
    "{title} {place} sinkt",
    "{year} voraussichtlich {span}, {before_year} waren es {before}",
    "{now} Ende {year}, {before_year} waren es {before}",
)


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
    is_no_place = name.split(" ", maxsplit=1)[0].lower() == "ohne"
    return f"bei „{name}“" if is_no_place else naming.inside(name)


def trend(outlook: Outlook, clear: float, steady: float) -> Trend:
    """Return where the whole range lies: above or below today, close around it, or on both sides.

    Up and down need a distance of more than `clear`, steady a range within ±`steady`, in the figure's unit.
    """
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
        return f"Kaum Veränderung: {named(name)} zählt {outlook.year} voraussichtlich {persons} Menschen"
    if direction == "open" and outlook.now >= RANGE_ONLY_SIZE:
        span = f"{text.signed(floor(low))} und {text.signed(ceil(high))}{text.NARROW}%"
        return f"Offen, ob {named(name)} wächst oder schrumpft: bis {outlook.year} zwischen {span}"
    verb = {"up": "wächst", "down": "schrumpft", "open": "kann wachsen oder schrumpfen"}[direction]
    if outlook.now < RANGE_ONLY_SIZE:
        now = text.number(outlook.now)
        since = f"{outlook.year_now} waren es {now}"
        return f"{name} {verb}: {outlook.year} voraussichtlich {persons} Menschen, {since}"
    near, far = sorted((abs(low), abs(high)))
    return f"{name} {verb} bis {outlook.year} voraussichtlich um {_percent_span(near, far)}"


def growth_observed(name: str, past: Past) -> str:
    """Return the title for a population without a forecast, or at a past date."""
    now, before = text.number(past.now), text.number(past.before)
    first, last = past.year_before, past.year_now
    if past.before < MIN_CASES:
        return f"{last} leben {place(name)} {now} Menschen, {first} waren es {before}"
    change = 100 * (past.now / past.before - 1)
    if abs(change) < 1:
        return f"Kaum Veränderung: {named(name)} zählt {now} Menschen, fast so viele wie {first}"
    word = "gewachsen" if change > 0 else "geschrumpft"
    return f"{name} ist von {first} bis {last} um {text.decimal(abs(change))}{text.NARROW}% {word}"


def ratio(name: str, measure: Measure, outlook: Outlook) -> str:
    """Return the title for a ratio with a forecast.

    With the decimals of the figure its ends read as everywhere on the page; in whole numbers they are rounded
    outwards, since less than the interval carries may be said, more may not.
    """
    clear, steady = measure.limits(outlook.now)
    is_coarse = measure.unit in {"je 100", "Prozent"} and outlook.high - outlook.low > 1
    digits = 0 if is_coarse else measure.digits
    low, high = (floor(outlook.low), ceil(outlook.high)) if is_coarse else (outlook.low, outlook.high)
    span = f"{text.number(low, digits)} bis {text.number(high, digits)}{measure.suffix}"
    told = {"year": outlook.year, "span": span, "before_year": outlook.year_now}
    before = text.number(outlook.now, digits)
    return _headline(name, measure, trend(outlook, clear, steady), told | {"before": before})


def ratio_observed(name: str, measure: Measure, past: Past) -> str:
    """Return the title for a ratio without a forecast, or at a past date."""
    # Two rounded figures side by side must differ visibly before the title speaks of a change.
    limit = 1.5 * measure.limits(past.before)[0]
    change = past.now - past.before
    direction: Trend = "steady" if abs(change) < limit else ("up" if change > 0 else "down")
    told = {"year": past.year_now, "now": measure.figure(past.now), "before_year": past.year_before}
    return _headline(name, measure, direction, told | {"before": text.number(past.before, measure.digits)})


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
        to = round_base(outlook.high) if measure.is_count else None
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


def silence(name: str, year: int, persons: float | None, needs_cases: bool) -> str | None:
    """Return the title where there is no figure to speak of: nothing delivered, nobody there, too few."""
    if persons is None:
        return unknown(name, year)
    if persons == 0:
        return nobody(name, year)
    return too_few(name, persons) if needs_cases and persons < MIN_CASES else None


def nobody(name: str, year: int) -> str:
    """Return the title for an area where nobody lives."""
    return f"Ende {year} ist {place(name)} niemand gemeldet"


def unknown(name: str, year: int) -> str:
    """Return the title for an area without a known stock at the chosen date."""
    return f"Für {name} liegt zum 31.12.{year} kein vollständiger Bestand vor"


def persons_range(low: float, high: float) -> str:
    """Return an expected number of persons, rounded as everywhere on the page: "1.100 bis 1.400"."""
    to = round_base(high)
    return f"{text.rounded(low, to)} bis {text.rounded(high, to)}"


def caution(name: str, persons: float | None) -> str | None:
    """Return the sentence that small areas need, or None for areas large enough."""
    if persons is None or text.is_missing(persons) or persons == 0 or persons >= RELIABLE_SIZE:
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


def _headline(name: str, measure: Measure, direction: Trend, told: dict[str, object]) -> str:
    words = RATIO_WORDS.get(measure.indicator_id, GENERIC_WORDS)
    lead = {"up": words.up, "down": words.down}.get(direction, "")
    if direction in {"steady", "open"} and words is GENERIC_WORDS:
        said = "kaum verändert" if direction == "steady" else "mit offener Richtung"
        lead = f"{measure.title} {place(name)} {said}"
    elif direction in {"steady", "open"}:
        lead = f"{'Kaum Veränderung' if direction == 'steady' else 'Richtung offen'} {place(name)}"
    else:
        lead = lead.format(name=name, place=place(name), title=measure.title)
    sentence = words.ahead if "span" in told else words.past
    return f"{lead}: {sentence.format(**told)}"


def _percent_span(near: float, far: float) -> str:
    low, high = floor(near), ceil(far)
    span = f"höchstens {high}" if low < 1 else f"{low} bis {high}"
    return f"{span}{text.NARROW}%"
