"""One delivered file → drafts of deliveries, one per owner; nothing is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.address_areas import AddressBook, gap_tables
from warehouse.casting import Context, Outcomes, Rows, cast_rows
from warehouse.ledger import Ledger
from warehouse.origin import checked_owner, data_dates, file_date, file_fact
from warehouse.owners import named_owners, split_ledger, split_tables
from warehouse.profile import Profile
from warehouse.pseudonym import Pseudonyms
from warehouse.reading import TextTable, read_text_table
from warehouse.receipt import Receipt, now
from warehouse.shaping import canonical_tables, drop_skipped, refuse_duplicates, shape_rows
from warehouse.spilling import Spilled
from warehouse.storing import Draft


@dataclass(frozen=True)
class Session:
    """What all files of one call share: `memory` keeps what became of each distinct value."""

    profile: Profile
    pseudonyms: Pseudonyms
    received_by: str
    memory: dict[tuple[str, str | None], Outcomes] = field(default_factory=dict)
    addresses: AddressBook = field(default_factory=lambda: AddressBook({}, ""))

    @property
    def profile_checksum(self) -> str:
        """What the same bytes depend on: the profile and, where it has addresses, the address lists."""
        if not self.profile.has_addresses:
            return self.profile.checksum
        return sha256(f"{self.profile.checksum} {self.addresses.checksum}".encode()).hexdigest()


class Source(Protocol):
    """A delivered file by name and content."""

    @property
    def path(self) -> Path:
        """Its name may tell owner and date."""

    @property
    def checksum(self) -> str:
        """SHA-256 of the bytes as delivered."""


@dataclass(frozen=True)
class SourceFile:
    """A delivered file, or one file of a delivered archive; its name may tell owner and date."""

    path: Path
    content: bytes

    @cached_property
    def checksum(self) -> str:
        """SHA-256 of the bytes as delivered."""
        return sha256(self.content).hexdigest()


def drafts_of(file: SourceFile, session: Session) -> list[Draft]:
    """Read, check, pseudonymise and shape a file.

    Raises:
        SourceError: the file is not understood, or too many of its rows are not.
    """
    ledger = Ledger()
    table = read_text_table(file.content, file.path, session.profile, ledger)
    table, rows = understood(table, file.path, session, ledger)
    rows = refuse_duplicates(rows, session.profile, ledger)
    ledger.check_limit(file.path.name, len(rows.lines), session.profile.reject_limit)
    return _drafts(rows, table, ledger, (file, session))


def understood(table: TextTable, path: Path, session: Session, ledger: Ledger) -> tuple[TextTable, Rows]:
    """The rows of a text table in canonical columns; of the texts only who a row belongs to is kept."""
    profile = session.profile
    municipality = file_fact(profile.municipality, path, "die Gemeinde")
    lists = session.addresses.lists if profile.has_addresses else {}
    context = Context(profile, municipality, session.pseudonyms, session.memory, lists)
    table = drop_skipped(table, profile, ledger)
    rows = cast_rows(table, context, ledger)
    owners = {name: column for name, column in table.columns.items() if name == "municipality_ags"}
    table = replace(table, columns=owners)
    facts = {"municipality_ags": municipality, "reference_date": file_date(profile.reference_date, path)}
    given = {name: value for name, value in facts.items() if value is not None}
    return table, shape_rows(rows, context, given, ledger)


def _drafts(rows: Rows, table: TextTable, ledger: Ledger, source: tuple[SourceFile, Session]) -> list[Draft]:
    """One draft per owner of rows; rejects belong to the owner their line names, else to the first."""
    file, session = source
    tables = canonical_tables(rows, session.profile) | gap_tables(ledger)
    owner = file_fact(session.profile.owner_origin, file.path, "die Gemeinde")
    if owner is not None:
        return [draft(owner, tables, (table, len(rows.lines)), ledger, source)]
    counted = pc.value_counts(rows.columns["municipality_ags"]).to_pylist()
    rows_of = {count["values"]: count["counts"] for count in counted}
    parts = split_tables(tables)
    shares = split_ledger(ledger, named_owners(ledger.rejects, table), list(parts))
    return [draft(ags, own, (table, rows_of[ags]), shares[ags], source) for ags, own in parts.items()]


def draft(
    owner: str,
    tables: Mapping[str, pa.Table | Spilled],
    read: tuple[TextTable, int],
    ledger: Ledger,
    source: tuple[Source, Session],
) -> Draft:
    """The delivery of one owner; `read` is how the file was read, and the number of the owner's rows."""
    (file, session), (table, rows) = source, read
    profile = session.profile
    content = tables[profile.table]
    dates = content.dates if isinstance(content, Spilled) else data_dates(content)
    receipt = Receipt(
        municipality_ags=checked_owner(owner, file.path),
        kind=profile.kind,
        part=file_fact(profile.part, file.path, "den Teil") or "",
        profile=profile.id,
        reference_date=file_date(profile.reference_date, file.path) or dates[-1],
        version=1,
        file_name=file.path.name,
        rows=rows,
        rejected=ledger.rejected_lines,
        skipped=ledger.skipped.total(),
        checksum=file.checksum,
        profile_checksum=session.profile_checksum,
        received_by=session.received_by,
        received_at=now(),
        encoding=table.encoding,
        delimiter=table.delimiter,
        tables={name: part.num_rows for name, part in tables.items()},
        dates=dates,
        skipped_reasons=dict(ledger.skipped),
        reject_reasons=ledger.reasons(),
        notes=(*table.notes, *ledger.notes()),
    )
    return Draft(receipt, tables, ledger.table())
