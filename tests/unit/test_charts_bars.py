"""Bars, bridge, matrix, Sankey and small multiples on numbers that can be followed by hand."""

import pandas as pd
import pytest

from dashboards import charts, maps
from dashboards.charts import BarLayout, BridgeStep, MultiplesLayout, Series
from dashboards.style import LIGHT


def texts(figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def test_bars_stand_on_zero_and_a_missing_one_is_absent():
    figure = charts.bars(LIGHT, [Series("Zuzüge", [2023, 2024], [10.0, None])])
    assert list(figure.data[0].y) == [10.0, None]
    assert figure.data[0].customdata[1] == "…"
    assert figure.layout.yaxis.range[0] == 0


def test_the_net_line_is_not_stacked_on_the_bars():
    rows = [
        Series("Zuzüge", [2023, 2024], [1_400.0, 1_500.0]),
        Series("Fortzüge", [2023, 2024], [-900.0, -800.0]),
    ]
    figure = charts.bars(LIGHT, rows, net=Series("Saldo", [2023, 2024], [500.0, 700.0]))
    assert figure.layout.yaxis.range[1] < 1_800
    assert figure.layout.yaxis.range[0] > -1_200


def test_gains_and_losses_have_their_colours():
    figure = charts.bars(LIGHT, [Series("Saldo", [2023, 2024], [5.0, -5.0])], BarLayout(by_sign=True))
    assert list(figure.data[0].marker.color) == [LIGHT.gain, LIGHT.loss]


def test_a_bridge_ends_where_the_changes_lead():
    steps = [
        BridgeStep("31.12.2015", 84_290, is_total=True),
        BridgeStep("Natürlich", -746),
        BridgeStep("Wanderung", 3_903),
        BridgeStep("Korrektur", -269),
        BridgeStep("31.12.2025", 87_178, is_total=True),
    ]
    figure = charts.bridge(LIGHT, steps)
    bars = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [(bar.x0, bar.x1) for bar in bars] == [(84_290, 83_544), (83_544, 87_447), (87_447, 87_178)]
    assert [bar.fillcolor for bar in bars] == [LIGHT.loss, LIGHT.gain, LIGHT.loss]
    assert "<b>−746</b>" in texts(figure)


def test_a_missing_step_of_a_bridge_is_no_bar():
    figure = charts.bridge(LIGHT, [BridgeStep("Start", 100, is_total=True), BridgeStep("Geburten", None)])
    assert not [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert "…" in texts(figure)


def test_a_ranking_is_sorted_and_marks_the_selected_area():
    table = pd.DataFrame({"name": ["A", "B", "C"], "value": [1.0, 3.0, None]})
    figure = charts.ranking(LIGHT, table, BarLayout(selected="A"))
    assert list(figure.layout.yaxis.ticktext) == ["B ", "A ", "C "]
    assert list(figure.data[0].marker.color) == [LIGHT.axis, LIGHT.brand, LIGHT.axis]
    assert figure.data[0].text[2] == "…"


def test_the_matrix_rounds_hatches_its_diagonal_and_keeps_gaps():
    matrix = pd.DataFrame([[7.0, 54.0], [None, 3.0]], index=["A", "B"], columns=["A", "B"])
    figure = charts.heatmap_matrix(LIGHT, matrix, maps.fixed_classes([50, 100], LIGHT))
    numbers = figure.data[1]
    assert list(numbers.text) == ["50", "…"]
    assert list(figure.data[0].z) == [2, 0]
    assert len(figure.layout.shapes) == 6


def test_a_sankey_leaves_out_flows_inside_a_group():
    flows = pd.DataFrame(
        [("Mitte", "Mitte", 90), ("Mitte", "Nord", 30), ("Nord", "Mitte", 12)],
        columns=["origin", "destination", "value"],
    )
    figure = charts.sankey(LIGHT, flows, ["Mitte", "Nord"])
    assert list(figure.data[0].link.value) == [30, 12]
    assert {"<b>Mitte</b> 30", "<b>Nord</b> 30", "<b>Mitte</b> 12", "<b>Nord</b> 12"} <= set(texts(figure))


@pytest.mark.parametrize(("is_phone", "columns"), [(False, 4), (True, 2)])
def test_small_multiples_share_one_scale(is_phone: bool, columns: int):
    names = list("ABCDEFGH")
    table = pd.DataFrame(
        [(name, year, year - 2020 - i) for i, name in enumerate(names) for year in (2019, 2024)]
    )
    table.columns = ["name", "year", "value"]
    figure = charts.small_multiples(LIGHT, table, names, MultiplesLayout(is_phone=is_phone))
    axes = [figure.layout[f"yaxis{number}"] for number in ["", *range(2, 9)]]
    assert len({tuple(axis.range) for axis in axes}) == 1
    lefts = {figure.layout[f"xaxis{number}"].domain[0] for number in ["", *range(2, 9)]}
    assert len(lefts) == columns
    assert any("2024: −3" in head for head in texts(figure))
