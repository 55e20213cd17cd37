"""The map on an older territorial status: drawn where the borders of that status are known."""

from dataclasses import replace

import pandas as pd

from dashboards import areas, cards, maps, text
from dashboards.maps import background
from dashboards.maps.schemes import Cutting, cut
from dashboards.panel import Panel
from dashboards.style import palette
from dashboards.tables import Column
from dashboards.topics.demographie import key_numbers, level_table
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.status_figures import Stand
from dashboards.topics.demographie.words import TEXTS, level_name

UNKNOWN_BORDER = "Grenzen dieses Gebietsstands liegen nicht vor"
NOT_THEN = "gibt es auf diesem Gebietsstand nicht"
MOST_NAMES = 12


def panel(selection: Selection, found: Stand, table: pd.DataFrame) -> Panel:
    """Return the map with its table: the change since the comparison date, or the residents without one."""
    context, time = selection.context, selection.time
    has_change = bool(time.before != NO_YEAR and table["change_percent"].notna().any())
    what = f"Bevölkerung, Veränderung in % seit 31.12.{time.before}" if has_change else "Bevölkerung"
    heading = _heading(selection, found, table, has_change=has_change)
    subtitle = f"{what}, 31.12.{time.year}"
    view = maps.map_view(context, selection.area, selection.level, digits=1 if has_change else 0)
    rows = _drawn(selection, table, "change_percent" if has_change else "value")
    if rows["value"].isna().all():
        return Panel("karte", heading, subtitle, empty=text.load_text(TEXTS, "leer_karte"))
    view = maps.labelled(view) if selection.map_options.has_labels else view
    options, known = selection.map_options, rows["value"].dropna()
    middle = 0.0 if has_change else None
    classes = cut(
        known,
        Cutting(options.scheme, options.count, options.cuts, middle, int(known.abs().max() < 10)),
        palette(context),
    )
    hatch = cards.hatch("ohne Wert oder ohne Grenzen", way="wide") if rows["value"].isna().any() else ""
    chart = maps.choropleth(context, rows, classes, view)
    return Panel(
        "karte", heading, subtitle, chart, f"Karte: {heading}. {subtitle}.", table, columns(selection),
        classes.legend(hatch), note=background.source_words(),
    )  # fmt: skip


def _heading(selection: Selection, found: Stand, table: pd.DataFrame, *, has_change: bool) -> str:
    """The areas with the largest and the smallest change, or with most and fewest residents."""
    measure = key_numbers.PERSONS if has_change else replace(key_numbers.PERSONS, is_absolute=True)
    told = table.assign(persons=table["value"], change_share=table["change_percent"] / 100)
    spread = level_table.spread(told, measure)
    return f"{spread or level_name(selection)} auf dem {found.label}"


def columns(selection: Selection) -> tuple[Column, ...]:
    """Return the columns of the table of areas: both dates and the change between them."""
    time, name = selection.time, Column("name", "Gebiet", "text")
    now = Column("value", str(time.year))
    if time.before == NO_YEAR:
        return (name, now)
    change = Column("change", "Veränderung", "signed"), Column("change_percent", "in\u202f%", "signed", 1)
    return (name, Column("value_before", str(time.before)), now, *change)


def undrawn(selection: Selection, table: pd.DataFrame) -> list[str]:
    """Return the names of the areas of the status that no border is known for."""
    return table.loc[~_has_border(selection, table), "name"].tolist()


def undrawn_note(selection: Selection, table: pd.DataFrame) -> None:
    """Name the areas that stand in the table only."""
    names = list(dict.fromkeys(undrawn(selection, table)))
    if names:
        more = f" und {len(names) - MOST_NAMES} weitere" if len(names) > MOST_NAMES else ""
        listed = text.listing(names[:MOST_NAMES])
        cards.note(
            "Auf diesem Gebietsstand nicht gezeichnet, weil Grenzen fehlen, nur in der Tabelle: "
            f"{listed}{more}."
        )


def _has_border(selection: Selection, table: pd.DataFrame) -> pd.Series:
    """Whether an area can be drawn: its border is known, and it is the one today's layer has."""
    tree = areas.tree(selection.context)
    today = [area_id in tree and tree[area_id].has_geometry for area_id in table["area_id"]]
    return table["has_geometry"].astype(bool) & pd.Series(today, index=table.index, dtype=bool)


def _drawn(selection: Selection, table: pd.DataFrame, shown: str) -> pd.DataFrame:
    """One row per area of today's layer: value, state, hover; no value where the status has other borders."""
    has_border = _has_border(selection, table)
    rows = pd.DataFrame({"area_id": table["area_id"], "value": table[shown].where(has_border)})
    told = [_hover(selection, row) for row in table.to_dict("records")]
    rows["hover"] = pd.Series(told, index=table.index).where(has_border, UNKNOWN_BORDER)
    then = set(table["area_id"])
    below = areas.below(selection.context, selection.root.area_id, selection.level)
    today = [one.area_id for one in below if one.area_id not in then]
    gone = pd.DataFrame({"area_id": today, "value": [float("nan")] * len(today), "hover": NOT_THEN})
    both = pd.concat([rows, gone], ignore_index=True) if today else rows
    return both.assign(state="missing")


def _hover(selection: Selection, row: dict[object, object]) -> str:
    time = selection.time
    parts = [f"31.12.{time.year}: {text.number(_figure(row['value']))}"]
    if time.before != NO_YEAR:
        parts.append(f"31.12.{time.before}: {text.number(_figure(row['value_before']))}")
    return "<br>".join(parts)


def _figure(value: object) -> float | None:
    return None if text.is_missing(value) else float(str(value))
