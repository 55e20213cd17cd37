"""The speed script of the pages in tiny: every part runs and prints its figure beside its target."""

import pytest

from tests.benchmarks import pages
from tests.benchmarks.page_server import running
from tests.benchmarks.sessions import Crowd
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
