"""A profile for a file nobody has described yet: a first draft from its headings and values.

Headings are compared with those of the shipped profiles; values tell dates, keys, codes and ages. What was
only guessed is marked, and nothing is taken in with a draft before a person has read it.
"""

import re
from collections.abc import Sequence
from pathlib import Path

from warehouse.canonical import KINDS, NULLABLE, SCHEMAS
from warehouse.casting import Context
from warehouse.declaration import Column
from warehouse.layouts import Layout, read_layout
from warehouse.profile import WORKING, profile_ids, read_profile
from warehouse.proposal import Fit, Proposal, declared_rule, yaml_text
from warehouse.pseudonym import Pseudonyms
from warehouse.values import Refused
from warehouse.vocabulary import (
    MOST,
    PERSONAL,
    WORDS,
    age_heading,
    codes_for,
    date_format,
    is_ages,
    meaning,
    plain,
    share,
)


def suggest(file: Path) -> Proposal:
    """Propose a profile for a delimited file, a workbook or an archive of such files.

    Raises:
        SourceError: no table of columns can be seen in it.
    """
    layout = read_layout(file)
    fits = sorted(_fits(layout.headings), key=lambda fit: (len(fit.missing), -len(fit.found)))
    meanings = _meanings(layout)
    proposal = Proposal(fits, _kind(meanings, layout, fits), layout, layout.member or file.name)
    best = next((fit for fit in fits if fit.profile.kind == proposal.kind and fit.found), None)
    if layout.others:
        what = "Tabellenblätter" if layout.sheet else "Dateien des Archivs"
        proposal.open_questions.append(
            f"Gelten auch die anderen {what}: {', '.join(layout.others)}? Angesehen wurde "
            f"{layout.sheet or layout.member}."
        )
    for place, heading in enumerate(layout.headings):
        _propose_column(proposal, best, meanings, place, heading)
    _propose_facts(proposal)
    _ask_for_missing(proposal)
    return proposal


def _meanings(layout: Layout) -> dict[str, str]:
    """Heading → canonical name, each name once; headings nobody knows are told by their values."""
    found: dict[str, str] = {}
    for heading in layout.headings:
        name = meaning(heading)
        if name and name not in found.values():
            found[heading] = name
    for place, heading in enumerate(layout.headings):
        guess = None if heading in found or plain(heading) in PERSONAL else _guess(layout.values(place))
        if guess and guess not in found.values() and age_heading(heading) is None:
            found[heading] = guess
    return found


def _kind(meanings: dict[str, str], layout: Layout, fits: Sequence[Fit]) -> str | None:
    """What is delivered: what a shipped profile says, else persons, else counts of persons."""
    best = next((fit for fit in fits if not fit.missing), None)
    if best:
        return best.profile.kind
    known = set(meanings.values())
    if {"person_key", "birth"} <= known:
        return "stock"
    if {"persons", "age"} <= known or _wide_places(layout):
        return "population"
    near = next((fit for fit in fits if len(fit.found) >= len(fit.missing) and fit.found), None)
    return near.profile.kind if near else None


def _wide_places(layout: Layout) -> list[int]:
    """Places of columns that are age groups; a single one is no wide file."""
    places = [place for place, heading in enumerate(layout.headings) if age_heading(heading)]
    return places if len(places) > 2 else []


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


def _propose_column(
    proposal: Proposal, best: Fit | None, meanings: dict[str, str], place: int, heading: str
) -> None:
    values, name = proposal.layout.values(place), meanings.get(heading)
    if best and (declared := _declared_name(best, heading, values)):
        proposal.columns[declared] = declared_rule(heading, best.profile.all_columns[declared])
    elif proposal.kind == "population" and place in _wide_places(proposal.layout):
        age, age_to, sex = age_heading(heading) or (0, 0, None)
        told = f", sex: {sex}" if sex else ""
        proposal.wide.append(f"{{heading: {yaml_text(heading)}, age: {age}, age_to: {age_to}{told}}}")
    elif plain(heading) in PERSONAL:
        proposal.dropped.append(heading)
    elif name and name not in proposal.columns and (rule := _rule(name, values)) is not None:
        proposal.columns[name] = f"{{headings: [{yaml_text(heading)}]{rule}}}"
        if name not in WORDS or plain(heading) not in WORDS[name]:
            proposal.open_questions.append(
                f"Ist die Spalte {heading!r} wirklich {name}? Aus den Werten geraten."
            )
    elif heading:
        proposal.ignored.append(heading)


def _declared_name(best: Fit, heading: str, values: Sequence[str]) -> str | None:
    """The column of a shipped profile that has this heading and understands these values."""
    for name, column in best.profile.all_columns.items():
        if heading.casefold() in {one.casefold() for one in column.headings}:
            if column.type == "register_id":
                return name if share(values, column.pattern or ".+") >= MOST else None
            outcomes = Context(best.profile, "00000000", Pseudonyms(b"")).outcomes(name)
            good = sum(not isinstance(outcomes[value], Refused) for value in values)
            return name if good >= MOST * len(values) else None
    return None


def _rule(name: str, values: list[str]) -> str | None:
    """What a column of this meaning needs to be read, None if its values do not suit it."""
    if name in {"sex", "nationality", "dwelling"}:
        codes = codes_for(name, values)
        if codes:
            return f", codes: {yaml_text(codes)}"
        is_state = name == "nationality" and share(values, r"\d{3}") >= MOST
        return r", codes: {'000': D}, other: A, pattern: '\d{3}'" if is_state else None
    if name in {"reference_date", "birth"}:
        form = date_format(values)
        kind = "birth_date" if name == "birth" else "date"
        return f", type: {kind}, formats: [{form!r}]" if form else None
    simple = {
        "age": ", type: age_group" if is_ages(values) else None,
        "persons": ", type: integer, minimum: 0" if share(values, r"\d+(?:[.,]0*)?") >= MOST else None,
        "municipality_ags": r", pattern: '\d{8}'" if share(values, r"\d{8}") >= MOST else None,
        "person_key": ", type: register_id",
        "area_id": _area_rule(values),
        "street": ", required: false",
        "house_number": ", required: false",
        "house_suffix": ", required: false",
        "street_key": ", required: false",
    }
    return simple.get(name)


def _area_rule(values: Sequence[str]) -> str | None:
    if share(values, r"\d{8}-[A-Za-z0-9-]{1,16}") >= MOST:
        return ", type: area_id, required: false"
    if share(values, r"[A-Za-z0-9]{1,16}") >= MOST:
        return ", type: area_key, required: false"
    return None


def _propose_facts(proposal: Proposal) -> None:
    """Whose the file is and of when, where no column says it per row."""
    columns, layout, name = proposal.columns, proposal.layout, proposal.file_name
    is_local = "type: area_key" in columns.get("area_id", "")
    if "municipality_ags" in columns and is_local:
        owners = _values_of(proposal, "municipality_ags")
        if len(owners) == 1:
            proposal.facts["municipality"] = f"{{constant: {owners.pop()!r}}}"
            proposal.ignored.append(_heading_of(proposal, "municipality_ags"))
            del columns["municipality_ags"]
        else:
            proposal.open_questions.append(
                "Die Gebietsschlüssel gelten nur innerhalb einer Gemeinde, die Datei nennt mehrere. Bitte je "
                "Gemeinde eine Datei liefern oder vollständige Schlüssel (Gemeinde-Gebiet)."
            )
    elif "municipality_ags" not in columns and re.search(r"(?<!\d)\d{8}(?!\d)", name):
        proposal.facts["municipality"] = r"{file_name: '(?<!\d)(\d{8})(?!\d)'}"
    if "reference_date" in columns:
        proposal.facts["reference_date"] = "{column: reference_date}"
    elif re.search(r"\d{4}-\d{2}-\d{2}", name):
        proposal.facts["reference_date"] = r"{file_name: '(\d{4}-\d{2}-\d{2})'}"
    elif found := re.search(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", layout.titles):
        day = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
        proposal.facts["reference_date"] = f"{{constant: '{day}'}}"
        proposal.open_questions.append(
            f"Der Stichtag {day} stammt aus der Zeile über der Tabelle und gilt nur für diese Datei."
        )
    elif re.search(r"(?<!\d)(?:19|20)\d{2}(?!\d)", name):
        proposal.facts["reference_date"] = r"{file_name: '(?<!\d)((?:19|20)\d{2})(?!\d)'}"
    if proposal.kind == "stock" and "dwelling" not in columns:
        proposal.constants["dwelling"] = "H"
        proposal.open_questions.append("Stehen in der Datei nur Hauptwohnungen? So ist es angenommen.")


def _heading_of(proposal: Proposal, name: str) -> str:
    return next(one for one in proposal.layout.headings if f"[{yaml_text(one)}]" in proposal.columns[name])


def _values_of(proposal: Proposal, name: str) -> set[str]:
    return set(proposal.layout.values(proposal.layout.headings.index(_heading_of(proposal, name))))


def _guess(values: list[str]) -> str | None:
    if not values:
        return None
    if len(set(values)) >= 2 and codes_for("sex", values):
        return "sex"
    if share(values, r"0[1-9]\d{6}|1[0-6]\d{6}") >= MOST:
        return "municipality_ags"
    if (form := date_format(values)) and form != "%Y":
        return "reference_date"
    return "age" if is_ages(values) and len(set(values)) > 10 else None


def _ask_for_missing(proposal: Proposal) -> None:
    if proposal.kind is None:
        proposal.open_questions.insert(
            0, f"Welche Art Lieferung ist das (kind)? Möglich: {', '.join(KINDS)}."
        )
        return
    table = KINDS[proposal.kind][0]
    needed = set(SCHEMAS[table].names) - NULLABLE[table] - set(proposal.columns) - set(proposal.constants)
    needed -= {"age", "age_to", "persons"} if proposal.wide else set()
    needed -= {"age_to"} if "age" in proposal.columns else set()
    needed -= {"municipality_ags"} if "municipality" in proposal.facts else set()
    needed -= {"reference_date"} if "reference_date" in proposal.facts else set()
    needed -= {"area_id"} if "street" in proposal.columns else set()
    if proposal.kind in WORKING and proposal.kind in {"stock", "events"}:
        needed -= {"birth_year"} if "birth" in proposal.columns else set()
        needed -= {"event_kind", "sign"} if "event" in proposal.columns else set()
    for name in sorted(needed):
        proposal.open_questions.append(
            f"Woher kommt {name}? Keine Spalte passt; möglich sind columns, constants, municipality, "
            "reference_date."
        )
