"""The areas of one level with their values: what the map colours and the table lists."""

from collections.abc import Hashable
from typing import Any

import pandas as pd

from dashboards import areas, text
from dashboards.areas import Area
from dashboards.topics.demographie import custom, queries
from dashboards.topics.demographie.measure import MIN_CASES, Measure, round_base
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.titles import RANGE_ONLY_SIZE, place

# Extremes are named only among areas with enough people for the ratio to mean something.
SPREAD_SIZE = 500
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
    time, key = selection.time, selection.level_key(ancestor_id)
    year = time.jump_off if time.is_forecast else time.year
    table = queries.level_values(selection.context, key, year=year, year_before=time.before or NO_YEAR)
    table["has_few"] = False
    if selection.measure.recipe is not None:
        table = _worked_out(selection, table, year)
    table["low"], table["high"] = float("nan"), float("nan")
    if time.is_forecast and selection.measure.recipe is None:
        table = _with_forecast(selection, table, key)
    table["state"] = "known"
    table.loc[table["value"].isna(), "state"] = "missing"
    table.loc[table["is_protected"], "state"] = "protected"
    if not selection.measure.is_count:
        table.loc[(table["persons"] < MIN_CASES) | table["has_few"], "state"] = "not_meaningful"
        few = table["state"] == "not_meaningful"
        table.loc[few, ["value", "value_before", "low", "high"]] = float("nan")
    table["change"] = table["value"] - table["value_before"]
    enough = table["value_before"] >= MIN_CASES
    table["change_share"] = (table["value"] / table["value_before"].where(enough)) - 1
    return table


def _worked_out(selection: Selection, table: pd.DataFrame, year: int) -> pd.DataFrame:
    """The values of a measure with a recipe; in a forecast year the expected ones."""
    time, ids = selection.time, table["area_id"].tolist()
    known = custom.stock(selection.context, selection.measure, ids)
    now = known[known["year"] == year]
    if time.is_forecast:
        now = custom.ahead(selection.context, selection.measure, ids, selection.scenario, [time.year])
    before = known[known["year"] == time.before]
    for name, found in (("value", now), ("value_before", before)):
        table[name] = table["area_id"].map(found.set_index("area_id")["value"]).astype(float)
    few = set(now.loc[now["few"].astype(bool), "area_id"])
    return table.assign(is_protected=False, has_few=table["area_id"].isin(few))


def with_target(selection: Selection, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with target_low and target_high, the range at the year titles speak of."""
    target = selection.time.target
    key = selection.level_key(selection.root.area_id)
    table = table.assign(target_low=float("nan"), target_high=float("nan"))
    if target is None or selection.measure.recipe is not None:
        return table
    ahead = queries.level_forecast(selection.context, key, scenario=selection.scenario, year=target)
    by_area = ahead.set_index("area_id")
    few = table["state"] == "not_meaningful"
    table["target_low"] = table["area_id"].map(by_area["q10"]).where(~few)
    table["target_high"] = table["area_id"].map(by_area["q90"]).where(~few)
    return table


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
    known = table.assign(shown=shown(table, measure)).dropna(subset=["shown"])
    known = known[is_large(known, measure)].sort_values("shown")
    return None if len(known) < 2 else (known.iloc[0], known.iloc[-1])


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
    return f"Von {words[0]} bis {words[1]}"


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


def _with_forecast(selection: Selection, table: pd.DataFrame, key: queries.LevelKey) -> pd.DataFrame:
    """The chosen year's median, low and high in place of the observed value; the comparison stays."""
    ahead = queries.level_forecast(
        selection.context, key, scenario=selection.scenario, year=selection.time.year
    ).set_index("area_id")
    for column, quantile in (("value", "median"), ("low", "q10"), ("high", "q90")):
        table[column] = table["area_id"].map(ahead[quantile]).astype(float)
    return table
