"""The bridge on numbers that can be followed by hand."""

from dashboards import charts
from dashboards.charts import BridgeStep
from dashboards.style import LIGHT


def texts(figure) -> list[str]:
    return [note.text for note in figure.layout.annotations]


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
