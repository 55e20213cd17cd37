"""The benchmark of a run in small, so that it cannot rot: it prints its table; no time is asserted."""

import sys

import pytest

from tests.benchmarks.forecast import plain_seconds, print_growth
from tests.benchmarks.forecast_run import print_run

pytestmark = pytest.mark.slow


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are watched in /proc")
def test_a_run_its_parts_and_the_plain_way_are_printed(mini_home, capsys):
    used = print_run(mini_home.root, draws=20)
    printed = capsys.readouterr().out
    for words in (
        "the whole run",
        "peak GB",
        "backtest and calibration",
        "projection",
        "summaries",
        "writing",
    ):
        assert words in printed
    assert used > 0
    assert plain_seconds(9, 20, 2, 1) > 0


def test_the_growth_over_areas_is_printed(capsys):
    assert print_growth(((9, 20), (18, 20))) > 0
    printed = capsys.readouterr().out
    assert "one of 18 areas costs" in printed
