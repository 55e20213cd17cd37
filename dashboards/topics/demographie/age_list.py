"""The tables of the view "Altersaufbau": planning groups, and behind them every age class and year."""

import pandas as pd
import streamlit as st

from dashboards import cards, export, tables, text
from dashboards.tables import Column
from dashboards.topics.demographie import components, facts, sources, titles
from dashboards.topics.demographie.age_numbers import Ages
from dashboards.topics.demographie.group_panels import GroupPanel
from dashboards.topics.demographie.measure import persons_span
from dashboards.topics.demographie.pyramid import age_words
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.structure import group_name

DEFINITION = "Personen mit alleiniger oder Hauptwohnung nach vollendetem Alter"


def age_list(selection: Selection, ages: Ages, panels: list[GroupPanel]) -> None:
    """Write the table of the planning groups, and the full tables behind the pictures in a drawer."""
    groups = group_table(selection, ages, panels)
    if not groups.empty:
        heading = f"Altersgruppen {titles.place(selection.name)}"
        columns = _group_columns(selection, groups)
        cards.section_head(heading, f"Personen am 31.12.{min(selection.time.year, selection.time.jump_off)}")
        tables.table(groups, columns, heading)
        _download(selection, groups, columns, "demographie-altersgruppen", heading)
    # A switch, not a drawer: what is closed is not sent.
    if st.toggle("Alle Zahlen zeigen: Altersjahre, Zeitreihe, Bestandteile", key="alle-zahlen"):
        if not ages.shown.empty:
            single = single_table(ages)
            heading = f"Altersaufbau {titles.place(selection.name)}, {selection.date_words}"
            columns = single_columns(single)
            tables.table(single, columns, heading, is_tall=True)
            _download(selection, single, columns, "demographie-altersaufbau", heading)
        years = year_table(selection)
        heading = f"Bevölkerung und Bestandteile {titles.place(selection.name)}"
        columns = _year_columns(years)
        tables.table(years, columns, heading, is_tall=True)
        _download(selection, years, columns, "demographie-zeitreihe", heading)


def group_table(selection: Selection, ages: Ages, panels: list[GroupPanel]) -> pd.DataFrame:
    """Return one row per planning group: group, before, now, change, share, target (range as text)."""
    time = selection.time
    year = min(time.year, time.jump_off)
    rows = []
    for panel in panels:
        now, before = panel.at(year), panel.at(time.before)
        ahead = panel.range_at(time.target or NO_YEAR)
        span = text.MISSING if ahead is None else persons_span(*ahead)
        share = now / ages.total if now is not None and ages.total and not time.is_forecast else None
        change = None if now is None or before is None else now - before
        name = group_name(panel.group)
        rows.append(
            {"group": name, "before": before, "now": now, "change": change, "share": share, "target": span}
        )
    return pd.DataFrame(rows, columns=["group", "before", "now", "change", "share", "target"])


def single_table(ages: Ages) -> pd.DataFrame:
    """Return one row per age class: age in words, persons, men, women, foreign; unknown columns left out."""
    table = ages.shown.assign(
        name=[
            age_words(int(age), int(to))
            for age, to in zip(ages.shown["age"], ages.shown["age_to"], strict=True)
        ]
    )
    kept = ["name", "persons", *[one for one in ("men", "women", "foreign") if table[one].notna().any()]]
    return table[kept].round(0)


def year_table(selection: Selection) -> pd.DataFrame:
    """Return one row per year: year, persons or the range of the forecast, and the components of change."""
    area_id, time = selection.area.area_id, selection.time
    figure = selection.measure.indicator_id
    stock = facts.history(selection, area_id, figure).rename(columns={"value": "persons"})
    flows = components.balance_of(selection, NO_YEAR, time.jump_off)
    flows["natural"] = flows["births"] - flows["deaths"]
    flows["migration"] = flows["arrivals"] - flows["departures"] + flows["moves_in"] - flows["moves_out"]
    flows["ageing"] = flows["ageing"] if "ageing" in flows else 0.0
    known = flows["natural"] + flows["migration"] + flows["ageing"]
    flows["rest"] = flows["end_persons"] - flows["start_persons"] - known
    names = ["births", "deaths", "arrivals", "departures", "natural", "migration", "ageing", "rest"]
    parts = flows[["year", *names]]
    table = stock.merge(parts, on="year", how="left")
    ahead = facts.fan(selection, area_id, figure)
    ranges = [persons_span(low, high) for low, high in zip(ahead["q10"], ahead["q90"], strict=True)]
    future = pd.DataFrame({"year": ahead["year"].astype(int), "range": ranges})
    joined = pd.concat([table, future], ignore_index=True)
    joined["range"] = joined["range"].where(joined["range"].notna(), "")
    return joined.assign(year=joined["year"].astype(int).astype(str))


def _group_columns(selection: Selection, table: pd.DataFrame) -> list[Column]:
    time = selection.time
    stock = min(time.year, time.jump_off)
    compared = NO_YEAR < time.before <= time.jump_off and time.before != stock
    columns = [Column("group", "Altersgruppe", "text")]
    columns += [Column("before", str(time.before))] if compared else []
    columns.append(Column("now", str(stock)))
    columns += [Column("change", "Veränderung", "signed")] if compared else []
    columns += [Column("share", "Anteil", "percent", 1)] if not time.is_forecast else []
    if (table["target"] != text.MISSING).any():
        columns.append(Column("target", f"Prognose {time.target}, 80-%-Bereich", "range"))
    return columns


def single_columns(table: pd.DataFrame) -> list[Column]:
    """Return the columns of single_table."""
    titles_of = {"persons": "Personen", "men": "Männer", "women": "Frauen", "foreign": "nicht deutsch"}
    return [
        Column("name", "Alter", "text"),
        *[Column(key, titles_of[key]) for key in table.columns if key != "name"],
    ]


def _year_columns(table: pd.DataFrame) -> list[Column]:
    columns = [Column("year", "Jahr", "text"), Column("persons", "Bevölkerung am 31.12.")]
    for key, title, kind in (
        ("births", "Geburten", "number"),
        ("deaths", "Sterbefälle", "number"),
        ("arrivals", "Zuzüge", "number"),
        ("departures", "Fortzüge", "number"),
        ("natural", "Natürlicher Saldo", "signed"),
        ("migration", "Wanderungssaldo", "signed"),
        ("ageing", "Alterung", "signed"),
        ("rest", "Korrektur", "signed"),
    ):
        if table[key].notna().any() and (key != "ageing" or (table[key].fillna(0) != 0).any()):
            columns.append(Column(key, title, kind))  # type: ignore[arg-type]
    if (table["range"] != "").any():
        columns.append(Column("range", "Prognose, 80-%-Bereich", "range"))
    return columns


def _download(
    selection: Selection, table: pd.DataFrame, columns: list[Column], name: str, heading: str
) -> None:
    german = table[[one.key for one in columns]].rename(columns={one.key: one.title for one in columns})
    export.downloads(selection.context, german, name, heading, sources.notes(selection, DEFINITION))
