"""The shared memory of Kita planning: made once per key, the oldest forgotten; files read once."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import yaml
from pydantic import BaseModel

from dashboards.topics.kita import home_files
from dashboards.topics.kita.balance import Children
from dashboards.topics.kita.memory import Memory


class Note(BaseModel):
    said: str


def test_a_thing_is_made_once_and_the_one_asked_for_longest_ago_is_forgotten():
    made: list[str] = []

    def maker(name: str):
        return lambda: (made.append(name), name)[1]

    memory: Memory[str] = Memory(2)
    for name in ("a", "b", "a", "c", "a", "b"):
        assert memory.of(("key", name), maker(name)) == name
    # "b" was asked for longest ago when "c" came; "a" was still known.
    assert made == ["a", "b", "c", "b"]


def test_draws_count_by_their_bytes_and_push_out_what_was_asked_for_longest_ago():
    made: list[int] = []

    def children(number: int) -> Children:
        made.append(number)
        return Children(pd.DataFrame(), np.zeros((1000, 250), dtype=np.float32))

    memory: Memory[Children] = Memory(100, 2_500_000)
    for number in (1, 2, 1, 3, 1, 2):
        memory.of(number, lambda number=number: children(number))
    assert made == [1, 2, 3, 2]


def test_a_file_is_read_once_and_again_after_it_was_written_to(tmp_path, monkeypatch):
    monkeypatch.setenv("KOHORTE_HOME", str(tmp_path))
    here, calls = SimpleNamespace(is_released=False, role="werkbank"), []
    read = yaml.safe_load
    monkeypatch.setattr(yaml, "safe_load", lambda words: calls.append(words) or read(words))
    file = tmp_path / "notizen" / "eins.yml"
    file.parent.mkdir()
    for words in ("alt", "neuer"):
        file.write_text(f"said: {words}\n", encoding="utf-8")
        for _ in range(3):
            assert home_files.read(here, "notizen", Note) == {"eins": Note(said=words)}
    assert len(calls) == 2
