"""Addresses → areas by the address list of the municipality; what is not certain is offered, never guessed.

An address is assigned when it stands in the list after normalisation, when the list has its house number with
other suffixes only and all of them lie in one area, or when the whole street does. Anything else stays
without area and goes to the work list, with streets of similar spelling as suggestions.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from rapidfuzz import process
from rapidfuzz.distance import OSA

How = Literal["genau", "Hausnummer", "Straße", "ohne"]

SUGGESTIONS = 3
# A street with the wanted house number is the likelier one of two equally similar.
NUMBER_BONUS = 0.03
LEAST_SIMILAR = 0.5
_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "á": "a", "ó": "o"})
_WORDS = (
    (re.compile(r"str(?:\.|asse)?$"), "strasse"),
    (re.compile(r"str(?:\.|\b)"), "strasse"),
    (re.compile(r"\bpl\.|\bpl$"), "platz"),
    (re.compile(r"\bst\."), "sankt "),
    (re.compile(r"\bdr\."), "doktor "),
    (re.compile(r"\bprof\."), "professor "),
    (re.compile(r"\bgr\."), "grosse "),
    (re.compile(r"\bkl\."), "kleine "),
)
_NUMBER = re.compile(r"\D*(\d{1,4})\s*([a-zA-Z]?)(?![a-zA-Z])")
_LAST_NUMBER = re.compile(
    r"^(?P<street>.*\D)\s+(?P<number>\d{1,4}\s*[a-zA-Z]?(?:\s*[-/]\s*\d{1,4}\s*[a-zA-Z]?)?)$"
)


@dataclass(frozen=True)
class Address:
    """An address as delivered; `key` is the street key where the office uses one."""

    street: str
    number: str = ""
    suffix: str = ""
    key: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.street or self.key, self.number + self.suffix) if part)

    @classmethod
    def of_line(cls, text: str) -> "Address":
        """An address written in one field, number last."""
        match = _LAST_NUMBER.match(text.strip())
        return cls(match["street"], match["number"]) if match else cls(text)


@dataclass(frozen=True)
class Entry:
    """One line of the address list."""

    address: Address
    area_id: str


@dataclass(frozen=True)
class Suggestion:
    """A street of the list that may be meant, with the area the number would have there, if it has one."""

    street: str
    area_id: str | None


def normal_street(text: str) -> str:
    """Spelling without case, umlauts, abbreviations, blanks and hyphens: Lindenstr. = Linden-Straße."""
    plain = text.strip().casefold().translate(_LETTERS)
    for pattern, word in _WORDS:
        plain = pattern.sub(word, plain)
    return re.sub(r"[^a-z0-9]", "", plain)


def house_number(address: Address) -> tuple[int | None, str]:
    """Number and suffix; of a range (12–14) its first number."""
    match = _NUMBER.match(address.number)
    if not match:
        return None, ""
    return int(match[1]), (address.suffix.strip() or match[2]).casefold()


class AddressList:
    """The address list of one municipality, ready for look-ups."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._exact: dict[tuple[str, int | None, str], set[str]] = defaultdict(set)
        self._numbers: dict[tuple[str, int | None], set[str]] = defaultdict(set)
        self._streets: dict[str, set[str]] = defaultdict(set)
        self._names: dict[str, str] = {}
        for entry in entries:
            number, suffix = house_number(entry.address)
            for street in _street_names(entry.address):
                self._exact[street, number, suffix].add(entry.area_id)
                self._numbers[street, number].add(entry.area_id)
                self._streets[street].add(entry.area_id)
            self._names.setdefault(normal_street(entry.address.street), entry.address.street)

    def area_of(self, address: Address) -> tuple[str | None, How]:
        """The area of an address and what it was found by; None where more than one area is possible."""
        number, suffix = house_number(address)
        for street in _street_names(address):
            steps: tuple[tuple[How, set[str]], ...] = (
                ("genau", self._exact.get((street, number, suffix), set())),
                ("Hausnummer", self._numbers.get((street, number), set())),
                ("Straße", self._streets.get(street, set())),
            )
            for how, areas in steps:
                if len(areas) == 1:
                    return next(iter(areas)), how
        return None, "ohne"

    def suggestions(self, address: Address) -> list[Suggestion]:
        """Streets of the most similar spelling, at most three, best first."""
        wanted = normal_street(address.street)
        number, suffix = house_number(address)
        near = process.extract(
            wanted,
            self._choices,
            scorer=OSA.normalized_similarity,
            limit=4 * SUGGESTIONS,
            score_cutoff=LEAST_SIMILAR,
        )
        ranked = sorted(near, key=lambda hit: -(hit[1] + NUMBER_BONUS * ((hit[0], number) in self._numbers)))
        return [self._suggestion(street, number, suffix) for street, _, _ in ranked[:SUGGESTIONS]]

    @cached_property
    def _choices(self) -> list[str]:
        return list(self._names)

    def _suggestion(self, street: str, number: int | None, suffix: str) -> Suggestion:
        text = "" if number is None else str(number)
        area, _ = self.area_of(Address(self._names[street], text, suffix))
        return Suggestion(self._names[street], area)


def _street_names(address: Address) -> list[str]:
    """What a street is looked up by: its key first, then its name."""
    key = address.key.strip()
    names = [f"#{key.lstrip('0') or '0'}"] if key else []
    return [*names, normal_street(address.street)] if address.street.strip() else names
