"""The four key figures of the view "Altersstruktur": number, comparison in words, range of a forecast."""

from dashboards import areas, text
from dashboards.cards import KeyFigure
from dashboards.topics.demographie import facts, level_table
from dashboards.topics.demographie.measure import MIN_CASES, POPULATION, Measure, persons_span, round_base
from dashboards.topics.demographie.selection import Selection, value_at

MEAN_AGE = "durchschnittsalter"
BAND = "80-%-Bereich"
AGE = Measure(MEAN_AGE, "Durchschnittsalter", "Jahre", "")
PERSONS = Measure(POPULATION, "Bevölkerung", "Personen", "")
NOT_THERE = "liegt nicht vor"
FEW = f"weniger als {MIN_CASES} Personen"


def row(selection: Selection) -> list[KeyFigure]:
    """Return the key figures: population, the Kennzahl, its frame of reference, its forecast."""
    people = facts.population(selection)
    first = figure(selection, PERSONS, people, f"Bevölkerung, {selection.name}")
    last = outlook(selection, people)
    if selection.measure.is_count:
        return [first, _growth(selection, people), ratio(selection, AGE, people), last]
    return [first, ratio(selection, selection.measure, people), _reference(selection), last]


def ratio(selection: Selection, measure: Measure, people: facts.Point) -> KeyFigure:
    """Return a ratio of the chosen area, "x" where too few people live for one."""
    if _has_few(people):
        return KeyFigure(measure.title, text.NOT_MEANINGFUL, comparison=FEW)
    own = facts.point(selection, selection.area.area_id, measure.indicator_id)
    return figure(selection, measure, own, measure.title)


def figure(selection: Selection, measure: Measure, point: facts.Point, label: str) -> KeyFigure:
    """Return one figure at the chosen date with its change; a forecast carries its range."""
    time = selection.time
    if point.value is None:
        return KeyFigure(label, text.MISSING, comparison=NOT_THERE)
    if time.is_forecast:
        return _expected(selection, measure, point, f"{label} {time.year}")
    value, unit = text.number(point.value, measure.digits), measure.suffix.strip()
    change = "" if point.change is None else f"{measure.change(point.change)} seit {time.before}"
    return KeyFigure(label, value, unit, change)


def outlook(selection: Selection, people: facts.Point) -> KeyFigure:
    """Return the forecast of the Kennzahl, or at a forecast date the last observed value."""
    measure, time, area_id = selection.measure, selection.time, selection.area.area_id
    if time.is_forecast:
        known = facts.history(selection, area_id, measure.indicator_id)
        last = value_at(known, time.jump_off)
        return KeyFigure(
            f"{measure.title} {measure.when(time.jump_off)}", measure.figure(last), comparison="Bestand"
        )
    year = time.target or (time.forecast[min(9, len(time.forecast) - 1)] if time.forecast else None)
    ahead = facts.fan(selection, area_id, measure.indicator_id)
    found = ahead[ahead["year"] == year] if year else ahead[:0]
    if not measure.is_count and _has_few(people):
        return KeyFigure("Prognose", text.NOT_MEANINGFUL, comparison=FEW)
    if found.empty:
        return KeyFigure("Prognose", text.MISSING, comparison=NOT_THERE)
    one = found.iloc[0]
    point = facts.Point(float(one["median"]), None, float(one["q10"]), float(one["q90"]))
    return _expected(selection, measure, point, f"Prognose {year}")


def _expected(selection: Selection, measure: Measure, point: facts.Point, label: str) -> KeyFigure:
    if point.low is None or point.high is None:
        return KeyFigure(label, text.MISSING, comparison=NOT_THERE)
    if measure.is_count:
        span = persons_span(point.low, point.high)
        middle = text.rounded(point.value, round_base(point.high))
    else:
        span = text.range_text(point.low, point.high, measure.digits)
        middle = text.number(point.value, measure.digits)
    unit = measure.suffix.strip()
    if not selection.shows_median:
        return KeyFigure(label, span, unit, BAND)
    return KeyFigure(label, middle, unit, f"Median und {BAND}", span)


def _growth(selection: Selection, people: facts.Point) -> KeyFigure:
    """The change of the population in per cent beside that of the association."""
    time = selection.time
    label = f"Veränderung seit {time.before}" if time.before else "Veränderung"
    share = _share(people)
    if share is None:
        few = people.before is not None and people.before < MIN_CASES
        reason = FEW if few else NOT_THERE
        return KeyFigure(label, text.NOT_MEANINGFUL if few else text.MISSING, comparison=reason)
    if time.is_forecast and people.before and people.low is not None and people.high is not None:
        low, high = (100 * (end / people.before - 1) for end in (people.low, people.high))
        return KeyFigure(label, f"{text.signed(low, 1)} bis {text.signed(high, 1)}", "%", BAND)
    root = selection.root
    compared = ""
    if root.area_id != selection.area.area_id:
        whole = _share(facts.point(selection, root.area_id, POPULATION))
        compared = "" if whole is None else f"{root.name}: {_percent(whole)}"
    elif people.change is not None:
        compared = f"{text.signed(people.change)} Personen"
    return KeyFigure(label, text.signed(100 * share, 1), "%", compared)


def _reference(selection: Selection) -> KeyFigure:
    """The Kennzahl of the association; for the association itself the span of its areas."""
    measure, root = selection.measure, selection.root
    if selection.area.area_id != root.area_id:
        whole = facts.point(selection, root.area_id, measure.indicator_id)
        return figure(selection, measure, whole, f"{measure.title}, {root.name}")
    level = areas.levels_below(selection.context, root.area_id).get(selection.level, "Gebiete")
    ends = level_table.ends(level_table.values(selection, root.area_id), measure)
    if ends is None:
        return KeyFigure(f"Spanne der {level}", text.MISSING, comparison=NOT_THERE)
    low, high = ends
    span = text.range_text(low["shown"], high["shown"], measure.digits)
    words = f"{low['name']} bis {high['name']}"
    return KeyFigure(f"Spanne der {level}", span, measure.suffix.strip(), words)


def _has_few(people: facts.Point) -> bool:
    return people.value is not None and people.value < MIN_CASES


def _share(point: facts.Point) -> float | None:
    if point.value is None or not point.before or point.before < MIN_CASES:
        return None
    return point.value / point.before - 1


def _percent(share: float) -> str:
    return f"{text.signed(100 * share, 1)}{text.NARROW}%"
