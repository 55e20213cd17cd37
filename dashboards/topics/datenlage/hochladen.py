"""Third part of the page: choose a file and a profile, see what a takeover would do, then take it over."""

from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatch
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboards import cards, tables, text
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.datenlage import shelf, takeover, titles
from dashboards.topics.datenlage.takeover import Upload, UploadRefused
from dashboards.topics.datenlage.view import View, words
from warehouse.profile import profile_ids, read_profile
from warehouse.settings import home

# What a finished check or takeover leaves for the next run of the page.
CHECKED, DONE, TAKEN_FILES = "_upload_checked", "_upload_done", "_upload_taken_files"
ENCODINGS = {"ascii": "Text ohne Umlaute (ASCII)", "utf-8": "UTF-8", "cp1252": "Windows-1252"}
ENCODINGS |= {"utf-8-sig": "UTF-8 mit Kennung", "utf-16": "UTF-16"}
SHOWN_REJECTS = 10
# How much of the progress bar each step takes: taking over, then building.
TAKEN = 0.2
Offer = Callable[[Upload, str, Sequence[Mapping[str, Any]]], None]


def draw(context: Context, view: View) -> None:
    """Draw the way in; nobody but those who work with the registers gets here."""
    if not shelf.is_open_to(context):
        return
    cards.section_head("Lieferung hochladen", words("hochladen"))
    say_done()
    form(view.names, _take)


def form(names: Mapping[str, str], offer: Offer) -> None:
    """Draw file, profile, check and preview; `offer` draws what can be done with a file that is understood.

    `names` are those of the municipalities known so far.
    """
    left, right = st.columns(2, gap="large")
    with left:
        file = st.file_uploader(
            "Gelieferte Datei",
            type=list(takeover.ENDINGS),
            max_upload_size=takeover.MOST_MEGABYTES,
            key=file_key(),
            on_change=_propose,
        )
    with right:
        profile = _profile()
    if file is None:
        cards.note(words("hochladen_leer", limit=takeover.MOST_MEGABYTES))
        return
    try:
        upload = takeover.accepted(file.name, file.getvalue())
    except UploadRefused as refused:
        cards.section_head("Diese Datei wird nicht angenommen", str(refused))
        return
    _check(upload, profile, str(file.file_id))
    checked = st.session_state.get(CHECKED)
    if checked and checked["of"] == (str(file.file_id), profile):
        _preview(checked, names)
        if not checked["refused"]:
            offer(upload, profile, checked["drafts"])


def file_key() -> str:
    """Return the key of the file picker: a new one after each takeover, so that the file is let go."""
    return f"lieferdatei-{st.session_state.get(TAKEN_FILES, 0)}"


def _propose() -> None:
    """Choose the profile that the name of a new file fits best."""
    file = st.session_state.get(file_key())
    if file is not None and (fitting := suited(file.name)):
        st.session_state["lieferprofil"] = fitting[0]


def _profile() -> str:
    profiles = [read_profile(profile_id) for profile_id in profile_ids()]
    titles_of = {one.id: one.title for one in profiles}
    order = list(titles.KINDS)
    ordered = [one.id for one in sorted(profiles, key=lambda one: (order.index(one.kind), one.title))]
    chosen: str = st.selectbox(
        "Lieferprofil", ordered, format_func=lambda profile_id: titles_of[profile_id], key="lieferprofil"
    )
    about = " ".join(read_profile(chosen).about.split())
    cards.note(about)
    return chosen


def suited(file_name: str) -> list[str]:
    """Return the profiles that claim a file by its name, the most particular pattern first."""
    name = file_name.lower()
    fits: dict[str, int] = {}
    for profile_id in profile_ids():
        lengths = [
            len(pattern.replace("*", ""))
            for pattern in read_profile(profile_id).files
            if fnmatch(name, pattern.lower())
        ]
        if lengths:
            fits[profile_id] = max(lengths)
    # "*.csv" is claimed by everybody and says nothing.
    return sorted((one for one in fits if fits[one] > len(".geojson")), key=lambda one: -fits[one])


def _check(upload: Upload, profile: str, file_id: str) -> None:
    if not st.button("Prüfen", type="primary", key="pruefen"):
        return
    st.session_state.pop(DONE, None)
    with st.spinner(f"{upload.name} wird geprüft …"):
        try:
            drafts, refused = takeover.check(upload, profile, home()), ""
        except UploadRefused as error:
            drafts, refused = [], refusal(error)
    st.session_state[CHECKED] = {
        "of": (file_id, profile),
        "name": upload.name,
        "drafts": drafts,
        "refused": refused,
    }


def refusal(error: UploadRefused) -> str:
    """Return why a file is refused and, if its columns suit another profile, which."""
    if not error.fits:
        return str(error)
    names = text.listing([f"„{read_profile(profile_id).title}“" for profile_id in error.fits])
    return f"{error} Zu den Spalten dieser Datei passt: {names}."


def _preview(checked: Mapping[str, Any], names: Mapping[str, str]) -> None:
    if checked["refused"]:
        cards.section_head(f"{checked['name']} kann so nicht übernommen werden", checked["refused"])
        return
    drafts = checked["drafts"]
    cards.section_head(preview_title(drafts), read_words(drafts[0]["receipt"]))
    columns = [
        Column("owner", "Gemeinde", "text"),
        Column("kind", "Art", "text"),
        Column("date", "Stichtag", "date"),
        Column("status", "Folge", "text"),
        Column("rows", "verstanden"),
        Column("rejected", "abgewiesen"),
        Column("skipped", "übersprungen"),
    ]
    tables.table(preview_rows(drafts, names), columns, "Was die Übernahme ergäbe")
    rejects = pd.DataFrame([row for draft in drafts for row in draft["rejects"]])
    if len(rejects):
        columns = [
            Column("line", "Zeile"),
            Column("column", "Spalte", "text"),
            Column("reason", "Grund", "text"),
            Column("value", "Wert", "text"),
        ]
        shown = rejects.head(SHOWN_REJECTS).assign(
            column=rejects["column"].fillna("ganze Zeile"), value=rejects["value"].fillna("nicht gespeichert")
        )
        cards.section_head("Die ersten abgewiesenen Zeilen")
        tables.table(shown, columns, "Abgewiesene Zeilen")
    for sentence in preview_notes(drafts):
        cards.note(sentence)


def preview_title(drafts: Sequence[Mapping[str, Any]]) -> str:
    """Return what the takeover would come to."""
    receipts = [draft["receipt"] for draft in drafts]
    if all(receipt["status"] == "unverändert" for receipt in receipts):
        return "Genau diese Datei ist schon übernommen; es würde sich nichts ändern"
    rows, rejected = sum(one["rows"] for one in receipts), sum(one["rejected"] for one in receipts)
    refused = f", {text.plural(rejected, 'Zeile', 'Zeilen')} abgewiesen" if rejected else ", keine abgewiesen"
    return f"{text.plural(rows, 'Zeile', 'Zeilen')} verstanden{refused}"


def read_words(receipt: Mapping[str, Any]) -> str:
    """Return how the file was read: encoding and delimiter as found."""
    marks = {";": "Semikolon", ",": "Komma", "\t": "Tabulator", "|": "senkrechter Strich"}
    encoding = ENCODINGS.get(str(receipt["encoding"]), receipt["encoding"])
    parts = [f"gelesen als {encoding}"] if encoding else []
    if receipt["delimiter"]:
        parts.append(f"Trennzeichen {marks.get(receipt['delimiter'], receipt['delimiter'])}")
    return ", ".join([str(receipt["file_name"]), *parts]) + ". Noch ist nichts gespeichert."


def preview_rows(drafts: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> pd.DataFrame:
    """Return one row per delivery: owner, kind, date, status (in words), rows, rejected, skipped.

    `names` are those of known municipalities; another one stands with its key.
    """
    receipts = [draft["receipt"] for draft in drafts]
    return pd.DataFrame(
        [
            {
                "owner": names.get(one["municipality_ags"], one["municipality_ags"]),
                "kind": titles.kind_name(one["kind"]),
                "date": pd.Timestamp(one["reference_date"]),
                "status": status_words(one),
                **{name: one[name] for name in ("rows", "rejected", "skipped")},
            }
            for one in receipts
        ]
    )


def status_words(receipt: Mapping[str, Any]) -> str:
    """Return what becomes of a delivery: new, unchanged, or which version it replaces with what changes."""
    if receipt["status"] == "neu":
        return "neu"
    if receipt["status"] == "unverändert":
        return f"unverändert gegenüber Fassung {receipt['version']}"
    added, removed = text.number(receipt["rows_added"]), text.number(receipt["rows_removed"])
    return f"ersetzt Fassung {receipt['version'] - 1}: +{added} {text.MINUS}{removed} Zeilen"


def preview_notes(drafts: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return rules by which rows were left out, and what the reader noticed about the file."""
    told: dict[str, int] = {}
    notes: dict[str, None] = {}
    for draft in drafts:
        for reason, count in draft["receipt"]["skipped_reasons"].items():
            told[reason] = told.get(reason, 0) + count
        notes |= dict.fromkeys(draft["receipt"]["notes"])
    rules = [f"Übersprungen: {text.number(count)} × {reason}." for reason, count in told.items()]
    return [*rules, *notes]


def _take(upload: Upload, profile: str, drafts: Sequence[Mapping[str, Any]]) -> None:
    if all(draft["receipt"]["status"] == "unverändert" for draft in drafts):
        return
    cards.note(words("nach_uebernahme"))
    if not st.button("Übernehmen", type="primary", key="uebernehmen"):
        return
    place = home()
    bar = st.progress(0.0, text="Die Lieferung wird übernommen …")
    try:
        receipts = takeover.take(upload, profile, place)
        bar.progress(TAKEN, text="Der Datenbestand wird aufgebaut …")
        report = takeover.build(place, teller(bar, TAKEN))
    except UploadRefused as refused:
        bar.empty()
        cards.section_head("Die Übernahme ist nicht gelungen", str(refused))
        return
    let_go((taken_words(receipts), built_words(report)))


def let_go(told: tuple[str, str]) -> None:
    """Forget the file that was taken over, say so at the next run of the page, and start it."""
    st.session_state.pop(CHECKED, None)
    st.session_state[DONE] = told
    st.session_state[TAKEN_FILES] = st.session_state.get(TAKEN_FILES, 0) + 1
    st.rerun()


def teller(bar: DeltaGenerator, before: float = 0.0) -> Callable[[int, int], None]:
    """Return what moves a progress bar during a build; `before` is the share that is done already."""

    def tell(done: int, of: int) -> None:
        share = before + (1 - before) * done / (of + 1)
        bar.progress(share, f"Der Datenbestand wird aufgebaut: Schritt {done} von {of}")

    return tell


def taken_words(receipts: Sequence[Mapping[str, Any]]) -> str:
    """Return what was taken over."""
    names = [
        f"{titles.kind_name(one['kind'])} {one['reference_date'][:4]} ({one['municipality_ags']})"
        for one in receipts
    ]
    more = f" und {len(names) - 5} weitere" if len(names) > 5 else ""
    return f"Übernommen: {', '.join(names[:5])}{more}"


def built_words(report: Mapping[str, Any]) -> str:
    """Return which build shows it, and what is to do next."""
    seconds = text.number(report["seconds"], 1)
    return (
        f"Diese Seite zeigt den neuen Datenstand {report['build_id']}, aufgebaut in {seconds} Sekunden. "
        "Die Prognose ist neu zu rechnen: „kohorte forecast“."
    )


def say_done() -> None:
    """Say what the last takeover came to."""
    if told := st.session_state.get(DONE):
        cards.section_head(*told)
