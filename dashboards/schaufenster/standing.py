"""What stands around every page of the Schaufenster: whose numbers, how exact, and what is missing."""

from datetime import date
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboards import cards, showcase, style, tables, text
from dashboards.access.people import Person
from dashboards.access.permits import audience
from dashboards.topic import Context
from warehouse.release.design import AUDIENCE_LABELS
from warehouse.release.policy import Part
from warehouse.release.register import Release
from warehouse.showcase.shelf import Shelf

PAGE = "freigaben"
TEXT = Path(__file__).parent / "text.md"
SHEET = style.ASSETS / "released.css"
PART_LABELS: dict[Part, str] = {
    "indikatoren": "Indikatoren",
    "wanderungen": "Wanderungen",
    "kita": "Kita",
    "prognose": "Prognosen",
}
# What a page needs beside residents; the rest it does without.
NEEDED: dict[str, tuple[Part, ...]] = {
    "demographie": ("indikatoren", "prognose"),
    "wanderungen": ("wanderungen",),
    "kita": ("kita", "prognose"),
}
YES, NO = "ja", "nein"


def strip(person: Person, page: str) -> None:
    """Write above a page: released and protected, of whom, until when, and what of the page is missing."""
    st.html(f"<style>{SHEET.read_text(encoding='utf-8')}</style>")
    shown = showcase.releases_for(person)
    names = text.listing(
        [one.municipality_name for one in sorted(shown, key=lambda one: one.municipality_name)]
    )
    until = min(one.expires_on for one in shown)
    first = (
        f"<b>Freigegeben, geschützt</b> · Zahlen von {escape(names)}, gültig bis {text.date(until)}. "
        "Mit ≈ oder kursiv: überlagert, meist um höchstens 3 Personen. "
        f'<a href="{PAGE}" target="_self">Was ist freigegeben?</a>'
    )
    lines = [first, *(escape(sentence) for sentence in missing(person, page))]
    st.html(f'<aside class="k-released" role="note">{"".join(f"<p>{line}</p>" for line in lines)}</aside>')


def missing(person: Person, page: str) -> list[str]:
    """Return German sentences: what of a page which municipality has not released, and who could."""
    here, shown = showcase.shelf(), {one.municipality_ags: one for one in showcase.releases_for(person)}
    found = []
    for ags, name in here.municipalities.items():
        if ags not in shown:
            found.append(_why_not(here, person, ags))
            continue
        lacking = [PART_LABELS[part] for part in NEEDED.get(page, ()) if part not in shown[ags].rules.teile]
        if lacking:
            parts = text.listing(lacking)
            found.append(f"{name} hat {parts} nicht freigegeben; das könnte {here.releaser(ags)}.")
    return found


def _why_not(here: Shelf, person: Person, ags: str) -> str:
    """Return why nothing of a municipality is shown to somebody, and who could change that."""
    name, whom, who = here.municipalities[ags], _for_whom(person, ags), here.releaser(ags)
    before = here.former_of(ags, audience(person, ags))
    if not here.is_member(ags):
        return f"{name} gehört nicht mehr zum Verband; seine Zahlen werden nicht gezeigt."
    if before is None:
        return f"{name} hat {whom} nichts freigegeben; das könnte {who}."
    if before.state == "zurückgezogen":
        return f"{name} hat seine Freigabe {whom} zurückgezogen; neu freigeben könnte {who}."
    ended = text.date(before.expires_on)
    return f"Die Freigabe von {name} {whom} galt bis {ended} und ist abgelaufen; erneuern könnte sie {who}."


def footnote(person: Person, context: Context) -> None:
    """Write below a page how the numbers are protected and which releases they come from."""
    ids = ", ".join(one.release_id[:8] for one in showcase.releases_for(person))
    words = [text.load_text(TEXT, "method")]
    if context.run_id is not None:
        words.append(text.load_text(TEXT, "forecast"))
    cards.note(" ".join(words))
    cards.note(f"Freigaben: {ids}")


def page(person: Person) -> None:
    """Draw the page that lists every municipality and what it has released for whom."""
    st.html(f"<style>{SHEET.read_text(encoding='utf-8')}</style>")
    here, shown = showcase.shelf(), showcase.releases_for(person)
    members = sum(here.is_member(ags) for ags in here.municipalities)
    title = f"{len(shown)} von {members} Gemeinden haben Zahlen freigegeben"
    if not shown:
        who = "den Verband" if _is_inside(person) else "die Öffentlichkeit"
        title = text.load_text(TEXT, "nothing", audience=who)
    cards.page_head("Freigaben", title, text.load_text(TEXT, "standfirst"))
    frame = table(person)
    if len(frame):
        columns = [tables.Column(name, name, "text") for name in frame.columns]
        tables.table(frame, columns, "Freigaben je Gemeinde")
    for problem in here.problems if _is_inside(person) else ():
        cards.note(problem)
    cards.section_head("Wie die Zahlen geschützt sind")
    for name in ("method", "forecast"):
        cards.note(text.load_text(TEXT, name))


def table(person: Person) -> pd.DataFrame:
    """Return what each municipality has released for somebody, in German; grain: municipality."""
    here, shown = showcase.shelf(), {one.municipality_ags: one for one in showcase.releases_for(person)}
    return pd.DataFrame(
        [
            _row(name, shown.get(ags), here.releaser(ags), _not_now(here, person, ags))
            for ags, name in here.municipalities.items()
        ]
    )


def _not_now(here: Shelf, person: Person, ags: str) -> str:
    """Return in a word why nothing of a municipality is shown."""
    before = here.former_of(ags, audience(person, ags))
    if not here.is_member(ags):
        return "nicht mehr im Verband"
    if before is None:
        return "noch nicht"
    return "zurückgezogen" if before.state == "zurückgezogen" else "abgelaufen"


def _row(name: str, release: Release | None, releaser: str, otherwise: str) -> dict[str, str]:
    def has(part: Part) -> str:
        return YES if release is not None and part in release.rules.teile else NO

    return {
        "Gemeinde": name,
        "Freigegeben für": AUDIENCE_LABELS[release.audience] if release else otherwise,
        "Bevölkerung": YES if release else NO,
        **{label: has(part) for part, label in PART_LABELS.items()},
        "Gültig bis": _day(release.expires_on) if release else text.MISSING,
        "Freigeben kann": releaser,
    }


def _day(day: date) -> str:
    return text.date(day)


def _for_whom(person: Person, ags: str) -> str:
    return "für den Verband" if audience(person, ags) == "association" else "für die Öffentlichkeit"


def _is_inside(person: Person) -> bool:
    return audience(person, "") == "association"
