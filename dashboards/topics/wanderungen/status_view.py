"""The view "Überblick" on an older territorial status: balance, arrivals and departures, nothing else."""

from dataclasses import replace
from functools import partial
from typing import cast

import pandas as pd
import streamlit as st

from dashboards import areas, cards, maps, naming, panel, tables, text
from dashboards.cards import KeyFigure
from dashboards.maps import MapView
from dashboards.maps.schemes import Cutting, cut
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.tables import Column
from dashboards.territory import conversion_note
from dashboards.topics.wanderungen import (
    choosing,
    history,
    key_numbers,
    listing,
    queries,
    titles,
    words,
)
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.measures import FLOW_COLUMN, Direction
from dashboards.topics.wanderungen.scope import UNPLACED
from dashboards.topics.wanderungen.significance import is_clear
from dashboards.topics.wanderungen.status_figures import Stand, stand
from dashboards.topics.wanderungen.view import View, short_labels

NAME = "Überblick"
TEXTS = queries.HERE / "text.md"
TIME, MAP = "zeit-stand", "karte-stand"
UNKNOWN_BORDER = "Grenzen dieses Gebietsstands liegen nicht vor"
NOT_THEN = "gibt es auf diesem Gebietsstand nicht"
COLUMNS = (
    Column("name", "Gebiet", "text"),
    Column("arrived", "Zuzüge über Gemeindegrenzen", digits=0),
    Column("departed", "Fortzüge über Gemeindegrenzen", digits=0),
    Column("moved_in", "Umzüge herein", digits=0),
    Column("moved_out", "Umzüge hinaus", digits=0),
    Column("net", "Saldo", "signed"),
    Column("net_rate", "Saldo je 1.000", "signed", 1),
)


def draw(view: View, chosen: Chosen, head: st.delta_generator.DeltaGenerator) -> None:
    """Draw the view below the filter bar, and its head into the place above it."""
    context, choice, focus = view.context, view.choice, view.scope.focus
    kept = ("wanderungen-stand", focus.area_id, choice.is_fine, choice.people, chosen.status, chosen.reach)
    found = remembered(context, kept, lambda: stand(view, chosen))
    notes = words.notes(view) | {"Gebietsstand": found.label}
    key = (*kept, *view.key_but(is_rolling=False))
    with head:
        told = remembered(context, (*key, "kopf"), lambda: (title(view, found), standfirst(view, found)))
        cards.page_head(words.topic_line(view, NAME), *told)
    cards.key_figures(remembered(context, (*key, "zahlen"), lambda: key_figures(view, found)))
    cards.note(text.load_text(TEXTS, "gebietsstand"))
    if found.area_id != focus.area_id:
        names = {"name": focus.name, "label": found.label, "shown": found.name}
        cards.note(text.load_text(TEXTS, "gebietsstand fehlt", **names))
    left, right = st.columns(2, gap="large")
    with left:
        made = partial(map_panel, view, found, chosen)
        maps.show_panel(context, remembered(context, (*key, "karte", chosen.map_options), made), notes)
    with right:
        drawn = remembered(context, (*key, "zeit"), lambda: time_panel(view, found))
        panel.show(context, drawn, notes, partial(choosing.pick_year, TIME, chosen.reach))
    years = (choice.period[0], choice.period[-1])
    if converted := conversion_note(context, found.area_id, years, chosen.status):
        cards.note(converted)
    heading = f"{view.scope.plural} auf dem {found.label}"
    cards.section_head(heading, f"{words.when(view)}, Fälle im Jahr")
    st.html(remembered(context, (*key, "tabelle"), lambda: table(view, found, heading)))
    cards.source_line(context, words.source(view))


def table(view: View, found: Stand, heading: str) -> str:
    """Return the table of the areas of the level as it stands on the page."""
    rows = listing.with_states(found.over(view.choice.period).reset_index())
    rows = rows.sort_values(_column(view), ascending=False, na_position="last")
    return tables.written(rows, COLUMNS, heading, is_tall=len(rows) > listing.TALL)


def title(view: View, found: Stand) -> str:
    """Return the balance of the shown area on the status, if it is more than chance."""
    total = found.total(view.choice.period)
    name = naming.subject(found.name)
    if text.is_missing(total["net"]):
        return f"{name}: Wanderungen {words.when(view)} liegen auf dem {found.label} nicht vollständig vor"
    if not is_clear(total["net"] * view.years, total["volume"] * view.years):
        return f"{name} hat fast so viele Zuzüge wie Fortzüge ({found.label})"
    verb = "gewinnt" if total["net"] > 0 else "verliert"
    if text.is_missing(total["net_rate"]) or view.choice.measure == "cases":
        return f"{name} {verb} {text.number(abs(total['net']))} im Jahr ({found.label})"
    return f"{name} {verb} {text.decimal(abs(total['net_rate']))} je\u00a01.000 ({found.label})"


def standfirst(view: View, found: Stand) -> str:
    """Return what is counted, on which status, and when."""
    who = "" if view.choice.people.is_everyone else f" ({view.choice.people.words})"
    return f"{found.name}, {found.label}: Zu- und Fortzüge{who}, {words.when(view)}. Fälle, nicht Personen."


def key_figures(view: View, found: Stand) -> list[KeyFigure]:
    """Return arrivals, departures and balance of the shown area."""
    total = found.total(view.choice.period)
    parts = [
        KeyFigure(
            noun, text.number(total[column]), key_numbers.per_year(view), _rate(total, f"{column}_rate")
        )
        for noun, column in (("Zuzüge", "arrivals"), ("Fortzüge", "departures"))
    ]
    chance = "kann Zufall sein"
    if text.is_missing(total["net"]):
        chance = "nicht geliefert"
    elif is_clear(total["net"] * view.years, total["volume"] * view.years):
        chance = _rate(total, "net_rate")
    return [*parts, KeyFigure("Saldo", text.signed(total["net"]), key_numbers.per_year(view), chance)]


def time_panel(view: View, found: Stand) -> Panel:
    """Arrivals, departures and balance of the shown area over the years."""
    suffix = "" if view.choice.measure == "cases" else "_rate"
    series = found.series
    if suffix and series["net_rate"].isna().all():
        suffix = ""
    unit = "je 1.000 Einwohner" if suffix else words.CASES
    subtitle = f"{found.name}, {found.label}: {unit}; oben Zu- und Fortzüge, unten Saldo"
    if series["net"].isna().all():
        return Panel(TIME, "Im Zeitverlauf", subtitle, empty=words.not_delivered(view))
    chart = history.history(series, suffix, view.choice.period, view.look(1 if suffix else 0))
    heading = titles.series_headline(series, suffix)
    columns = (Column("year", "Jahr", "text"), *listing.FIGURES)
    alt = f"{heading}. {subtitle}."
    return Panel(TIME, heading, subtitle, chart, alt, listing.with_states(series), columns)


def map_panel(view: View, found: Stand, chosen: Chosen) -> Panel:
    """The chosen figure of the areas of the status whose borders are known."""
    direction, column = _direction(view), _column(view)
    suffix = "_rate" if column.endswith("_rate") else ""
    table = found.over(view.choice.period).reset_index()
    unit = "je 1.000 Einwohner" if suffix else words.CASES
    shown = replace(view.choice, direction=direction, measure="rate" if suffix else "cases", base=())
    names = dict(zip(table["area_id"].tolist(), table["name"].tolist(), strict=True))
    heading = f"{titles.map_headline(table.set_index('area_id'), names, shown)} ({found.label})"
    subtitle = f"{words.DIRECTIONS[direction].split(' (', maxsplit=1)[0]} {unit}, {words.when(view)}"
    rows = drawn(view, found, table)
    if rows["value"].isna().all():
        empty = f"Für {found.name} liegen auf diesem Gebietsstand keine Grenzen oder Zahlen vor."
        return Panel(MAP, heading, subtitle, empty=empty)
    options = chosen.map_options
    middle, digits = (0.0, 1 if suffix else 0) if direction == "net" else (None, 0)
    cutting = Cutting(options.scheme, options.count, options.cuts, middle, digits)
    scale = short_labels(cut(rows["value"].dropna(), cutting, view.colours))
    selected = None if found.area_id == found.frame_id else found.area_id
    place = MapView(view.scope.level, found.frame_id, selected, digits=1 if suffix else 0)
    chart = maps.choropleth(view.context, rows, scale, place)
    hatch = cards.hatch("ohne Wert oder ohne Grenzen", way="wide") if rows["value"].isna().any() else ""
    told = listing.with_states(table)
    return Panel(
        MAP, heading, subtitle, chart, f"Karte: {heading}. {subtitle}.", told, COLUMNS, scale.legend(hatch),
        note=_undrawn(view, table),
    )  # fmt: skip


def drawn(view: View, found: Stand, table: pd.DataFrame) -> pd.DataFrame:
    """One row per area of today's layer: area_id, value, hover; no value where then had other borders."""
    column = _column(view)
    is_drawn = _is_drawn(view, table)
    write = text.signed if column.startswith("net") else text.number
    digits = 1 if column.endswith("_rate") else 0
    hovers = [write(value, digits) for value in table[column]]
    rows = pd.DataFrame({"area_id": table["area_id"], "value": table[column].where(is_drawn)})
    rows["hover"] = pd.Series(hovers, index=table.index, dtype=object).where(is_drawn, UNKNOWN_BORDER)
    today = areas.below(view.context, found.frame_id, view.scope.level)
    gone = [one.area_id for one in today if one.area_id not in set(table["area_id"])]
    lost = pd.DataFrame(
        {"area_id": gone, "value": [float("nan")] * len(gone), "hover": [NOT_THEN] * len(gone)}
    )
    return pd.concat([rows, lost], ignore_index=True) if gone else rows


def _is_drawn(view: View, table: pd.DataFrame) -> pd.Series:
    """Whether the border of an area on the status is known, and is the one of today's layer."""
    tree = areas.tree(view.context)
    today = [area_id in tree and tree[area_id].has_geometry for area_id in table["area_id"]]
    known = table["has_geometry"].astype(bool) & pd.Series(today, index=table.index, dtype=bool)
    return cast("pd.Series", known)


def _undrawn(view: View, table: pd.DataFrame) -> str:
    lost = table[~_is_drawn(view, table) & ~table["area_id"].str.endswith(UNPLACED)]
    names = [str(name) for name in lost["name"]]
    return (
        f"Ohne Grenzen dieses Gebietsstands, nur in der Tabelle: {text.listing(names[:12])}." if names else ""
    )


def _direction(view: View) -> Direction:
    """The direction the map shows; effectiveness is not converted."""
    return "net" if view.choice.direction == "mei" else view.choice.direction


def _column(view: View) -> str:
    return FLOW_COLUMN[_direction(view)] + ("" if view.choice.measure == "cases" else "_rate")


def _rate(total: pd.Series, column: str) -> str:
    write = text.signed if column == "net_rate" else text.number
    return "" if text.is_missing(total[column]) else f"{write(total[column], 1)} je 1.000"
