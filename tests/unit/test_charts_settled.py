"""Pictures as the browser gets them: the look of the house in every axis, nothing to draw twice for."""

import json
from pathlib import Path
from urllib.parse import unquote

from streamlit import file_util

from dashboards import charts
from dashboards.charts import Picture, trace
from dashboards.charts.sending import ready
from dashboards.style import LIGHT


def sent(picture: Picture) -> dict:
    return json.loads(picture.written())


def test_the_look_of_the_template_stands_in_the_layout_and_own_words_win():
    made = charts.figure(LIGHT, traces=[trace("bar", x=[1], y=[2])], layout={"yaxis": {"showgrid": False}})
    layout = sent(made)["layout"]
    look = charts.plain_template(LIGHT)["layout"]
    assert "template" not in layout
    assert layout["yaxis"]["showgrid"] is False
    assert layout["yaxis"]["tickfont"] == look["yaxis"]["tickfont"]
    assert layout["xaxis"]["linecolor"] == LIGHT.axis and layout["separators"] == ",."
    assert made.layout.template.layout.separators == ",.", (
        "who looks into the figure still finds the template"
    )


def test_every_further_axis_takes_the_look_and_deep_words_are_merged():
    pairs = [trace("scatter", x=[1], y=[2]), trace("scatter", x=[1], y=[2], xaxis="x2", yaxis="y3")]
    layout = {"xaxis2": {"tickfont": {"size": 9}}}
    found = sent(charts.figure(LIGHT, traces=pairs, layout=layout))["layout"]
    assert {"xaxis", "xaxis2", "yaxis", "yaxis3"} <= set(found)
    assert found["xaxis2"]["tickfont"] == {"size": 9, "color": LIGHT.muted}
    assert found["yaxis3"]["gridcolor"] == LIGHT.grid


def test_no_label_of_an_axis_is_measured_to_hide_it():
    layout = sent(charts.figure(LIGHT, traces=[trace("bar", x=[1], y=[2])]))["layout"]
    assert {layout[axis]["ticklabeloverflow"] for axis in ("xaxis", "yaxis")} == {"allow"}


def test_a_picture_without_axes_gets_none():
    found = sent(charts.figure(LIGHT, traces=[trace("sankey", node={"label": ["a"]})]))["layout"]
    assert "xaxis" not in found and "yaxis" not in found
    assert sent(Picture([], {}))["layout"].keys() == {"datarevision"}


def test_lines_of_a_map_go_by_address_because_a_copied_object_would_look_new():
    lines = {"type": "Feature", "properties": {"name": "50 % #1"}, "geometry": None}
    layers = [{"source": lines, "type": "line"}, {"source": "karte/a.json"}]
    picture = Picture([], {"map": {"layers": layers, "zoom": 9}})
    hatch, border = sent(picture)["layout"]["map"]["layers"]
    scheme, words = hatch["source"].split(",", 1)
    assert scheme == "data:application/json" and json.loads(unquote(words)) == lines
    assert border == layers[1] and hatch["type"] == "line"
    assert picture.plain_layout["map"]["layers"][0]["source"] == lines, "documents draw the lines themselves"


def test_the_revision_tells_other_data_from_the_same():
    one, same, other = (charts.figure(LIGHT, traces=[trace("bar", x=[1], y=[y])]) for y in (2, 2, 3))
    revisions = [sent(picture)["layout"]["datarevision"] for picture in (one, same, other)]
    assert revisions[0] == revisions[1] != revisions[2]


def test_clicks_and_width_are_known_before_the_first_drawing():
    picture = charts.figure(LIGHT, layout={"hovermode": "x unified", "dragmode": False})
    layout = json.loads(ready(picture, width=588, is_clickable=True).json)["layout"]
    assert (layout["width"], layout["clickmode"], layout["dragmode"]) == (588, "event+select", "pan")
    assert layout["hovermode"] == "x unified"
    plain = json.loads(ready(picture).json)["layout"]
    assert plain["dragmode"] is False and not {"width", "clickmode"} & set(plain)


def test_streamlit_still_turns_on_what_is_told_it_ahead():
    program = next((Path(file_util.get_static_dir()) / "static" / "js").glob("PlotlyChart.*.js"))
    words = program.read_text(encoding="utf-8")
    assert "O.layout.clickmode||(e=z?`event+select`:`none`)" in words
    assert "O.layout.hovermode||(t=`closest`),O.layout.dragmode||(r=z?`pan`" in words
