"""What the Kita page keeps is kept under all it depends on: drawn anew it says what it said from memory."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import data, memory
from dashboards.topics.kita import base, house_points, queries
from tests.pages.opened import figures, open_topic, words

VILLAGE_ID = "03959001-0101"
# One after the other: each differs from the one before in what one control sets.
ADDRESSES = (
    {"zielquote-u3": "70"},
    {"zielquote-u3": "70", "reserve": "8"},
    {"zielquote-u3": "70", "reserve": "8", "tagespflege": "40"},
    {"zielquote-u3": "70", "plaetze": "approved"},
    {"zielquote-u3": "70", "plaetze": "approved", "karte": "sicherheit"},
    {"kitajahr": "2027", "altersregel": "A"},
    {"kitajahr": "2027", "stichtag": "mrz"},
    {"kitajahr": "2027", "variante": "obere"},
    {"gebiet": VILLAGE_ID},
    {"altersband": "ue3", "gebiet": VILLAGE_ID},
    {"altersband": "ue3", "flexi": "90"},
    {"vertiefung": "vergleich"},
    {"vertiefung": "vergleich", "zielquote-u3": "70"},
    {"vertiefung": "hebel", "zielquote-u3": "70"},
    {"vertiefung": "hebel", "reserve": "8"},
)


def drawn(page: AppTest) -> tuple[str, list[dict]]:
    return words(page), figures(page)


def forget() -> None:
    memory.forget()
    data.FRAMES.clear()
    for store in (queries._MEMORY, base._BASES, house_points._DRAWN):
        store.clear()


@pytest.mark.usefixtures("at_mini_home")
def test_after_other_settings_the_page_says_what_it_says_at_first():
    seen = list[tuple[str, list[dict]]]()
    for address in ADDRESSES:
        known = drawn(open_topic("kita", **address))
        forget()
        assert drawn(open_topic("kita", **address)) == known, address
        assert known not in seen, f"{address} changes nothing"
        seen.append(known)
