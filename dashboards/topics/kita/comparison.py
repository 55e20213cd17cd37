"""Two scenarios of the same area side by side: another take-up or another forecast variant."""

from dataclasses import replace

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboards import cards, controls, data, style, tables, text
from dashboards.memory import remembered
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.kita import axes, base, own_rates, pictures, queries, settings, titles
from dashboards.topics.kita.assumptions import OBSERVED, TEXT, Assumptions
from dashboards.topics.kita.axes import Frame, Part
from dashboards.topics.kita.balance import balance
from dashboards.topics.kita.pictures import Picture
from dashboards.topics.kita.queries import Scope
from dashboards.topics.kita.state import State, of_area, scope

EMPTY_HEIGHT = 120
HEIGHT = 320
# Years in the table: the six of the plan.
PLAN_YEARS = 6


def show(context: Context, state: State) -> None:
    """Draw the need of both and write their Saldi for the years of the plan."""
    options = others(context, state)
    if not state.choice.run or not options:
        cards.empty_state(text.load_text(TEXT, "Nur Prognosejahre"), EMPTY_HEIGHT)
        return
    key = controls.choice(context, "Vergleichen mit", options, key="vergleich", style="select")
    asked, wanted = other_case(context, state, key)
    known_by = ("kita-vergleich", *of_area(state.choice), asked.scenario, wanted, options[key])
    picture, table = remembered(context, known_by, lambda: _compared(context, state, key, options[key]))
    pictures.show(picture)
    st.html(table)


def _compared(context: Context, state: State, key: str, title: str) -> tuple[Picture, str]:
    """The picture of both, and the table under it."""
    ours, theirs = state.area, other_area(context, state, key)
    year, colours = int(state.now["kita_year"]), style.palette(context)
    gap = _at(theirs, year, "need") - _at(ours, year, "need")
    legend = cards.line_key(colours.text, "Plätze")
    legend += cards.line_key(colours.brand, "Bedarf wie eingestellt", dash="dashed")
    legend += cards.line_key(colours.text, title, dash="dotted")
    name, words = state.choice.area.name, state.choice.assumptions.words
    picture = Picture(
        key="kita-vergleich",
        heading=compared(f"{title}: {text.kita_year(year)}", gap, words.places),
        subtitle=f"{name}: Bedarf an Plätzen, Median der Prognose; gleiche Plätze in beiden",
        legend=legend,
        chart=figure(colours, ours, theirs, is_phone=context.is_phone),
    )
    return picture, _table(ours, theirs, title, state)


def compared(beginning: str, gap: float, places: str) -> str:
    """Return how many places more or fewer the other scenario needs; says so where a need is not known."""
    if pd.isna(gap):
        return f"{beginning} nicht zu vergleichen, ein Bedarf ist nicht bekannt"
    if abs(gap) < 1:
        return f"{beginning} kein Unterschied"
    return f"{beginning} {titles.amount(gap)} {places} {'mehr' if gap > 0 else 'weniger'} nötig"


def others(context: Context, state: State) -> dict[str, str]:
    """Return what may be compared with: other sources of take-up, other forecast variants."""
    chosen, run = state.choice.assumptions.counting.take_up, state.choice.run
    sources = {OBSERVED: "Inanspruchnahme wie beobachtet"}
    sources |= {key: one.title for key, one in own_rates.known(context).items()}
    found = {f"q-{key}": title for key, title in sources.items() if key != chosen}
    variants = {key: title for key, title in data.scenarios(context).items() if run and key != run.scenario}
    return found | {f"v-{key}": title for key, title in variants.items()}


def other_area(context: Context, state: State, key: str) -> pd.DataFrame:
    """Return the balance of the chosen area in the other scenario, oldest year first."""
    asked, wanted = other_case(context, state, key)
    places = queries.places(context, asked, wanted, state.choice.years.all[0])
    table = balance(base.children(context, asked, wanted), places, wanted, state.group_places)
    return table[table["area_id"] == state.choice.area.area_id]


def other_case(context: Context, state: State, key: str) -> tuple[Scope, Assumptions]:
    """Return scope and settings of the other scenario; its take-up brings its own Zielquote."""
    asked, now = scope(context, state.choice), state.choice.assumptions
    kind, name = key.split("-", 1)
    if kind == "v":
        return replace(asked, scenario=name), now
    usual = state.choice.observed.quota(now.words.usual_quota)
    source = own_rates.known(context).get(name)
    quota = usual if source is None else settings.whole(source, now.band)
    own = source if name.startswith(own_rates.MARK) else None
    return asked, replace(now, quota=quota / 100, counting=replace(now.counting, take_up=name, own=own))


def figure(colours: style.Palette, ours: pd.DataFrame, theirs: pd.DataFrame, *, is_phone: bool) -> go.Figure:
    """Return places, our need and theirs over the Kita years; theirs is dotted, in text colour."""
    past, ahead = axes.split(ours)
    other = theirs[theirs["is_forecast"]]
    places: Part = {
        "type": "scatter",
        "x": ours["kita_year"].tolist(),
        "y": ours["places"].tolist(),
        "mode": "lines",
        "name": "Plätze",
        "line": {"color": colours.text, "width": 2.2, "shape": "hvh"},
    }
    dotted = axes.line(other, "need", colours.text, "zum Vergleich", axes.THIN)
    dotted["line"]["dash"] = "dot"
    traces = [places, axes.line(past, "need", colours.brand, "Bedarf")]
    traces += [axes.line(ahead, "need", colours.brand, "Bedarf"), dotted]
    known = pd.concat([ours[["need", "places"]], other[["need", "places"]]]).to_numpy(dtype=float)
    known = known[~pd.isna(known)]
    layout = {
        "xaxis": axes.kita_axis(ours["kita_year"].tolist(), is_phone),
        "yaxis": axes.value_axis(0.0, float(known.max()) if known.size else 1.0),
        "hovermode": "x unified",
    }
    return axes.assemble(colours, Frame(HEIGHT, 12, 24, 28, 50), traces, layout)


def _table(ours: pd.DataFrame, theirs: pd.DataFrame, title: str, state: State) -> str:
    years = ours.loc[ours["is_forecast"], "kita_year"].tolist()[:PLAN_YEARS]
    rows = pd.DataFrame(
        [
            {
                "year": text.kita_year(int(year)),
                "ours": _at(ours, year, "saldo"),
                "theirs": _at(theirs, year, "saldo"),
                "ours_chance": titles.probability(_at(ours, year, "probability"), state.draws),
                "theirs_chance": titles.probability(_at(theirs, year, "probability"), state.draws),
            }
            for year in years
        ]
    )
    columns = [
        Column("year", "Kita-Jahr", "text"),
        Column("ours", "Saldo, eingestellt", "signed"),
        Column("theirs", "Saldo, zum Vergleich", "signed"),
        Column("ours_chance", "Fehlbedarf wahrscheinlich", "range"),
        Column("theirs_chance", "zum Vergleich", "range"),
    ]
    return tables.written(rows, columns, f"Saldo im Vergleich mit {title}")


def _at(rows: pd.DataFrame, year: int, column: str) -> float:
    found = rows.loc[rows["kita_year"] == year, column]
    return float("nan") if found.empty else float(found.iloc[0])
