"""Pictures as plain data: what the browser gets, and that plotly finds no fault in it when asked."""

import copy
import json
from threading import Barrier, Thread

import numpy as np
import plotly.graph_objects as go
import plotly.io
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import charts
from dashboards.charts import Picture, Series, TimeLayout, trace
from dashboards.charts.plain import Picture as Plain
from dashboards.style import LIGHT

MISSING = float("nan")


def small() -> Picture:
    return Picture(
        [trace("scatter", x=np.array([2023, 2024]), y=[1.5, MISSING])],
        {"height": 300, "title": {"text": "A"}},
    )


def test_the_browser_gets_numbers_and_null_for_what_is_missing() -> None:
    told = json.loads(small().written())
    assert told["data"] == [{"type": "scatter", "x": [2023, 2024], "y": [1.5, None]}]
    assert told["layout"] | {"datarevision": 0} == {"height": 300, "title": {"text": "A"}, "datarevision": 0}


def test_who_looks_into_a_picture_finds_a_checked_figure() -> None:
    picture = small()
    assert isinstance(picture, go.Figure)
    assert picture.data[0].type == "scatter"
    assert picture.layout.height == 300
    picture.update_layout(height=420)
    assert json.loads(picture.written())["layout"]["height"] == 420


def test_plotly_refuses_a_property_it_does_not_know_as_soon_as_somebody_looks() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        _ = Picture([trace("scatter", nonsense=1)], {}).data


def test_readers_who_look_while_others_are_shown_the_picture_disturb_nobody() -> None:
    faults: list[Exception] = []

    def look(picture: Picture, number: int, together: Barrier) -> None:
        together.wait()
        try:
            assert len(picture.data) == 30 if number % 2 else "scatter" in picture.written()
        except (AttributeError, AssertionError) as fault:
            faults.append(fault)

    for _ in range(20):
        picture = Picture([trace("scatter", x=[1], y=[2]) for _ in range(30)], {"height": 300})
        together = Barrier(4)
        readers = [Thread(target=look, args=(picture, number, together)) for number in range(4)]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()
    assert not faults


def test_a_copy_is_a_figure_of_its_own() -> None:
    picture = small()
    twin = copy.deepcopy(picture)
    twin.update_layout(height=10)
    assert picture.plain_layout["height"] == 300


def test_more_traces_and_shapes_leave_the_first_picture_as_it_was() -> None:
    picture = small()
    more = picture.with_more([trace("bar", x=[1])], [{"type": "line"}]).with_axis({"tickvals": [2023]})
    assert [one["type"] for one in more.plain_traces] == ["scatter", "bar"]
    assert more.plain_layout["shapes"] == [{"type": "line"}]
    assert more.plain_layout["xaxis"] == {"tickvals": [2023]}
    assert len(picture.plain_traces) == 1 and "shapes" not in picture.plain_layout


def test_a_picture_that_was_written_is_the_same_and_takes_little_room() -> None:
    main = Series("Auenburg", list(range(1990, 2025)), [1.5, MISSING, *range(33)])
    fresh, sent = (charts.time_series(LIGHT, main, layout=TimeLayout()) for _ in range(2))
    size = len(sent.written())
    assert sent.written() == fresh.written()
    assert len(sent.__dict__["_packed"]) < size / 2 and sent.__dict__["_plain"]["data"] is None
    assert sent.to_dict() == charts.time_series(LIGHT, main, layout=TimeLayout()).to_dict()
    assert sent.with_more([trace("bar", x=[1])]).plain_traces[-1] == {"type": "bar", "x": [1]}
    assert sent.data[-1].type == "scatter"


def test_plotly_finds_no_fault_in_our_time_picture() -> None:
    main = Series("Auenburg", [2020, 2021, 2022], [1.0, MISSING, 3.0])
    picture = charts.time_series(LIGHT, main, layout=TimeLayout(is_clickable=True))
    assert picture.data[-1].type == "scatter"
    assert charts.axis_note(picture) == charts.axis_note(copy.deepcopy(picture))


def page() -> None:
    import streamlit as st

    from dashboards import charts
    from dashboards.charts import Picture, trace

    if "picture" not in st.session_state:
        st.session_state["picture"] = Picture([trace("bar", x=[1], y=[2])], {"height": 210})
    charts.show(st.session_state["picture"], "bild", "Ein Balken")


def test_a_picture_is_written_once_however_often_the_page_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    written = []
    keep = Plain.written

    def counted(self: Plain) -> str:
        written.append(self.__dict__["_packed"] is None)
        return keep(self)

    monkeypatch.setattr(Plain, "written", counted)
    monkeypatch.setattr(plotly.io, "to_json", plotly.io.to_json)
    ran = AppTest.from_function(page).run().run()
    sent = ran.get("plotly_chart")[0].proto
    assert json.loads(sent.spec)["data"][0]["y"] == [2]
    assert json.loads(sent.spec)["layout"]["height"] == 210
    assert written == [True, False]
    # Sent as it was written: Streamlit did not take it apart.
    assert sent.spec == ran.session_state["picture"].written()
