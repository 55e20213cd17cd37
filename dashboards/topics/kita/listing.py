"""The lower end of the page: Saldo by area and Kita year, measures, housing projects, downloads, source line."""

import pandas as pd
import streamlit as st

from dashboards import areas, cards, style, tables, text
from dashboards.areas import Area
from dashboards.style import Palette
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.kita import queries, titles
from dashboards.topics.kita.assumptions import TEXT
from dashboards.topics.kita.balance import SIGNS
from dashboards.topics.kita.state import State

# A table longer than this shows both ends, the rest opens on demand.
LONGEST, MOST_SHORT, MOST_FREE = 16, 8, 5
LONGEST_LIST = 6


def saldo_table(context: Context, state: State) -> None:
    """Write the Saldo of the areas inside the frame by Kita year, most urgent first."""
    colours = style.palette(context)
    inside = areas.below(context, state.frame.area_id, state.choice.level) or [state.frame]
    years = table_years(state)
    rows = saldo_rows(state, inside, years, colours)
    total = saldo_rows(state, [state.frame], years, colours).iloc[0] if len(inside) > 1 else None
    chosen = text.kita_year(int(state.now["kita_year"]))
    columns = [
        Column("name", inside[0].level_label, "text"),
        *(Column(str(year), text.kita_year(year), "signed") for year in years),
        Column("groups", f"Gruppen {chosen}", "signed"),
    ]
    cards.section_head(
        f"Saldo je {inside[0].level_label} und Kita-Jahr",
        f"Plätze minus Bedarf, {state.choice.assumptions.words.short}; Farbe und Zeichen nach Anteil am Bedarf"
        + (
            f"; die {MOST_SHORT} knappsten und die {MOST_FREE} mit dem größten Überhang"
            if len(rows) > LONGEST
            else ""
        ),
    )
    caption = f"Saldo der Plätze in {state.frame.name} nach Gebiet und Kita-Jahr"
    if len(rows) <= LONGEST:
        tables.table(rows, columns, caption, total)
        return
    tables.table(pd.concat([rows.head(MOST_SHORT), rows.tail(MOST_FREE)]), columns, caption, total)
    with st.expander(f"Alle {len(rows)} {inside[0].level_plural} zeigen"):
        tables.table(rows.sort_values("name"), columns, f"{caption}, alle")


def table_years(state: State) -> list[int]:
    """Return the six Kita years of the plan, or the last six observed ones without a forecast."""
    report = state.choice.years.report
    return list(range(report[0], report[1] + 1)) if report else list(state.choice.years.all[-6:])


def saldo_rows(state: State, inside: list[Area], years: list[int], colours: Palette) -> pd.DataFrame:
    """Return one row per area: name, a column per year with the Saldo, its field, and groups in the chosen year.

    Ordered by the Saldo of the chosen year; areas without one stand last.
    """
    table = state.table[state.table["area_id"].isin([area.area_id for area in inside])]
    by_year = table.set_index(["area_id", "kita_year"])
    chosen = table[table["kita_year"] == state.now["kita_year"]].set_index("area_id")
    rows = []
    for area in inside:
        row: dict[str, object] = {"name": area.name, "groups": chosen["groups"].get(area.area_id)}
        row["order"] = chosen["saldo"].get(area.area_id)
        for year in years:
            known = (area.area_id, year) in by_year.index
            row[str(year)] = by_year["saldo"].get((area.area_id, year)) if known else None
            row[f"{year}_field"] = (
                _field(by_year["sign_class"].get((area.area_id, year)), colours) if known else None
            )
        rows.append(row)
    return pd.DataFrame(rows).sort_values("order", na_position="last", kind="stable").reset_index(drop=True)


def measures(context: Context, state: State) -> None:
    """Write the measures of the chosen area and whether they count."""
    choice = state.choice
    table = queries.measures(context, choice.area.area_id, choice.assumptions.band)
    counted = table["status"].isin(choice.assumptions.statuses) & ~table["is_in_stock"].astype(bool)
    net = table.loc[counted, "places_change"].sum()
    heading = (
        f"Gezählte Maßnahmen ändern das Angebot um {text.signed(net)} Plätze"
        if counted.any()
        else "Maßnahmen"
    )
    cards.section_head(heading, f"{choice.area.name}: {choice.assumptions.words.places}, nach Beginn")
    if table.empty:
        cards.empty_state(
            text.load_text(
                TEXT, "Keine Maßnahmen", name=choice.area.name, places=choice.assumptions.words.places
            ),
            64,
        )
        return
    names = {area_id: area.name for area_id, area in areas.tree(context).items()}
    shown = table.assign(
        area=table["area_id"].map(names),
        counted=[
            "ja" if yes else "schon im Bestand" if old else "nein"
            for yes, old in zip(counted, table["is_in_stock"], strict=True)
        ],
    )
    columns = [
        Column("title", "Maßnahme", "text"),
        Column("area", "Gebiet", "text"),
        Column("status_label", "Status", "text"),
        Column("starts_on", "Beginn", "date"),
        Column("groups_change", "Gruppen", "signed"),
        Column("places_change", "Plätze", "signed"),
        Column("counted", "gezählt", "text"),
    ]
    _folded(shown, columns, "Maßnahmen")


def housing(context: Context, state: State) -> None:
    """Write the housing projects of the chosen area."""
    name = state.choice.area.name
    table = queries.housing(context, state.choice.area.area_id)
    cards.section_head(f"Bauvorhaben {titles.place(name)}", text.load_text(TEXT, "Bauvorhaben"))
    if table.empty:
        cards.empty_state(text.load_text(TEXT, "Keine Bauvorhaben", name=name), 64)
        return
    names = {area_id: area.name for area_id, area in areas.tree(context).items()}
    shown = table.assign(area=table["area_id"].map(names), year=table["year"].astype(str))
    columns = [
        Column("name", "Vorhaben", "text"),
        Column("area", "Gebiet", "text"),
        Column("year", "Bezug ab", "text"),
        Column("dwelling_type", "Art", "text"),
        Column("dwellings", "Wohnungen", "number"),
        Column("probability", "Wahrscheinlichkeit", "percent"),
    ]
    _folded(shown, columns, "Bauvorhaben")


def _folded(shown: pd.DataFrame, columns: list[Column], caption: str) -> None:
    """A list as a table; a long one shows its head, the rest opens on demand."""
    tables.table(shown.head(LONGEST_LIST), columns, caption)
    if len(shown) > LONGEST_LIST:
        with st.expander(f"{len(shown) - LONGEST_LIST} weitere zeigen"):
            tables.table(shown.iloc[LONGEST_LIST:], columns, f"{caption}, weitere")


def _field(sign_class: float | None, colours: Palette) -> tuple[str, str, str] | None:
    """Colour, text colour and sign of a cell; None where the class is not meaningful."""
    if text.is_missing(sign_class) or sign_class is None:
        return None
    place = int(sign_class)
    return colours.kita[place], colours.kita_text[place], SIGNS[place]
