"""Parts of the page: two maps side by side, areas, differences, the register of releases."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboards import cards, export, maps, style, tables, text
from dashboards.noting import told
from dashboards.schaufenster.standing import PART_LABELS
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.schutz import queries, titles
from warehouse.audit import Entry
from warehouse.release.design import AUDIENCE_LABELS
from warehouse.release.register import Release

TEXT = Path(__file__).parent / "text.md"


def pair(context: Context, exact: pd.DataFrame, cells: pd.DataFrame, town: str) -> pd.DataFrame:
    """Draw both maps with the same classes and return the areas: name, exact, shown, difference, detail."""
    table = _by_area(exact, cells)
    scale = maps.classes(table["exact"], style.palette(context))
    view = maps.MapView(_level(exact), town)
    left, right = st.columns(2, gap="large")
    with left:
        cards.picture_head("Was die Gemeinde weiß", "Einwohner, exakt", scale.legend())
        _map(context, table, "exact", scale, view)
    with right:
        cards.picture_head(
            "Was andere sehen", "Einwohner, freigegeben und geschützt", scale.legend(cards.hatch())
        )
        _map(context, table, "shown", scale, view)
    return table


def by_area(context: Context, table: pd.DataFrame, release: Release) -> None:
    """Write the areas: exact, shown, difference, and which tables others get."""
    cards.section_head(
        "Gebiet für Gebiet", "Einwohner; welche Tabellen andere bekommen, hängt von der Größe ab"
    )
    columns = [
        Column("name", "Gebiet", "text"),
        Column("exact", "Gemeinde weiß"),
        Column("shown", "andere sehen"),
        Column("difference", "Unterschied", "signed"),
        Column("detail", "Tabellen für andere", "text"),
    ]
    tables.table(table, columns, "Exakte und freigegebene Einwohner je Gebiet", is_tall=True)
    notes = {"Freigabe": release.release_id, "Nur intern": "enthält exakte Zahlen"}
    export.downloads(context, tables.german(table, columns), "schutz-gebiete", "Exakt und freigegeben", notes)


def spread(cells: pd.DataFrame) -> None:
    """Write how often numbers are off by how much, with what was to be expected."""
    known = cells["difference"].dropna().abs()
    cards.section_head("Wie weit die Zahlen auseinander liegen", "Anteil der gezeigten Zahlen")
    rows = pd.DataFrame(
        {
            "off": ["gleich", "um 1", "um 2", "um 3", "um 4 und mehr"],
            "share": [*(float((known == step).mean()) for step in range(4)), float((known >= 4).mean())],
        }
    )
    columns = [Column("off", "Abweichung", "text"), Column("share", "Anteil", "percent", 1)]
    tables.table(rows, columns, "Verteilung der Abweichungen")
    cards.note(text.load_text(TEXT, "abweichung"))


def register(found: Sequence[Release]) -> None:
    """Write every release and draft: for whom, until when, what is in it, by whom, and the next step."""
    cards.section_head("Wer sieht was, bis wann", "Freigaben und Entwürfe der Gemeinde, die neuesten zuerst")
    rows = pd.DataFrame([_row(one) for one in found])
    columns = [Column(key, key, "text") for key in rows.columns]
    tables.table(rows, columns, "Freigaben und Entwürfe")


def verdict(context: Context, release: Release) -> None:
    """Write what the gate found, and what to do next; the whole report can be loaded."""
    cards.section_head("Prüfung durch Angriff", titles.verdict(release))
    found = release.verdict
    if found is None:
        cards.note(text.load_text(TEXT, "ungeprueft"))
    else:
        for sentence in (*found.hard, *found.soft)[:8]:
            cards.note(sentence)
        if found.passed and not found.soft:
            cards.note(text.load_text(TEXT, "bestanden"))
    report = queries.report(release)
    if report is not None:
        name = f"pruefbericht-{release.release_id}.html"
        st.download_button(
            "Prüfbericht laden (HTML)",
            data=told(Entry("download", context.who, name, {"stand": context.build_id}), report.read_bytes),
            file_name=name,
            mime="text/html",
            on_click="ignore",
            type="tertiary",
            key=f"schutz-bericht-{release.release_id}",
        )
    step = titles.next_step(release)
    if step:
        cards.note(step)


def _row(release: Release) -> dict[str, str]:
    parts = [PART_LABELS[part] for part in release.rules.teile]
    by = {event.what: event.by for event in release.history}
    return {
        "Für": AUDIENCE_LABELS[release.audience],
        "Stand": titles.state(release),
        "Gültig bis": text.date(release.expires_on),
        "Darin": text.listing(["Bevölkerung", *parts]),
        "Entworfen": release.drafted_by,
        "Geprüft": by.get("geprüft", text.MISSING),
        "Freigegeben": by.get("freigegeben", text.MISSING),
        "Kennung": release.release_id[:8],
    }


def _by_area(exact: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    totals = cells[cells["cell_table"] == "total"].set_index("area_id")
    details = cells[cells["published"].notna()].groupby("area_id")["cell_table"].unique()
    shown = exact["area_id"].map(totals["published"])
    return pd.DataFrame(
        {
            "area_id": exact["area_id"],
            "name": exact["name"],
            "exact": exact["persons"],
            "shown": shown,
            "shown_state": ["protected" if value else "" for value in shown.isna()],
            "difference": shown - exact["persons"],
            "difference_state": ["protected" if value else "" for value in shown.isna()],
            "detail": [_detail(details.get(area)) for area in exact["area_id"]],
        }
    )


def _detail(found: Sequence[str] | None) -> str:
    if found is None or not len(found):
        return "keine: geht im Rest der Gemeinde auf"
    ordered = [words for name, words in titles.TABLES.items() if name in found]
    return f"bis {text.listing(ordered[-2:])}"


def _level(exact: pd.DataFrame) -> str:
    return str(exact["level"].mode().iloc[0]) if len(exact) else "ortsteil"


def _map(context: Context, table: pd.DataFrame, key: str, scale: maps.Classes, view: maps.MapView) -> None:
    values = table[["area_id", key]].rename(columns={key: "value"})
    if key == "shown":
        values = values.assign(state=table["shown_state"])
    figure = maps.choropleth(context, values, scale, view)
    what = "exakt" if key == "exact" else "freigegeben"
    maps.show_map(context, figure, f"schutz-{key}", f"Karte der Einwohner, {what}")


def day_words(days: Sequence[date]) -> dict[date, str]:
    """Return date → German date for the picker."""
    return {day: text.date(day) for day in days}
