"""Sentences for a figure the reader put together: some of the people, or limits of youth and age."""

from dashboards import text
from dashboards.topics.demographie.measure import Measure
from dashboards.topics.demographie.titles import Outlook, Past, persons_range, place


def outlook_title(name: str, measure: Measure, outlook: Outlook) -> str:
    """Return the title of a group with a range: both ends, and what it was; nothing of a direction."""
    span = persons_range(outlook.low, outlook.high)
    before = text.number(outlook.now)
    return (
        f"{measure.title} {place(name)}: {outlook.year} voraussichtlich {span}, "
        f"{outlook.year_now} waren es {before}"
    )


def past_title(name: str, measure: Measure, past: Past) -> str:
    """Return the title of a figure at two dates, both known."""
    now, before = text.number(past.now, measure.digits), text.number(past.before, measure.digits)
    return (
        f"{measure.title} {place(name)}: {now}{measure.suffix} Ende {past.year_now}, "
        f"{past.year_before} waren es {before}"
    )


def plain_title(name: str, measure: Measure, value: float | None, when: str) -> str:
    """Return the title of a figure at one date, or that it is not known."""
    if value is None:
        return f"{measure.title} {place(name)}: zum {when} nicht bekannt"
    return f"{measure.title} {place(name)}: {text.number(value, measure.digits)}{measure.suffix} am {when}"
