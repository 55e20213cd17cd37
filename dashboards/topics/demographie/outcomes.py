"""Below the pictures: the scenarios with their chances, and what changed since the last forecast."""

from pathlib import Path

import pandas as pd
import streamlit as st

from dashboards import cards, export, scenarios, tables, text
from dashboards.scenarios import Ask
from dashboards.tables import Column
from dashboards.topics.demographie import queries, sources, titles
from dashboards.topics.demographie.measure import round_base
from dashboards.topics.demographie.selection import Selection

TEXTS = Path(__file__).parent / "text.md"
PARTS = {
    "base": "anderer Ausgangsbestand",
    "births": "Geburten",
    "deaths": "Sterbefälle",
    "migration": "Wanderungen",
    "housing": "Neubau",
    "method": "Verfahren",
}


def outcome_section(selection: Selection) -> None:
    """Write the scenarios for the year titles speak of, and beside them why the forecast changed."""
    if selection.time.target is None:
        return
    area, year = selection.area, selection.time.target
    found = scenarios.outcomes(selection.context, area.area_id, year)
    if found.empty or found["median"].isna().all():
        return
    changed = queries.difference(selection.context, area_id=area.area_id, year=year)
    left, right = st.columns([0.64, 0.36], gap="large") if len(changed) else (st.container(), None)
    with left:
        _scenarios(selection, found, year)
    if right is not None:
        with right:
            _difference(selection, changed, year)


def changes(table: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of a difference in the order of the accounts, without those that are nothing."""
    persons = dict(zip(table["part"], table["persons"], strict=True))
    known = [part for part in PARTS if abs(persons.get(part, 0.0)) >= 1]
    to = rounding(table)
    return pd.DataFrame(
        {
            "name": [PARTS[part] for part in known],
            "persons": [to * round(persons[part] / to) for part in known],
        }
    )


def rounding(table: pd.DataFrame) -> int:
    """Return what the expected numbers of a difference are rounded to, by the largest of them."""
    return round_base(float(table["persons"].abs().max()))


def change_heading(table: pd.DataFrame, year: int) -> str:
    """Return by how much the Basis differs from the last forecast for the same year."""
    total = float(table.loc[table["part"] == "total", "persons"].iloc[0])
    before = float(table["previous_persons"].iloc[0])
    if abs(total) < max(0.0005 * before, 1):
        return f"Seit der letzten Prognose für {year} kaum etwas geändert"
    to = rounding(table)
    return f"Seit der letzten Prognose: {text.signed(to * round(total / to))} Menschen für {year}"


def _scenarios(selection: Selection, found: pd.DataFrame, year: int) -> None:
    ask = Ask(selection.area.area_id, year, round_base(found["q90"].max()), selection.shows_median)
    everyone = "" if selection.wish.people.is_everyone else text.load_text(TEXTS, "alle_menschen")
    place = f"Bevölkerung {titles.place(selection.name)} Ende {year}"
    cards.section_head(scenarios.heading(found, year), f"{place} nach Szenarien")
    scenarios.table(selection.context, found, ask, f"Szenarien, {place}")
    cards.note(f"{text.load_text(TEXTS, 'szenarien')} {everyone}".strip())
    scenarios.explanations(found)
    notes = sources.notes(selection, "Bevölkerung mit alleiniger oder Hauptwohnung nach Szenarien")
    export.downloads(
        selection.context, scenarios.german(found, ask), "demographie-szenarien", f"Szenarien {year}", notes
    )


def _difference(selection: Selection, table: pd.DataFrame, year: int) -> None:
    run = str(table["previous_run_id"].iloc[0])[:8]
    cards.section_head(change_heading(table, year), f"Basis, gegen Lauf {run}, Personen")
    rows = changes(table)
    to = rounding(table)
    total = to * round(table.loc[table["part"] == "total", "persons"].iloc[0] / to)
    columns = [Column("name", "Woran es liegt", "text"), Column("persons", "Personen", "signed")]
    whole = pd.Series({"name": "zusammen", "persons": total})
    tables.table(rows, columns, "Veränderung gegenüber der letzten Prognose", total=whole)
    cards.note(text.load_text(TEXTS, "vergleich_prognose"))
