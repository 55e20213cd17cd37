"""Runs of a process take turns: one after the other, none forever, none lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboards.turns import Turns


def test_readers_who_come_at_once_are_served_one_after_the_other() -> None:
    turns, at_work, most = Turns(lease=60), [], []
    together = threading.Barrier(6)

    def draw(number: int) -> int:
        together.wait()
        with turns.turn():
            at_work.append(number)
            most.append(len(at_work))
            time.sleep(0.01)
            at_work.remove(number)
        return number

    with ThreadPoolExecutor(6) as readers:
        assert sorted(readers.map(draw, range(6), timeout=30)) == list(range(6))
    assert set(most) == {1}


def test_a_run_that_takes_long_is_overtaken_and_does_no_harm_when_it_ends() -> None:
    turns, is_over, order = Turns(lease=0.05), threading.Event(), []

    def take_long() -> None:
        with turns.turn():
            order.append("lang")
            is_over.wait(30)
        order.append("zu Ende")

    long = threading.Thread(target=take_long)
    long.start()
    while not order:
        time.sleep(0.001)
    with turns.turn():
        order.append("kurz")
        is_over.set()
        long.join(30)
        # What ended had no turn any more: it did not give away the one of another.
        assert turns._at_work is not None
    assert order == ["lang", "kurz", "zu Ende"] and turns._at_work is None


def test_a_run_that_breaks_off_gives_its_turn_back() -> None:
    turns = Turns(lease=60)
    with pytest.raises(RuntimeError), turns.turn():
        raise RuntimeError
    began = time.monotonic()
    with turns.turn():
        assert time.monotonic() - began < 30
