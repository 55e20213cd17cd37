"""One area beside its municipality, the association and the areas the reader chose."""

import pandas as pd

from dashboards import charts, text
from dashboards.areas import Area
from dashboards.charts import RankedBar, RankingLayout
from dashboards.memory import remembered
from dashboards.naming import named
from dashboards.panel import Panel
from dashboards.style import palette
from dashboards.tables import Column
from dashboards.topics.demographie import facts
from dashboards.topics.demographie.area_pictures import axis_name, figure, what
from dashboards.topics.demographie.measure import MIN_CASES, POPULATION
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.words import TEXTS

COMPARISON = "gebietsvergleich"


def comparison_panel(selection: Selection) -> Panel:
    """Return the area beside municipality, association and the areas to compare with, as ranking of few."""
    return remembered(selection.context, ("vergleich", selection.key), lambda: _comparison(selection))


def _comparison(selection: Selection) -> Panel:
    measure = selection.measure
    shown = list(
        dict.fromkeys([selection.area, *selection.others, *facts.companions(selection), selection.root])
    )
    rows = [_row(selection, one) for one in shown]
    table = pd.DataFrame(rows)
    own = table["value"].iloc[0]
    mean = table["value"].iloc[-1]
    whole = to(selection.root.name)
    subtitle = f"{what(selection, of_level=False)}; Abstand {whole}"
    if text.is_missing(own) or len(table) < 2:
        words = text.load_text(TEXTS, "leer_vergleichsgebiete")
        return Panel(COMPARISON, "Vergleich", subtitle, empty=words, height=160)
    digits = 1 if measure.shows_change else measure.digits
    bars = [
        RankedBar(
            str(row["name"]),
            float(str(row["value"])),
            row["area_id"] == selection.area.area_id,
            area_id=str(row["area_id"]),
        )
        for row in rows
        if not text.is_missing(row["value"])
    ]
    layout = RankingLayout(digits, measure.shows_change, is_phone=selection.context.is_phone)
    chart = charts.ranking(palette(selection.context), bars, layout)
    unit = " Prozentpunkte" if measure.shows_change else measure.change_unit
    heading = against(selection.name, selection.root.name, (float(own), float(mean)), (digits, unit))
    columns = (
        Column("name", "Gebiet", "text"),
        Column(
            "value", axis_name(selection, measure), "signed" if measure.shows_change else "number", digits
        ),
        Column("distance", f"Abstand {whole}", "signed", digits),
    )
    return Panel(COMPARISON, heading, subtitle, chart, f"{heading}. {subtitle}.", table, columns)


def against(name: str, whole: str, values: tuple[float, float], shown: tuple[int, str]) -> str:
    """Return how far an area lies from the association: above, below, or no visible distance.

    `values` are those of both, `shown` are decimals and unit of a distance.
    """
    (own, mean), (digits, unit) = values, shown
    if text.is_missing(mean):
        return f"Kein Abstand: für {named(whole, 'accusative')} liegt kein Wert vor"
    gap = round(own - mean, digits)
    if gap == 0:
        return f"{name} liegt so hoch wie {named(whole)}"
    way = "über" if gap > 0 else "unter"
    return f"{name} liegt {text.number(abs(gap), digits)}{unit} {way} {named(whole, 'dative')}"


def to(name: str) -> str:
    """Return a name after "Abstand": "zur Region Auenburg", "zu Brakenstedt"."""
    told = f"zu {named(name, 'dative')}"
    return told.replace("zu der ", "zur ", 1).replace("zu dem ", "zum ", 1)


def _row(selection: Selection, area: Area) -> dict[str, object]:
    value = _shown(selection, area)
    mean = _shown(selection, selection.root)
    gap = None if value is None or mean is None else value - mean
    return {"area_id": area.area_id, "name": area.name, "value": value, "distance": gap}


def _shown(selection: Selection, area: Area) -> float | None:
    if selection.measure.is_count and not selection.measure.shows_change:
        return facts.point(selection, area.area_id, selection.measure.indicator_id).value
    people = facts.point(selection, area.area_id, POPULATION).value
    # As everywhere: a ratio of so few people says more about single households.
    is_few = not selection.measure.is_count and people is not None and people < MIN_CASES
    return None if is_few else figure(selection, area)
