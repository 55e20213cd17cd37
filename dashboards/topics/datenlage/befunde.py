"""Second part of the page: what the checks found, which rows were refused or left out, and what is to do."""

import pandas as pd
import streamlit as st

from dashboards import cards, export, style, tables, text
from dashboards.style import Palette
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.datenlage import queries, shelf, titles
from dashboards.topics.datenlage.view import View, words

SEVERITIES = {"fehler": "Fehler", "warnung": "Warnung", "hinweis": "Hinweis"}
# Rows of a list on the screen; the file has all.
SHOWN = 12
FIRST_REJECTS = 5


def draw(context: Context, view: View) -> None:
    """Draw checks, refused rows, rows left out by rule, open addresses and deletions."""
    _checks(context, view)
    _rejects(context, view)
    left, right = st.columns(2, gap="large")
    with left:
        _skipped(context, view)
    with right:
        if shelf.is_open_to(context):
            _addresses(context, view)
    if shelf.is_open_to(context):
        _deletions(context)


def _checks(context: Context, view: View) -> None:
    cards.section_head(titles.checks_title(view.checks), words("pruefungen"))
    rows = lights(view.checks, style.palette(context))
    loud = rows[rows["findings"] > 0]
    columns = [
        Column("title", "Prüfung", "text"),
        Column("light", "Ampel", "text"),
        Column("findings", "Befunde"),
        Column("areas", "Gebiete"),
        Column("latest_date", "zuletzt", "date"),
        Column("example", "zum Beispiel", "text"),
    ]
    if len(loud):
        tables.table(loud, columns, "Prüfungen mit Befunden")
    quiet = [str(title) for title in rows.loc[rows["findings"] == 0, "title"]]
    if quiet:
        cards.note(f"Ohne Befund: {', '.join(quiet)}.")
    findings = queries.findings(context, view.area.area_id)
    if len(findings):
        source = {"Gebiet": view.area.name, "Inhalt": words("pruefungen")}
        export.downloads(context, german_findings(findings), "befunde", "Befunde der Prüfungen", source)


def lights(checks: pd.DataFrame, colours: Palette) -> pd.DataFrame:
    """Return the checks with findings (their number), light (a word) and its field."""
    table = checks.copy()
    table["findings"] = table["errors"] + table["warnings"] + table["notes"]
    table["light"] = [
        "Fehler" if row["errors"] else "Warnung" if row["warnings"] else "Hinweis" if row["notes"] else "gut"
        for row in table.to_dict("records")
    ]
    place = {"Fehler": 0, "Warnung": 1, "Hinweis": 2, "gut": 3}
    table["light_field"] = [
        (colours.kita[place[word]], colours.kita_text[place[word]], "") for word in table["light"]
    ]
    return table


def german_findings(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the findings with German heads, for the download."""
    names = {
        "severity": "Schwere",
        "check_title": "Prüfung",
        "area": "Gebiet",
        "area_id": "Schlüssel",
        "reference_date": "Stichtag",
        "value": "Wert",
        "message": "Befund",
    }
    table = findings.assign(severity=findings["severity"].map(SEVERITIES))
    return table[list(names)].rename(columns=names)


def _rejects(context: Context, view: View) -> None:
    deliveries = view.deliveries
    cards.section_head(titles.rejects_title(deliveries), words("abgewiesen"))
    hit = deliveries[deliveries["rejected"] > 0].sort_values("rejected", ascending=False)
    if hit.empty:
        return
    why = queries.reasons(context, view.owner_ids)
    rows = hit.head(SHOWN).assign(
        kind=hit["kind"].map(titles.kind_name), reasons=hit["delivery_id"].map(reason_words(why))
    )
    columns = [
        Column("owner", "Von", "text"),
        Column("kind", "Art", "text"),
        Column("reference_date", "Stichtag", "date"),
        Column("version", "Fassung"),
        Column("rejected", "abgewiesen"),
        Column("rows", "übernommen"),
        Column("reasons", "Gründe", "text"),
    ]
    tables.table(rows, columns, "Lieferungen mit abgewiesenen Zeilen")
    if len(hit) > SHOWN:
        cards.note(
            f"{text.plural(len(hit) - SHOWN, 'weitere Lieferung', 'weitere Lieferungen')} in der Datei."
        )
    table = shelf.rejects(context, [str(one) for one in hit["delivery_id"]])
    if len(table):
        source = {"Gebiet": view.scope.name, "Inhalt": words("abgewiesen")}
        export.downloads(
            context, german_rejects(table, deliveries), "abgewiesen", "Abgewiesene Zeilen", source
        )


def reason_words(reasons: pd.DataFrame) -> dict[str, str]:
    """Return delivery → its reasons for refusal, most frequent first: "9 × doppelt; 1 × …"."""
    told: dict[str, list[str]] = {}
    refused = reasons[reasons["outcome"] == "abgewiesen"].sort_values("rows", ascending=False, kind="stable")
    for delivery_id, reason, rows in refused[["delivery_id", "reason", "rows"]].itertuples(
        index=False, name=None
    ):
        told.setdefault(str(delivery_id), []).append(f"{text.number(rows)} × {reason}")
    return {delivery_id: "; ".join(parts) for delivery_id, parts in told.items()}


def german_rejects(rejects: pd.DataFrame, deliveries: pd.DataFrame) -> pd.DataFrame:
    """Return the refused rows with their delivery and German heads, for the download."""
    known = deliveries.set_index("delivery_id")
    table = rejects.assign(
        owner=rejects["delivery_id"].map(known["owner"]),
        file_name=rejects["delivery_id"].map(known["file_name"]),
    )
    names = {
        "owner": "Von",
        "file_name": "Datei",
        "delivery_id": "Lieferung",
        "line": "Zeile",
        "column": "Spalte",
        "reason": "Grund",
        "value": "Wert",
    }
    return table[list(names)].rename(columns=names)


def _skipped(context: Context, view: View) -> None:
    rules = skipped_rules(queries.reasons(context, view.owner_ids))
    total = int(rules["rows"].sum())
    title = (
        f"{text.plural(total, 'Zeile ist', 'Zeilen sind')} nach Regel übersprungen"
        if total
        else ("Keine Zeile ist nach Regel übersprungen")
    )
    cards.section_head(title, words("uebersprungen"))
    if total:
        columns = [
            Column("reason", "Regel", "text"),
            Column("rows", "Zeilen"),
            Column("deliveries", "Lieferungen"),
        ]
        tables.table(rules, columns, "Übersprungene Zeilen nach Regel")


def skipped_rules(reasons: pd.DataFrame) -> pd.DataFrame:
    """Return reason, rows, deliveries of what was left out by rule, most rows first."""
    left_out = reasons[reasons["outcome"] == "übersprungen"]
    table = left_out.groupby("reason", as_index=False).agg(
        rows=("rows", "sum"), deliveries=("delivery_id", "nunique")
    )
    return table.sort_values(["rows", "reason"], ascending=[False, True], ignore_index=True)


def _addresses(context: Context, view: View) -> None:
    found = shelf.addresses(context, view.owner_ids)
    if found.empty:
        cards.section_head("Alle gelieferten Adressen haben ein Gebiet")
        return
    persons = text.plural(int(found["rows"].sum()), "Zeile", "Zeilen")
    title = f"{text.plural(len(found), 'Adresse', 'Adressen')} ohne Gebiet, {persons}"
    cards.section_head(title, words("adressen"))
    rows = found.head(SHOWN).assign(
        offers=[", ".join(offers) or "kein ähnlicher Name" for offers in found["suggestions"].head(SHOWN)]
    )
    columns = [
        Column("address", "Adresse", "text"),
        Column("rows", "Zeilen"),
        Column("offers", "gemeint vielleicht", "text"),
    ]
    tables.table(rows, columns, "Adressen ohne Gebiet")
    if len(found) > SHOWN:
        # No file: who lives at an address may be told by it, and a download link works without login.
        cards.note(f"Gezeigt: {SHOWN} von {text.number(len(found))}. Alle nennt „kohorte addresses“.")


def _deletions(context: Context) -> None:
    gone = shelf.deletions(context)
    cards.section_head(
        text.plural(len(gone), "Löschung", "Löschungen") if len(gone) else "Nichts wurde gelöscht",
        words("loeschungen") if len(gone) else "",
    )
    if len(gone):
        columns = [
            Column("at", "am", "date"),
            Column("by", "von", "text"),
            Column("deliveries", "Lieferungen"),
            Column("condensed", "durch Zählungen ersetzt"),
            Column("reason", "Grund", "text"),
        ]
        tables.table(gone.head(SHOWN), columns, "Löschungen")
