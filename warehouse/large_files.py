"""Text files too large to be held in memory: looked through once, then read piece by piece.

The first reading finds what only the whole file can tell (checksum, encoding, number of lines); the second
hands out complete lines. Only files of persons get this large, so only they are read this way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from warehouse.canonical import SCHEMAS
from warehouse.containers import MAGIC
from warehouse.decoding import (
    BYTE_ORDER_MARK,
    END_OF_FILE,
    WIDE_MARKS,
    TextLines,
    as_utf8,
    check_control_characters,
    check_is_text,
)
from warehouse.errors import SourceError
from warehouse.ledger import Ledger
from warehouse.profile import Profile
from warehouse.reading import TextTable, check_not_cut_off, delimited_parts, fixed_fields, read_head

# Larger files are read in pieces. A row held as a whole needs some 330 bytes, so these need up to 1.5 GB.
LARGEST_AT_ONCE = 256 * 2**20
PIECE = 48 * 2**20


@dataclass(frozen=True)
class LargeFile:
    """What was found out about a file of `lines` lines by looking through it."""

    path: Path
    size: int
    lines: int
    checksum: str
    encoding: str
    has_quotes: bool
    ends_with_line: bool


def is_large(file: Path, profile: Profile) -> bool:
    """Whether a file is to be read in pieces: large, plain text, and of rows that need no other rows."""
    if file.stat().st_size <= LARGEST_AT_ONCE or not _is_row_by_row(profile):
        return False
    with file.open("rb") as stream:
        start = stream.read(len(MAGIC))
    return file.suffix.lower() != ".parquet" and not start.startswith((MAGIC, *WIDE_MARKS))


def _is_row_by_row(profile: Profile) -> bool:
    has_text = {"delimited", "fixed_width"} & set(profile.formats)
    own_rows = not profile.unique or "person_key" in profile.unique
    stored = set(profile.unique) <= set(SCHEMAS[profile.table].names)
    return profile.is_personal and bool(has_text) and not profile.halves and own_rows and stored


def look_through(file: Path, profile: Profile) -> LargeFile:
    """Read a file once for what only the whole of it can tell.

    Raises:
        SourceError: it is no text, or in none of the encodings; with line and place.
    """
    digest, lines, size, last = sha256(), 0, 0, b""
    has_quotes, is_marked, is_ascii = False, False, True
    quote, open_encodings = profile.quote.encode(), [str(one) for one in profile.encodings]
    for block in _blocks(file):
        if not lines:
            check_is_text(block, file.name)
            is_marked = block.startswith(BYTE_ORDER_MARK)
            open_encodings = ["utf-8"] if is_marked else open_encodings
        digest.update(block)
        text = block if block.endswith(b"\n") else block.rstrip(END_OF_FILE)
        check_control_characters(text, file.name, lines + 1)
        if not text.isascii():
            is_ascii = False
            open_encodings = [*_suited(text, open_encodings[:-1]), open_encodings[-1]]
        has_quotes = has_quotes or quote in text
        lines, size, last = lines + text.count(b"\n"), size + len(block), text or last
    encoding = "utf-8-sig" if is_marked else "ascii" if is_ascii else open_encodings[0]
    ends = last.endswith(b"\n")
    return LargeFile(file, size, lines + (not ends), digest.hexdigest(), encoding, has_quotes, ends)


def _suited(text: bytes, encodings: list[str]) -> list[str]:
    suited = []
    for encoding in encodings:
        try:
            text.decode(encoding)
        except UnicodeDecodeError:
            continue
        suited.append(encoding)
    return suited


def _blocks(file: Path) -> Iterator[bytes]:
    """The bytes of a file, cut behind line ends."""
    try:
        with file.open("rb", buffering=0) as stream:
            rest = b""
            while block := stream.read(PIECE):
                cut = block.rfind(b"\n") + 1
                if cut:
                    yield rest + block[:cut]
                rest = block[cut:] if cut else rest + block
            if rest:
                yield rest
    except OSError as error:
        raise SourceError(
            f"{file.name} ist nicht lesbar ({error.strerror or error}). Nichts wurde übernommen. "
            "Bitte Leserecht und Datenträger prüfen."
        ) from error


def _texts(large: LargeFile) -> Iterator[tuple[bytes, int]]:
    """The text of a file in UTF-8, cut behind line ends, each piece with the number of its first line."""
    first = 1
    encoding = "utf-8" if large.encoding == "utf-8-sig" else large.encoding
    for block in _blocks(large.path):
        text = block if block.endswith(b"\n") else block.rstrip(END_OF_FILE)
        if first == 1 and large.encoding == "utf-8-sig":
            text = text[len(BYTE_ORDER_MARK) :]
        if encoding != "ascii":
            text = as_utf8(text, encoding, large.path.name, first)
        if text:
            yield text, first
        first += text.count(b"\n")


def text_tables(large: LargeFile, profile: Profile, ledger: Ledger) -> Iterator[TextTable]:
    """The rows of a file as delivered, piece by piece; rows of the wrong shape go to the ledger.

    Raises:
        SourceError: the file as a whole is not what the profile describes.
    """
    if "fixed_width" in profile.formats:
        for text, first in _texts(large):
            columns, lines = fixed_fields(TextLines.of(text, first), profile, ledger)
            yield TextTable(columns, lines, large.encoding)
    else:
        yield from _delimited_tables(large, profile, ledger)
    if not large.ends_with_line:
        check_not_cut_off(large.path.name, large.lines, large.size, ledger)


def _delimited_tables(large: LargeFile, profile: Profile, ledger: Ledger) -> Iterator[TextTable]:
    texts = _texts(large)
    start, _ = next(texts)
    head = read_head(start, large.path.name, profile)

    def pieces() -> Iterator[TextLines]:
        yield TextLines.of(memoryview(start)[head.end :], profile.title_lines + 2)
        for text, first in texts:
            yield TextLines.of(text, first)

    for columns, lines in delimited_parts(
        pieces(), head.dialect, profile, ledger, has_quotes=large.has_quotes
    ):
        yield TextTable(columns, lines, large.encoding, head.dialect.delimiter, head.notes)
