"""Chapters on need and balance: for each band map, course over the years, and table T3."""

from typing import Any

import pandas as pd

from dashboards import cards, maps, style, text
from dashboards.documents.blocks import Block, Cell, Heading, Paragraph, Table, plain_table
from dashboards.documents.gebietsprofil.kita import balance_table, time_sketch
from dashboards.documents.kita_plan.reading import Plan
from dashboards.documents.picture import Sketch, image
from dashboards.maps import MapView
from dashboards.style import LIGHT
from dashboards.topics.kita import sections, titles
from dashboards.topics.kita.assumptions import RUNGS, Band, rounding
from dashboards.topics.kita.balance import CLASS_LABELS, SIGNS
from dashboards.topics.kita.state import State
from forecasting.kita.take_up import forms

MAP_HEIGHT = 330
HOURS = ("bis 4 Stunden", "über 4 bis 7 Stunden", "über 7 Stunden")


def need_blocks(plan: Plan) -> list[Block]:
    """Return what the need is reckoned with, by band, and how it splits by hours."""
    return [Heading("Bedarf"), _assumptions(plan), _hours_table(plan)]


def balance_blocks(plan: Plan, source: str) -> list[Block]:
    """Return the balance by planning area and year, each band with its picture."""
    found: list[Block] = [Heading("Bilanz der Planungsgebiete")]
    for band, state in plan.states.items():
        words = state.choice.assumptions.words
        found += [
            Heading(words.title, 2),
            Paragraph(f"{message(plan, state)}.", "finding"),
            image(plan.context, time_sketch(plan.context, state), source),
            balance_table(state),
        ]
        if len(plan.parts) > 1:
            found += [*_map(plan, band, source), area_table(plan, band)]
    return found


def message(plan: Plan, state: State) -> str:
    """Return the finding of a band, with its clearest counterpart among the planning areas."""
    names = {area.area_id: area.label for area in plan.parts}
    rows = state.table[state.table["kita_year"] == state.choice.kita_year]
    others = rows[rows["area_id"].isin(list(names))].assign(name=rows["area_id"].map(names))
    if len(plan.parts) < 2:
        others = others.iloc[:0]
    plural = plan.parts[0].level_plural if len(plan.parts) > 1 else None
    return titles.message(state.now, others, plan.area.name, state.choice.assumptions.words, plural)


def area_table(plan: Plan, band: Band) -> Table:
    """Return T3: need, places and Saldo of each planning area over the years of the plan."""
    state = plan.states[band]
    years = [text.kita_year(year) for year in plan.years]
    rows: list[tuple[Cell, ...]] = []
    for area in plan.parts:
        table = plan.balance(band, [area]).set_index("kita_year")
        found = [table.loc[year] if year in table.index else None for year in plan.years]
        rows.append((Cell(area.label), Cell("Bedarf"), *(_need(one) for one in found)))
        rows.append((Cell(""), Cell("Plätze"), *(_count(one, "places") for one in found)))
        rows.append((Cell(""), Cell("Saldo"), *(_saldo(one) for one in found)))
    caption = (
        f"T3 {state.choice.assumptions.words.title}: Bedarf, Plätze und Saldo je {plan.parts[0].level_label}"
    )
    note = "Farbe und Zeichen nach dem Anteil des Saldos am Bedarf: " + ", ".join(
        f"{sign} {label}" for sign, label in zip(SIGNS, CLASS_LABELS, strict=True)
    )
    return Table(caption, (plan.parts[0].level_label, "", *years), tuple(rows), note=f"{note}.")


def _need(row: Any) -> Cell:  # noqa: ANN401
    if row is None or pd.isna(row["need"]):
        return Cell(text.MISSING, True, "missing")
    to = rounding(row["need"]) if row["is_forecast"] else 1
    return Cell(text.rounded(row["need"], to), True)


def _count(row: Any, name: str) -> Cell:  # noqa: ANN401
    if row is None or pd.isna(row[name]):
        return Cell(text.MISSING, True, "missing")
    return Cell(text.NOTHING if row[name] == 0 else text.number(row[name]), True)


def _saldo(row: Any) -> Cell:  # noqa: ANN401
    if row is None or pd.isna(row["saldo"]):
        return Cell(text.MISSING, True, "missing")
    words = text.signed(round(row["saldo"]))
    if pd.isna(row["sign_class"]):
        return Cell(words, True)
    place = int(row["sign_class"])
    return Cell(words, True, "known", LIGHT.kita[place], LIGHT.kita_text[place], SIGNS[place])


def _map(plan: Plan, band: Band, source: str) -> list[Block]:
    """The classes of the Saldo by planning area, in the year the finding speaks of."""
    state = plan.states[band]
    year = int(state.now["kita_year"])
    if not any(area.has_geometry for area in plan.parts):
        return []
    ids = [area.area_id for area in plan.parts]
    rows = state.table[(state.table["kita_year"] == year) & state.table["area_id"].isin(ids)]
    words, plural = state.choice.assumptions.words, plan.parts[0].level_plural
    heading = titles.map_heading(rows, words, plural)
    ahead = ", Prognose" if state.now["is_forecast"] else ""
    subtitle = f"{words.short}: Saldo in % des Bedarfs, {plural}, Kita-Jahr {text.kita_year(year)}{ahead}"
    values = pd.DataFrame({"area_id": rows["area_id"], "value": rows["sign_class"]})
    view = MapView(plan.parts[0].level, plan.area.area_id, height=MAP_HEIGHT)
    chart = maps.choropleth(plan.context, values, sections.classes(style.LIGHT), view)
    gap = cards.hatch("ohne Angabe")
    legend = cards.class_legend(LIGHT.kita, CLASS_LABELS, SIGNS, gap, inks=LIGHT.kita_text)
    alt = f"Karte. {heading}. {subtitle}."
    return [image(plan.context, Sketch(heading, subtitle, chart, alt, legend), source)]


def _hours_table(plan: Plan) -> Table:
    """Need by hours a day: shares as published for the Land, the split below seven hours is assumed."""
    rows = []
    for band, state in plan.states.items():
        shares = forms(plan.area.municipality_ags, band).hours
        need = state.now["need"]
        counts = [Cell(text.rounded(need * share, rounding(need)), True) for share in shares]
        rows.append((Cell(state.choice.assumptions.words.title), *counts))
    year = text.kita_year(int(plan.any_state.now["kita_year"]))
    note = (
        "Anteile nach der Landestabelle; veröffentlicht ist der Anteil über 7 Stunden, der Rest angenommen."
    )
    return Table(
        f"Bedarf {year} nach Betreuungszeit am Tag, Plätze", ("Altersband", *HOURS), tuple(rows), note=note
    )


def _assumptions(plan: Plan) -> Table:
    """What the need of each band is reckoned with, and its range in the first and last year."""
    first, last = plan.years[0], plan.years[-1]
    head = ("Altersband", "Zielquote", "Tagespflege", "Plätze", f"Bedarf {text.kita_year(first)}")
    rows = []
    for state in plan.states.values():
        settings = state.choice.assumptions
        minding = text.percent(settings.childminding, 0) if settings.childminding else text.NOTHING
        told = [settings.words.title, text.percent(settings.quota, 0), minding, RUNGS[settings.rung]]
        rows.append((*told, *(_range(state, year) for year in (first, last))))
    note = (
        "Bedarf am Wohnort, in Klammern der 80-%-Bereich. Zielquote: zuletzt beobachtete Betreuungsquote, "
        "ohne Betreuungsliste der übliche Wert; Tagespflege: Teil der betreuten Kinder ohne Kita-Platz."
    )
    caption = "Annahmen zum Bedarf"
    return plain_table(caption, (*head, f"Bedarf {text.kita_year(last)}"), rows, note=note)


def _range(state: State, year: int) -> str:
    rows = state.area[state.area["kita_year"] == year]
    if rows.empty or pd.isna(rows["need"].iloc[0]):
        return text.MISSING
    row = rows.iloc[0]
    to = rounding(row["need"]) if row["is_forecast"] else 1
    span = f" ({text.range_text(row['need_q10'], row['need_q90'], to=to)})" if row["is_forecast"] else ""
    return f"{text.rounded(row['need'], to)}{span}"
