"""What a server does before its first reader: pages are drawn for nobody, and the first reader gets them."""

from collections.abc import Iterator

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboards import app, memory, warm_up
from warehouse.settings import Home


def script(topic_id):
    from dashboards.app import show

    show(topic_id)


@pytest.fixture
def fresh(at_mini_home: Home) -> Iterator[None]:
    """Nothing is known of any page, before and after."""
    memory.forget()
    yield
    # Pages drawn for nobody share one state, which is not a reader's.
    st.session_state.clear()
    memory.forget()


@pytest.mark.usefixtures("fresh")
def test_the_first_reader_finds_all_pictures_made(monkeypatch):
    warm_up.warm_up()
    made = []
    keep = memory.Kept.put
    monkeypatch.setattr(
        memory.Kept, "put", lambda self, key, value: (made.append(key), keep(self, key, value))
    )
    for page in warm_up.FIRST:
        at = AppTest.from_function(script, kwargs={"topic_id": page}, default_timeout=60).run()
        assert not at.exception
    assert made == []


@pytest.mark.usefixtures("fresh")
def test_nobody_waits_for_pages_he_did_not_ask_for(monkeypatch):
    drawn = []
    monkeypatch.setattr(app, "show", drawn.append)
    monkeypatch.setattr(warm_up, "_has_readers", lambda: len(drawn) == 1)
    warm_up.warm_up()
    assert drawn == ["start"]
