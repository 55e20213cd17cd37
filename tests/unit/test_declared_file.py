"""YAML that people write: only the plain part is read, and every refusal names file and line."""

from pathlib import Path

import pytest

from warehouse.declared_file import MOST_BYTES, read_declared_file
from warehouse.errors import SourceError

# A few lines that stand for three thousand million entries.
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (LAUGHS, r"regeln.yml, Zeile 1: Anker, Verweise und Typangaben"),
        ("a: 1\nb: !!python/object:os.system x\n", r"Zeile 2: Anker"),
        ("a: 1\nb: 2\na: 3\n", r"Zeile 3: „a“ steht schon in Zeile 1"),
        ("changes:\n  2030: 1.1\n  2030: 1.2\n", r"Zeile 3: „2030“ steht schon in Zeile 2"),
        ("[" * 40 + "]" * 40, r"Zeile 1: mehr als 30 Ebenen"),
        ("a: 1\n b: 2\n", r"Zeile 2: kein gültiges YAML"),
        ("date: 2024-13-45\n", r"Ein Wert ist unmöglich"),
        ("a: \x01\n", r"enthält Zeichen"),
        ("#" * (MOST_BYTES + 1), r"500001 Byte groß; erlaubt sind 500000"),
    ],
)
def test_what_is_not_plain_is_refused_with_its_line(tmp_path: Path, text: str, message: str):
    file = tmp_path / "regeln.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        read_declared_file(file)


def test_another_encoding_is_named_with_line_and_byte(tmp_path: Path):
    file = tmp_path / "regeln.yml"
    file.write_bytes("titel: Prognose\nname: Möhnesee".encode("cp1252"))
    with pytest.raises(SourceError, match=r"Zeile 2: kein UTF-8 \(Byte 24\)"):
        read_declared_file(file)


def test_a_byte_order_mark_and_an_empty_file_are_fine(tmp_path: Path):
    file = tmp_path / "regeln.yml"
    file.write_bytes(b"\xef\xbb\xbfa: 1\n")
    assert read_declared_file(file).content == {"a": 1}
    file.write_bytes(b"")
    assert read_declared_file(file).tree is None
