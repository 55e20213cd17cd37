"""What one process kept is there in the next: tables and pictures as they were, for the same rights only."""

import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from dashboards import handing_down
from dashboards.charts.plain import Picture, trace
from dashboards.handing_down import PREFIX, Notes
from dashboards.kept import Kept


def stores() -> dict[str, Kept]:
    return {"frames": Kept(100, 10**7), "known": Kept(100, 10**7)}


def noted(folder: Path, number: int) -> None:
    """Wait until so many notes lie in a folder."""
    deadline = time.monotonic() + 20
    while Notes(folder, stores()).take_up() < number and time.monotonic() < deadline:
        time.sleep(0.02)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_down, "PAUSE", 0.0)


def test_tables_and_pictures_are_there_again_and_nothing_else(tmp_path: Path):
    before, after = stores(), stores()
    Notes(tmp_path, before).begin()
    table = pd.DataFrame({"area_id": ["A", None], "persons": [1.5, np.nan]})
    picture = Picture([trace("scatter", x=[1, 2], y=np.array([3.0, np.nan]))], {"height": 200})
    before["frames"].put(("build", "mitglied", "q.sql", (("year", 2024),)), table)
    before["known"].put(("build", "mitglied", "bild"), (picture, "Satz"))
    before["known"].put(("build", "mitglied", "con"), duckdb.connect(":memory:"))
    noted(tmp_path, 2)
    assert Notes(tmp_path, after).take_up() == 2
    (found,) = after["frames"].get(("build", "mitglied", "q.sql", (("year", 2024),)))
    pd.testing.assert_frame_equal(found, table)
    ((again, words),) = after["known"].get(("build", "mitglied", "bild"))
    assert (type(again), again.written(), words) == (Picture, picture.written(), "Satz")
    # It has not become plotly's objects on the way, which would cost what it saves.
    assert again.__dict__["_plain"] is not None
    assert again.to_dict() == picture.to_dict()
    assert after["known"].get(("build", "öffentlichkeit", "bild")) is None
    assert after["known"].get(("build", "mitglied", "con")) is None
    # Asked for again, it is the same thing and no longer unpacked anew.
    assert after["known"].get(("build", "mitglied", "bild"))[0][0] is again


def test_what_is_taken_up_is_not_noted_again_and_a_torn_note_is_passed_over(tmp_path: Path):
    first = stores()
    Notes(tmp_path, first).begin()
    for number in range(3):
        first["frames"].put(number, "x" * 50)
    noted(tmp_path, 3)
    (file,) = tmp_path.glob(f"{PREFIX}*")
    file.write_bytes(file.read_bytes()[:-7])
    second = stores()
    notes = Notes(tmp_path, second)
    notes.begin()
    assert notes.take_up() == 2
    assert [second["frames"].get(number) for number in range(3)] == [("x" * 50,), ("x" * 50,), None]
    assert file.stat().st_size < 300


def test_notes_do_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(handing_down, "MOST_OF_ONE", 10_000)
    monkeypatch.setattr(handing_down, "MOST_OF_ALL", 20_000)
    monkeypatch.setattr(handing_down, "MOST_OF_A_THING", 5_000)
    for name in ("a", "b"):
        (tmp_path / f"{PREFIX}{name}").write_bytes(b"x" * 12_000)
    store = stores()
    Notes(tmp_path, store).begin()
    store["frames"].put("large", "x" * 6_000)
    for number in range(100):
        store["frames"].put(number, "x" * 1_000)
    deadline = time.monotonic() + 20
    late = stores()
    while late["frames"].get(99) is None and time.monotonic() < deadline:
        Notes(tmp_path, late).take_up()
        time.sleep(0.02)
    assert len(list(tmp_path.glob(f"{PREFIX}*-*"))) <= 3
    assert late["frames"].get(99) == ("x" * 1_000,)
    assert late["frames"].get("large") is None
    # The oldest files, which nobody reads any more, are gone.
    assert not list(tmp_path.glob(f"{PREFIX}[ab]"))


def test_a_full_disk_stops_the_notes_and_nothing_else(tmp_path: Path):
    store = stores()
    Notes(tmp_path / "gone", store).begin()
    store["frames"].put("a", 1)
    deadline = time.monotonic() + 20
    while store["frames"].tell is not None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert store["frames"].tell is None
    store["frames"].put("b", 2)
    assert store["frames"].get("b") == (2,)
