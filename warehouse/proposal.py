"""A proposed profile: what was found out about an unknown file, and the YAML text of it."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from warehouse.declaration import Column
from warehouse.layouts import CLOSING, Layout
from warehouse.profile import Profile


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
    file_name: str
    columns: dict[str, str] = field(default_factory=dict)
    wide: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    open_questions: list[str] = field(default_factory=list)


def as_yaml(proposal: Proposal, profile_id: str, file: Path) -> str:
    """The draft as a YAML file with what is open in comments."""
    layout = proposal.layout
    lines = [f"# Vorschlag nach {file.name}; bitte lesen, ergänzen und mit „kohorte profile check“ prüfen."]
    lines += [f"# OFFEN: {question}" for question in proposal.open_questions]
    lines += [
        f"id: {profile_id}",
        f"title: {yaml_text(file.stem)}",
        f"kind: {proposal.kind or 'population'}",
        "about: Woher die Datei kommt und was eine Zeile ist.",
        "formats: [delimited]",
        f"files: ['*{Path(proposal.file_name).suffix.lower()}']",
        *_layout_lines(layout),
    ]
    lines += [f"{name}: {rule}" for name, rule in proposal.facts.items()]
    if "reference_date" not in proposal.facts:
        lines.append(
            "# reference_date: {column: …} oder {file_name: '(\\d{4})'} oder {constant: '2024-12-31'}"
        )
    lines += ["columns:", *(f"  {name}: {rule}" for name, rule in proposal.columns.items())]
    if proposal.wide:
        lines += ["wide:", "  groups:", *(f"    - {group}" for group in proposal.wide)]
    if proposal.constants:
        lines.append(f"constants: {yaml_text(proposal.constants)}")
    if proposal.kind == "stock":
        lines.append("unique: [person_key, reference_date, dwelling]")
    if proposal.dropped:
        lines.append(f"dropped: {yaml_text(proposal.dropped)}")
    if proposal.ignored:
        lines.append(f"ignored: {yaml_text(proposal.ignored)}")
    return "\n".join(lines) + "\n"


def _layout_lines(layout: Layout) -> list[str]:
    lines = []
    if layout.delimiter is not None:
        lines.append(
            f"delimiters: [{layout.delimiter!r}]" if layout.delimiter != "\t" else 'delimiters: ["\\t"]'
        )
    if layout.encoding == "cp1252":
        lines.append("encodings: [cp1252]")
    if any(re.search(r"\d,\d", cell) for row in layout.rows[:50] for cell in row):
        lines.append("decimal: ','")
    if layout.sheet:
        lines.append(f"sheet: {yaml_text(layout.sheet)}")
    if layout.title_lines:
        lines.append(f"title_lines: {layout.title_lines}")
    if layout.has_footer:
        lines.append(f"footer: '{CLOSING}'")
    return lines


def declared_rule(heading: str, column: Column) -> str:
    """The rule of a shipped profile for a column, with the heading of this file."""
    given = column.model_dump(exclude_defaults=True, exclude={"headings", "position"})
    parts = [f"headings: [{yaml_text(heading)}]"]
    for key, value in given.items():
        parts.append(f"{key}: {yaml_text(value)}")
    return "{" + ", ".join(parts) + "}"


def yaml_text(value: object) -> str:
    """A value in the one-line form of YAML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{" + ", ".join(f"{yaml_text(key)}: {yaml_text(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(yaml_text(one) for one in value) + "]"
    # in single quotes YAML takes everything as it is written
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
