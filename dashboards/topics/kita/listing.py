"""The tables of the page: Saldo by area and Kita year, measures, housing projects."""

from collections.abc import Callable, Hashable
from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboards import address, areas, cards, style, tables, text
from dashboards.areas import Area
from dashboards.memory import remembered
from dashboards.style import Palette
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.kita import queries, titles, urgency
from dashboards.topics.kita.assumptions import TEXT
from dashboards.topics.kita.balance import SIGNS
from dashboards.topics.kita.filters import Choice
from dashboards.topics.kita.state import State, of_area, of_supply

# A table longer than this shows both ends; all of it comes on demand.
LONGEST, MOST_SHORT, MOST_FREE = 16, 8, 5
LONGEST_LIST = 6
MORE = ", weitere"
EMPTY_HEIGHT = 64


class Written(NamedTuple):
    """The Saldo table as it goes to the page: `short` has both ends of a long one, `rows` are all."""

    level: str
    levels: str
    note: str
    caption: str
    short: str
    rows: int


class Listed(NamedTuple):
    """A list as it goes to the page: its head, some of its rows, what is said if there are none."""

    heading: str
    subtitle: str
    missing: str
    rows: str = ""
    length: int = 0


def saldo_table(context: Context, state: State) -> None:
    """Write the Saldo of the areas inside the frame by Kita year, most urgent first."""
    key = ("kita-saldo", *of_area(state.choice), state.choice.level)
    ready = remembered(context, key, lambda: _written(context, state))
    cards.section_head(f"Saldo je {ready.level} und Kita-Jahr", ready.note)
    if ready.rows <= LONGEST:
        st.html(ready.short)
        urgency.legend(state)
        return
    urgency.legend(state)
    st.html(ready.short)
    if _is_on("alle", f"Alle {ready.rows} {ready.levels} zeigen"):
        st.html(remembered(context, ("alle", *key), lambda: _all(context, state, ready.caption)))


def _all(context: Context, state: State, caption: str) -> str:
    rows, columns, _ = _saldo(context, state, _inside(context, state))
    return tables.written(rows.sort_values("name"), columns, f"{caption}, alle")


def _inside(context: Context, state: State) -> list[Area]:
    """The areas of the table; the frame itself where it has no parts."""
    return areas.below(context, state.frame.area_id, state.choice.level) or [state.frame]


def _by_saldo(context: Context, state: State) -> list[Area]:
    """The areas of the table by their Saldo in the chosen year, those without one last."""
    now = dict(zip(state.year_rows["area_id"], state.year_rows["saldo"], strict=True))
    order = {area.area_id: now.get(area.area_id) for area in _inside(context, state)}

    def place(area: Area) -> tuple[bool, float]:
        saldo = order[area.area_id]
        return (True, 0.0) if pd.isna(saldo) else (False, saldo)

    return sorted(_inside(context, state), key=place)


def _saldo(
    context: Context, state: State, shown: list[Area]
) -> tuple[pd.DataFrame, list[Column], pd.Series | None]:
    """Rows of the areas that are shown, columns of the table, and its last row."""
    colours, years, is_one = style.palette(context), table_years(state), len(shown) == 1
    own = saldo_rows(state, shown if is_one else [*shown, state.frame], years, colours)
    columns = [
        Column("name", shown[0].level_label, "text"),
        *(Column(str(year), text.kita_year(year), "signed") for year in years),
        Column("groups", f"Gruppen {text.kita_year(int(state.now['kita_year']))}", "signed"),
        Column("chance", "Fehlbedarf", "range"),
        Column("said", "Einschätzung", "text"),
        Column("first", "fehlt ab", "range"),
        Column("berlin", "Berlin", "range"),
    ]
    if state.choice.run is None:
        columns = columns[:-4]
    if is_one:
        return own, columns, None
    is_total = own["area_id"] == state.frame.area_id
    return own[~is_total], columns, own[is_total].iloc[0]


def _written(context: Context, state: State) -> Written:
    inside = _by_saldo(context, state)
    shown, part = inside, ""
    if len(inside) > LONGEST:
        # Only what is shown is worked out.
        shown = [*inside[:MOST_SHORT], *inside[-MOST_FREE:]]
        part = f"; die {MOST_SHORT} knappsten und die {MOST_FREE} mit den meisten freien Plätzen"
    words = state.choice.assumptions.words.short
    caption = f"Saldo der Plätze in {state.frame.name} nach Gebiet und Kita-Jahr"
    rows, columns, total = _saldo(context, state, shown)
    return Written(
        shown[0].level_label,
        shown[0].level_plural,
        f"Plätze minus Bedarf, {words}; Farbe und Zeichen nach Anteil am Bedarf{part}",
        caption,
        tables.written(rows, columns, caption, total),
        len(inside),
    )


def table_years(state: State) -> list[int]:
    """Return the six Kita years of the plan, or the last six observed ones without a forecast."""
    report = state.choice.years.report
    return list(range(report[0], report[1] + 1)) if report else list(state.choice.years.all[-6:])


def saldo_rows(state: State, inside: list[Area], years: list[int], colours: Palette) -> pd.DataFrame:
    """Return one row per area: name, area_id, a column per year with the Saldo, its field, and groups.

    Groups are those of the chosen Kita year, whose Saldo also gives the order; areas without one stand last.
    """
    columns = ("area_id", "kita_year", "saldo", "sign_class", "groups")
    table = state.table[state.table["area_id"].isin([area.area_id for area in inside])]
    cells = {
        (area_id, year): (saldo, sign_class, groups)
        for area_id, year, saldo, sign_class, groups in zip(
            *(table[column].tolist() for column in columns), strict=True
        )
    }
    rows, found = [], urgency.judged(table)
    for area in inside:
        row: dict[str, object] = {"name": area.label, "area_id": area.area_id}
        for year in [*years, int(state.now["kita_year"])]:
            saldo, sign_class, groups = cells.get((area.area_id, year), (None, None, None))
            row |= {str(year): saldo, f"{year}_field": _field(sign_class, colours)}
            row |= {"groups": groups, "order": saldo}
        rows.append(row | urgency.words(state, found, area.area_id))
    ordered = pd.DataFrame(rows).sort_values("order", na_position="last", kind="stable")
    return ordered.reset_index(drop=True)


def measures(context: Context, state: State) -> None:
    """Write the measures of the chosen area and whether they count."""
    key = ("kita-massnahmen", *of_supply(state.choice))
    _folded(context, key, "massnahmen", lambda rows: _measures(context, state.choice, rows))


def _measures(context: Context, choice: Choice, rows: slice) -> Listed:
    words = choice.assumptions.words
    table = queries.measures(context, choice.area.area_id, choice.assumptions.band)
    table = queries.with_plans(context, choice.area.area_id, table, choice.assumptions)
    in_stock, counted = table["is_in_stock"].astype(bool), queries.is_counted(table, choice.assumptions)
    change = text.signed(table.loc[counted, "places_change"].sum())
    heading = f"Gezählte Maßnahmen ändern das Angebot um {change} Plätze" if counted.any() else "Maßnahmen"
    subtitle = f"{choice.area.name}: {words.places}, nach Beginn"
    if table.empty:
        name = titles.named(choice.area.name)
        return Listed(
            heading, subtitle, text.load_text(TEXT, "Keine Maßnahmen", name=name, places=words.places)
        )
    verdict = counted.map({True: "ja", False: "nein"}).where(~in_stock, "schon im Bestand")
    columns = [
        Column("title", "Maßnahme", "text"),
        Column("area", "Gebiet", "text"),
        Column("status_label", "Status", "text"),
        Column("starts_on", "Beginn", "date"),
        Column("groups_change", "Gruppen", "signed", is_declared=True),
        Column("places_change", "Plätze", "signed", is_declared=True),
        Column("counted", "gezählt", "text"),
    ]
    shown = _named(context, table).assign(counted=verdict)[rows]
    caption = f"Maßnahmen{MORE if rows.start else ''}"
    return Listed(heading, subtitle, "", tables.written(shown, columns, caption), len(table))


def housing(context: Context, state: State) -> None:
    """Write the housing projects of the chosen area."""
    area = state.choice.area
    _folded(context, ("kita-bau", area.area_id), "bauvorhaben", lambda rows: _housing(context, area, rows))


def _housing(context: Context, area: Area, rows: slice) -> Listed:
    table = queries.housing(context, area.area_id)
    heading, subtitle = f"Bauvorhaben {titles.place(area.name)}", text.load_text(TEXT, "Bauvorhaben")
    if table.empty:
        missing = text.load_text(TEXT, "Keine Bauvorhaben", name=titles.named(area.name))
        return Listed(heading, subtitle, missing)
    columns = [
        Column("name", "Vorhaben", "text"),
        Column("area", "Gebiet", "text"),
        Column("year", "Bezug ab", "text"),
        Column("dwelling_type", "Art", "text"),
        Column("dwellings", "Wohnungen", "number", is_declared=True),
        Column("probability", "Wahrscheinlichkeit", "percent", is_declared=True),
    ]
    shown, caption = _named(context, table[rows]), f"Bauvorhaben{MORE if rows.start else ''}"
    return Listed(heading, subtitle, "", tables.written(shown, columns, caption), len(table))


def _is_on(key: str, label: str) -> bool:
    """A switch that is off at first and stands in the address as 1."""
    domain = address.Domain({"0": False, "1": True}.get, lambda on: str(int(on)), False, "switch")
    address.restore(key, domain)
    is_on = st.toggle(label, value=st.session_state[key], key=key)
    address.keep(key, domain, is_on)
    return is_on


def _named(context: Context, table: pd.DataFrame) -> pd.DataFrame:
    """The table with a column `area`, the name of its area."""
    tree = areas.tree(context)
    return table.assign(area=[tree[key].label if key in tree else key for key in table["area_id"]])


def _folded(context: Context, key: tuple[Hashable, ...], name: str, make: Callable[[slice], Listed]) -> None:
    """A list as a table; a long one shows its head, the rest comes on demand: a hundred rows cost time."""
    ready = remembered(context, key, lambda: make(slice(0, LONGEST_LIST)))
    cards.section_head(ready.heading, ready.subtitle)
    if ready.missing:
        cards.empty_state(ready.missing, EMPTY_HEIGHT)
        return
    st.html(ready.rows)
    more = ready.length - LONGEST_LIST
    if more > 0 and _is_on(f"alle-{name}", f"{more} weitere zeigen"):
        st.html(remembered(context, ("weitere", *key), lambda: make(slice(LONGEST_LIST, None))).rows)


def _field(sign_class: float | None, colours: Palette) -> tuple[str, str, str] | None:
    """Colour, text colour and sign of a cell; None where the class is not meaningful."""
    if sign_class is None or pd.isna(sign_class):
        return None
    place = int(sign_class)
    return colours.kita[place], colours.kita_text[place], SIGNS[place]
