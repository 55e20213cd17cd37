"""The chapter of a Gebietsprofil about Kita planning: need and places over the six years of the plan."""

import pandas as pd

from dashboards import cards, style, text
from dashboards.documents.blocks import Block, Cell, Heading, Paragraph, Table
from dashboards.documents.kita_views import kita_state
from dashboards.documents.picture import Sketch, image
from dashboards.documents.words import TEXTS
from dashboards.topic import Context
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.kita import listing, sections, titles
from dashboards.topics.kita.assumptions import RUNGS, STATUS_NAMES, Band, rounding
from dashboards.topics.kita.state import State
from dashboards.topics.kita.time_picture import Balance, places_and_need

BANDS: tuple[Band, ...] = ("u3", "ue3")


def blocks(selection: Selection, source: str) -> list[Block]:
    """Return one picture and one table per band; a sentence where children or places are not known."""
    context, area = selection.context, selection.area
    found: list[Block] = [Heading("Kita: Bedarf und Plätze")]
    states = [state for band in BANDS if (state := kita_state(context, area, band)) is not None]
    known = [state for state in states if state.has_children]
    if not known:
        return [*found, Paragraph(text.load_text(TEXTS, "Keine Kita", name=titles.named(selection.name)))]
    for state in known:
        finding = titles.message(state.now, state.in_year.iloc[:0], area.name, state.choice.assumptions.words)
        found.append(Paragraph(f"{finding}.", "finding"))
        found.append(image(context, time_sketch(context, state), source))
        found.append(balance_table(state))
    return found


def time_sketch(context: Context, state: State) -> Sketch:
    """Return places and need of the area over the Kita years, as the page draws them."""
    colours, words = style.LIGHT, state.choice.assumptions.words
    heading = titles.outlook(state.area, words)
    view = Balance(
        kita_year=int(state.now["kita_year"]),
        report_years=state.choice.years.report,
        measures=sections.steps(context, state),
    )
    chart = places_and_need(colours, state.area, view)
    fan = " mit 50-%- und 80-%-Bereich" if state.choice.run else ""
    subtitle = (
        f"{state.choice.area.name}, {words.short}: Plätze ({RUNGS[state.choice.assumptions.rung]}) "
        f"und Bedarf{fan}"
    )
    row = state.now
    need = f"{text.number(row['need'])} ({text.range_text(row['need_q10'], row['need_q90'])})"
    numbers = f"{text.kita_year(int(row['kita_year']))}: {text.number(row['places'])} Plätze, Bedarf {need}"
    return Sketch(heading, subtitle, chart, f"{heading}. {subtitle}. {numbers}.", _legend(state))


def _legend(state: State) -> str:
    keys = cards.line_key(style.LIGHT.text, "Plätze") if state.has_places else ""
    if not state.choice.run:
        return keys + cards.line_key(style.LIGHT.brand, "Bedarf")
    short = (state.area["is_forecast"] & (state.area["saldo"] < 0)).any()
    hatch = cards.hatch("Fehlbedarf", style.LIGHT.shortfall) if short else ""
    return keys + cards.line_key(style.LIGHT.brand, "Bedarf, Prognose", dash="dashed") + hatch


def balance_table(state: State) -> Table:
    """Return children, need, places, Saldo and the probability of a shortage, one row per Kita year."""
    words, years = state.choice.assumptions.words, listing.table_years(state)
    rows = state.area[state.area["kita_year"].isin(years)].to_dict("records")
    head = (
        "Kita-Jahr", "Kinder", "Bedarf", "80-%-Bereich", "Plätze", "Saldo", "Gruppen", "Plätze fehlen mit",
    )  # fmt: skip
    told = tuple(
        balance_row(pd.Series(row), text.kita_year(int(row["kita_year"])), state.draws) for row in rows
    )
    caption = f"{words.title}: Bedarf und Plätze in {state.choice.area.name}"
    return Table(caption, head, told, note=counted(state))


def balance_row(row: pd.Series, name: str, draws: int) -> tuple[Cell, ...]:
    """Return one line of the balance: forecast numbers rounded, with their range and probability."""
    to = rounding(row["need"]) if row["is_forecast"] and pd.notna(row["need"]) else 1
    span, chance = text.NOTHING, text.NOTHING
    if row["is_forecast"]:
        span = text.range_text(row["need_q10"], row["need_q90"], to=to)
        chance = titles.probability(row["probability"], draws)
        span = text.MISSING if pd.isna(row["need"]) else span
    shown = [
        text.rounded(row["median"], to),
        text.rounded(row["need"], to),
        span,
        text.number(row["places"]),
        text.signed(None if pd.isna(row["saldo"]) else to * round(row["saldo"] / to)),
        text.signed(row["groups"]),
        chance,
    ]
    cells = [Cell(words, True, "missing" if words == text.MISSING else "known") for words in shown]
    return Cell(name), *cells


def counted(state: State) -> str:
    """Return how need and places are counted, with the settings of the page."""
    settings = state.choice.assumptions
    minding = ""
    if settings.childminding:
        minding = f", davon {text.percent(settings.childminding, 0)} in Tagespflege ohne Kita-Platz"
    return text.load_text(
        TEXTS,
        "Kita gezählt",
        quota=text.percent(settings.quota, 0),
        minding=minding,
        rung=RUNGS[settings.rung],
        statuses=text.listing([STATUS_NAMES[status] for status in settings.statuses]),
    )
