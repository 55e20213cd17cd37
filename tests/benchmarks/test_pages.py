"""The speed script of the pages in tiny: every part runs and prints its figure beside its target."""

import pytest

from tests.benchmarks import page_clicks, pages
from tests.benchmarks.beside_plain import print_beside
from tests.benchmarks.page_server import running
from tests.benchmarks.sessions import Crowd, Told
from warehouse.settings import Home


def test_reruns_and_crowd_are_told_beside_their_targets(
    mini_home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(pages, "PAGES", ("demographie",))
    with running(mini_home) as server:
        found = pages.reruns(server, values=1)
        pages.print_reruns(found)
        pages.print_crowd(server, Crowd(2, 2.0, 1.0, pages=("demographie",)))
    printed = capsys.readouterr().out
    assert len({one.control for one in found}) >= 5
    assert all(0 < one.processor and not one.failures for one in found)
    assert "target: median ≤ 100, p95 ≤ 250" in printed
    assert "2 readers" in printed
    assert "0 errors" in printed


def test_ours_stands_beside_a_plain_page_that_was_really_driven(
    mini_home: Home, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(page_clicks, "LOADS", 1)
    plan = Crowd(2, 2.0, 1.0)
    ours = page_clicks.Seen(cold=1.0, warm={"start": 1.0}, clicks={"demographie": [0.1]})
    summed = Told(1, 1, 0.1, 0.1, 0.1, 0.1, (), 0, 0, 0.0, 0.0)
    print_beside(mini_home, 2, plan, ours, summed)
    printed = capsys.readouterr().out
    assert "; 0 errors" in printed
    lines = {line[:24].strip(): line[24:].split() for line in printed.splitlines()}
    for name in ("first page, cold, s", "warm start, s", "key press, s", "crowd, p95, s"):
        own, plain, ratio = map(float, lines[name])
        assert own / plain == pytest.approx(ratio, rel=0.2, abs=0.01)
        assert plain > 0.01
