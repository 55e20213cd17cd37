"""Pictures of the demography dashboard beside the pyramid: series with forecast, bridge."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from dashboards import charts, text
from dashboards.charts import Picture
from dashboards.style import Palette
from dashboards.topics.demographie.bridge import Bridge
from dashboards.topics.demographie.measure import Measure, round_base

# Blank between the balance and its gross flows (en space; a plain blank would vanish beside bold type).
EN_SPACE = "\u2002"
# What moved populations in the German registers of these years; drawn where the axis reaches.
EVENTS = (charts.Event(2015, "Flucht"), charts.Event(2022, "Ukraine"))
# Name of a line of expected values without a range.
EXPECTED = "erwartet"


def development(
    colours: Palette,
    measure: Measure,
    lines: Sequence[charts.Series],
    fan: pd.DataFrame | None,
    layout: charts.TimeLayout,
) -> Picture:
    """Return the time picture: the first of `lines` is the area, the others its municipality and association.

    Persons get the events of the time; small areas (layout.with_median False) show ranges only.
    """
    main, *context = lines
    known = [year for year, value in zip(main.x, main.y, strict=True) if not text.is_missing(value)]
    events = (
        [event for event in EVENTS if known and known[0] + 1 < event.year < known[-1]]
        if measure.is_count
        else []
    )
    to = None
    if measure.is_count and fan is not None and not fan.empty:
        to = round_base(float(fan["q90"].max()))
    layout = replace(layout, digits=measure.digits, round_to=to)
    chart = charts.time_series(colours, main, context=context, fan=fan, events=events, layout=layout)
    return _approximate(chart) if measure.is_count and EXPECTED in {one.name for one in context} else chart


def _approximate(chart: Picture) -> Picture:
    """Return the picture with expected persons told as forecasts are, rounded."""
    traces, last = [], float("nan")
    for one in chart.plain_traces:
        if one.get("name") != EXPECTED:
            traces.append(one)
            continue
        traces.append(one | {"customdata": [text.rounded(y, round_base(y)) for y in one["y"]]})
        last = one["y"][-1]
    # The name at the end of the line carries its last value.
    exact, about = f"{EXPECTED} {text.number(last)}", f"{EXPECTED} {text.rounded(last, round_base(last))}"
    layout = dict(chart.plain_layout)
    layout["annotations"] = [
        one | {"text": one["text"].replace(exact, about)} for one in layout.get("annotations", ())
    ]
    return Picture(traces, layout)


def bridge_steps(bridge: Bridge, counts_inner_moves: bool, digits: int = 0) -> list[charts.BridgeStep]:
    """Return the bars of a bridge with gross flows; `counts_inner_moves` for areas inside a municipality.

    Ageing and changes of status have bars of their own where only some of the people are counted.
    """
    births, deaths, arrivals, departures = (
        text.number(flow, digits)
        for flow in (bridge.births, bridge.deaths, bridge.arrivals, bridge.departures)
    )
    own = (
        ("Alterung", bridge.ageing, "hinein- weniger herausgewachsen"),
        ("Status", bridge.status, "Wohnungsstatus, Einbürgerung"),
    )
    moves = f"{arrivals} Zu-, {departures} Fortzüge"
    inside = charts.BridgeStep("Umzüge", bridge.moves_net, note=EN_SPACE + "innerhalb der Gemeinde, netto")
    rest = "Fehlbuchungen, Statuswechsel"
    if not text.is_missing(bridge.residual):
        rest = f"davon ungeklärt {text.signed(bridge.residual, digits)}"
    return [
        charts.BridgeStep(f"31.12.{bridge.year_from}", bridge.start, is_total=True),
        charts.BridgeStep(
            "Natürlich",
            bridge.natural,
            note=f"{EN_SPACE}{births} Geburten, {deaths} Sterbefälle",
        ),
        charts.BridgeStep("Wanderung", bridge.arrivals - bridge.departures, note=EN_SPACE + moves),
        *([inside] if counts_inner_moves else []),
        *(charts.BridgeStep(name, value, note=EN_SPACE + note) for name, value, note in own if value),
        charts.BridgeStep("Korrektur", bridge.correction, note=EN_SPACE + rest),
        charts.BridgeStep(f"31.12.{bridge.year_to}", bridge.end, is_total=True),
    ]
