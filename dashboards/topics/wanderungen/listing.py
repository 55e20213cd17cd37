"""The table below the pictures: one of five, each as it stands in a picture, with its downloads."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboards import controls, export, tables, text
from dashboards.tables import Column
from dashboards.topics.wanderungen import ages, sankey, words
from dashboards.topics.wanderungen.view import View

# So many rows stand on the page; the file holds all.
LONG, LONG_PHONE = 40, 15
KINDS = {
    "gebiete": "Gebiete",
    "jahre": "Jahre",
    "alter": "Altersgruppen",
    "paare": "Ströme",
    "partner": "Herkunft und Ziel",
}
FIGURES = (
    Column("arrivals", "Zuzüge"),
    Column("departures", "Fortzüge"),
    Column("net", "Saldo", "signed"),
    Column("arrivals_rate", "Zuzüge je 1.000", digits=1),
    Column("departures_rate", "Fortzüge je 1.000", digits=1),
    Column("net_rate", "Saldo je 1.000", "signed", 1),
)
INNER = Column("inside", "Umzüge innerhalb")
PARTS = (Column("net_within", "Saldo innen", "signed"), Column("net_beyond", "Saldo außen", "signed"))


@dataclass(frozen=True)
class Listing:
    """A table with its columns and caption."""

    rows: pd.DataFrame
    columns: tuple[Column, ...]
    caption: str
    total: pd.Series | None = None


def show(view: View) -> None:
    """Let the reader choose a table, write it and offer it as CSV and XLSX."""
    kind = controls.choice(view.context, "Tabelle", KINDS, key="tabelle", style="segmented")
    listing = LISTINGS[kind](view)
    most = LONG_PHONE if view.context.is_phone else LONG
    shown = listing.rows.head(most)
    tables.table(_with_states(shown), listing.columns, listing.caption, listing.total)
    if len(shown) < len(listing.rows):
        st.caption(
            f"Die ersten {most} von {text.number(len(listing.rows))} Zeilen; alle stehen in der Datei."
        )
    titles = {column.key: column.title for column in listing.columns}
    german = listing.rows[list(titles)].round(1).rename(columns=titles)
    name = f"wanderungen-{kind}"
    export.downloads(view.context, german, name, listing.caption, {"Quelle": words.source(view)[0]})


def areas(view: View) -> Listing:
    """One row per area of the pictures; the chosen area is the total or, as a leaf, the first row."""
    rows, total = view.members.sort_values(view.choice.column, ascending=False), None
    if view.scope.is_leaf:
        rows = rows.sort_index(key=lambda ids: ids != view.scope.focus.area_id, kind="stable")
    else:
        total = view.total.copy()
        total["name"] = view.scope.focus.name
        # What stays inside the chosen area crosses no border of it.
        total["net_within"], total["net_beyond"] = 0.0, total["net"]
    inner = (INNER,) if rows["inside"].sum() else ()
    caption = f"Wanderungen nach Gebiet, {words.place(view)}, {words.when(view)}"
    columns = (Column("name", "Gebiet", "text"), *FIGURES, *PARTS, *inner)
    return Listing(rows.reset_index(drop=True), columns, caption, total)


def years(view: View) -> Listing:
    """One row per year of the chosen area, newest first."""
    rows = view.series.sort_values("year", ascending=False).assign(
        shown=lambda table: table["year"].astype(str)
    )
    caption = f"Wanderungen nach Jahr, {words.place(view)}"
    return Listing(rows.reset_index(drop=True), (Column("shown", "Jahr", "text"), *FIGURES, INNER), caption)


def age_groups(view: View) -> Listing:
    """One row per age group of the chosen area."""
    rows = view.bands.assign(name=[group.label for group in ages.AGE_GROUPS])
    caption = f"Wanderungen nach Altersgruppe, {view.scope.focus.name}, {words.when(view)}"
    return Listing(rows.reset_index(drop=True), (Column("name", "Altersgruppe", "text"), *FIGURES), caption)


def pairs(view: View) -> Listing:
    """One row per ordered pair of areas, strongest first, with both reports."""
    names = view.scope.names
    rows = view.pairs.sort_values("moves", ascending=False, na_position="last").assign(
        origin_name=lambda table: table["origin"].map(names),
        destination_name=lambda table: table["destination"].map(names),
        there=lambda table: table["moves"] / view.years,
        told=lambda table: table["moves_by_origin"] / view.years,
    )
    digits = 1 if view.years > 1 else 0
    columns = (
        Column("origin_name", "Herkunft", "text"),
        Column("destination_name", "Ziel", "text"),
        Column("there", "Fälle im Jahr, Meldung des Ziels", digits=digits),
        Column("told", "Meldung der Herkunft", digits=digits),
    )
    return Listing(rows.reset_index(drop=True), columns, f"Umzüge zwischen Gebieten, {words.when(view)}")


def partners(view: View) -> Listing:
    """One row per partner of the chosen area."""
    rows = view.partners.assign(name=[sankey.partner_label(str(code)) for code in view.partners.index])
    order = [code for code in sankey.PARTNERS if code in rows.index]
    digits = 1 if view.years > 1 else 0
    columns = (
        Column("name", "Herkunft oder Ziel", "text"),
        Column("in", "Zuzüge", digits=digits),
        Column("out", "Fortzüge", digits=digits),
        Column("net", "Saldo", "signed", digits),
    )
    caption = f"Zu- und Fortzüge nach Herkunft und Ziel, {words.place(view)}, {words.when(view)}"
    return Listing(rows.loc[order].reset_index(drop=True), columns, caption)


LISTINGS = {"gebiete": areas, "jahre": years, "alter": age_groups, "paare": pairs, "partner": partners}


def _with_states(rows: pd.DataFrame) -> pd.DataFrame:
    """Rates of very small areas are "x", not missing."""
    if "is_small" not in rows:
        return rows
    marked = rows.copy()
    for column in ("arrivals_rate", "departures_rate", "net_rate"):
        is_empty = rows["is_small"].eq(True) & rows[column].isna() & rows["arrivals"].notna()
        marked[f"{column}_state"] = ["not_meaningful" if empty else None for empty in is_empty]
    return marked
