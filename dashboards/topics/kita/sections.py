"""The upper half of the page: head, key figures, the map and the time picture."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import pandas as pd

from dashboards import cards, charts, maps, style, text
from dashboards.cards import KeyFigure
from dashboards.memory import remembered
from dashboards.style import Palette
from dashboards.topic import Context
from dashboards.topics.kita import house_points, pictures, queries, titles, urgency
from dashboards.topics.kita.assumptions import CARE, DAY_NAMES, RUNGS, TEXT, rounding
from dashboards.topics.kita.balance import CLASS_LABELS, SIGNS, first_shortage
from dashboards.topics.kita.pictures import Picture
from dashboards.topics.kita.state import State, look, of_area
from dashboards.topics.kita.time_picture import Balance, Step, places_and_need

# The map gets the class itself, so that it and the table can never disagree at a limit.
CLASS_CUTS = (0.5, 1.5, 2.5, 3.5)
# What the map tells of an area.
TOLD = ("median", "need", "places", "saldo", "share", "sign_class", "is_forecast", "probability")


class Map(NamedTuple):
    """The map of the balance, and what is said below it."""

    picture: Picture
    note: str


def head(context: Context, state: State) -> None:
    """Write topic line, message title and standfirst."""
    key = ("kita-kopf", *of_area(state.choice), state.choice.level)
    cards.page_head(*remembered(context, key, lambda: _head(context, state)))


def _head(context: Context, state: State) -> tuple[str, str, str]:
    choice, words = state.choice, state.choice.assumptions.words
    years = choice.years.report or (choice.years.all[0], choice.years.all[-1])
    standfirst = text.load_text(
        TEXT,
        "Vorspann",
        first=text.kita_year(years[0]),
        last=text.kita_year(years[1]),
        quota=text.percent(choice.assumptions.quota, 0),
        day=DAY_NAMES[choice.assumptions.counting.day],
        where="am Ort der Kita" if choice.assumptions.counting.place == CARE else "am Wohnort der Kinder",
    )
    message = titles.message(state.now, state.others(context), choice.area.name, words, _parts(state))
    return f"Kita-Planung · {words.title}", message, standfirst


def key_figures(state: State) -> None:
    """Write need, places, Saldo and the first year with a shortage."""
    row, choice = state.now, state.choice
    year = text.kita_year(int(row["kita_year"]))
    unit = "" if pd.isna(row["need"]) else "Plätze"
    to = rounding(row["need"]) if row["is_forecast"] and pd.notna(row["need"]) else 1
    cards.key_figures(
        [
            KeyFigure(f"Bedarf {year}", text.rounded(row["need"], to), unit, _need_words(row, state, to)),
            KeyFigure(
                f"Plätze, {RUNGS[choice.assumptions.rung]}",
                text.number(row["places"]),
                "",
                _pending_words(row),
                is_declared=True,
            ),
            KeyFigure(
                "Saldo",
                _saldo(row["saldo"], to),
                "",
                titles.groups(row["groups"], choice.assumptions.words, state.group_places),
            ),
            _shortage(state, year),
        ]
    )


def balance_map(context: Context, state: State) -> None:
    """Draw the classes of the Saldo by area and the houses as points; a click chooses the area."""
    ready = remembered(context, ("kita-karte", *look(state.choice)), lambda: _map(context, state))
    picture = ready.picture
    if picture.chart is None:
        pictures.show(picture)
        return
    cards.picture_head(picture.heading, picture.subtitle, picture.legend)
    alt = f"Karte. {picture.heading}. {picture.subtitle}."
    maps.show_map(context, picture.chart, key=picture.key, alt=alt, width=style.COLUMN_WIDTH)
    if ready.note:
        cards.note(ready.note)


def _map(context: Context, state: State) -> Map:
    colours, rows = style.palette(context), state.in_year
    level, words = state.shown[0].level_plural, state.choice.assumptions.words
    without_shape = [area.label for area in state.shown if not area.has_geometry]
    is_drawn = len(without_shape) < len(state.shown)
    houses = house_points.drawn(context, state)
    is_chance = state.choice.shows_chance
    labels = urgency.LABELS if is_chance else CLASS_LABELS
    picture = Picture(
        key="kita-karte",
        heading=urgency.map_heading(rows, words.places, level)
        if is_chance
        else titles.map_heading(rows, words, level),
        subtitle=_map_words(state, level, words.groups if is_drawn and houses else ""),
        legend=class_legend(colours, labels, with_signs=not is_chance),
        missing=text.load_text(TEXT, "Karte fehlt", level=level),
        height=style.PICTURE_HEIGHT,
    )
    if not is_drawn:
        return Map(picture, "")
    view = maps.map_view(context, state.choice.area, state.choice.level)
    chart = maps.choropleth(context, _map_values(state, rows), classes(colours, labels), view)
    told = _below_the_map(house_points.told(context, state), without_shape)
    return Map(replace(picture, chart=chart.with_more(houses)), told)


def _map_words(state: State, level: str, groups: str) -> str:
    """What the map shows and when, and what its points are if it has any."""
    measure = "Saldo in % des Bedarfs"
    if state.choice.shows_chance:
        measure = "Wie sicher Plätze fehlen oder frei bleiben"
    year = text.kita_year(int(state.now["kita_year"]))
    points = f"; Punkte: Häuser mit {groups}, Fläche nach Plätzen" if groups else ""
    return f"{measure}, {level}, Kita-Jahr {year}{', Prognose' if state.now['is_forecast'] else ''}{points}"


def _map_values(state: State, rows: pd.DataFrame) -> pd.DataFrame:
    """What the map shows of each area: class and words."""
    value = urgency.places_of(rows) if state.choice.shows_chance else rows["sign_class"]
    told = [hover(row, state.draws) for row in rows[list(TOLD)].to_dict("records")]
    return pd.DataFrame({"area_id": rows["area_id"], "value": value, "hover": told})


def time_picture(context: Context, state: State) -> None:
    """Draw places and need of the chosen area over the Kita years."""
    key = ("kita-zeit", *of_area(state.choice))
    pictures.show_beside(context, remembered(context, key, lambda: _time_picture(context, state)))


def _time_picture(context: Context, state: State) -> Picture:
    colours, row = style.palette(context), state.now
    chart = places_and_need(colours, state.area, _view(context, state))
    rung = RUNGS[state.choice.assumptions.rung]
    fan = " mit 50-%- und 80-%-Bereich" if state.choice.run else ""
    note = charts.axis_note(chart)
    need = f"{text.number(row['need'])} ({text.range_text(row['need_q10'], row['need_q90'])})"
    year = text.kita_year(int(row["kita_year"]))
    return Picture(
        key="kita-zeit",
        heading=titles.outlook(state.area, state.choice.assumptions.words),
        subtitle=f"{state.choice.area.name}: Plätze ({rung}) und Bedarf{fan}{f'; {note}' if note else ''}",
        legend=_time_legend(colours, state),
        chart=chart,
        read_out=f"{year}: {text.number(row['places'])} Plätze, Bedarf {need}.",
    )


def _view(context: Context, state: State) -> Balance:
    return Balance(
        kita_year=int(state.now["kita_year"]),
        report_years=state.choice.years.report,
        measures=steps(context, state),
        is_phone=context.is_phone,
    )


def steps(context: Context, state: State) -> list[Step]:
    """Return the counted measures of the chosen area, one step per Kita year that is shown."""
    choice = state.choice
    table = queries.measures(context, choice.area.area_id, choice.assumptions.band)
    table = queries.with_plans(context, choice.area.area_id, table, choice.assumptions)
    by_year: dict[int, list[dict[Hashable, Any]]] = {}
    for measure in table[queries.is_counted(table, choice.assumptions)].to_dict("records"):
        by_year.setdefault(int(measure["kita_year"]), []).append(measure)
    return [
        Step(year, _step_words(part), sum(int(measure["places_change"]) for measure in part))
        for year, part in by_year.items()
        if year in choice.years.all
    ]


def classes(colours: Palette, labels: tuple[str, ...] = CLASS_LABELS) -> maps.Classes:
    """Return the five classes of the balance as the maps take them; values are the class numbers."""
    return maps.Classes(CLASS_CUTS, colours.kita, colours.kita_text, labels)


def class_legend(colours: Palette, labels: tuple[str, ...] = CLASS_LABELS, *, with_signs: bool = True) -> str:
    """Return the legend, with a sign in each field where the classes are those of the Saldo."""
    gap = cards.hatch("ohne Angabe", way="wide")
    signs = SIGNS if with_signs else ()
    return cards.class_legend(colours.kita, labels, signs, gap, inks=colours.kita_text)


def hover(row: Mapping[Any, Any], draws: int) -> str:
    """Return what a map tells about one row of the balance."""
    if text.is_missing(row["median"]):
        return "Kinderzahlen nicht geliefert"
    need = text.number(row["need"])
    if text.is_missing(row["places"]):
        return f"Bedarf {need}, Plätze nicht geliefert"
    share = ", zu wenige Kinder für Prozente"
    if not text.is_missing(row["sign_class"]):
        share = f" ({text.signed(100 * row['share'])}{text.NARROW}%)"
    lines = [
        f"Saldo {text.signed(row['saldo'])} Plätze{share}",
        f"{text.number(row['places'])} Plätze, Bedarf {need}",
    ]
    if row["is_forecast"]:
        lines.append(f"Fehlbedarf: {titles.probability(row['probability'], draws)} wahrscheinlich")
    return "<br>".join(lines)


def _parts(state: State) -> str | None:
    """What the parts of the chosen area are called, if it is the whole and has some."""
    is_whole = state.choice.area == state.root and len(state.shown) > 1
    return state.shown[0].level_plural if is_whole else None


def _need_words(row: pd.Series, state: State, to: int) -> str:
    if pd.isna(row["need"]):
        return "Kinderzahlen liegen nicht vor"
    if row["is_forecast"]:
        return f"80-%-Bereich {text.range_text(row['need_q10'], row['need_q90'], to=to)}"
    return f"{text.number(row['median'])} Kinder am 1.{text.NARROW}August"


def _pending_words(row: pd.Series) -> str:
    if pd.isna(row["places"]):
        return "nicht geliefert"
    pending = int(row["pending"])
    return f"davon aus Maßnahmen: {text.signed(pending)}" if pending else "ohne geplante Maßnahmen"


def _saldo(value: float, to: int) -> str:
    if pd.isna(value):
        return text.MISSING
    whole = to * round(value / to)
    mark = "▼ " if whole < 0 else "▲ " if whole > 0 else ""
    return f"{mark}{text.signed(whole)}"


def _shortage(state: State, year: str) -> KeyFigure:
    label = "Erstes Jahr mit Fehlbedarf"
    ahead = state.area[state.area["is_forecast"] & state.area["probability"].notna()]
    if ahead.empty:
        return KeyFigure(label, text.MISSING, comparison="keine Prognose")
    first, row = first_shortage(state.area), state.now
    chance = "in der Prognose"
    if row["is_forecast"]:
        chance = f"Wahrscheinlichkeit {year}: {titles.probability(row['probability'], state.draws)}"
    if first is None:
        return KeyFigure(label, "keines", f"bis {text.kita_year(int(ahead['kita_year'].max()))}", chance)
    return KeyFigure(label, text.kita_year(first), "", chance, is_declared=True)


def _time_legend(colours: Palette, state: State) -> str:
    keys = cards.line_key(colours.text, "Plätze") if state.has_places else ""
    if not state.choice.run:
        return keys + cards.line_key(colours.brand, "Bedarf")
    short = (state.area["is_forecast"] & (state.area["saldo"] < 0)).any()
    hatch = cards.hatch("Fehlbedarf", colours.shortfall) if short else ""
    return keys + cards.line_key(colours.brand, "Bedarf, Prognose", dash="dashed") + hatch


def _step_words(part: Sequence[Mapping[Any, Any]]) -> str:
    if len(part) > 1:
        places = sum(int(measure["places_change"]) for measure in part)
        return f"{text.signed(places)} Plätze<br>aus {len(part)} Maßnahmen"
    measure = part[0]
    groups = int(measure["groups_change"])
    noun = "Gruppe" if abs(groups) == 1 else "Gruppen"
    status = "" if measure["status"] == "schliessung" else f"<br>({measure['status_label']})"
    return f"{text.signed(groups)} {noun},<br>{measure['title']}{status}"


def _below_the_map(houses: str, without_shape: Sequence[str]) -> str:
    told = [houses] if houses else []
    if without_shape:
        names = text.listing(text.gathered(without_shape))
        told.append(f"Ohne Umriss und daher nicht auf der Karte: {names}.")
    return " ".join(told)
