"""Figures as SVG without a browser: places by hand, gaps that stay gaps, words, hatches, paper colours."""

import json
import xml.etree.ElementTree as ET

import plotly.graph_objects as go
import pytest

from dashboards import cards, charts
from dashboards.charts import Series, StackLayout
from dashboards.documents import legend
from dashboards.documents.drawing import can_draw, svg
from dashboards.documents.drawing.fields import Box, squarified
from dashboards.documents.drawing.sheet import Sheet
from dashboards.documents.drawing.words import Ink, Spot, plain, wrapped, write
from dashboards.documents.paper import on_paper
from dashboards.style import DARK, LIGHT

SVG = "{http://www.w3.org/2000/svg}"
# A plot of 100 × 100 pixels in a picture of 120 × 120: 1 unit of an axis 0–10 is 10 pixels.
SQUARE = {
    "height": 120,
    "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
    "xaxis": {"range": [0, 10], "visible": False},
    "yaxis": {"range": [0, 10], "visible": False},
}


def drawn(*traces: dict, **layout: object) -> ET.Element:
    """The parsed drawing of some traces on SQUARE."""
    return ET.fromstring(svg(go.Figure(data=list(traces), layout=SQUARE | layout), 120))


def boxes(root: ET.Element) -> list[tuple[float, ...]]:
    """Left, top, width and height of the drawn bars and fields."""
    found = [one for one in root.iter(f"{SVG}rect") if one.get("fill") == "#112233"]
    return [tuple(float(one.get(name)) for name in ("x", "y", "width", "height")) for one in found]


def test_a_line_runs_through_the_pixels_of_its_values():
    root = drawn({"type": "scatter", "mode": "lines", "x": [0, 10], "y": [0, 5]})
    assert next(root.iter(f"{SVG}path")).get("d") == "M10,110L110,60"


def test_a_missing_value_breaks_the_line_and_is_not_bridged():
    trace = {"type": "scatter", "mode": "lines", "x": [0, 1, 2, 3, 4], "y": [1, 1, None, 2, 2]}
    path = next(drawn(trace).iter(f"{SVG}path")).get("d")
    assert path == "M10,100L20,100 M40,90L50,90"


def test_a_step_changes_half_way_between_its_points():
    trace = {"type": "scatter", "mode": "lines", "x": [0, 2], "y": [0, 5], "line": {"shape": "hvh"}}
    assert next(drawn(trace).iter(f"{SVG}path")).get("d") == "M10,110L20,110L20,60L30,60"


def test_bars_of_one_place_stack_and_losses_hang_below_zero():
    bars = [
        {"type": "bar", "x": [5], "y": [y], "width": 2, "marker": {"color": "#112233"}} for y in (2, 3, -1)
    ]
    root = drawn(*bars, barmode="relative", yaxis={"range": [-5, 5], "visible": False})
    assert boxes(root) == [(50, 40, 20, 20), (50, 10, 20, 30), (50, 60, 20, 10)]


def test_level_bars_begin_at_their_base():
    bar = {
        "type": "bar", "orientation": "h", "x": [3], "y": [5], "base": [2], "width": 1,
        "marker": {"color": "#112233"},
    }  # fmt: skip
    assert boxes(drawn(bar, barmode="stack")) == [(30, 55, 30, 10)]


def test_the_number_of_a_loss_stands_left_of_its_bar():
    bar = {"type": "bar", "orientation": "h", "x": [-2, 3], "y": [2, 6], "text": ["−2", "+3"]}
    root = drawn(bar, xaxis={"range": [-5, 5], "visible": False})
    found = {one.text: (float(one.get("x")), one.get("text-anchor")) for one in root.iter(f"{SVG}text")}
    assert found == {"−2": (36, "end"), "+3": (94, "start")}


def test_fields_are_as_large_as_their_values_and_fill_the_picture():
    # The example of Bruls, Huizing and van Wijk: 6, 6, 4, 3, 2, 2, 1 in a box of 6 × 4.
    values, box = [6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0], Box(0, 0, 6, 4)
    fields = squarified(values, box)
    assert [round(one.width * one.height, 9) for one in fields] == values
    assert [(one.width, one.height) for one in fields[:2]] == [(3, 2), (3, 2)]
    assert max(one.x + one.width for one in fields) == pytest.approx(6)


def test_a_picture_with_marks_nobody_taught_is_not_offered():
    assert can_draw(go.Figure(go.Scatter(x=[1], y=[1])))
    assert not can_draw(go.Figure(go.Sankey()))


def test_a_missing_bar_is_left_out_and_not_drawn_as_zero():
    bar = {"type": "bar", "x": [1, 2], "y": [None, 4], "width": 1, "marker": {"color": "#112233"}}
    assert boxes(drawn(bar)) == [(25, 70, 10, 40)]


def test_what_nobody_can_explain_is_hatched():
    total = Series("Summe", [2020, 2021], [1, 2])
    rest = Series("ungeklärt", [2020, 2021], [1, 2])
    text = svg(charts.stacked(LIGHT, [rest], total, StackLayout(rest="ungeklärt")))
    root = ET.fromstring(text)
    pattern = next(root.iter(f"{SVG}pattern")).get("id")
    assert sum(one.get("fill") == f"url(#{pattern})" for one in root.iter(f"{SVG}rect")) == 2


def test_words_keep_their_marks_and_nothing_is_taken_for_one():
    sheet = Sheet(100, 100)
    write(sheet, "<b>+3.903</b> &lt; 5 <span style='color:#123456'>Ü & mehr</span>", Spot(0, 50), Ink())
    root = ET.fromstring(sheet.text)
    runs = [(one.text, one.get("font-weight"), one.get("fill")) for one in root.iter(f"{SVG}tspan")]
    assert runs == [("+3.903", "600", None), ("Ü & mehr", None, "#123456")]
    assert plain("eins<br><b>zwei</b>") == "eins zwei"


def test_a_long_title_is_broken_where_the_picture_ends():
    lines = wrapped("Offen, ob Torfbrück wächst oder schrumpft", 17, 150)
    assert " ".join(lines) == "Offen, ob Torfbrück wächst oder schrumpft"
    assert len(lines) > 2


def test_colours_and_their_opacity_stand_apart():
    sheet = Sheet(10, 10)
    sheet.add("rect", fill="rgba(28,92,111,0.16)")
    assert 'fill="#1C5C6F" fill-opacity="0.16"' in sheet.text


def test_the_legend_of_the_page_is_read_with_its_signs():
    html = cards.class_legend(("#111111", "#222222"), ("≤ −15 %", "> 15 %"), ("−−", "++"), cards.hatch())
    html += cards.line_key("#333333", "Bedarf, Prognose", dash="dashed")
    found = [(key.kind, key.colour, key.label, key.sign) for key in legend.keys(html)]
    assert found == [
        ("class", "#111111", "≤ −15 %", "−−"),
        ("class", "#222222", "> 15 %", "++"),
        ("hatch", LIGHT.axis, "geschützt", ""),
        ("line-dashed", "#333333", "Bedarf, Prognose", ""),
    ]


@pytest.mark.parametrize("name", ["brand", "text", "men", "women_tint", "no_data", "shortfall"])
def test_a_dark_drawing_is_printed_in_the_light_colour_of_the_same_token(name: str):
    told = on_paper(f'fill="{getattr(DARK, name)}"', has_classes=False)
    assert told == f'fill="{getattr(LIGHT, name)}"'
    assert on_paper(told, has_classes=False) == told


def test_classes_of_a_dark_map_print_as_classes_of_a_light_one():
    dark = " ".join(DARK.diverging)
    assert on_paper(dark, has_classes=True) == " ".join(LIGHT.diverging)


def test_a_map_draws_classes_and_hatches_the_area_that_may_not_be_shown():
    square = {"type": "Polygon", "coordinates": [[[9, 50], [11, 50], [11, 52], [9, 52], [9, 50]]]}
    areas = {"type": "FeatureCollection", "features": [{"type": "Feature", "id": "A", "geometry": square}]}
    line = {"type": "LineString", "coordinates": [[9, 50], [11, 52]]}
    hatch = {"sourcetype": "geojson", "source": {"type": "Feature", "geometry": line}}
    hatch |= {"type": "line", "color": "#76848A"}
    figure = go.Figure(
        data=[
            go.Choroplethmap(
                geojson="karte/1/V/gemeinde.json", locations=["A", "B"], z=[1, 0], zmin=-0.5, zmax=1.5,
                colorscale=[[0, "#EDEEEC"], [0.5, "#EDEEEC"], [0.5, "#8A4B00"], [1, "#8A4B00"]],
            )
        ],
        layout={"height": 200, "map": {"center": {"lon": 10, "lat": 51}, "zoom": 5, "layers": [hatch]}},
    )  # fmt: skip
    asked: list[str] = []

    def shapes(address: str) -> str:
        asked.append(address)
        return json.dumps(areas)

    root = ET.fromstring(svg(figure, 300, shapes))
    paths = [(one.get("fill"), one.get("stroke")) for one in root.iter(f"{SVG}path")]
    assert paths == [("#8A4B00", "#FFFFFF"), ("none", "#76848A")]
    assert asked == ["karte/1/V/gemeinde.json"]
