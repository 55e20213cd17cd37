"""Headings of pictures of many lines over the years: what held in every known year, and what did not."""

import pandas as pd

from dashboards import text
from dashboards.topics.wanderungen import measures, words
from dashboards.topics.wanderungen.view import View

# Fewer known years show no course.
ENOUGH_YEARS = 3


def steady(table: pd.DataFrame) -> tuple[list[str], list[str]]:
    """Return which lines lie above 0 in every known year, and which below; one column per line."""
    known = table.notna().sum() >= ENOUGH_YEARS
    gains, losses = known & ((table > 0) | table.isna()).all(), known & ((table < 0) | table.isna()).all()
    return [str(name) for name in table.columns[gains]], [str(name) for name in table.columns[losses]]


def kinds(table: pd.DataFrame, nothing: str) -> str:
    """Return which balances are gains or losses in every known year: "Durchweg Gewinn: A; Verlust: B"."""
    up, down = steady(table)
    parts = [f"{noun}: {text.listing(names)}" for noun, names in (("Gewinn", up), ("Verlust", down)) if names]
    return f"Durchweg {'; durchweg '.join(parts)}" if parts else nothing


def areas(table: pd.DataFrame, view: View, *, is_part: bool) -> str:
    """Return how many areas gain or lose in every known year; of other figures how many rose.

    `is_part`: there are more areas than those shown.
    """
    count, shown = len(table.columns), "gezeigten " if is_part else ""
    among = f"{count} {shown}{words.dative(view.scope.plural)}"
    if not view.choice.is_signed:
        return _rises(table, among)
    up, down = (len(names) for names in steady(table))
    if not up and not down:
        return f"Keine durchgehende Richtung in den {among}"
    if view.choice.base:
        then = measures.period_label(view.choice.base)
        ways = ((up, f"über {then}"), (down, "darunter" if up else f"unter {then}"))
        told = [f"{number} durchweg {way}" for number, way in ways if number]
        return f"Von {among} {', '.join(told)}"
    verbs = ((up, "gewinnt", "gewinnen"), (down, "verliert", "verlieren"))
    if count in (up, down):
        verb = "gewinnen" if up else "verlieren"
        return f"Alle {count} {shown}{view.scope.plural} {verb} durchweg"
    parts = [
        f"{number} {one if number == 1 else several} durchweg" for number, one, several in verbs if number
    ]
    first, *rest = parts
    number, verb = first.split(" ", maxsplit=1)
    return ", ".join([f"{number} von {among} {verb}", *rest])


def _rises(table: pd.DataFrame, among: str) -> str:
    known = table.dropna(how="all")
    if len(known) < 2:
        return f"Kein Verlauf in den {among}: nur ein Jahr bekannt"
    first, last = known.iloc[0], known.iloc[-1]
    told = first.notna() & last.notna()
    higher = int((last[told] > first[told]).sum())
    return f"{known.index[-1]} in {higher} von {among} höher als {known.index[0]}"
