"""A home without a build: take the first deliveries over, build, and the dashboards appear."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pandas as pd
import streamlit as st

from dashboards import cards, style, tables, text
from dashboards.tables import Column
from dashboards.topics.datenlage import hochladen, takeover, titles
from dashboards.topics.datenlage.takeover import Upload, UploadRefused
from dashboards.topics.datenlage.view import words
from warehouse.catalog import deliveries_in_force
from warehouse.receipt import Receipt
from warehouse.settings import home

THEMES = {"light": style.LIGHT, "dark": style.DARK}
# Kinds that count people: without one of them the dashboards would have nothing to show.
PEOPLE = frozenset({"stock", "population"})


def page(theme: Literal["light", "dark"]) -> None:
    """Draw the way from nothing to a build; whoever gets here may work with the registers."""
    st.html(style.style_sheet(THEMES[theme]))
    receipts = deliveries_in_force(home())
    cards.page_head("Kohorte · Anfang", title(receipts), words("anfang"))
    hochladen.say_done()
    if receipts:
        _list(receipts)
    cards.section_head("Nächste Lieferung hochladen" if receipts else "Erste Lieferung hochladen")
    hochladen.form({}, _take)
    cards.note(words("anfang_beispiel"))
    st.code("kohorte demo", language="bash")


def title(receipts: Sequence[Receipt]) -> str:
    """Return the message of the page: how far the way to a build is."""
    if not receipts:
        return "Hier liegt noch kein Datenbestand"
    count = text.plural(len(receipts), "Lieferung", "Lieferungen")
    if any(receipt.kind in PEOPLE for receipt in receipts):
        return f"{count} übernommen; der Datenbestand kann aufgebaut werden"
    return f"{count} übernommen; es fehlt noch ein Bestand"


def _list(receipts: Sequence[Receipt]) -> None:
    cards.section_head("Bisher übernommen", words("anfang_liste"))
    columns = [
        Column("owner", "Gemeinde", "text"),
        Column("kind", "Art", "text"),
        Column("date", "Stichtag", "date"),
        Column("rows", "Zeilen"),
        Column("rejected", "abgewiesen"),
    ]
    tables.table(delivered(receipts), columns, "Bisher übernommene Lieferungen", is_tall=True)
    is_enough = any(receipt.kind in PEOPLE for receipt in receipts)
    if st.button("Datenbestand aufbauen", type="primary" if is_enough else "secondary", key="aufbauen"):
        _build()


def delivered(receipts: Sequence[Receipt]) -> pd.DataFrame:
    """Return one row per delivery: owner, kind, date, rows, rejected."""
    return pd.DataFrame(
        [
            {
                "owner": receipt.municipality_ags,
                "kind": titles.kind_name(receipt.kind),
                "date": pd.Timestamp(receipt.reference_date),
                "rows": receipt.rows,
                "rejected": receipt.rejected,
            }
            for receipt in receipts
        ]
    )


def _build() -> None:
    bar = st.progress(0.0, text="Der Datenbestand wird aufgebaut …")
    try:
        report = takeover.build(home(), hochladen.teller(bar))
    except UploadRefused as refused:
        bar.empty()
        cards.section_head("Der Aufbau ist nicht gelungen", str(refused))
        return
    hochladen.let_go(("Der erste Datenbestand ist aufgebaut", hochladen.built_words(report)))


def _take(upload: Upload, profile: str, drafts: Sequence[Mapping[str, Any]]) -> None:
    if all(draft["receipt"]["status"] == "unverändert" for draft in drafts):
        return
    cards.note(words("anfang_uebernahme"))
    if not st.button("Übernehmen", type="primary", key="uebernehmen"):
        return
    with st.spinner("Die Lieferung wird übernommen …"):
        try:
            receipts = takeover.take(upload, profile, home())
        except UploadRefused as refused:
            cards.section_head("Die Übernahme ist nicht gelungen", str(refused))
            return
    hochladen.let_go((hochladen.taken_words(receipts), ""))
