"""The chapter of a Gebietsprofil about the future: fan, probability in words, quality of such forecasts."""

from dataclasses import replace

from dashboards import text
from dashboards.documents.blocks import Block, Cell, Figures, Heading, Paragraph, Table
from dashboards.documents.picture import image, sketch_of
from dashboards.documents.words import TEXTS
from dashboards.topics.demographie import facts, fan_panel, prognose, quality, queries, titles
from dashboards.topics.demographie.measure import POPULATION, persons_span, round_base
from dashboards.topics.demographie.selection import Selection, Time, value_at

# Forecast years told one by one, then in this step.
NEAR, STEP = 5, 5


def blocks(selection: Selection, source: str) -> list[Block]:
    """Return what is to be expected for the population, and how surely."""
    head: list[Block] = [Heading("Prognose")]
    target = selection.time.target
    if target is None or not selection.time.forecast:
        return [*head, Paragraph(text.load_text(TEXTS, "Keine Prognose", name=selection.name))]
    ahead = _at(selection, target)
    found: list[Block] = [
        *head,
        Paragraph(f"{prognose.title(ahead)}."),
        Figures(tuple(prognose.row(ahead))),
    ]
    for panel in (fan_panel.panel(ahead), quality.panel(ahead)):
        sketch = sketch_of(panel)
        found.append(Paragraph(panel.empty) if sketch is None else image(selection.context, sketch, source))
        if panel.key == fan_panel.KEY:
            found += [*_chances(ahead, target), *_years(ahead)]
    return found


def _at(selection: Selection, year: int) -> Selection:
    """The view "Prognose" of the page for a year."""
    time = selection.time
    ahead = Time(year, time.jump_off, time.observed, time.forecast)
    return replace(selection, time=ahead, others=())


def _chances(selection: Selection, year: int) -> list[Block]:
    drawn = fan_panel.draws(selection, year)
    known = facts.history(selection, selection.area.area_id, POPULATION)
    now = value_at(known, selection.time.jump_off)
    run = queries.run(selection.context, selection.scenario)
    if not len(drawn) or now is None or run is None:
        return []
    told = fan_panel.chance_words(selection.name, year, now, drawn)
    counted = text.load_text(
        TEXTS, "Wahrscheinlichkeit", draws=text.number(len(drawn)), scenario=str(run["title"])
    )
    return [Paragraph(told), Paragraph(counted, "note")]


def _years(selection: Selection) -> list[Block]:
    """The forecast in numbers: the next years one by one, then every fifth."""
    fan = facts.fan(selection, selection.area.area_id, POPULATION)
    start = selection.time.jump_off
    told = [
        row
        for row in fan.to_dict("records")
        if int(row["year"]) - start <= NEAR or (int(row["year"]) - start) % STEP == 0
    ]
    if not told:
        return []
    head = (
        ("31. Dezember", "Median", "80-%-Bereich")
        if selection.shows_median
        else ("31. Dezember", "80-%-Bereich")
    )
    rows = []
    for row in told:
        span = Cell(persons_span(float(row["q10"]), float(row["q90"])), True)
        middle = Cell(text.rounded(float(row["median"]), round_base(float(row["q90"]))), True)
        year = Cell(str(int(row["year"])))
        rows.append((year, middle, span) if selection.shows_median else (year, span))
    caption = f"Bevölkerung {titles.place(selection.name)}, Prognose"
    return [Table(caption, head, tuple(rows))]
