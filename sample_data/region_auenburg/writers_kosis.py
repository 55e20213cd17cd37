"""Fixed-width files in the manner of the KOSIS statistics records (positions in FORMATS.md)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .arrays import Array
from .broken import note_broken
from .extracts import Extract
from .fields import COMPACT, write_bytes
from .state import BIRTH, CORRECTION, DEATH, DWELLING, IN, INNER_MOVE, NATURALISATION, OUT
from .tables import FileTable, Keys, event_table, event_years, stock_table, with_broken_rows
from .truth import FaultList

KEYS = Keys(COMPACT, (b"1", b"2"), (b"1", b"2"), nations_as_state=True, local_areas=True)
STOCK_RECORD = (
    ("number", 10),
    ("birth", 8),
    ("sex", 1),
    ("nation", 3),
    ("dwelling", 1),
    ("area", 4),
    ("end", 2),
)
EVENT_RECORD = (
    ("number", 10), ("birth", 8), ("sex", 1), ("nation", 3), ("dwelling", 1), ("area", 4), ("other", 4),
    ("day", 8), ("kind", 2), ("half", 1), ("booking", 8), ("partner", 8),
    ("mother", 4), ("delta", 1), ("end", 2),
)  # fmt: skip
# EA by kind of event: (booking, cancellation); an out-move ex officio has its own pair.
EA = {BIRTH: (b"01", b"15"), DEATH: (b"11", b"05"), IN: (b"02", b"16"), OUT: (b"12", b"06")}
EA_EX_OFFICIO = (b"13", b"07")
EA_SINGLE = {INNER_MOVE: b"21", DWELLING: b"24", NATURALISATION: b"31", CORRECTION: b"40"}


def write_kosis(extract: Extract, target: Path, truth: FaultList) -> list[Path]:
    """All stock and event files of one municipality; returns the two folders."""
    ags = extract.ags()
    for year in sorted(extract.stocks):
        path = target / ags / "bestand" / f"{ags}_bestand_{year}-12-31.txt"
        table = stock_table(extract, year, KEYS)
        write_bytes(path, records(table.columns, STOCK_RECORD))
        note_broken(truth, ags, year, path.relative_to(target), table, header=0)
    for year in event_years(extract):
        path = target / ags / "bewegung" / f"{ags}_bewegung_{year}.txt"
        table = movement_records(extract, year)
        write_bytes(path, records(table.columns, EVENT_RECORD))
        note_broken(truth, ags, year, path.relative_to(target), table, header=0)
    return [target / ags / "bestand", target / ags / "bewegung"]


def movement_records(extract: Extract, year: int) -> FileTable:
    """Event columns with EA and halves: an inner move becomes an arrival and a departure record."""
    columns = event_table(extract, year, KEYS, with_moves_inside_area=True).columns
    inner = columns["kind_code"] == INNER_MOVE
    columns["half"] = np.where(inner, b"1", b"")
    columns["other"] = np.where(inner, columns["other"], b"")
    columns["kind"] = ea_codes(columns)
    columns["delta"] = np.array([b"-", b"", b"+"])[columns["delta"] + 1]
    # The departure half follows its arrival half: same record, both area keys exchanged.
    order = np.sort(np.concatenate([np.arange(len(inner)), np.flatnonzero(inner)]))
    second = np.zeros(len(order), dtype=bool)
    second[1:] = order[1:] == order[:-1]
    doubled = {name: column[order] for name, column in columns.items()}
    doubled["area"], doubled["other"] = (
        np.where(second, doubled["other"], doubled["area"]),
        np.where(second, doubled["area"], doubled["other"]),
    )
    doubled["half"] = np.where(second, b"2", doubled["half"])
    return with_broken_rows(
        extract, "bewegung", year, doubled, possible=~inner[order] & doubled["is_main"], keys=KEYS
    )


def ea_codes(columns: dict[str, Array]) -> Array:
    """EA of each event from kind, sign and whether it was ex officio."""
    kind, cancelled = columns["kind_code"], (columns["sign"] < 0).astype(int)
    codes = np.full(len(kind), b"99", dtype="S2")
    for event, pair in EA.items():
        chosen = kind == event
        codes[chosen] = np.array(pair)[cancelled[chosen]]
    for event, code in EA_SINGLE.items():
        codes[kind == event] = code
    ex_officio = (kind == OUT) & (columns["ex_officio"] == 1)
    codes[ex_officio] = np.array(EA_EX_OFFICIO)[cancelled[ex_officio]]
    return codes


def records(columns: dict[str, Array], layout: tuple[tuple[str, int], ...]) -> bytes:
    """Rows of fixed width with CRLF; short values are padded with blanks."""
    rows = len(next(iter(columns.values())))
    record = np.zeros(rows, dtype=[(name, f"S{width}") for name, width in layout])
    for name, _ in layout:
        record[name] = b"\r\n" if name == "end" else columns[name]
    return record.tobytes().replace(b"\0", b" ")
