"""Territorial statuses: which a page can offer, and what it says where a series was converted to one."""

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards import data, text
from dashboards.memory import remembered
from dashboards.topic import Context

TODAY = "heute"


@dataclass(frozen=True)
class Status:
    """One territorial status; `key` goes into the macros `…_on_status` and into the address."""

    key: str
    label: str
    note: str


@dataclass(frozen=True)
class Conversion:
    """An area at a year-end that was converted to a status; `share` of the persons is estimated, if any."""

    year: int
    share: float | None
    note: str


def statuses(context: Context, area_id: str) -> list[Status]:
    """Return the statuses of the root above an area, today's first; often only that one."""
    return remembered(context, ("gebietsstaende", area_id), lambda: _statuses(context, area_id))


def _statuses(context: Context, area_id: str) -> list[Status]:
    table = data.frame(context, data.QUERIES / "territories.sql", area_id=area_id)
    found = [
        Status(str(row["status"]), str(row["label"]), str(row["note"])) for row in table.to_dict("records")
    ]
    return found or [Status(TODAY, "heutiger Gebietsstand", "Alle Zahlen stehen auf heutigem Gebietsstand.")]


def conversion_note(
    context: Context, area_id: str, years: tuple[int, int], status: str = TODAY
) -> str | None:
    """Return the sentence a reader of a series needs, or None if every figure stands as delivered.

    `years` are the first and the last year shown (31 December).
    """

    def made() -> str | None:
        rows = _converted(context, status).get(area_id, [])
        return told([row for row in rows if years[0] <= row.year <= years[1]])

    return remembered(context, ("umgerechnet", area_id, years, status), made)


def told(rows: Sequence[Conversion]) -> str | None:
    """Join sentences, the newest first, with the years they hold for and the largest share estimated."""
    notes: dict[str, list[Conversion]] = {}
    for row in rows:
        notes.setdefault(row.note, []).append(row)
    spans = {note: [row.year for row in found] for note, found in notes.items()}
    parts = []
    for note in sorted(notes, key=lambda one: (-max(spans[one]), one)):
        first, last = min(spans[note]), max(spans[note])
        years = str(last) if first == last else f"{first}–{last}"
        shares = [row.share for row in notes[note] if row.share is not None]
        much = f" Geschätzt sind bis zu {text.percent(max(shares), 0)} der Personen." if shares else ""
        parts.append(f"{years}: {note}{much}")
    return " ".join(parts) or None


def _converted(context: Context, status: str) -> dict[str, list[Conversion]]:
    """All conversions to a status by area; a share only where something is estimated."""

    def made() -> dict[str, list[Conversion]]:
        found: dict[str, list[Conversion]] = {}
        table = data.frame(context, data.QUERIES / "conversions.sql", status=status)
        for area_id, year, is_estimated, share, note in table.itertuples(index=False, name=None):
            is_told = bool(is_estimated) and not text.is_missing(share)
            row = Conversion(int(year), float(share) if is_told else None, str(note))
            found.setdefault(area_id, []).append(row)
        return found

    return remembered(context, ("umgerechnet-alle", status), made)
