"""The 51,569 official addresses of Lübeck, with misspellings as people make them."""

import random
from pathlib import Path

import pandas as pd
import pytest

from warehouse.addresses import Address, AddressList, Entry

LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß"
MISSPELLED = 6000


@pytest.fixture(scope="module")
def entries(shared: Path) -> list[Entry]:
    """Every official address with a district."""
    table = pd.read_parquet(shared / "data/luebeck/addresses_2025.parquet")
    assert len(table) == 51_569
    known = table.dropna(subset=["stadtteil_id"]).fillna("")
    rows = zip(known["strasse"], known["nummer"], known["zusatz"], known["stadtteil_id"], strict=True)
    return [Entry(Address(street, number, suffix), area) for street, number, suffix, area in rows]


@pytest.fixture(scope="module")
def listed(entries: list[Entry]) -> AddressList:
    return AddressList(entries)


def misspelled(street: str, chance: random.Random) -> str:
    """One slip: a letter lost, doubled, swapped, replaced or added."""
    place = chance.randrange(len(street) - 1)
    before, here, after = street[:place], street[place], street[place + 1 :]
    letter = chance.choice(LETTERS)
    lost, doubled, swapped = after, here * 2 + after, after[0] + here + after[1:]
    return before + chance.choice([lost, doubled, swapped, letter + after, letter + here + after])


def written_otherwise(street: str, chance: random.Random) -> str:
    """The same street as an office might write it."""
    plain = street.replace("ß", "ss").replace("ü", "ue").replace("ö", "oe").replace("ä", "ae")
    short = street.replace("straße", "str.").replace("Straße", "Str.")
    return chance.choice([plain, short, street.upper(), street.replace("-", " ")])


def test_every_official_address_finds_its_own_district(entries: list[Entry], listed: AddressList) -> None:
    found = [listed.area_of(entry.address) for entry in entries]
    assert [area for area, _ in found] == [entry.area_id for entry in entries]
    assert {how for _, how in found} == {"genau"}


def test_other_spellings_are_assigned_and_right(entries: list[Entry], listed: AddressList) -> None:
    chance = random.Random(3)
    cases = chance.sample(entries, 5000)
    wrong = missed = 0
    for entry in cases:
        number = entry.address.number + chance.choice(["", " "]) + entry.address.suffix
        area, _ = listed.area_of(Address(written_otherwise(entry.address.street, chance), number))
        missed += area is None
        wrong += area is not None and area != entry.area_id
    assert missed <= 0.001 * len(cases)
    assert wrong <= 0.001 * len(cases)


def test_misspellings_are_offered_and_automatic_ones_are_right(
    entries: list[Entry], listed: AddressList
) -> None:
    chance = random.Random(4)
    automatic = right = doubtful = offered = 0
    for entry in chance.sample(entries, MISSPELLED):
        official = entry.address
        street = misspelled(official.street, chance)
        if chance.random() < 0.25:
            street = misspelled(street, chance)
        address = Address(street, official.number, official.suffix)
        area, _ = listed.area_of(address)
        if area is not None:
            automatic += 1
            right += area == entry.area_id
        else:
            doubtful += 1
            offered += official.street in [one.street for one in listed.suggestions(address)]
    # Together with the right spellings, as a register has them: one in twenty misspelled is already a lot.
    assert doubtful > MISSPELLED / 2
    assert offered >= 0.95 * doubtful
    assert automatic - right <= 0.001 * (len(entries) + automatic)
    assert right >= 0.99 * automatic
    print(f"\nautomatic {right}/{automatic} right, suggestions {offered}/{doubtful} right")
