"""One house: its groups, how full it is, and where its children come from."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import areas, cards, charts, controls, data, maps, style, tables, text
from dashboards.areas import Area
from dashboards.style import Palette
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.kita import axes, headings, house_rules, queries, titles
from dashboards.topics.kita.assumptions import TEXT, WORDS
from dashboards.topics.kita.axes import Frame, Part
from dashboards.topics.kita.state import State
from forecasting.kita.groups import ladder_faults

FOLDER = Path(__file__).parent
EMPTY_HEIGHT = 120
HEIGHT = 300
# Flows drawn at most and at least so many children each; the words below the map have the others.
MOST_FLOWS, LEAST_FLOW, MOST_LISTED = 12, 2, 8
RUNG_COLUMNS = ("approved", "built", "staffed", "bookable")


def show(context: Context, state: State) -> None:
    """Let the reader choose a house of the area and draw it."""
    year = int(state.now["kita_year"])
    houses = queries.facilities(context, state.choice.area.area_id, state.choice.assumptions.band, year)
    if houses.empty:
        missing = text.load_text(
            TEXT,
            "Kein Haus im Gebiet",
            where=headings.upper(titles.place(state.choice.area.name)),
            places=state.choice.assumptions.words.places,
        )
        cards.empty_state(missing, EMPTY_HEIGHT)
        return
    names = dict(zip(houses["facility_id"], houses["name"], strict=True))
    chosen = controls.choice(context, "Haus", names, key="haus", style="select")
    row = houses[houses["facility_id"] == chosen].iloc[0]
    groups = data.frame(context, FOLDER / "house.sql", facility_id=chosen)
    care = data.frame(context, FOLDER / "house_care.sql", facility_id=chosen)
    left, right = st.columns(2, gap="large")
    with left:
        _occupancy(context, names[chosen], groups, care)
    with right:
        _catchment(context, row, care)
    young = data.frame(context, FOLDER / "house_under_two.sql", facility_id=chosen)
    few = house_rules.few_places(_open_on(groups, _day_of(young)), young, str(chosen)[:8])
    _groups(chosen, names[chosen], _open_on(groups, pd.Timestamp(year, 8, 1)), year, few)


def occupancy(groups: pd.DataFrame, care: pd.DataFrame) -> pd.DataFrame:
    """Return per day of the care list: reference_date, children, bookable places, rate."""
    rows = []
    for day, part in care.groupby("reference_date"):
        moment = pd.Timestamp(str(day))
        since, until = pd.to_datetime(groups["valid_from"]), pd.to_datetime(groups["valid_to"])
        is_open = (since <= moment) & (until.isna() | (until >= moment))
        # A group without a number of places, or a home without one of children, makes the sum unknown.
        open_places = groups.loc[is_open, "places_bookable"].astype(float)
        places = float(open_places.sum(skipna=False, min_count=1))
        children = float(part["children"].astype(float).sum(skipna=False))
        rows.append({"reference_date": moment, "children": children, "places": places})
    table = pd.DataFrame(rows, columns=["reference_date", "children", "places"])
    return table.assign(rate=(table["children"] / table["places"]).where(table["places"] > 0))


def catchment(context: Context, care: pd.DataFrame, home: str) -> pd.DataFrame:
    """Return homes of the children on the latest day: origin, name, children, is_here; most first."""
    latest = care[care["reference_date"] == care["reference_date"].max()]
    tree = areas.tree(context)
    names = [tree[key].label if key in tree else "außerhalb der Region" for key in latest["home_area_id"]]
    return pd.DataFrame(
        {
            "origin": latest["home_area_id"],
            "name": names,
            "children": latest["children"],
            "is_here": latest["home_area_id"] == home,
        }
    ).sort_values("children", ascending=False)


def figure(colours: Palette, rows: pd.DataFrame, *, is_phone: bool) -> go.Figure:
    """Return children as bars and places as strokes by year."""
    years = [int(day.year) for day in rows["reference_date"]]
    bars: Part = {
        "type": "bar",
        "x": years,
        "y": rows["children"].tolist(),
        "name": "Kinder",
        "marker": {"color": colours.brand, "line": {"width": 0}},
    }
    strokes: Part = {
        "type": "scatter",
        "mode": "markers",
        "x": years,
        "y": rows["places"].tolist(),
        "name": "belegbare Plätze",
        # On a phone the years stand closer: the strokes of two of them must not touch.
        "marker": {
            "symbol": "line-ew",
            "size": 14 if is_phone else 22,
            "line": {"width": 2, "color": colours.text},
        },
    }
    known = rows[["children", "places"]].max().max()
    top = 0.0 if text.is_missing(known) else float(known)
    every = 2 if is_phone else 1
    ticks = [year for year in years if (year - years[-1]) % every == 0]
    layout = {
        "xaxis": {"tickvals": ticks, "ticktext": [str(year) for year in ticks], "ticks": ""},
        "yaxis": axes.value_axis(0, top),
        "hovermode": "x unified",
        "bargap": 0.4,
    }
    return axes.assemble(colours, Frame(HEIGHT, 12, 16, 28, 46), [bars, strokes], layout)


def _occupancy(context: Context, name: str, groups: pd.DataFrame, care: pd.DataFrame) -> None:
    rows = occupancy(groups, care)
    if rows.empty:
        cards.picture_head(name, "Auslastung")
        cards.empty_state(text.load_text(TEXT, "Keine Betreuung", name=name), HEIGHT)
        return
    last = rows.iloc[-1]
    rate = last["rate"]
    heading = f"{name}: {text.number(last['children'])} Kinder"
    if not text.is_missing(rate):
        heading += f" auf {text.number(last['places'])} Plätzen ({text.percent(rate, 0)})"
    colours = style.palette(context)
    legend = cards.swatch(colours.brand, "Kinder") + cards.line_key(colours.text, "belegbare Plätze")
    subtitle = "Betreute Kinder und belegbare Plätze aller Gruppen am 1. März"
    cards.picture_head(heading, subtitle, legend)
    charts.show(figure(colours, rows, is_phone=context.is_phone), "kita-haus", f"{heading}. {subtitle}.")


def _catchment(context: Context, house: pd.Series, care: pd.DataFrame) -> None:
    name, home = str(house["name"]), str(house["area_id"])
    found = catchment(context, care, home)
    if found.empty:
        cards.picture_head("Einzugsgebiet", name)
        cards.empty_state(text.load_text(TEXT, "Keine Betreuung", name=name), HEIGHT)
        return
    total = float(found["children"].sum(skipna=False))
    here = float(found.loc[found["is_here"], "children"].sum(skipna=False))
    away = found[~found["is_here"] & (found["children"] >= LEAST_FLOW)]
    share = headings.share(here, total) or text.number(here)
    heading = f"{share} der Kinder wohnen im eigenen Gebiet" if here else "Kein Kind wohnt im eigenen Gebiet"
    heading = "Alle Kinder wohnen im eigenen Gebiet" if here == total else heading
    day = text.date(care["reference_date"].max())
    cards.picture_head(
        heading, f"{name}: Wohnorte der {text.number(total)} Kinder am {day}; Pfeile ab zwei Kindern"
    )
    flows = away.assign(
        destination=home,
        value=away["children"],
        hover=[f"{row['name']}: {text.number(row['children'])} Kinder" for row in away.to_dict("records")],
    ).head(MOST_FLOWS)
    area = areas.tree(context)[home]
    view = maps.map_view(context, area, area.level)
    view = replace(view, root_id=_frame(context, area, flows["origin"].tolist()), height=HEIGHT)
    told = "; ".join(
        f"{row['name']} {text.number(row['children'])}" for row in found.to_dict("records")[:MOST_LISTED]
    )
    if area.has_geometry:
        dot = pd.DataFrame([house]).assign(size=house["all_places"], text="")
        layers = [maps.ground_layer(context, view), maps.arrow_layer(context, flows, view)]
        layers.append(maps.point_layer(context, dot, style.palette(context).brand))
        maps.show_deck(
            context,
            maps.deck(context, layers, view),
            view,
            f"kita-einzug-{home}",
            f"Karte. {heading}. {told}.",
        )
    cards.note(f"Am häufigsten: {told}.")


def _frame(context: Context, area: Area, origins: list[str]) -> str:
    """The municipality of a house where all drawn flows begin inside, else the whole region."""
    tree, town = areas.tree(context), area.municipality_ags
    is_inside = all(key in tree and tree[key].municipality_ags == town for key in origins)
    return town if town and town in tree and is_inside else area.root_id


def _open_on(groups: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    since, until = pd.to_datetime(groups["valid_from"]), pd.to_datetime(groups["valid_to"])
    return groups[(since <= day) & (until.isna() | (until >= day))]


def _day_of(young: pd.DataFrame) -> pd.Timestamp:
    """The day of the care list; any day without one, as then nothing is said."""
    return pd.Timestamp(young["reference_date"].iloc[0]) if len(young) else pd.Timestamp.today()


def _groups(house: str, name: str, shown: pd.DataFrame, year: int, few: str) -> None:
    cards.section_head(f"Gruppen am 1.8.{year}", f"{name}: genehmigt ≥ gebaut ≥ mit Personal ≥ belegbar")
    bands = {key: words.short for key, words in WORDS.items()}
    order = list(WORDS)
    shown = shown.sort_values("band", key=lambda band: band.map(order.index), kind="stable")
    notes = [*_faults(shown), *([few] if few else [])]
    own = [str(key).removeprefix(f"{house}-") for key in shown["group_id"]]
    shown = shown.assign(band=shown["band"].map(bands), group_id=own)
    columns = [
        Column("group_id", "Gruppe", "text"),
        Column("group_type", "Art", "text"),
        Column("band", "Band", "text"),
        Column("hours_per_day", "Stunden am Tag", "number"),
        Column("places_approved", "genehmigt"),
        Column("places_built", "gebaut"),
        Column("places_staffed", "mit Personal"),
        Column("places_bookable", "belegbar"),
    ]
    tables.table(shown, columns, f"Gruppen von {name}")
    for told in notes:
        cards.note(told)


def _faults(shown: pd.DataFrame) -> list[str]:
    faults: list[str] = []
    for row in shown.to_dict("records"):
        rungs = {
            rung: None if text.is_missing(row[f"places_{rung}"]) else int(row[f"places_{rung}"])
            for rung in RUNG_COLUMNS
        }
        faults += ladder_faults(str(row["group_id"]), rungs)
    return faults
