"""Progress on a screen and in a log: a bar below the notes, or a line per tenth, with the time left."""

import sys

import pytest

from dashboards import progress
from dashboards.progress import CLEAR_LINE, Progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(progress.time, "perf_counter", lambda: now[0])
    return now


def report(clock: list[float], shown: Progress) -> None:
    """Ten seconds of even work; a note comes in the middle."""
    for second in range(11):
        clock[0] = float(second)
        shown.share(second / 10)
        if second == 5:
            shown.note("Basis wird gespeichert")


def test_a_log_gets_a_line_per_tenth_with_the_time_left(clock, capsys):
    report(clock, Progress())
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "10 % gerechnet, noch etwa 9 s"
    assert lines[4:6] == ["50 % gerechnet, noch etwa 5 s", "Basis wird gespeichert"]
    assert lines[-1] == "100 % gerechnet"
    assert len(lines) == 11


def test_a_screen_keeps_one_bar_below_the_notes(clock, capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    report(clock, Progress())
    written = capsys.readouterr().out
    assert written.count("\n") == 1
    before, _, after = written.partition("Basis wird gespeichert\n")
    assert before.endswith(f"{CLEAR_LINE}      ")
    assert " 50 % gerechnet, noch etwa 5 s" in after.partition(CLEAR_LINE)[0]
    assert written.endswith(CLEAR_LINE)


def test_quiet_says_nothing(clock, capsys):
    report(clock, Progress(quiet=True))
    assert not capsys.readouterr().out
