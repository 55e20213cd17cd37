"""The pictures of the Kita page as panels, so that they can be fetched like those of the other pages."""

import pandas as pd

from dashboards import cards, maps, style, text
from dashboards.documents.gebietsprofil.kita import time_sketch
from dashboards.documents.picture import Sketch
from dashboards.panel import Panel
from dashboards.style import LIGHT
from dashboards.topic import Context
from dashboards.topics.kita import house_points, pictures, sections, titles
from dashboards.topics.kita.balance import CLASS_LABELS, SIGNS
from dashboards.topics.kita.state import State


def panels(context: Context, state: State) -> list[Panel]:
    """Return map, time picture and the further pictures of a state that are drawn, in light colours."""
    found = [
        _panel("kita-saldo", map_sketch(context, state)),
        _panel("kita-zeit", time_sketch(context, state)),
    ]
    further = pictures.pictures(context, state.choice)
    for one in (*further, pictures.by_age(context, state.choice)):
        if one.chart is not None:
            alt = f"{one.heading}. {one.subtitle}. {one.read_out}".strip()
            found.append(Panel(one.key, one.heading, one.subtitle, one.chart, alt, legend=one.legend))
    return [panel for panel in found if panel.figure is not None]


def notes(state: State) -> dict[str, str]:
    """Return what stands under each picture."""
    run, area = state.choice.run, state.choice.area
    return {
        "Quelle": "Melderegister und Kita-Listen der Gemeinden",
        "Gebiet": area.name,
        "Prognose": f"{run.title}, ab {text.date(run.jump_off_date)}" if run else "",
    }


def map_sketch(context: Context, state: State) -> Sketch | None:
    """Return the map of the Saldo by area; None where no area has an outline."""
    if not any(area.has_geometry for area in state.shown):
        return None
    rows, words = state.in_year, state.choice.assumptions.words
    level = state.shown[0].level_plural
    heading = titles.map_heading(rows, words, level)
    ahead = ", Prognose" if state.now["is_forecast"] else ""
    year = text.kita_year(int(state.now["kita_year"]))
    subtitle = f"{words.short}: Saldo in % des Bedarfs, {level}, Kita-Jahr {year}{ahead}"
    values = pd.DataFrame({"area_id": rows["area_id"], "value": rows["sign_class"]})
    view = maps.map_view(context, state.choice.area, state.choice.level)
    houses = house_points.marks(LIGHT, house_points.points(context, state), words)
    chart = maps.choropleth(context, values, sections.classes(style.LIGHT), view).with_more(houses)
    gap = cards.hatch("ohne Angabe")
    legend = cards.class_legend(LIGHT.kita, CLASS_LABELS, SIGNS, gap, inks=LIGHT.kita_text)
    return Sketch(heading, subtitle, chart, f"Karte. {heading}. {subtitle}.", legend)


def _panel(key: str, sketch: Sketch | None) -> Panel:
    if sketch is None:
        return Panel(key, "")
    return Panel(key, sketch.heading, sketch.subtitle, sketch.figure, sketch.alt, legend=sketch.legend)
