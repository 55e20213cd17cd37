"""Lines of a delimited file → text columns; a line that does not fit is refused with its number."""

import csv
import itertools
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from warehouse.decoding import TextLines
from warehouse.errors import SourceError
from warehouse.ledger import Ledger, Lines

_MOST_BREAKS = 10  # lines of one field
_UNCLOSED = "Anführungszeichen nicht geschlossen"


@dataclass(frozen=True)
class Dialect:
    """How a line is cut: into `width` values, of which `found` names the places of the wanted ones."""

    delimiter: str
    quote: str
    width: int
    found: dict[str, int]


def parse_lines(
    body: TextLines, dialect: Dialect, ledger: Ledger, *, has_quotes: bool = True
) -> tuple[dict[str, pa.Array], Lines]:
    """The wanted columns of complete lines, with their numbers; other lines go to the ledger.

    `has_quotes` is False for a file without any quote: then its lines need no look at their quotes.
    """
    body = _rejoined(body, dialect, ledger) if has_quotes else body
    complete = _complete_lines(body, dialect.quote if has_quotes else None, ledger)
    return _parse(complete, dialect, ledger)


def joined(
    parts: list[tuple[dict[str, pa.Array], Lines]], file_name: str
) -> tuple[dict[str, pa.Array], Lines]:
    """The pieces of a file as one.

    Raises:
        SourceError: a column does not fit into one text column of Arrow.
    """
    if len(parts) == 1:
        return parts[0]
    lines = np.concatenate([lines for _, lines in parts])
    try:
        columns = {name: pa.concat_arrays([columns[name] for columns, _ in parts]) for name in parts[0][0]}
    except pa.ArrowInvalid as error:
        raise SourceError(
            f"{file_name} ist zu groß: eine Spalte hat mehr als 2 GB Text ({len(lines)} Zeilen). Nichts "
            "wurde übernommen. Bitte in mehreren Dateien liefern, etwa eine je Stichtag oder Gemeinde."
        ) from error
    return columns, lines


def _rejoined(body: TextLines, dialect: Dialect, ledger: Ledger) -> TextLines:
    """Put records together whose quoted field holds line breaks; where that is doubtful nothing is changed.

    Together they must give exactly one record of the right width, within a few lines: a forgotten quote
    must not swallow its neighbours.
    """
    odd = np.flatnonzero(pc.bit_wise_and(pc.count_substring(body.text, dialect.quote), 1).to_numpy() == 1)
    text: dict[int, str | None] = {}
    for first, last in itertools.pairwise(odd.tolist()):
        if first not in text and last - first <= _MOST_BREAKS:
            record = " ".join(line.rstrip("\r\n") for line in body.text[first : last + 1].to_pylist())
            if _is_record(record, dialect):
                text |= {first: record + "\n"} | dict.fromkeys(range(first + 1, last + 1))
    if not text:
        return body
    ledger.skip(sum(line is None for line in text.values()), "Zeile gehört zu einem Feld der Zeile davor")
    lines = [text.get(place, line) for place, line in enumerate(body.text.to_pylist())]
    keep = np.array([line is not None for line in lines])
    return TextLines(pa.array([line for line in lines if line is not None], pa.string()), body.numbers[keep])


def _is_record(record: str, dialect: Dialect) -> bool:
    try:
        row = next(csv.reader([record], delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True))
    except csv.Error:
        return False
    return len(row) == dialect.width


def _complete_lines(body: TextLines, quote: str | None, ledger: Ledger) -> TextLines:
    """Drop blank lines; refuse lines with an odd number of quotes before they swallow their neighbours."""
    bad = body.may_be_blank()
    if bad.any():
        blank = pc.match_substring_regex(body.text.filter(pa.array(bad)), r"^\s*$")
        bad[bad] = blank.to_numpy(zero_copy_only=False)
    if quote:
        odd = pc.bit_wise_and(pc.count_substring(body.text, quote), 1).to_numpy() == 1
        ledger.reject(body.numbers[odd], None, _UNCLOSED)
        bad |= odd
    return body.keep(~bad)


def _parse(body: TextLines, dialect: Dialect, ledger: Ledger) -> tuple[dict[str, pa.Array], Lines]:
    wrong: list[tuple[int, int]] = []

    def note(row: pacsv.InvalidRow) -> str:
        wrong.append((row.number, row.actual_columns))
        return "skip"

    data = body.joined()
    try:
        table = _arrow_csv(data, dialect, note)
    except pa.ArrowInvalid:
        table = None
    if table is None or table.num_rows + len(wrong) != len(body.numbers):
        return _parse(_well_quoted_lines(body, dialect, ledger), dialect, ledger)
    for number, columns in wrong:
        ledger.reject([body.numbers[number - 1]], None, f"{columns} statt {dialect.width} Spalten")
    keep = np.ones(len(body.numbers), dtype=bool)
    keep[[number - 1 for number, _ in wrong]] = False
    return {name: table.column(name).combine_chunks() for name in dialect.found}, body.numbers[keep]


def _arrow_csv(data: bytes, dialect: Dialect, note: object) -> pa.Table:
    if not data:
        return pa.table({name: pa.array([], pa.string()) for name in dialect.found})
    names = [f"#{place}" for place in range(dialect.width)]
    table = pacsv.read_csv(
        pa.BufferReader(data),
        read_options=pacsv.ReadOptions(use_threads=False, column_names=names, block_size=_block(data)),
        parse_options=pacsv.ParseOptions(
            delimiter=dialect.delimiter,
            quote_char=dialect.quote,
            ignore_empty_lines=False,
            invalid_row_handler=note,
        ),
        convert_options=pacsv.ConvertOptions(
            include_columns=[names[place] for place in dialect.found.values()],
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=False,
        ),
    )
    return table.rename_columns(list(dialect.found))


def _block(data: bytes) -> int:
    # one block, so that row numbers run through the whole file
    return min(len(data) + 1, 2**31 - 1)


def _well_quoted_lines(body: TextLines, dialect: Dialect, ledger: Ledger) -> TextLines:
    """Check quoted lines one by one; the slow way for files where quotes stand inside of values."""
    good = np.ones(len(body.numbers), dtype=bool)
    for place, line in enumerate(body.text.to_pylist()):
        if dialect.quote in line:
            row = csv.reader([line], delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)
            try:
                next(row)
            except csv.Error:
                good[place] = False
    ledger.reject(body.numbers[~good], None, _UNCLOSED)
    if good.all():
        raise SourceError(
            f"Zwischen Zeile {body.numbers[0]} und {body.numbers[-1]} sind Anführungszeichen mehrdeutig. "
            "Nichts wurde übernommen. Bitte neu als CSV speichern."
        )
    return body.keep(good)
