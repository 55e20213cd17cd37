"""What is kept for all readers is bounded by number and by size."""

import numpy as np
import pandas as pd

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
