"""The areas of one level with their values: what the map colours and the table lists."""

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboards import areas, text
from dashboards.areas import Area
from dashboards.memory import remembered
from dashboards.topics.demographie import custom, queries
from dashboards.topics.demographie.measure import MIN_CASES, Measure, round_base
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.titles import RANGE_ONLY_SIZE, place

# Extremes are named only among areas with enough people for the ratio to mean something.
SPREAD_SIZE = 500
TOO_FEW = f"weniger als zwei Gebiete ab {SPREAD_SIZE} Personen haben einen Wert"
FIGURES = ("value", "value_before")
Array = np.ndarray
SILENT = {
    "protected": "geschützt",
    "missing": "liegt nicht vor",
    "not_meaningful": f"x: weniger als {MIN_CASES} Personen",
}


def values(selection: Selection, ancestor_id: str) -> pd.DataFrame:
    """Return the areas of the chosen level below an ancestor, one row each.

    Columns: area_id, name, parent_id, persons, value, value_before, low, high, change, change_share, state.
    `value` is the figure at the chosen date (the median, with low and high, in a forecast year). state is
    protected, missing, not_meaningful or known.
    """
    measure, time = selection.measure, selection.time
    key = ("demographie-werte", measure, selection.level, time, selection.scenario, ancestor_id)
    found = remembered(selection.context, key, lambda: _values(selection, ancestor_id))
    return found.copy(deep=False)


def _values(selection: Selection, ancestor_id: str) -> pd.DataFrame:
    time, key = selection.time, selection.level_key(ancestor_id)
    year = time.jump_off if time.is_forecast else time.year
    table = queries.level_values(selection.context, key, year=year, year_before=time.before or NO_YEAR)
    persons, value, before = (table[name].to_numpy(dtype=float) for name in ("persons", *FIGURES))
    is_few, is_protected = np.zeros(len(table), dtype=bool), table["is_protected"].to_numpy(dtype=bool)
    low = high = np.full(len(table), np.nan)
    if selection.measure.recipe is not None:
        value, before, is_few = _worked_out(selection, table["area_id"].tolist(), year)
        is_protected = np.zeros(len(table), dtype=bool)
    elif time.is_forecast:
        # The chosen year's median, low and high in place of the observed value; the comparison stays.
        value, low, high = _forecast(selection, table, key, time.year, ("median", "q10", "q90"))
    state = np.where(is_protected, "protected", np.where(np.isnan(value), "missing", "known")).astype(object)
    if not selection.measure.is_count:
        is_few = is_few | (persons < MIN_CASES)
        state[is_few] = "not_meaningful"
        value, before, low, high = (np.where(is_few, np.nan, one) for one in (value, before, low, high))
    share = value / np.where(before >= MIN_CASES, before, np.nan) - 1
    heads = table[["area_id", "name", "parent_id", "persons"]]
    return heads.assign(
        value=value, value_before=before, low=low, high=high,
        state=pd.Series(state, table.index, dtype=object), change=value - before, change_share=share,
    )  # fmt: skip


def _worked_out(selection: Selection, ids: list[str], year: int) -> tuple[Array, Array, Array]:
    """Value, value before and whether too few, of a measure with a recipe; a forecast year as expected."""
    time = selection.time
    known = custom.stock(selection.context, selection.measure, ids)
    now = known[known["year"] == year]
    if time.is_forecast:
        now = custom.ahead(selection.context, selection.measure, ids, selection.scenario, [time.year])
    few = set(now.loc[now["few"].astype(bool), "area_id"])
    is_few = np.array([one in few for one in ids], dtype=bool)
    return _by_area(now, "value", ids), _by_area(known[known["year"] == time.before], "value", ids), is_few


def _forecast(
    selection: Selection, table: pd.DataFrame, key: queries.LevelKey, year: int, names: Sequence[str]
) -> list[Array]:
    ahead = queries.level_forecast(selection.context, key, scenario=selection.scenario, year=year)
    return [_by_area(ahead, name, table["area_id"].tolist()) for name in names]


def _by_area(found: pd.DataFrame, name: str, ids: Sequence[str]) -> Array:
    """One column in the order of some areas; NaN where an area has no row."""
    known = dict(zip(found["area_id"].tolist(), found[name].astype(float).tolist(), strict=True))
    return np.array([known.get(one, np.nan) for one in ids], dtype=float)


def with_target(selection: Selection, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with target_low and target_high, the range at the year titles speak of."""
    target = selection.time.target
    key = selection.level_key(selection.root.area_id)
    table = table.assign(target_low=float("nan"), target_high=float("nan"))
    if target is None or selection.measure.recipe is not None:
        return table
    few = table["state"].to_numpy() == "not_meaningful"
    low, high = _forecast(selection, table, key, target, ("q10", "q90"))
    return table.assign(target_low=np.where(few, np.nan, low), target_high=np.where(few, np.nan, high))


def shown(table: pd.DataFrame, measure: Measure) -> pd.Series:
    """Return what the map colours: the figure, for persons the change in per cent."""
    return 100 * table["change_share"] if measure.shows_change else table["value"]


def listed_below(selection: Selection) -> Area:
    """Return the area whose parts the table lists: the chosen one, at the finest level its parent."""
    context, area = selection.context, selection.area
    if selection.level in areas.levels_below(context, area.area_id):
        return area
    return areas.frame_of(context, area, selection.level)


def is_large(table: pd.DataFrame, measure: Measure) -> pd.Series:
    """Return which areas have enough people to be named for their figure.

    A change needs them at both ends: a new quarter would otherwise grow by thousands of per cent.
    """
    size = table[["persons", "value_before"]].min(axis=1) if measure.shows_change else table["persons"]
    return size >= SPREAD_SIZE


def ends(table: pd.DataFrame, measure: Measure) -> tuple[pd.Series, pd.Series] | None:
    """Return the rows with the lowest and the highest shown figure; None if fewer than two are known."""
    figure = shown(table, measure).to_numpy(dtype=float)
    held = np.flatnonzero(~np.isnan(figure) & is_large(table, measure).to_numpy())
    if len(held) < 2:
        return None
    # As sorted: of several equal ones the last is the highest.
    order = held[figure[held].argsort(kind="quicksort")]
    told = table.assign(shown=figure)
    return told.iloc[order[0]], told.iloc[order[-1]]


def spread(table: pd.DataFrame, measure: Measure) -> str | None:
    """Return the heading of the map: lowest and highest area; None if fewer than two are known."""
    found = ends(table, measure)
    if found is None:
        return None
    words = []
    for end in found:
        change = f"{text.signed(end['shown'], 1)}{text.NARROW}%"
        figure = change if measure.shows_change else measure.figure(end["shown"])
        # After "von" years stand in the dative.
        words.append(f"{figure.replace(' Jahre', ' Jahren')} {place(end['name'])}")
    every = shown(table, measure)
    lowest, highest = (float(end["shown"]) for end in found)
    # A small area off the scale of the others is on the map: say that it was not considered.
    is_some_left_out = bool((every < lowest).any() or (every > highest).any())
    among = f" (Gebiete ab {text.number(SPREAD_SIZE)} Personen)" if is_some_left_out else ""
    return f"Von {words[0]} bis {words[1]}{among}"


def finding(selection: Selection, table: pd.DataFrame) -> str | None:
    """Return what the map says: lowest and highest area, of a forecast how many areas clearly move.

    A forecast has ranges, and a middle value of a small area would claim too much.
    """
    measure, time = selection.measure, selection.time
    known = table[table["persons"] > 0].dropna(subset=["low", "high", "value_before"])
    if not time.is_forecast or known.empty:
        found = spread(table, measure)
        return f"Erwartet: {found[0].lower()}{found[1:]}" if found and time.is_forecast else found
    up, down = (known["low"] > known["value_before"]).sum(), (known["high"] < known["value_before"]).sum()
    verbs = ("wachsen", "schrumpfen") if measure.is_count else ("steigen", "sinken")
    return outlook(f"Von {time.before} bis {time.year}", (int(up), int(down), len(known)), verbs)


def outlook(span: str, counts: tuple[int, int, int], verbs: tuple[str, str]) -> str:
    """Return how many areas rise and fall over a span of years; `counts` are those up, those down and all."""
    up, down, count = counts
    if not up and not down:
        return f"{span} in keinem von {count} Gebieten eine klare Richtung"
    first, verb = (up, verbs[0]) if up else (down, verbs[1])
    parts = [f"{span} {verb} voraussichtlich {first} von {count} Gebieten"]
    parts += [f"{down} {verbs[1]}"] if up and down else []
    parts += [f"{count - up - down} sind offen"] if count - up - down else []
    return ", ".join(parts)


def hovers(selection: Selection, table: pd.DataFrame) -> list[str]:
    """Return the text of each area on the map: figure, change, persons."""
    return [_hover(selection, row) for row in table.to_dict("records")]


def _hover(selection: Selection, row: dict[Hashable, Any]) -> str:
    silent = SILENT.get(row["state"])
    if silent is not None:
        return silent
    return _ahead_words(selection, row) if selection.time.is_forecast else _stock_words(selection, row)


def _ahead_words(selection: Selection, row: dict[Hashable, Any]) -> str:
    measure, time = selection.measure, selection.time
    low, high, size = row["low"], row["high"], float(row["persons"] or 0)
    if text.is_missing(low):
        figure = f"{_middle(measure, row['value'])} (erwartet)"
    else:
        span = text.range_text(low, high, measure.digits, round_base(high) if measure.is_count else None)
        figure = span if size < RANGE_ONLY_SIZE else f"{_middle(measure, row['value'])} ({span})"
    persons = f"{text.number(row['persons'])} Personen {time.jump_off}"
    return f"Prognose {time.year}: {figure}{measure.suffix}<br>{persons}"


def _stock_words(selection: Selection, row: dict[Hashable, Any]) -> str:
    measure, before = selection.measure, selection.time.before
    persons = f"{text.number(row['persons'])} Personen"
    change = measure.change(row["change"])
    if measure.is_count:
        counted = persons if measure.recipe is None else f"{measure.figure(row['value'])} von {persons}"
        share = text.percent(row["change_share"])
        return f"{counted}<br>{change} ({share}) seit {before}" if before else counted
    since = f"<br>{change} seit {before}" if before else ""
    return f"{measure.title} {measure.figure(row['value'])}{since}<br>{persons}"


def _middle(measure: Measure, value: float | None) -> str:
    return text.rounded(value, 10) if measure.is_count else text.number(value, measure.digits)
