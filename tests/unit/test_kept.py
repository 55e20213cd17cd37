"""What is kept for all readers is bounded by number and by size."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import numpy as np
import pandas as pd
import pytest

from dashboards.kept import Kept, weight_of


def test_what_was_not_asked_for_longest_goes_first() -> None:
    kept = Kept(entries=2, most=10**9)
    kept.put("a", 1)
    kept.put("b", 2)
    assert kept.get("a") == (1,)
    kept.put("c", 3)
    assert kept.get("b") is None
    assert kept.get("a") == (1,) and kept.get("c") == (3,)


def test_large_tables_push_out_others_but_not_themselves() -> None:
    table = pd.DataFrame({"value": np.zeros(100_000)})
    kept = Kept(entries=100, most=1_000_000)
    kept.put("first", table)
    kept.put("second", table.copy())
    assert kept.get("first") is None
    assert kept.get("second") is not None
    assert len(kept) == 1


def test_none_is_kept_like_anything_else() -> None:
    kept = Kept(entries=2, most=1_000)
    kept.put("nothing", None)
    assert kept.get("nothing") == (None,)
    assert kept.get("unknown") is None


def test_the_same_key_is_counted_once() -> None:
    kept = Kept(entries=10, most=1_900_000)
    for _ in range(5):
        kept.put("table", pd.DataFrame({"value": np.zeros(100_000)}))
    kept.put("other", pd.DataFrame({"value": np.zeros(100_000)}))
    assert len(kept) == 2


def test_a_table_inside_something_else_is_counted_too() -> None:
    table = pd.DataFrame({"value": np.zeros(100_000)})
    assert weight_of((table, "x")) > 800_000
    assert weight_of("x" * 5_000) == 5_000


def test_of_many_who_ask_at_once_one_makes_and_the_others_wait() -> None:
    store, made, together = Kept(10, 10**6), [], Barrier(8)

    def make() -> str:
        made.append(1)
        time.sleep(0.05)
        return "Bild"

    def ask(_: int) -> str:
        together.wait()
        return str(store.of("key", make))

    with ThreadPoolExecutor(8) as readers:
        assert set(readers.map(ask, range(8))) == {"Bild"}
    assert len(made) == 1


def test_what_could_not_be_made_is_made_by_the_next_who_waits() -> None:
    store, begun, failed = Kept(10, 10**6), Event(), Event()

    def fail() -> str:
        begun.set()
        time.sleep(0.05)
        failed.set()
        raise RuntimeError

    with ThreadPoolExecutor(2) as readers:
        first = readers.submit(store.of, "key", fail)
        begun.wait()
        second = readers.submit(store.of, "key", lambda: "Bild")
        assert second.result(timeout=10) == "Bild" and failed.is_set()
        with pytest.raises(RuntimeError):
            first.result(timeout=10)


def test_different_things_are_made_at_the_same_time_and_one_may_need_another() -> None:
    store, together = Kept(10, 10**6), Barrier(2)

    def picture(name: str) -> str:
        together.wait(timeout=10)
        return f"{name} aus {store.of('Tabelle', lambda: 'Tabelle')}"

    with ThreadPoolExecutor(2) as readers:
        found = [readers.submit(store.of, name, lambda name=name: picture(name)) for name in "AB"]
        assert [one.result(timeout=10) for one in found] == ["A aus Tabelle", "B aus Tabelle"]
