"""The further pictures in pairs: houses and children, rates, the place ladder and where children are cared for."""

from dataclasses import replace

import pandas as pd

from dashboards import cards, charts, maps, style, text
from dashboards.areas import Area
from dashboards.charts import Series, TimeLayout
from dashboards.topic import Context
from dashboards.topics.kita import figures, headings, queries, rates
from dashboards.topics.kita.assumptions import RUNGS, TEXT, WORDS, BandWords
from dashboards.topics.kita.balance import ladder
from dashboards.topics.kita.figures import PAIR_HEIGHT, Row
from dashboards.topics.kita.rates import MIN_RESIDENTS
from dashboards.topics.kita.state import State, scope

MAP_HEIGHT = 360


def houses(context: Context, state: State) -> None:
    """Draw the Kita houses with groups of the band as points over the areas."""
    choice, words = state.choice, state.choice.assumptions.words
    year = int(state.now["kita_year"])
    table = queries.facilities(context, state.root.area_id, choice.assumptions.band, year)
    inside = queries.facilities(context, choice.area.area_id, choice.assumptions.band, year)
    of_band = table[table["open_groups"] > 0]
    count = int((inside["open_groups"] > 0).sum())
    heading = headings.houses(count, len(inside), choice.area.name, words)
    subtitle = f"Häuser mit {words.groups} am 1.8.{year}; Punktfläche: {words.places} ({RUNGS['bookable']})"
    cards.picture_head(heading, subtitle)
    if of_band.empty or not any(area.has_geometry for area in state.shown):
        cards.empty_state(_missing("Keine Häuser", state), MAP_HEIGHT)
        return
    colours = style.palette(context)
    view = replace(maps.map_view(context, choice.area, choice.level), height=MAP_HEIGHT)
    plain = maps.Classes((), (colours.no_data,), (colours.text,), ("",))
    ground = pd.DataFrame({"area_id": [area.area_id for area in state.shown], "value": 0.0, "hover": ""})
    told = [headings.house(row, words) for row in of_band.to_dict("records")]
    points = of_band.assign(size=of_band["bookable"].fillna(0), text=told)
    layers = [maps.area_layer(context, ground, plain, view), maps.point_layer(context, points, colours.brand)]
    # A new key for each area: a kept selection would leave the other areas pale.
    key = f"kita-haeuser-{choice.area.area_id}"
    maps.show_deck(context, maps.deck(context, layers, view), view, key, f"Karte. {heading}. {subtitle}.")


def children(context: Context, state: State) -> None:
    """Draw the children of all bands of the chosen area over the Kita years."""
    choice, words = state.choice, state.choice.assumptions.words
    asked = scope(context, [choice.area], choice)
    bands = {WORDS[band].short: queries.children(context, asked, band).table for band in WORDS}
    heading = headings.children(state.area, choice.area.name, words)
    fan = ", Prognose mit 80-%-Bereich" if choice.scenario else ""
    subtitle = f"{choice.area.name}: Kinder am 1. August nach Altersband{fan}"
    cards.picture_head(heading, subtitle, _lines(context, bool(choice.scenario)))
    chart = figures.children_by_band(style.palette(context), bands, words.short, context.is_phone)
    charts.show(chart, key="kita-kinder", alt=f"{heading}. {subtitle}.")


def rates_over_time(context: Context, state: State) -> None:
    """Draw the care rate and the places per child of the chosen area, beside the care rate of the whole."""
    choice, words = state.choice, state.choice.assumptions.words
    own, whole = (_rate_series(choice.care, area, words) for area in (choice.area, state.root))
    observed = state.area[~state.area["is_forecast"] & (state.area["median"] >= MIN_RESIDENTS)]
    supply = Series(
        "Versorgung", observed["kita_year"].tolist(), (100 * observed["places"] / observed["median"]).tolist()
    )
    heading = headings.care_rate(own, supply, choice.area.name)
    subtitle = "Betreute Kinder (1. März) und Plätze (1. August) je 100 Kinder des Altersbands, Kita-Jahre"
    cards.picture_head(heading, subtitle)
    if own.last() is None:
        cards.empty_state(_missing("Keine Betreuung", state), PAIR_HEIGHT)
        return
    others = [one for one in (supply, *([whole] if state.root != choice.area else [])) if one.last()]
    layout = TimeLayout(height=PAIR_HEIGHT, digits=0, is_phone=context.is_phone, kita_years=True)
    chart = charts.time_series(style.palette(context), own, context=others, layout=layout)
    charts.show(chart, key="kita-quoten", alt=f"{heading}. {subtitle}.")


def rates_by_age(context: Context, state: State) -> None:
    """Draw the care rate by single age on the latest day, beside that of the whole."""
    choice, colours = state.choice, style.palette(context)
    own = rates.by_age(choice.care, choice.area.area_id)
    day = f"1.3.{pd.Timestamp(own['reference_date'].iloc[0]).year}" if len(own) else "1. März"
    heading = headings.ages(own, choice.area.name)
    subtitle = f"{choice.area.name}: betreute Kinder je 100 Gleichaltrige, {day}"
    is_part = state.root != choice.area
    strokes = cards.line_key(colours.text, state.root.name) if is_part else ""
    cards.picture_head(heading, subtitle, cards.swatch(colours.brand, choice.area.name) + strokes)
    if own["rate"].notna().sum() == 0:
        block = "Zu wenige Kinder" if len(own) else "Keine Betreuung"
        cards.empty_state(_missing(block, state), PAIR_HEIGHT)
        return
    whole = rates.by_age(choice.care, state.root.area_id) if is_part else own.head(0)
    names = (choice.area.name, state.root.name)
    charts.show(
        figures.rates_by_age(colours, own, whole, names), key="kita-alter", alt=f"{heading}. {subtitle}."
    )


def place_ladder(context: Context, state: State) -> None:
    """Draw the rungs from approved to occupied places of the chosen area, today."""
    choice, words = state.choice, state.choice.assumptions.words
    moved = queries.commuting(context, choice.area.area_id, choice.assumptions.band)
    occupied = None if moved.empty else float(moved["occupied"].iloc[0])
    year = choice.years.observed[-1] if choice.years.observed else choice.years.all[0]
    steps = ladder(queries.facilities(context, choice.area.area_id, choice.assumptions.band, year), occupied)
    heading = headings.ladder(steps, words)
    subtitle = f"{choice.area.name}: {words.places} am 1.8.{year}, belegt am folgenden 1. März"
    cards.picture_head(heading, subtitle)
    if not steps["approved"]:
        cards.empty_state(_missing("Keine Häuser", state), 200)
        return
    names = {name: RUNGS[name] for name in ("approved", "built", "staffed", "bookable")} | {
        "occupied": "belegt"
    }
    rows = [Row(names[name], steps[name], is_main=name == choice.assumptions.rung) for name in names]
    rows[-1] = Row(names["occupied"], occupied, headings.share(occupied, steps["bookable"], "der belegbaren"))
    charts.show(
        figures.level_bars(style.palette(context), rows, context.is_phone),
        key="kita-leiter",
        alt=f"{heading}. {subtitle}.",
    )


def home_and_care(context: Context, state: State) -> None:
    """Draw where the children of the area are cared for, and who comes from outside."""
    choice = state.choice
    moved = queries.commuting(context, choice.area.area_id, choice.assumptions.band)
    heading = headings.commuting(moved, choice.area.name)
    day = f"1.3.{pd.Timestamp(moved['reference_date'].iloc[0]).year}" if len(moved) else "1. März"
    cards.picture_head(
        heading, f"{choice.area.name}: betreute Kinder nach Wohnort und Ort der Betreuung, {day}"
    )
    if moved.empty:
        cards.empty_state(_missing("Keine Betreuung", state), 200)
        return
    row = moved.iloc[0]
    near, minded = (
        row["residents_in_kita"] - row["leaving"],
        row["residents_in_care"] - row["residents_in_kita"],
    )
    all_care, all_places = row["residents_in_care"], row["occupied"]
    rows = [
        Row("Kita im Gebiet", near, headings.share(near, all_care, "der Betreuten"), is_main=True),
        Row("Kita anderswo", row["leaving"], headings.share(row["leaving"], all_care, "der Betreuten")),
        Row("Tagespflege", minded, headings.share(minded, all_care, "der Betreuten")),
        Row("von außerhalb", row["arriving"], headings.share(row["arriving"], all_places, "der Belegten")),
    ]
    chart = figures.level_bars(style.palette(context), rows, context.is_phone)
    charts.show(chart, key="kita-pendeln", alt=f"{heading}.")


def _rate_series(care: pd.DataFrame, area: Area, words: BandWords) -> Series:
    table = rates.over_time(care, area.area_id, words)
    # The 1 March of a year lies in the Kita year that began the August before.
    years = (pd.to_datetime(table["reference_date"]).dt.year - 1).tolist()
    return Series(area.name, years, (100 * table["rate"]).tolist())


def _missing(block: str, state: State) -> str:
    choice = state.choice
    return text.load_text(
        TEXT, block, name=choice.area.name, places=choice.assumptions.words.places, limit=MIN_RESIDENTS
    )


def _lines(context: Context, is_forecast: bool) -> str:
    colours = style.palette(context)
    ahead = cards.line_key(colours.brand, "Prognose", dash="dashed") if is_forecast else ""
    return cards.line_key(colours.brand, "Bestand") + ahead
