"""YAML files that people write: profiles, scenarios, rules of release, tables of rights.

They come from outside, so only the plain part of the language is read: no tags, no anchors (a few lines of
them can stand for gigabytes), no key twice (YAML would silently take the last), bounded size and depth.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from warehouse.errors import SourceError

# The longest shipped declaration has 20 kB; three levels of lists in lists are the deepest in use.
MOST_BYTES = 500_000
MOST_LEVELS = 30
_OPENING = (
    yaml.BlockMappingStartToken,
    yaml.BlockSequenceStartToken,
    yaml.FlowMappingStartToken,
    yaml.FlowSequenceStartToken,
)
_CLOSING = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)
# Ten times as fast where PyYAML was built with its C library, which its wheels are.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FOREIGN = (yaml.AnchorToken, yaml.AliasToken, yaml.TagToken)


@dataclass(frozen=True)
class DeclaredFile:
    """What a file says; `tree` knows the line of every key and is None for an empty file."""

    content: Any
    tree: yaml.Node | None


def read_declared_file(path: Path) -> DeclaredFile:
    """Return what a YAML file says.

    Raises SourceError naming file, line and reason if it is none, or uses more of YAML than is read here.
    """
    text = _text(path)
    try:
        _check_plain(path, text)
        tree = yaml.compose(text, Loader=_LOADER)
        for first, again in _twice(tree):
            raise SourceError(
                f"{path.name}, Zeile {_line(again)}: „{first.value}“ steht schon in Zeile {_line(first)}. "
                "Bitte eine der beiden Angaben streichen."
            )
        return DeclaredFile(yaml.load(text, Loader=_LOADER), tree)
    except yaml.MarkedYAMLError as error:
        mark, problem = _fault(text, error)
        raise SourceError(
            f"{path.name}, Zeile {mark}: kein gültiges YAML ({problem}). Bitte die Datei berichtigen."
        ) from error
    except yaml.YAMLError as error:
        raise SourceError(
            f"{path.name} enthält Zeichen, die in YAML nicht stehen dürfen. Bitte als UTF-8-Text speichern."
        ) from error
    except (ValueError, OverflowError) as error:
        # A date such as 2024-13-01 or a number no computer holds.
        raise SourceError(
            f"{path.name}: Ein Wert ist unmöglich ({error}). Bitte berichtigen oder als Text "
            "in Anführungszeichen setzen."
        ) from error


def _fault(text: str, error: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Return line and reason; the slower loader names the line that is wrong, the C library the next one."""
    try:
        yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as slow:
        error = slow
    return (error.problem_mark.line + 1 if error.problem_mark else 1), str(error.problem)


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(
            f"{path.name} ist nicht lesbar ({error.strerror}). Bitte die Rechte prüfen."
        ) from error
    if len(content) > MOST_BYTES:
        raise SourceError(
            f"{path.name} ist {len(content)} Byte groß; erlaubt sind {MOST_BYTES}. "
            "Bitte die richtige Datei nennen."
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"{path.name}, Zeile {line}: kein UTF-8 (Byte {error.start + 1}). Bitte als UTF-8 speichern."
        ) from error


def _check_plain(path: Path, text: str) -> None:
    level = 0
    for token in yaml.scan(text, Loader=_LOADER):
        line = token.start_mark.line + 1
        if isinstance(token, _FOREIGN):
            raise SourceError(
                f"{path.name}, Zeile {line}: Anker, Verweise und Typangaben (&, *, !) sind nicht erlaubt. "
                "Bitte den Wert ausschreiben oder in Anführungszeichen setzen."
            )
        level += isinstance(token, _OPENING) - isinstance(token, _CLOSING)
        if level > MOST_LEVELS:
            raise SourceError(
                f"{path.name}, Zeile {line}: mehr als {MOST_LEVELS} Ebenen ineinander. "
                "Bitte flacher schreiben."
            )


def _twice(node: yaml.Node | None) -> Iterator[tuple[yaml.ScalarNode, yaml.ScalarNode]]:
    """Keys that one mapping has twice, as first and second place."""
    if isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from _twice(part)
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, yaml.ScalarNode] = {}
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield seen[key.value], key
                seen.setdefault(key.value, key)
            yield from _twice(value)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
