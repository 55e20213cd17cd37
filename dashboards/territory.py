"""Territorial statuses: which a page can offer, and what it says where a series was converted to one."""

from dataclasses import dataclass

import pandas as pd

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
    parameters = {"area_id": area_id, "status": status, "first_year": years[0], "last_year": years[1]}

    def made() -> str | None:
        return told(data.frame(context, data.QUERIES / "conversion_notes.sql", **parameters))

    return remembered(context, ("umgerechnet", area_id, years, status), made)


def told(notes: pd.DataFrame) -> str | None:
    """Join sentences with the years they hold for and the share that is estimated."""
    parts = []
    for row in notes.to_dict("records"):
        first, last = int(row["first_year"]), int(row["last_year"])
        years = str(last) if first == last else f"{first}–{last}"
        share = row["share"]
        much = (
            ""
            if text.is_missing(share)
            else f" Geschätzt sind bis zu {text.percent(float(share), 0)} der Personen."
        )
        parts.append(f"{years}: {row['note']}{much}")
    return " ".join(parts) or None
