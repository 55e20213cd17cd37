"""One file too large for memory → drafts of deliveries: as drafting.py, piece by piece.

Each piece goes through the same reading, checks and pseudonyms as a small file; what is left of it waits in a
private folder of the home until the whole file is judged. Repeated rows are found over all pieces.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from warehouse.address_areas import GAPS, gap_tables
from warehouse.canonical import SCHEMAS
from warehouse.casting import Rows
from warehouse.drafting import Session, draft, understood
from warehouse.large_files import LargeFile, text_tables
from warehouse.ledger import Ledger, Lines
from warehouse.origin import file_fact
from warehouse.owners import named_owners, split_ledger, split_rows, split_tables
from warehouse.reading import TextTable
from warehouse.recovery import waiting_room
from warehouse.settings import Home
from warehouse.shaping import canonical_tables, repetition_reason
from warehouse.spilling import Spill, Spilled
from warehouse.storing import Draft


@contextmanager
def spill_folder(home: Home) -> Iterator[Path]:
    """A folder for rows that wait, readable by its owner only; gone afterwards, or at the next start."""
    folder = waiting_room(home)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class _Reading:
    """What is remembered of the pieces read so far."""

    ledger: Ledger = field(default_factory=Ledger)
    named: dict[int, str] = field(default_factory=dict)
    accepted: int = 0
    how: TextTable | None = None


def streamed_drafts(large: LargeFile, session: Session, folder: Path | None) -> list[Draft]:
    """Read, check, pseudonymise and shape a large file; its rows wait in `folder`, without one nowhere.

    Raises:
        SourceError: the file is not understood, or too many of its rows are not.
        TooManyOwners: it has to be read as a whole.
    """
    profile = session.profile
    owner = file_fact(profile.owner_origin, large.path, "die Gemeinde")
    spill = Spill(folder, SCHEMAS[profile.table], profile.unique)
    reading = _Reading()
    try:
        for table in text_tables(large, profile, reading.ledger):
            spill.add(_piece(table, (large, session), reading, owner))
        _refuse_repetitions(spill, large, session, reading)
        tables = spill.tables()
    finally:
        spill.close()
    reading.ledger.check_limit(large.path.name, reading.accepted, profile.reject_limit)
    return _drafts({ags: one for ags, one in tables.items() if one.num_rows}, reading, (large, session))


def _piece(
    table: TextTable, source: tuple[LargeFile, Session], reading: _Reading, owner: str | None
) -> dict[str, tuple[pa.Table, Lines]]:
    """The rows of one piece by municipality; a file with too many refused rows is refused at once."""
    (large, session), ledger = source, reading.ledger
    known = len(ledger.rejects)
    table, rows = understood(table, large.path, session, ledger)
    if "municipality_ags" in table.columns and len(ledger.rejects) > known:
        reading.named |= named_owners(ledger.rejects[known:], table)
    reading.how = reading.how or replace(table, columns={}, lines=np.zeros(0, dtype=np.int64))
    reading.accepted += len(rows.lines)
    limit = session.profile.reject_limit
    if len(ledger.rejects) > max(limit.rows, limit.share * large.lines):
        ledger.check_limit(large.path.name, reading.accepted, limit)
    return _by_owner(rows, session, owner)


def _by_owner(rows: Rows, session: Session, owner: str | None) -> dict[str, tuple[pa.Table, Lines]]:
    table = canonical_tables(rows, session.profile)[session.profile.table]
    if owner is not None:
        return {owner: (table, rows.lines)}
    return {ags: (own, rows.lines[places]) for ags, (own, places) in split_rows(table).items()}


def _refuse_repetitions(spill: Spill, large: LargeFile, session: Session, reading: _Reading) -> None:
    profile, ledger = session.profile, reading.ledger
    reason = repetition_reason(profile, profile.unique)
    limit = profile.reject_limit
    most = int(max(limit.rows, limit.share * large.lines)) + 1
    for ags, lines in spill.repetitions(most):
        ledger.reject(lines, None, reason)
        reading.named |= dict.fromkeys(lines.tolist(), ags)
        reading.accepted -= len(lines)
        ledger.check_limit(large.path.name, reading.accepted, limit)


def _drafts(tables: dict[str, Spilled], reading: _Reading, source: tuple[LargeFile, Session]) -> list[Draft]:
    """One draft per owner of rows, with its share of the refused rows and of the open addresses."""
    assert reading.how is not None
    name, ledger = source[1].profile.table, reading.ledger
    gaps = gap_tables(ledger)
    if file_fact(source[1].profile.owner_origin, source[0].path, "die Gemeinde") is not None:
        gaps_of, shares = dict.fromkeys(tables, gaps), dict.fromkeys(tables, ledger)
    else:
        gaps_of, shares = split_tables(gaps), split_ledger(ledger, reading.named, list(tables))
    drafts = []
    for ags, table in tables.items():
        content: dict[str, pa.Table | Spilled] = {name: table}
        if GAPS in gaps_of.get(ags, {}):
            content[GAPS] = gaps_of[ags][GAPS]
        drafts.append(draft(ags, content, (reading.how, table.num_rows), shares[ags], source))
    return drafts
