"""A profile for a file nobody has described yet: a first draft from its headings and values.

Headings are compared with those of the shipped profiles; values tell dates, keys, codes and ages. What was
only guessed is marked, and nothing is taken in with a draft before a person has read it.
"""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.canonical import KINDS, NULLABLE, SCHEMAS
from warehouse.containers import MAGIC, is_workbook
from warehouse.declaration import Column
from warehouse.decoding import decoded
from warehouse.errors import SourceError
from warehouse.profile import WORKING, Profile, profile_ids, read_profile
from warehouse.spreadsheets import sheet_rows

DELIMITERS = (";", ",", "\t", "|")
SAMPLE_ROWS = 2000
# Share of the values that must have a form for it to be proposed.
MOST = 0.95
_DATES = {
    "%d.%m.%Y": r"\d{2}\.\d{2}\.\d{4}",
    "%Y-%m-%d": r"\d{4}-\d{2}-\d{2}",
    "%Y%m%d": r"(?:18|19|20)\d{6}",
    "%Y%m": r"(?:19|20)\d{4}",
}
_SEX = {
    "m": "m",
    "w": "w",
    "f": "w",
    "1": "m",
    "2": "w",
    "männlich": "m",
    "weiblich": "w",
    "d": "*",
    "x": "*",
    "3": "*",
}


@dataclass(frozen=True)
class Layout:
    """How the text of a file is cut: `title_lines` stand above the headings."""

    encoding: str
    delimiter: str | None
    title_lines: int
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def values(self, place: int) -> list[str]:
        """Filled values of one column of the sample."""
        return [row[place].strip() for row in self.rows if len(row) > place and row[place].strip()]


@dataclass(frozen=True)
class Fit:
    """How well a shipped profile fits the headings: columns found of those it needs."""

    profile: Profile
    found: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass
class Proposal:
    """YAML lines of a profile, what fits already, and what a person has to decide."""

    fits: list[Fit]
    kind: str | None
    layout: Layout
    columns: dict[str, str] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
    open_questions: list[str] = field(default_factory=list)


def suggest(file: Path) -> Proposal:
    """Propose a profile for a delimited file or a workbook.

    Raises:
        SourceError: no table of columns can be seen in it.
    """
    layout = _layout(file)
    fits = sorted(_fits(layout.headings), key=lambda fit: (len(fit.missing), -len(fit.found)))
    best = next((fit for fit in fits if len(fit.found) >= len(fit.missing) and fit.found), None)
    proposal = Proposal(fits, best.profile.kind if best else None, layout)
    for place, heading in enumerate(layout.headings):
        _propose_column(proposal, best, place, heading)
    _ask_for_missing(proposal)
    return proposal


def _layout(file: Path) -> Layout:
    content = file.read_bytes()
    if is_workbook(content):
        rows = [tuple(row) for row in sheet_rows(content, file.name)][: SAMPLE_ROWS + 60]
        return _cut(rows, "xlsx", None, file.name)
    if content.startswith(MAGIC):
        raise SourceError(f"{file.name} ist ein Archiv. Bitte auspacken und eine der Dateien angeben.")
    text = decoded(content, ("utf-8", "cp1252"), file.name)
    lines = text.data.decode().splitlines()[: SAMPLE_ROWS + 60]
    delimiter = max(DELIMITERS, key=lambda one: _regularity(lines, one))
    if _regularity(lines, delimiter) == 0:
        raise SourceError(
            f"{file.name} hat keine Trennzeichen (gesucht: Semikolon, Komma, Tabulator, senkrechter "
            "Strich). Für feste Satzlängen braucht das Profil die Satzbeschreibung des Verfahrens; als "
            "Vorlage dient kosis_bestand."
        )
    try:
        rows = [tuple(row) for row in csv.reader(io.StringIO("\n".join(lines)), delimiter=delimiter)]
    except csv.Error as error:
        raise SourceError(f"{file.name} hat Zeilen, die keine Tabelle sein können ({error}).") from error
    return _cut(rows, text.encoding, delimiter, file.name)


def _regularity(lines: Sequence[str], delimiter: str) -> int:
    """Fields per line that most lines share; a delimiter that cuts nothing scores 0."""
    counts = [line.count(delimiter) for line in lines if line.strip()]
    most = max(set(counts), key=counts.count, default=0)
    return most if counts.count(most) >= len(counts) / 2 else 0


def _cut(rows: Sequence[tuple[str, ...]], encoding: str, delimiter: str | None, name: str) -> Layout:
    """Find the headings: the first row as wide as most rows."""
    widths = [sum(1 for cell in row if cell.strip()) for row in rows]
    filled = [width for width in widths if width]
    usual = max(set(filled), key=filled.count, default=0)
    title = next((place for place, width in enumerate(widths) if width >= max(2, 0.8 * usual)), None)
    if title is None:
        raise SourceError(
            f"{name} enthält keine Tabelle mit Spalten. Bitte eine Datei mit Kopfzeile liefern."
        )
    headings = tuple(cell.strip() for cell in rows[title])
    return Layout(encoding, delimiter, title, headings, tuple(rows[title + 1 :]))


def _fits(headings: Sequence[str]) -> list[Fit]:
    seen = {heading.casefold() for heading in headings}
    fits = []
    for profile_id in profile_ids():
        profile = read_profile(profile_id)
        if "delimited" not in profile.formats:
            continue
        needed = {name: column for name, column in profile.all_columns.items() if not column.optional}
        found = tuple(name for name, column in profile.all_columns.items() if _named(column, seen))
        missing = tuple(name for name, column in needed.items() if not _named(column, seen))
        fits.append(Fit(profile, found, missing))
    return fits


def _named(column: Column, seen: set[str]) -> bool:
    return any(heading.casefold() in seen for heading in column.headings)


def _propose_column(proposal: Proposal, best: Fit | None, place: int, heading: str) -> None:
    values = proposal.layout.values(place)
    if best:
        for name, column in best.profile.all_columns.items():
            if heading.casefold() in {one.casefold() for one in column.headings}:
                proposal.columns[name] = _declared(heading, column)
                return
    guess = _guess(values)
    if guess is None or guess[0] in proposal.columns:
        proposal.ignored.append(heading)
        return
    name, rule = guess
    proposal.columns[name] = f"{{headings: [{heading!r}]{rule}}}"
    proposal.open_questions.append(f"Ist die Spalte {heading!r} wirklich {name}? Aus den Werten geraten.")


def _declared(heading: str, column: Column) -> str:
    given = column.model_dump(exclude_defaults=True, exclude={"headings", "position"})
    parts = [f"headings: [{heading!r}]"]
    for key, value in given.items():
        parts.append(f"{key}: {_yaml(value)}")
    return "{" + ", ".join(parts) + "}"


def _yaml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key!r}: {_yaml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_yaml(one) for one in value) + "]"
    return repr(value) if isinstance(value, str) else str(value)


def _guess(values: list[str]) -> tuple[str, str] | None:
    if not values:
        return None
    for date_format, pattern in _DATES.items():
        if _share(values, pattern) >= MOST:
            return "reference_date", f", type: date, formats: [{date_format!r}]"
    if len({value.casefold() for value in values} - set(_SEX)) == 0 and len(set(values)) >= 2:
        codes = {value: _SEX[value.casefold()] for value in sorted(set(values))}
        return "sex", f", codes: {_yaml(codes)}"
    if _share(values, r"0[1-9]\d{6}|1[0-6]\d{6}") >= MOST:
        return "municipality_ags", r", pattern: '\d{8}'"
    if _share(values, r"\d{1,3}(?:\s*[-–]\s*\d{1,3}|\s*\+)?") >= MOST and len(set(values)) > 10:
        numbers = [int(value) for value in values if value.isdigit()]
        if not numbers or max(numbers) <= 120:
            return "age", ", type: age_group"
    return None


def _share(values: list[str], pattern: str) -> float:
    return sum(bool(re.fullmatch(pattern, value)) for value in values) / len(values)


def _ask_for_missing(proposal: Proposal) -> None:
    if proposal.kind is None:
        proposal.open_questions.insert(
            0, f"Welche Art Lieferung ist das (kind)? Möglich: {', '.join(KINDS)}."
        )
        return
    table = KINDS[proposal.kind][0]
    needed = set(SCHEMAS[table].names) - NULLABLE[table] - set(proposal.columns)
    if proposal.kind in WORKING and proposal.kind in {"stock", "events"}:
        needed -= {"birth_year"} if "birth" in proposal.columns else set()
        needed -= {"event_kind", "sign"} if "event" in proposal.columns else set()
    for name in sorted(needed):
        proposal.open_questions.append(
            f"Woher kommt {name}? Keine Spalte passt; möglich sind columns, constants, municipality, "
            "reference_date."
        )


def as_yaml(proposal: Proposal, profile_id: str, file: Path) -> str:
    """The draft as a YAML file with what is open in comments."""
    layout = proposal.layout
    lines = [f"# Vorschlag nach {file.name}; bitte lesen, ergänzen und mit „kohorte profile check“ prüfen."]
    lines += [f"# OFFEN: {question}" for question in proposal.open_questions]
    lines += [
        f"id: {profile_id}",
        f"title: {file.stem}",
        f"kind: {proposal.kind or 'population'}",
        "about: Woher die Datei kommt und was eine Zeile ist.",
        "formats: [delimited]",
        f"files: ['*{file.suffix.lower()}']",
    ]
    if layout.delimiter is not None:
        lines.append(
            f"delimiters: [{layout.delimiter!r}]" if layout.delimiter != "\t" else 'delimiters: ["\\t"]'
        )
    if layout.encoding == "cp1252":
        lines.append("encodings: [cp1252]")
    if layout.title_lines:
        lines.append(f"title_lines: {layout.title_lines}")
    date = "{column: reference_date}" if "reference_date" in proposal.columns else "{file_name: '(\\d{4})'}"
    lines += [f"reference_date: {date}", "columns:"]
    lines += [f"  {name}: {rule}" for name, rule in proposal.columns.items()]
    if proposal.ignored:
        lines.append(f"ignored: {_yaml(proposal.ignored)}")
    return "\n".join(lines) + "\n"
