"""The office's walking times: read, checked line by line, and used instead of the straight line."""

import numpy as np
import pytest

from dashboards.topics.kita.siting import ways
from forecasting.errors import SitingError
from forecasting.siting.distance import pairs_in_reach

KNOWN = {"a": "1-a", "b": "1-b", "1-a": "1-a", "1-b": "1-b", "1-c": "1-c"}


def test_minutes_become_kilometres_both_ways_unless_the_way_back_has_its_own():
    found = ways.read("von;nach;minuten\nA;b;15\n1-b;1-a;30\n1-a;1-c;7,5\n", KNOWN)
    assert found.kilometres(["1-a", "1-b", "1-c"], ["1-a", "1-b"]) == pytest.approx(
        np.array([[np.nan, 1.0], [2.0, np.nan], [0.5, np.nan]]), nan_ok=True
    )


def test_english_heads_commas_and_barriers_are_read():
    found = ways.read("from,to,minutes\n1-a,1-b,gesperrt\n", KNOWN)
    kilometres = found.kilometres(["1-a"], ["1-b"])
    assert np.isinf(kilometres).all()
    told = ways.words(found, kilometres)
    assert "100" in told and "davon 1 gesperrt" in told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a;b", "Zeile 2 hat 2 statt 3 Spalten"),
        ("a;dorf;10", "Zeile 2: Gebiet „dorf“ ist unbekannt"),
        ("a;b;zehn", "Zeile 2: „zehn“ ist keine Gehzeit von 0 bis 600 Minuten"),
        ("a;b;-3", "„-3“ ist keine Gehzeit"),
        ("a;b;nan", "„nan“ ist keine Gehzeit"),
        ("a;b;10\na;b;12", "Zeile 3: a → b steht schon mit anderer Gehzeit da"),
    ],
)
def test_a_wrong_line_is_named_with_its_remedy(line, said):
    with pytest.raises(SitingError) as refused:
        ways.read(f"von;nach;minuten\n{line}\n", KNOWN)
    assert said in str(refused.value)
    assert "Bitte die Zeilen berichtigen" in str(refused.value)


def test_a_wrong_head_is_named_and_many_faults_are_counted():
    with pytest.raises(SitingError, match="Zeile 1: Spalten a, b; erwartet sind von;nach;minuten"):
        ways.read("a;b\n", KNOWN)
    with pytest.raises(SitingError, match="Dazu 3 weitere Fehler"):
        ways.read("von;nach;minuten\n" + "x;y;1\n" * 8, KNOWN)


def test_without_a_file_the_straight_line_is_said_with_what_it_does_not_see():
    assert "Luftlinie × 1,3; Flüsse, Bahnen und Straßen kennt sie nicht" in ways.words(None, None)


def test_nobody_walks_across_a_barrier_even_to_the_nearest_house():
    kilometres = np.array([[np.inf, 5.0, np.inf], [np.inf, np.inf, np.inf]])
    pairs, found = pairs_in_reach(kilometres, farthest=2.0)
    assert pairs.tolist() == [[0, 1]] and found.tolist() == [5.0]
