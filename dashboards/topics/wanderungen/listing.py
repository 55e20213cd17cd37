"""The table of the areas below the pictures, and the columns that tables of this page share."""

import pandas as pd
import streamlit as st

from dashboards import cards, export, tables
from dashboards.memory import remembered
from dashboards.tables import Column
from dashboards.topics.wanderungen import words
from dashboards.topics.wanderungen.measures import Choice
from dashboards.topics.wanderungen.view import View

# Longer lists scroll under their head.
TALL = 14
FIGURES = (
    Column("arrivals", "Zuzüge"),
    Column("departures", "Fortzüge"),
    Column("net", "Saldo", "signed"),
    Column("volume", "Volumen"),
    Column("effectiveness", "Wirksamkeit %", "signed", 1),
    Column("arrivals_rate", "Zuzüge je 1.000", digits=1),
    Column("departures_rate", "Fortzüge je 1.000", digits=1),
    Column("net_rate", "Saldo je 1.000", "signed", 1),
)
SHARES = (
    Column("arrivals_share", "Anteil an Zuzügen %", digits=1),
    Column("departures_share", "Anteil an Fortzügen %", digits=1),
)
CHANGES = (
    Column("arrivals_change", "Zuzüge, Veränderung %", "signed", 1),
    Column("departures_change", "Fortzüge, Veränderung %", "signed", 1),
    Column("net_change", "Saldo je 1.000, Veränderung", "signed", 1),
)
INNER = Column("inside", "Umzüge innerhalb")
PARTS = (Column("net_within", "Saldo innen", "signed"), Column("net_beyond", "Saldo außen", "signed"))
STATES = (
    "effectiveness",
    "arrivals_rate",
    "departures_rate",
    "net_rate",
    "arrivals_share",
    "departures_share",
    "arrivals_change",
    "departures_change",
    "net_change",
)


def figures_of(view: View) -> tuple[Column, ...]:
    """Return the columns of figures_for, without rates where nobody told how many people live there."""
    columns = figures_for(view.choice)
    if view.members["residents"].notna().any():
        return columns
    return tuple(column for column in columns if not column.key.endswith("_rate"))


def figures_for(choice: Choice) -> tuple[Column, ...]:
    """Return the columns of flows and rates, with shares or changes if they are chosen."""
    more = {"share": SHARES, "change": CHANGES}
    return (*FIGURES, *more.get(choice.measure, ()))


def year_columns(view: View) -> tuple[Column, ...]:
    """Return the columns of a table with one row per year."""
    return (Column("year", "Jahr", "text"), *figures_of(view), INNER)


def show(view: View) -> None:
    """Write the table of the areas and offer it as CSV and XLSX."""
    rows, total = remembered(view.context, ("wanderungen-tabelle", *view.key), lambda: areas(view))
    if rows.empty:
        return
    heading = f"{view.scope.plural} in Zahlen"
    inner = (INNER,) if rows["inside"].sum() else ()
    parts = PARTS if view.choice.border == "alle" else ()
    columns = (Column("name", "Gebiet", "text"), *figures_of(view), *parts, *inner)
    caption = f"Wanderungen nach Gebiet, {words.place(view)}, {words.when(view)}"
    cards.section_head(heading, f"{words.place(view)}, {words.when(view)}, Fälle im Jahr")
    key = ("wanderungen-tabelle-geschrieben", *view.key)
    is_tall = len(rows) > TALL
    st.html(remembered(view.context, key, lambda: tables.written(rows, columns, caption, total, is_tall)))
    export.downloads(
        view.context,
        lambda: tables.german(rows, columns),
        "wanderungen-gebiete",
        caption,
        words.notes(view),
    )


def areas(view: View) -> tuple[pd.DataFrame, pd.Series | None]:
    """One row per area of the pictures; the chosen area is the total or, as a leaf, the first row."""
    rows, total = view.members.sort_values(view.choice.column, ascending=False), None
    if view.scope.is_leaf:
        rows = rows.sort_index(key=lambda ids: ids != view.scope.focus.area_id, kind="stable")
    elif not view.is_within:
        total = view.total.copy()
        total["name"] = view.scope.focus.name
        # What stays inside the chosen area crosses no border of it.
        total["net_within"], total["net_beyond"] = 0.0, total["net"]
    return with_states(rows.reset_index(drop=True)), total


def with_states(rows: pd.DataFrame) -> pd.DataFrame:
    """Rates of very small areas and per cents of few cases are "x", not missing."""
    is_small, has_volume = rows["is_small"].eq(True).to_numpy(), rows["volume"].notna().to_numpy()
    is_told, states = rows["arrivals"].notna().to_numpy(), {}
    for column in STATES:
        if column not in rows:
            continue
        is_few = is_small if column.endswith("_rate") else has_volume
        is_empty = is_few & rows[column].isna().to_numpy() & is_told
        states[f"{column}_state"] = ["not_meaningful" if one else None for one in is_empty.tolist()]
    return pd.concat([rows, pd.DataFrame(states, rows.index, dtype=object)], axis=1)
