"""The further pictures: children, care rates, place ladder, home and place of care.

None of them depends on Zielquote or reserve, so a move of those sliders draws none of them anew.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import partial

import pandas as pd
import plotly.graph_objects as go

from dashboards import cards, charts, style, text
from dashboards.areas import Area
from dashboards.charts import Series, TimeLayout
from dashboards.memory import remembered
from dashboards.topic import Context
from dashboards.topics.kita import axes, base, figures, headings, queries, rates, titles
from dashboards.topics.kita.assumptions import RUNGS, TEXT, WORDS, Assumptions, Band, Counted
from dashboards.topics.kita.balance import ladder
from dashboards.topics.kita.figures import PAIR_HEIGHT, Row
from dashboards.topics.kita.filters import Choice
from dashboards.topics.kita.rates import MIN_CASES
from dashboards.topics.kita.state import root_of, scope

SHORT_HEIGHT = 200


@dataclass(frozen=True)
class Picture:
    """Words and drawing of one picture; `missing` stands in its place where there is no chart."""

    key: str
    heading: str
    subtitle: str
    legend: str = ""
    chart: go.Figure | None = None
    missing: str = ""
    height: int = PAIR_HEIGHT
    read_out: str = ""


def pictures(context: Context, choice: Choice) -> tuple[Picture, ...]:
    """Return the further pictures of a choice in the order of the page."""
    settings, run = choice.assumptions, choice.run.scenario if choice.run else None
    widths = (settings.counting.flexi, settings.counting.cohorts)
    # Each picture with what else it depends on.
    wanted = (
        (children, (run, choice.years, *widths)),
        (
            rates_over_time,
            (
                choice.years,
                settings.rung,
                settings.statuses,
                settings.plans,
                settings.counting.flexi,
                settings.counting.cohorts,
            ),
        ),
        (place_ladder, (settings.rung, choice.years)),
        (home_and_care, ()),
    )
    return tuple(_kept(context, choice, draw, more) for draw, more in wanted)


def by_age(context: Context, choice: Choice) -> Picture:
    """Return the picture of the care rates by single age."""
    return _kept(context, choice, rates_by_age, ())


def show_beside(context: Context, picture: Picture) -> None:
    """Put a picture on the page in one of two columns, whose width is known ahead."""
    show(picture, 0 if context.is_phone else style.COLUMN_WIDTH)


def show(picture: Picture, width: int = 0) -> None:
    """Put a picture on the page; `width` as for charts.show."""
    cards.picture_head(picture.heading, picture.subtitle, picture.legend)
    alt = f"{picture.heading}. {picture.subtitle}. {picture.read_out}".strip()
    if picture.chart is not None:
        charts.show(picture.chart, picture.key, alt, width=width)
    else:
        cards.empty_state(picture.missing, picture.height)


def _kept(
    context: Context,
    choice: Choice,
    draw: Callable[[Context, Choice], Picture],
    more: tuple[Hashable, ...],
) -> Picture:
    """A picture, drawn once for who asks for the same: area, band, and what else it depends on."""
    key = ("kita-bild", draw.__name__, choice.area.area_id, choice.assumptions.band, *more)
    return remembered(context, key, partial(draw, context, choice))


def children(context: Context, choice: Choice) -> Picture:
    """The children of all bands of the chosen area over the Kita years."""
    band, name = choice.assumptions.band, choice.area.name
    asked = scope(context, choice)
    found = {key: base.children_in(context, asked, _plain(choice, key), choice.area.area_id) for key in WORDS}
    colours = style.palette(context)
    ahead = cards.line_key(colours.brand, "Prognose", dash="dashed") if choice.run else ""
    bands = {WORDS[band].short: table for band, table in found.items() if table["median"].notna().any()}
    picture = Picture(
        key="kita-kinder",
        heading=headings.children(found[band], name, WORDS[band]),
        subtitle=f"{name}: Kinder am 1. August{', Prognose mit 80-%-Bereich' if choice.run else ''}",
        legend=cards.line_key(colours.brand, "Bestand") + ahead,
        missing=_missing("Keine Kinder", choice),
    )
    if not bands:
        return picture
    return replace(
        picture, chart=figures.children_by_band(colours, bands, WORDS[band].short, context.is_phone)
    )


def rates_over_time(context: Context, choice: Choice) -> Picture:
    """Care rate and places per child of the chosen area, beside the care rate of the whole."""
    root, assumptions = root_of(context, choice), choice.assumptions
    own, whole = _rate_series(choice.care, choice.area, "betreut"), _rate_series(choice.care, root)
    asked = scope(context, choice)
    table = base.children_in(context, asked, _plain(choice, assumptions.band), choice.area.area_id)
    places = _of(queries.places(context, asked, assumptions, choice.years.all[0]), choice.area)
    supply_table = table.merge(places, on="kita_year")
    past = supply_table[~supply_table["is_forecast"] & (supply_table["median"] >= MIN_CASES)]
    supply = charts.every_year(
        Series("Plätze", past["kita_year"].tolist(), (100 * past["places"] / past["median"]).tolist())
    )
    picture = Picture(
        key="kita-quoten",
        heading=headings.care_rate(own, supply, choice.area.name),
        subtitle="Betreute Kinder (1. März) und Plätze (1. August) je 100 Kinder des Altersbands",
        missing=_missing("Zu wenige Kinder" if _are_few(choice) else "Keine Betreuung", choice),
    )
    if own.last() is None:
        return picture
    others = [one for one in (supply, *([whole] if root != choice.area else [])) if one.last()]
    layout = TimeLayout(height=PAIR_HEIGHT, is_phone=context.is_phone, kita_years=True)
    chart = charts.time_series(style.palette(context), own, context=others, layout=layout)
    chart = chart.with_axis(axes.kita_axis([*own.x, *supply.x], context.is_phone))
    return replace(picture, chart=chart)


def rates_by_age(context: Context, choice: Choice) -> Picture:
    """The care rate by single age on the latest day, beside that of the whole."""
    colours, root = style.palette(context), root_of(context, choice)
    found = queries.care_ages(context, [choice.area.area_id, root.area_id])
    own = rates.by_age(found, choice.area.area_id)
    is_part = root != choice.area
    strokes = cards.line_key(colours.text, root.name) if is_part else ""
    picture = Picture(
        key="kita-alter",
        heading=headings.ages(own, choice.area.name),
        subtitle=f"{choice.area.name}: betreute Kinder je 100 Gleichaltrige, {_day(own)}",
        legend=cards.swatch(colours.brand, choice.area.name) + strokes,
        missing=_missing("Zu wenige Kinder" if len(own) else "Keine Betreuung", choice),
    )
    if not own["rate"].notna().any():
        return picture
    whole = rates.by_age(found, root.area_id) if is_part else own.head(0)
    return replace(picture, chart=figures.rates_by_age(colours, own, whole, (choice.area.name, root.name)))


def place_ladder(context: Context, choice: Choice) -> Picture:
    """The rungs from approved to occupied places of the chosen area, in the last observed year."""
    words, band = choice.assumptions.words, choice.assumptions.band
    moved = queries.commuting(context, choice.area.area_id, band)
    occupied = None if moved.empty else float(moved["occupied"].iloc[0])
    year = choice.years.observed[-1] if choice.years.observed else choice.years.all[0]
    is_listed = len(queries.facilities(context, choice.area.root_id, band, year)) > 0
    steps = ladder(queries.facilities(context, choice.area.area_id, band, year), occupied, is_listed)
    rows = [
        Row(RUNGS[name], steps[name], is_main=name == choice.assumptions.rung)
        for name in ("approved", "built", "staffed", "bookable")
    ]
    rows.append(Row("belegt", occupied, headings.share(occupied, steps["bookable"]), "der belegbaren"))
    picture = Picture(
        key="kita-leiter",
        heading=headings.ladder(steps, words),
        subtitle=f"{choice.area.name}: {words.places} am 1.8.{year}, belegt am {_day(moved)}",
        missing=_missing("Keine Häuser" if steps["approved"] is None else "Kein Haus im Gebiet", choice),
        height=SHORT_HEIGHT,
        read_out=_read_out(rows),
    )
    if not steps["approved"]:
        return picture
    return replace(picture, chart=figures.level_bars(style.palette(context), rows, context.is_phone))


def home_and_care(context: Context, choice: Choice) -> Picture:
    """Where the children of the area are cared for, and who comes from outside."""
    moved = queries.commuting(context, choice.area.area_id, choice.assumptions.band)
    rows = headings.care_rows(moved)
    picture = Picture(
        key="kita-pendeln",
        heading=headings.commuting(moved, choice.area.name),
        subtitle=f"{choice.area.name}: betreute Kinder nach Wohnort und Ort, {_day(moved)}",
        missing=_missing("Keine Betreuung", choice),
        height=SHORT_HEIGHT,
        read_out=_read_out(rows),
    )
    if not rows:
        return picture
    return replace(picture, chart=figures.level_bars(style.palette(context), rows, context.is_phone))


def _of(table: pd.DataFrame, area: Area) -> pd.DataFrame:
    """The rows of one area."""
    return table[table["area_id"] == area.area_id].drop(columns="area_id")


def _are_few(choice: Choice) -> bool:
    """Whether care is known but too few children live in the area; else the list leaves the band out."""
    rows = choice.care[choice.care["area_id"] == choice.area.area_id]
    return bool(len(rows) and rows["residents"].max() < MIN_CASES)


def _plain(choice: Choice, band: Band) -> Assumptions:
    """The children of a band on 1 August as the settings count them; take-up does not matter."""
    counting = choice.assumptions.counting
    return Assumptions(band, 1.0, counting=Counted(flexi=counting.flexi, cohorts=counting.cohorts))


def _rate_series(care: pd.DataFrame, area: Area, name: str | None = None) -> Series:
    table = rates.with_rate(care, area.area_id)
    # No child of a whole band in care means that the delivery does not cover the band.
    rate = table["rate"].where(table["children"] > 0)
    return charts.every_year(Series(name or area.name, table["kita_year"].tolist(), (100 * rate).tolist()))


def _day(table: pd.DataFrame) -> str:
    return text.date(table["reference_date"].iloc[0]) if len(table) else "1. März"


def _read_out(rows: list[Row]) -> str:
    return "; ".join(f"{row.name}: {text.number(row.value)}" for row in rows) + "." if rows else ""


def _missing(block: str, choice: Choice) -> str:
    name = choice.area.name
    words = {"name": titles.named(name), "where": headings.upper(titles.place(name))}
    return text.load_text(TEXT, block, places=choice.assumptions.words.places, limit=MIN_CASES, **words)
