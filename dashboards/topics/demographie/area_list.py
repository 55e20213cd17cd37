"""The table of the areas below the chosen one: values, change, forecast; sorted as the reader likes."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboards import areas, cards, export, tables, text
from dashboards.memory import remembered
from dashboards.tables import NUMERIC, Column
from dashboards.topics.demographie import level_table, sources, titles
from dashboards.topics.demographie.measure import MIN_CASES, Measure, persons_span
from dashboards.topics.demographie.selection import Selection, switch

# Longer lists become a grid instead of a written table; from the second number on the table scrolls.
LONGEST_TABLE, TALL_TABLE = 600, 14
ORDERS = {"wert": "Wert", "veraenderung": "Veränderung", "name": "Name"}


@dataclass(frozen=True)
class Listed:
    """The areas in one order: as shown, and written as a table unless there are too many for one."""

    shown: pd.DataFrame
    columns: tuple[Column, ...]
    html: str
    marks: tuple[str, ...]

    def german(self) -> pd.DataFrame:
        """Return the table under German heads, for a download."""
        heads = {one.key: one.title for one in self.columns}
        return self.shown[list(heads)].rename(columns=heads)


def area_list(selection: Selection) -> tuple[str, ...]:
    """Write the table with its downloads; returns the marks it uses."""
    context, above = selection.context, level_table.listed_below(selection)
    level = areas.levels_below(context, above.area_id).get(selection.level, "Gebiete")
    heading = f"{level} {titles.place(above.name)}"
    key = ("demographie-gebiete", selection.key)
    rows = remembered(context, key, lambda: _rows(selection, above.area_id))
    if rows.empty:
        return ()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        place = st.container(width="content")
        order = switch("Ordnen nach", ORDERS, key="ordnung")
    with place:
        cards.section_head(heading, f"{selection.measure.title}, geordnet nach {ORDERS[order]}")
    caption = f"{heading}, {selection.measure.title}"
    listed = remembered(context, (*key, order), lambda: _listed(selection, rows, order, caption))
    if listed.html:
        st.html(listed.html)
    else:
        # The grid shows what it is given, so numbers are rounded as the table would show them.
        rounding = {
            one.key: one.digits + 2 * (one.kind == "percent") for one in listed.columns if one.kind in NUMERIC
        }
        tables.sortable(listed.shown.round(rounding), listed.columns, key="gebiete")
    notes = sources.notes(selection, selection.measure.definition)
    name = f"demographie-{selection.measure.indicator_id}"
    export.downloads(context, listed.german, name, heading, notes)
    return listed.marks


def _rows(selection: Selection, above_id: str) -> pd.DataFrame:
    return level_table.with_target(selection, level_table.values(selection, above_id))


def _listed(selection: Selection, rows: pd.DataFrame, order: str, caption: str) -> Listed:
    rows = ordered(rows, order, selection.measure)
    columns, shown = columns_of(selection, rows), display(selection, rows)
    html = ""
    if len(shown) <= LONGEST_TABLE:
        html = tables.written(shown, columns, caption, is_tall=len(shown) > TALL_TABLE)
    states = {
        state for name in map(str, shown.columns) if name.endswith("state") for state in shown[name].unique()
    }
    marks = {"missing": text.MISSING, "protected": text.PROTECTED, "not_meaningful": text.NOT_MEANINGFUL}
    return Listed(
        shown, tuple(columns), html, tuple(mark for state, mark in marks.items() if state in states)
    )


def ordered(rows: pd.DataFrame, order: str, measure: Measure) -> pd.DataFrame:
    """Return the rows by name, or by value or change from high to low, missing ones last."""
    if order == "name":
        return rows.sort_values("name")
    change = "change_share" if measure.is_count else "change"
    return rows.sort_values("value" if order == "wert" else change, ascending=False, na_position="last")


def display(selection: Selection, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows as shown: ranges as text, states for the marks."""
    measure = selection.measure
    out = rows.copy()
    for name, low, high in (("range", "low", "high"), ("target", "target_low", "target_high")):
        out[name] = [_span(measure, start, end) for start, end in zip(out[low], out[high], strict=True)]
        out.loc[out["state"] == "not_meaningful", name] = text.NOT_MEANINGFUL
    out["change_percent"] = 100 * out["change_share"]
    for name in ("value", "value_before", "change", "change_percent"):
        out[f"{name}_state"] = out["state"]
    if measure.is_count:
        out.loc[out["value_before"] < MIN_CASES, "change_percent_state"] = "not_meaningful"
    return out


def columns_of(selection: Selection, rows: pd.DataFrame) -> list[Column]:
    """Return the columns: name, persons, comparison, value or its range, change, forecast."""
    measure, time = selection.measure, selection.time
    level = areas.tree(selection.context)[str(rows["area_id"].iloc[0])].level_label
    digits, short = measure.digits, measure.title
    stock_year = time.jump_off if time.is_forecast else time.year
    columns = [Column("name", level, "text")]
    if not measure.is_count:
        columns.append(Column("persons", f"Bevölkerung {stock_year}"))
    if time.before:
        columns.append(Column("value_before", f"{short} {time.before}", digits=digits))
    if time.is_forecast:
        columns.append(Column("range", f"Prognose {time.year}, 80-%-Bereich", "range"))
        return columns
    columns.append(Column("value", str(time.year) if time.before else f"{short} {time.year}", digits=digits))
    if time.before:
        columns.append(Column("change", "Veränderung", "signed", digits))
    if time.before and measure.is_count:
        columns.append(Column("change_percent", "in\u202f%", "signed", 1))
    if time.target and rows["target_low"].notna().any():
        columns.append(Column("target", f"Prognose {time.target}, 80-%-Bereich", "range"))
    return columns


def _span(measure: Measure, low: float, high: float) -> str:
    if text.is_missing(low):
        return text.MISSING
    return persons_span(low, high) if measure.is_count else text.range_text(low, high, measure.digits)
