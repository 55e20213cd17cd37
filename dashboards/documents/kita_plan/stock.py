"""Chapters on what there is: houses, groups, places, providers (T1), occupancy, and children (T2)."""

import pandas as pd
import plotly.graph_objects as go

from dashboards import areas, cards, maps, style, text
from dashboards.documents.blocks import Block, Heading, Paragraph, Table, plain_table
from dashboards.documents.kita_plan import own_texts
from dashboards.documents.kita_plan.reading import Plan
from dashboards.documents.picture import Sketch, image
from dashboards.documents.words import TEXTS
from dashboards.maps import Classes, MapView
from dashboards.style import LIGHT, rgba
from dashboards.topics.kita import pictures, queries
from dashboards.topics.kita.assumptions import WORDS

MAP_HEIGHT = 330
# Points grow with the root of the places, so that their area tells the number.
POINT = 1.5
OLDEST_TOLD = 9


def stock_blocks(plan: Plan, source: str) -> list[Block]:
    """Return houses and places by planning area and provider, and the map of the houses."""
    found: list[Block] = [Heading("Bestand")]
    if plan.groups.empty:
        return [*found, Paragraph(text.load_text(TEXTS, "Keine Häuser", name=plan.area.name))]
    houses = plan.groups["facility_id"].nunique()
    groups = text.plural(len(plan.groups), "Gruppe", "Gruppen")
    told = f"{text.plural(houses, 'Einrichtung', 'Einrichtungen')}, {groups}"
    found.append(Paragraph(f"{told} am 1. August {plan.years[0]}; alle Gruppen stehen im Anhang (T1)."))
    found += [*_house_map(plan, source), _by_area(plan), _by_provider(plan)]
    return found


def occupancy_blocks(plan: Plan, source: str) -> list[Block]:
    """Return the place ladder and who is cared for elsewhere, by band."""
    found: list[Block] = [Heading("Belegung, Wartelisten, Auspendeln")]
    for state in plan.states.values():
        for picture in (
            pictures.place_ladder(plan.context, state.choice),
            pictures.home_and_care(plan.context, state.choice),
        ):
            if picture.chart is not None:
                alt = f"{picture.heading}. {picture.subtitle}. {picture.read_out}"
                sketch = Sketch(picture.heading, picture.subtitle, picture.chart, alt, picture.legend)
                found.append(image(plan.context, sketch, source))
    if len(found) == 1:
        found.append(Paragraph(text.load_text(TEXTS, "Keine Betreuung", name=plan.area.name)))
    found.append(Heading("Wartelisten", 2))
    found += own_texts.own_or_field(plan.context, "wartelisten")
    return [*found, Paragraph(text.load_text(TEXTS, "Wartelisten"), "note")]


def children_blocks(plan: Plan, source: str) -> list[Block]:
    """Return the children over the years, by single age (T2), and the housing projects."""
    found: list[Block] = [Heading("Kinder: Entwicklung, Prognose, Neubau")]
    picture = pictures.children(plan.context, plan.any_state.choice)
    if picture.chart is not None:
        alt = f"{picture.heading}. {picture.subtitle}."
        sketch = Sketch(picture.heading, picture.subtitle, picture.chart, alt, picture.legend)
        found.append(image(plan.context, sketch, source))
    found.append(age_table(plan))
    if len(plan.parts) > 1:
        found.append(_area_ages(plan))
    return [*found, *_housing(plan)]


def group_table(plan: Plan) -> Table:
    """Return T1: the groups of each house by kind and hours, with places and provider."""
    tree = areas.tree(plan.context)
    keys = ["name", "facility_id", "area_id", "provider", "group_label", "hours_per_day"]
    kept = plan.groups.assign(hours_per_day=plan.groups["hours_per_day"].fillna(-1.0))
    rows = []
    for found, part in kept.groupby(keys, sort=False):
        name, _, area_id, provider, kind, hours = (str(one) for one in found)
        where = tree[area_id].label if area_id in tree else area_id
        daily = text.MISSING if float(hours) < 0 else text.number(float(hours), 0)
        counts = [
            text.number(float(part[column].sum(skipna=False)))
            for column in ("places_approved", "places_bookable")
        ]
        rows.append((name, where, provider, kind, daily, str(len(part)), *counts))
    head = ("Einrichtung", "Gebiet", "Träger", "Gruppenart", "Stunden", "Gruppen", "genehmigt", "belegbar")
    caption = f"T1 Einrichtungen und Gruppen am 1. August {plan.years[0]}"
    return plain_table(caption, head, rows, words=4)


def age_table(plan: Plan) -> Table:
    """Return T2: children by single age of the whole area over the years."""
    table = plan.children[plan.children["area_id"] == plan.area.area_id]
    years = [plan.last_observed, *[year for year in plan.years if year != plan.last_observed]]
    wide = table.pivot_table(index="age", columns="kita_year", values="children").reindex(columns=years)
    rows = [
        (f"{age} Jahre" if age != 1 else "1 Jahr", *(_children(value) for value in wide.loc[age]))
        for age in wide.index
        if age <= OLDEST_TOLD
    ]
    head = ("Alter am 1. August", *(text.kita_year(year) for year in years))
    caption = f"T2 Kinder nach Altersjahren in {plan.area.name}"
    note = f"{text.kita_year(years[0])} Bestand, danach Prognose (Median); Kinder mit Hauptwohnung."
    return plain_table(caption, head, rows, note=note)


def _area_ages(plan: Plan) -> Table:
    year = plan.years[0]
    table = plan.children[plan.children["kita_year"] == year]
    wide = table.pivot_table(index="area_id", columns="age", values="children")
    ages = list(range(7))
    known = wide.reindex(columns=ages).to_dict("index")
    rows = [
        (area.label, *(_children(float(known[area.area_id][age])) for age in ages))
        for area in plan.parts
        if area.area_id in known
    ]
    head = (plan.parts[0].level_label, *(str(age) for age in ages))
    note = "Alle Kita-Jahre und Ortslagen stehen in der Arbeitsmappe zum Plan (Blatt T2)."
    return plain_table(f"T2 Kinder nach Altersjahren am 1. August {year}", head, rows, note=note)


def _by_area(plan: Plan) -> Table:
    """Houses, groups and places of each planning area."""
    inside = {
        area.area_id: {area.area_id, *(one.area_id for one in areas.below(plan.context, area.area_id))}
        for area in plan.parts
    }
    rows = []
    for area in plan.parts:
        rows.append(
            (area.label, *_counts(plan, plan.groups[plan.groups["area_id"].isin(inside[area.area_id])]))
        )
    head = [plan.parts[0].level_label, "Häuser"]
    for band in plan.states:
        head += [f"{WORDS[band].short} Gruppen", f"{WORDS[band].short} Plätze"]
    rows.append(("zusammen", *_counts(plan, plan.groups)))
    table = plain_table("Häuser, Gruppen und belegbare Plätze", head, rows)
    return Table(table.caption, table.head, table.rows, has_total=True)


def _counts(plan: Plan, groups: pd.DataFrame) -> list[str]:
    found = [_whole(float(groups["facility_id"].nunique()))]
    for band in plan.states:
        part = groups[groups["band"] == band]
        places = float(part["places_bookable"].sum(skipna=False)) if len(part) else 0.0
        found += [_whole(float(len(part))), _whole(places)]
    return found


def _by_provider(plan: Plan) -> Table:
    rows = []
    for provider, part in plan.groups.groupby("provider"):
        places = float(part["places_bookable"].sum(skipna=False))
        rows.append(
            (
                str(provider),
                _whole(float(part["facility_id"].nunique())),
                _whole(float(len(part))),
                _whole(places),
            )
        )
    return plain_table("Einrichtungen nach Träger", ("Träger", "Häuser", "Gruppen", "belegbare Plätze"), rows)


def _house_map(plan: Plan, source: str) -> list[Block]:
    level = plan.parts[0].level
    if not any(area.has_geometry for area in plan.parts):
        return []
    places = plan.groups.groupby(["facility_id", "longitude", "latitude"], dropna=True)["places_bookable"]
    table = places.sum(min_count=1).reset_index()
    view = MapView(level, plan.area.area_id, height=MAP_HEIGHT)
    values = pd.DataFrame({"area_id": [area.area_id for area in plan.parts], "value": 1.0})
    ground = Classes((), (LIGHT.field,), (LIGHT.text,), ("alle",))
    chart = maps.choropleth(plan.context, values, ground, view)
    chart.update_traces(marker_line_color=LIGHT.axis)
    sizes = (POINT * table["places_bookable"].fillna(1).clip(lower=1) ** 0.5).tolist()
    dots = {"size": sizes, "color": rgba(LIGHT.brand, 0.75)}
    chart.add_trace(go.Scattermap(lon=table["longitude"], lat=table["latitude"], mode="markers", marker=dots))
    houses = plan.groups["facility_id"].nunique()
    heading = f"{text.plural(houses, 'Einrichtung', 'Einrichtungen')} in {plan.area.name}"
    subtitle = f"Punktfläche: belegbare Plätze aller Altersbänder am 1. August {plan.years[0]}"
    legend = cards.swatch(style.LIGHT.brand, "Einrichtung")
    return [
        image(
            plan.context, Sketch(heading, subtitle, chart, f"Karte. {heading}. {subtitle}.", legend), source
        )
    ]


def _housing(plan: Plan) -> list[Block]:
    table = queries.housing(plan.context, plan.area.area_id)
    note = Paragraph(text.load_text(TEXTS, "Neubau"), "note")
    if table.empty:
        return [Paragraph(f"Für {plan.area.name} sind keine Bauvorhaben geliefert."), note]
    tree, rows = areas.tree(plan.context), []
    for (name, area_id, kind), part in table.groupby(["name", "area_id", "dwelling_type"], sort=False):
        where = tree[str(area_id)].label if str(area_id) in tree else str(area_id)
        first, last = int(part["year"].min()), int(part["year"].max())
        years = str(first) if first == last else f"{first}–{last}"
        low, high = (100 * float(one) for one in (part["probability"].min(), part["probability"].max()))
        sure = text.number(low) if low == high else text.range_text(low, high)
        told = (years, text.number(int(part["dwellings"].sum())), f"{sure}{text.NARROW}%")
        rows.append((str(name), where, str(kind), *told))
    head = ("Vorhaben", "Gebiet", "Art", "Bezug", "Wohnungen", "Wahrscheinlichkeit")
    return [plain_table("Bauvorhaben", head, rows, words=3), note]


def _children(value: float) -> str:
    return text.MISSING if text.is_missing(value) else text.number(round(value))


def _whole(value: float) -> str:
    return text.NOTHING if value == 0 else text.number(value)
