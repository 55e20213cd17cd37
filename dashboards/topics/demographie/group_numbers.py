"""Title and key figures of the age structure of some of the people."""

from dashboards import text
from dashboards.cards import KeyFigure
from dashboards.topics.demographie import facts, key_numbers, structure, whom
from dashboards.topics.demographie.age_numbers import WOMEN, Ages
from dashboards.topics.demographie.key_numbers import FEW, NOT_THERE
from dashboards.topics.demographie.measure import MIN_CASES, round_base
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.titles import place

AGE = "Durchschnittsalter der Gruppe"


def title(selection: Selection, ages: Ages) -> str:
    """Return who was counted, how many they are, and how old on average."""
    who, time = f"{whom.words(selection.wish.people)} {place(selection.name)}", selection.time
    if ages.total is None:
        return f"{who}: zum {selection.date_words} nicht bekannt"
    if ages.total == 0:
        return f"{who}: niemand am {selection.date_words}"
    count = persons(selection, ages.total)
    told = f"{who}: {time.year} erwartet {count}" if time.is_forecast else f"{who}: {count} Ende {time.year}"
    mean = structure.mean_age(ages.table)
    if mean is None or ages.total < MIN_CASES or len(ages.shown) < 2:
        return told
    return f"{told}, im Mittel {text.number(mean, 1)} Jahre alt"


def persons(selection: Selection, count: float) -> str:
    """Return a number of persons; those of a forecast are rounded."""
    if selection.time.is_forecast:
        return text.rounded(count, round_base(count))
    return text.number(count)


def row(selection: Selection, ages: Ages) -> list[KeyFigure]:
    """Return the key figures: the people asked for, their share of all, their average age, who they are."""
    return [_count(selection, ages), _share(selection, ages), _mean(ages), _last(selection, ages)]


def _count(selection: Selection, ages: Ages) -> KeyFigure:
    people, time = whom.words(selection.wish.people), selection.time
    own = facts.point(selection, selection.area.area_id, selection.measure.indicator_id)
    if not time.is_forecast or own.low is not None:
        return key_numbers.figure(selection, selection.measure, own, people)
    if ages.total is None:
        return KeyFigure(f"{people} {time.year}", text.MISSING, comparison=NOT_THERE)
    count = persons(selection, ages.total)
    return KeyFigure(f"{people} {time.year}", count, comparison="erwartet, ohne Spanne")


def _share(selection: Selection, ages: Ages) -> KeyFigure:
    label, whole = "Anteil an allen", facts.population(selection).value
    if ages.total is None or not whole:
        return KeyFigure(label, text.MISSING, comparison=NOT_THERE)
    if whole < MIN_CASES:
        return KeyFigure(label, text.NOT_MEANINGFUL, comparison=FEW)
    told = f"von {text.number(whole)} Menschen"
    if selection.time.is_forecast:
        told = f"von {text.rounded(whole, round_base(whole))} Menschen"
    return KeyFigure(label, text.number(100 * ages.total / whole, 1), "%", told)


def _mean(ages: Ages) -> KeyFigure:
    mean, median = structure.mean_age(ages.table), structure.median_age(ages.table)
    if ages.total is not None and ages.total < MIN_CASES:
        return KeyFigure(AGE, text.NOT_MEANINGFUL, comparison=FEW)
    if mean is None:
        return KeyFigure(AGE, text.MISSING, comparison=NOT_THERE)
    told = "" if median is None else f"Median {text.number(median)} Jahre"
    return KeyFigure(AGE, text.number(mean, 1), "Jahre", told)


def _last(selection: Selection, ages: Ages) -> KeyFigure:
    """What the filter leaves open: nationality, else sex, else nothing but the rest of the people."""
    if ages.total is not None and ages.total < MIN_CASES:
        return KeyFigure("Zusammensetzung", text.NOT_MEANINGFUL, comparison=FEW)
    foreign = structure.foreign_persons(ages.table)
    if foreign is not None and ages.total:
        share, told = foreign / ages.total, f"{persons(selection, foreign)} Personen"
        return KeyFigure("Ohne deutschen Pass", text.number(100 * share, 1), "%", told)
    if ages.has_sex and ages.total:
        women = float(ages.table.loc[ages.table["sex"] == "w", "persons"].sum(skipna=False))
        told = f"{persons(selection, women)} Frauen"
        return KeyFigure(WOMEN, text.number(100 * women / ages.total, 1), "%", told)
    rest = facts.population(selection).value
    if rest is None or ages.total is None:
        return KeyFigure("Alle anderen", text.MISSING, comparison=NOT_THERE)
    return KeyFigure("Alle anderen", persons(selection, rest - ages.total), comparison="nicht in der Auswahl")
