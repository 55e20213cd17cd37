"""From the bytes of a delivered file to clean UTF-8 text, or a German sentence why not."""

import codecs
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
    b"\xff\xfe": "Text in UTF-16; bitte als UTF-8 speichern",
    b"\xfe\xff": "Text in UTF-16; bitte als UTF-8 speichern",
}
_NEWLINE = 10
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
    if not content.strip():
        raise SourceError(f"{file_name} ist leer. Nichts wurde übernommen.")
    for magic, what in _MAGIC.items():
        if content.startswith(magic):
            raise SourceError(f"{file_name} ist keine Textdatei, sondern {what}.")
    content = content.rstrip(b"\x1a")  # end-of-file mark of DOS programs
    _check_control_characters(content, file_name)
    if content.startswith(codecs.BOM_UTF8):
        return DecodedText(_to_utf8(content[3:], "utf-8", file_name), "utf-8-sig")
    if content.isascii():
        return DecodedText(content, "ascii")
    for encoding in encodings[:-1]:
        try:
            return DecodedText(content.decode(encoding).encode(), encoding)
        except UnicodeDecodeError:
            continue
    return DecodedText(_to_utf8(content, encodings[-1], file_name), encodings[-1])


def _to_utf8(content: bytes, encoding: str, file_name: str) -> bytes:
    try:
        return content.decode(encoding).encode()
    except UnicodeDecodeError as error:
        line, column = _position(content, error.start)
        raise SourceError(
            f"{file_name}: Byte 0x{content[error.start]:02X} in Zeile {line}, Stelle {column} ist in "
            f"{encoding} kein Zeichen. Bitte die Datei als UTF-8 oder Windows-1252 speichern."
        ) from error


def _check_control_characters(content: bytes, file_name: str) -> None:
    values = np.frombuffer(content, dtype=np.uint8)
    control = np.flatnonzero((values < 32) & ~np.isin(values, _ALLOWED_CONTROL))
    if control.size:
        line, column = _position(content, int(control[0]))
        raise SourceError(
            f"{file_name} ist keine Textdatei: {control.size} Steuerzeichen, "
            f"das erste (0x{values[control[0]]:02X}) in Zeile {line}, Stelle {column}."
        )


def _position(content: bytes, offset: int) -> tuple[int, int]:
    line = content.count(b"\n", 0, offset) + 1
    return line, offset - (content.rfind(b"\n", 0, offset) + 1) + 1


@dataclass(frozen=True)
class TextLines:
    """Lines of a UTF-8 text, line ends included, with their 1-based numbers in the file."""

    text: pa.StringArray
    numbers: Lines

    @classmethod
    def of(cls, data: bytes) -> "TextLines":
        """Cut a text into lines without copying it."""
        newlines = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == _NEWLINE) + 1
        ends = newlines if newlines.size and newlines[-1] == len(data) else np.append(newlines, len(data))
        offsets = np.concatenate([[0], ends]).astype(np.int32)
        text = pa.StringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(data))
        return cls(text, np.arange(1, len(ends) + 1, dtype=np.int64))

    def keep(self, mask: npt.NDArray[np.bool_]) -> "TextLines":
        """The lines where `mask` holds, with their numbers."""
        return self if mask.all() else TextLines(self.text.filter(pa.array(mask)), self.numbers[mask])

    def joined(self) -> bytes:
        """The lines as one text again."""
        _, offsets, data = self.text.buffers()
        if data is None:
            return b""
        bounds = np.frombuffer(offsets, dtype=np.int32)[
            self.text.offset : self.text.offset + len(self.text) + 1
        ]
        return memoryview(data)[bounds[0] : bounds[-1]].tobytes()
