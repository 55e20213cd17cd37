"""From the bytes of a delivered file to clean UTF-8 text, or a German sentence why not."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from warehouse.errors import SourceError
from warehouse.ledger import Lines

_MAGIC = {
    b"\x89PNG": "ein PNG-Bild",
    b"\xff\xd8\xff": "ein JPEG-Bild",
    b"GIF8": "ein GIF-Bild",
    b"%PDF": "ein PDF-Dokument",
    b"PK\x03\x04": "eine Excel-Mappe oder ein ZIP-Archiv; das Profil erwartet Text",
    b"\xd0\xcf\x11\xe0": "eine alte Excel- oder Word-Datei; bitte als CSV speichern",
    b"\x1f\x8b": "ein gepacktes Archiv; bitte entpacken",
    b"PAR1": "eine Parquet-Datei; das Profil erwartet Text",
}
END_OF_FILE = b"\x1a"  # of DOS programs
BYTE_ORDER_MARK = codecs.BOM_UTF8
WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_NEWLINE = 10
_BLANK = (9, 10, 12, 13, 32)  # white space of regular expressions
# Arrow counts the bytes of a text column in 32 bit; smaller pieces also need less memory at a time
_PIECE = 2**28
_ALLOWED_CONTROL = (9, 10, 13)  # tab, line feed, carriage return


@dataclass(frozen=True)
class DecodedText:
    """UTF-8 bytes and the encoding they came in ("ascii" where it makes no difference)."""

    data: bytes
    encoding: str


def decoded(content: bytes, encodings: tuple[str, ...], file_name: str) -> DecodedText:
    """Return the file as UTF-8, trying the encodings in order.

    Raises:
        SourceError: the file is empty, no text, or in none of the encodings; with line and byte.
    """
    if not content or content.isspace():
        raise SourceError(f"{file_name} ist leer. Nichts wurde übernommen. Bitte neu ausgeben.")
    check_is_text(content, file_name)
    if content.startswith(WIDE_MARKS):
        wide = as_utf8(content, "utf-16", file_name)
        check_control_characters(wide, file_name)
        return DecodedText(wide, "utf-16")
    content = content.rstrip(END_OF_FILE)
    check_control_characters(content, file_name)
    if content.startswith(BYTE_ORDER_MARK):
        return DecodedText(as_utf8(content[3:], "utf-8", file_name), "utf-8-sig")
    if content.isascii():
        return DecodedText(content, "ascii")
    for encoding in encodings[:-1]:
        try:
            return DecodedText(content.decode(encoding).encode(), encoding)
        except UnicodeDecodeError:
            continue
    return DecodedText(as_utf8(content, encodings[-1], file_name), encodings[-1])


def check_is_text(content: bytes, file_name: str) -> None:
    """Refuse what its first bytes say is no text. Raises SourceError."""
    for magic, what in _MAGIC.items():
        if content.startswith(magic):
            raise SourceError(
                f"{file_name} ist keine Textdatei, sondern {what}. Bitte die gelieferte Tabelle wählen."
            )


def as_utf8(content: bytes, encoding: str, file_name: str, first: int = 1) -> bytes:
    """The same text in UTF-8; `first` is the number of its first line. Raises SourceError."""
    try:
        return content.decode(encoding).encode()
    except UnicodeDecodeError as error:
        line, column = _position(content, error.start, first)
        raise SourceError(
            f"{file_name}: Byte 0x{content[error.start]:02X} in Zeile {line}, Stelle {column} ist in "
            f"{encoding} kein Zeichen. Bitte die Datei als UTF-8 oder Windows-1252 speichern."
        ) from error


def check_control_characters(content: bytes, file_name: str, first: int = 1) -> None:
    """Refuse control characters that no text has; `first` is the number of the first line.

    Raises:
        SourceError: there are some; with number, line and place.
    """
    values = np.frombuffer(content, dtype=np.uint8)
    pieces = (values[start : start + _PIECE] for start in range(0, len(values), _PIECE))
    if any(np.isin(piece[piece < 32], _ALLOWED_CONTROL, invert=True).any() for piece in pieces):
        control = np.flatnonzero((values < 32) & ~np.isin(values, _ALLOWED_CONTROL))
        line, column = _position(content, int(control[0]), first)
        raise SourceError(
            f"{file_name} ist keine Textdatei: {control.size} Steuerzeichen, "
            f"das erste (0x{values[control[0]]:02X}) in Zeile {line}, Stelle {column}. "
            "Bitte als Text (CSV, TXT) neu ausgeben."
        )


def _position(content: bytes, offset: int, first: int = 1) -> tuple[int, int]:
    line = content.count(b"\n", 0, offset) + first
    return line, offset - (content.rfind(b"\n", 0, offset) + 1) + 1


@dataclass(frozen=True)
class TextLines:
    """Lines of a UTF-8 text, line ends included, with their 1-based numbers in the file."""

    text: pa.StringArray
    numbers: Lines

    @classmethod
    def of(cls, data: bytes | memoryview, first: int = 1) -> "TextLines":
        """Cut a text into lines without copying it; its first line has the number `first`."""
        newlines = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == _NEWLINE) + 1
        ends = newlines if newlines.size and newlines[-1] == len(data) else np.append(newlines, len(data))
        offsets = np.concatenate([[0], ends]).astype(np.int32)
        text = pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(data))
        return cls(text, np.arange(first, first + len(ends), dtype=np.int64))

    @classmethod
    def pieces(cls, data: bytes, start: int = 0, first: int = 1) -> Iterator["TextLines"]:
        """Cut a text from byte `start` on, some million lines at a time."""
        while start < len(data):
            end = len(data) if len(data) - start <= _PIECE else data.rfind(b"\n", start, start + _PIECE) + 1
            end = end or data.find(b"\n", start) + 1 or len(data)
            lines = cls.of(memoryview(data)[start:end], first)
            yield lines
            start, first = end, first + len(lines.numbers)

    def keep(self, mask: npt.NDArray[np.bool_]) -> "TextLines":
        """The lines where `mask` holds, with their numbers."""
        return self if mask.all() else TextLines(self.text.filter(pa.array(mask)), self.numbers[mask])

    def joined(self) -> bytes:
        """The lines as one text again."""
        if not len(self.text):
            return b""
        bounds = self._bounds()
        return memoryview(self.text.buffers()[2])[bounds[0] : bounds[-1]].tobytes()

    def may_be_blank(self) -> npt.NDArray[np.bool_]:
        """Lines that begin with white space."""
        if not len(self.text):
            return np.zeros(0, dtype=bool)
        first = np.frombuffer(self.text.buffers()[2], dtype=np.uint8)[self._bounds()[:-1]]
        return np.isin(first, _BLANK)

    def _bounds(self) -> npt.NDArray[np.int32]:
        offsets, start = np.frombuffer(self.text.buffers()[1], dtype=np.int32), self.text.offset
        return offsets[start : start + len(self.text) + 1]
