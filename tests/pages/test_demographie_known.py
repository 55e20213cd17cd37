"""What Demographie and Wanderungen keep for other settings: a page says the same as if nothing was known."""

import pytest

from dashboards import data, memory
from dashboards.kept import MadeOnce
from dashboards.topics.demographie import expected
from dashboards.topics.wanderungen import status_counting
from tests.pages.opened import figures, open_topic, words
from tests.pages.test_demographie_status import CUT, A, split

__all__ = ["split"]

# Each differs from the one before it in what is kept under a key of its own: people, age, area, date, status.
SETTINGS = (
    ("demographie", {"kennzahl": "bevoelkerung", "geschlecht": "w", "gebiet": "03159001"}),
    ("demographie", {"kennzahl": "bevoelkerung", "geschlecht": "m", "alter": "18-24"}),
    ("demographie", {"kennzahl": "durchschnittsalter", "stichtag": "2030"}),
    ("wanderungen", {"geschlecht": "w", "alter": "18-24"}),
    ("wanderungen", {"geschlecht": "m", "teile": "kleinste", "mass": "cases"}),
)
STATUS = (
    ("demographie", {"gebietsstand": CUT, "vergleich": "2018"}),
    ("demographie", {"gebietsstand": CUT, "vergleich": "2018", "gebiet": f"{A}-9"}),
    ("demographie", {"gebiet": f"{A}-2"}),
    ("demographie", {}),
)


def drawn(topic: str, settings: dict[str, str]) -> tuple[str, list[dict]]:
    page = open_topic(topic, **settings)
    return words(page), figures(page)


def check(settings: tuple[tuple[str, dict[str, str]], ...], monkeypatch: pytest.MonkeyPatch) -> None:
    warm = [drawn(*one) for one in settings]
    assert all(warm.count(one) == 1 for one in warm), "some settings change nothing"
    for one, known in zip(settings, warm, strict=True):
        memory.forget()
        data.FRAMES.clear()
        monkeypatch.setattr(expected, "_kept", MadeOnce(expected.KEPT))
        monkeypatch.setattr(status_counting, "_kept", MadeOnce(status_counting.KEPT))
        assert drawn(*one) == known, one


@pytest.mark.usefixtures("at_mini_home")
def test_after_other_settings_a_page_says_what_it_says_at_first(monkeypatch):
    check(SETTINGS, monkeypatch)


@pytest.mark.usefixtures("split")
def test_so_it_does_on_another_status(monkeypatch):
    check(STATUS, monkeypatch)
