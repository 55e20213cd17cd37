"""Chapters of a Gebietsprofil about age: pyramid, age groups in numbers and over time with their fan."""

import plotly.graph_objects as go

from dashboards import cards, text
from dashboards.documents.blocks import Block, Cell, Heading, Paragraph, Table
from dashboards.documents.picture import Sketch, image, sketch_of
from dashboards.style import LIGHT, rgba
from dashboards.topics.demographie import age_numbers, age_titles, aufbau, group_panels, structure, titles
from dashboards.topics.demographie.age_numbers import Ages
from dashboards.topics.demographie.group_panels import GroupPanel
from dashboards.topics.demographie.measure import MIN_CASES, persons_span
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.words import TEXTS

# Lower than on the page, so that pyramid and table of age groups share one.
PYRAMID_HEIGHT = 500
# Four panels beside each other stay readable when this width fills a page.
GROUPS_WIDTH = 760.0


def blocks(selection: Selection, source: str) -> list[Block]:
    """Return the pyramid, the age groups in numbers, and their development."""
    ages = age_numbers.ages(selection)
    panel = aufbau.pyramid_panel(selection, ages)
    sketch = sketch_of(panel)
    found: list[Block] = [Heading("Altersaufbau")]
    if sketch is None:
        return [*found, Paragraph(panel.empty)]
    lower = go.Figure(sketch.figure).update_layout(height=PYRAMID_HEIGHT)
    drawn = Sketch(sketch.heading, sketch.subtitle, lower, sketch.alt, sketch.legend, sketch.note)
    found.append(image(selection.context, drawn, source))
    panels, base_year = age_numbers.panels(selection, ages) if ages.total != 0 else ([], 0)
    if panels:
        found += [
            group_table(selection, panels, ages),
            Heading("Altersgruppen über die Zeit"),
            image(selection.context, _development(selection, panels, base_year), source, GROUPS_WIDTH),
        ]
    return found


def group_table(selection: Selection, panels: list[GroupPanel], ages: Ages) -> Table:
    """Return persons by age group at both dates, their share, and the range expected."""
    time = selection.time
    first, last = time.before or time.observed[0], time.jump_off
    target = time.target
    head = ["Altersgruppe", str(first), str(last), "Veränderung", "Anteil"]
    head += [f"{target}, 80-%-Bereich"] if target else []
    rows = []
    for panel in panels:
        before, now = panel.at(first), panel.at(last)
        change = None if before is None or now is None else now - before
        row = [Cell(structure.group_name(panel.group))]
        row += [_count(before), _count(now), _cell(text.signed(change))]
        row.append(_share(now, ages.total))
        if target:
            span = panel.range_at(target)
            row.append(_cell(text.MISSING if span is None else persons_span(*span)))
        rows.append(tuple(row))
    caption = f"Altersgruppen {titles.place(selection.name)}, Personen am 31. Dezember"
    withheld = "Für unter Sechsjährige nennt die Prognose ab dem zehnten Jahr keine Spanne (…)."
    hides = bool(target) and any(row[-1].words == text.MISSING for row in rows)
    return Table(caption, tuple(head), tuple(rows), note=withheld if hides else "")


def _development(selection: Selection, panels: list[GroupPanel], base_year: int) -> Sketch:
    time = selection.time
    ahead = group_panels.index_ranges(panels, base_year)
    last = max((int(panel.ahead_years[-1]) for panel in panels if len(panel.ahead_years)), default=base_year)
    if ahead:
        heading = age_titles.groups_heading(ahead, last)
    else:
        first = time.before if NO_YEAR < time.before < base_year else time.observed[0]
        known = group_panels.index_changes(panels, first, base_year)
        heading = age_titles.groups_heading_observed(known, first, base_year)
    outlook = f" → 80-%-Bereich {last}" if ahead else ""
    subtitle = text.load_text(TEXTS, "index", year=base_year, outlook=outlook)
    look = group_panels.PanelLook(LIGHT, False, selection.shows_median)
    chart = group_panels.group_panels(panels, base_year, look)
    alt = f"{heading}. Index {base_year} = 100 nach Altersgruppen; die Personen stehen in der Tabelle."
    return Sketch(heading, subtitle, chart, alt, _legend(time.observed[0], has_forecast=bool(ahead)))


def _legend(first: int, *, has_forecast: bool) -> str:
    if not has_forecast:
        more, fewer = f"mehr als {first}", f"weniger als {first}"
        return cards.line_key(LIGHT.gain, more) + cards.line_key(LIGHT.loss, fewer)
    fields = (
        cards.swatch(rgba(LIGHT.axis, LIGHT.fan_inner + LIGHT.fan_outer), f"50{text.NARROW}%"),
        cards.swatch(rgba(LIGHT.axis, LIGHT.fan_outer), f"80{text.NARROW}%"),
        cards.line_key(LIGHT.gain, "mehr als heute"),
        cards.line_key(LIGHT.loss, "weniger als heute"),
        cards.line_key(LIGHT.axis, "offen"),
    )
    return "".join(fields)


def _count(value: float | None) -> Cell:
    return _cell(text.NOTHING if value == 0 else text.number(value))


def _cell(words: str) -> Cell:
    return Cell(words, True, "missing" if words == text.MISSING else "known")


def _share(now: float | None, whole: float | None) -> Cell:
    if now is None or not whole:
        return _cell(text.MISSING)
    if whole < MIN_CASES:
        return Cell(text.NOT_MEANINGFUL, True, "not_meaningful")
    return _cell(text.percent(now / whole))
