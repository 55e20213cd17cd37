"""How good earlier forecasts of the children were here: what was expected and what came."""

from pathlib import Path

import pandas as pd
import plotly.graph_objects as go

from dashboards import cards, charts, data, style, tables, text
from dashboards.style import Palette, rgba
from dashboards.tables import Column
from dashboards.topic import Context
from dashboards.topics.kita import axes, changes, titles
from dashboards.topics.kita.assumptions import TEXT
from dashboards.topics.kita.axes import Frame, Part
from dashboards.topics.kita.past import view as past
from dashboards.topics.kita.state import State

QUERY = Path(__file__).parent / "record.sql"
EMPTY_HEIGHT = 120
HEIGHT = 320
# Earlier forecasts drawn in the picture: more would hide each other.
DRAWN = (1, 3, 5)


def show(context: Context, state: State) -> None:
    """Draw kept plans, the last two observed years, and earlier forecasts against what came."""
    area = state.choice.area
    past.show(context, state)
    changes.show(context, state)
    found = data.frame(context, QUERY, area_id=area.area_id)
    if found.empty:
        missing = text.load_text(TEXT, "Kein Rückblick", name=titles.named(area.name))
        cards.empty_state(missing, EMPTY_HEIGHT)
        return
    found = found.assign(year=found["origin_year"] + found["lead_time"])
    heading = last_year(found)
    colours = style.palette(context)
    subtitle = (
        f"{area.name}: Kinder unter 6 am 31.12., eingetreten und mit den Daten früherer Jahre vorausgesagt"
    )
    legend = cards.line_key(colours.brand, "eingetreten") + cards.line_key(
        colours.axis, "Prognose aus dem Jahr am Anfang der Linie", dash="dashed"
    )
    cards.picture_head(heading, subtitle, legend)
    charts.show(
        figure(colours, found, is_phone=context.is_phone), "kita-rueckblick", f"{heading}. {subtitle}."
    )
    rows = errors(found, state)
    columns = [
        Column("lead", "Jahre voraus", "text"),
        Column("cases", "Vergleiche"),
        Column("error", "Fehler im Mittel", "percent", 1),
        Column("bias", "zu hoch (+)", "signed"),
        Column("places", "in Plätzen", "number"),
        Column("inside", "im 80-%-Bereich", "percent"),
    ]
    tables.table(rows, columns, f"Fehler früherer Prognosen der Kinder unter 6 in {area.name}")
    cards.note(text.load_text(TEXT, "Rückblick"))


def last_year(found: pd.DataFrame) -> str:
    """Return what the forecast of a year before the latest data said, and what came."""
    row = found[found["lead_time"] == 1].sort_values("origin_year").iloc[-1]
    expected, came = float(row["forecast"]), float(row["observed"])
    year = int(row["origin_year"]) + 1
    gap = came - expected
    if abs(gap) < 1:
        return f"Für Ende {year} war die Zahl der Kinder unter 6 vor einem Jahr richtig vorausgesagt"
    more = "mehr" if gap > 0 else "weniger"
    percent = text.percent(abs(gap) / came, 1) if came >= 50 else ""
    return (
        f"Ende {year} lebten {text.number(abs(gap))} Kinder unter 6 {more} als ein Jahr zuvor erwartet"
        f"{f' ({percent})' if percent else ''}"
    )


def errors(found: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return one row per lead time: mean error, bias in children, error in places, hits of the band."""
    quota = state.choice.assumptions.place_quota
    rows = []
    for lead, part in found.dropna(subset=["forecast", "observed"]).groupby("lead_time"):
        gap = part["forecast"] - part["observed"]
        inside = (part["observed"] >= part["q10"]) & (part["observed"] <= part["q90"])
        rows.append(
            {
                "lead": str(lead),
                "cases": len(part),
                "error": float((gap.abs() / part["observed"]).mean()),
                "bias": float(gap.mean()),
                "places": float(gap.abs().mean()) * quota / 2,
                "inside": float(inside.mean()) if part["q10"].notna().all() else float("nan"),
            }
        )
    return pd.DataFrame(rows)


def figure(colours: Palette, found: pd.DataFrame, *, is_phone: bool) -> go.Figure:
    """Return what came as a line and earlier forecasts as dashed ones from their origin on."""
    came = found.drop_duplicates("year").sort_values("year")
    known = dict(zip(came["year"], came["observed"], strict=True))
    traces: list[Part] = []
    origins = sorted(found["origin_year"].unique())
    for origin in origins:
        part = found[found["origin_year"] == origin].sort_values("lead_time")
        years, values = part["year"].tolist(), part["forecast"].tolist()
        if origin in known:
            years, values = [int(origin), *years], [known[origin], *values]
        traces.append(_line(years, values, colours.axis, f"Prognose aus {origin}", axes.FORECAST_DASH))
    first = found[found["origin_year"] == origins[0]].sort_values("lead_time")
    if first["q10"].notna().all():
        fan = axes.fan_band(
            first.rename(columns={"year": "kita_year"}), "q10", "q90", rgba(colours.axis, colours.fan_outer)
        )
        traces.insert(0, fan)
    traces.append(
        _line(came["year"].tolist(), came["observed"].tolist(), colours.brand, "eingetreten", "solid")
    )
    values = [*found["forecast"].dropna(), *found["observed"].dropna()]
    values += [*first["q10"].dropna(), *first["q90"].dropna()]
    low, high = min(values), max(values)
    years = sorted({*came["year"].tolist(), *origins})
    every = 2 if is_phone else 1
    ticks = [int(year) for year in years if (year - years[-1]) % every == 0]
    layout = {
        "xaxis": {"tickvals": ticks, "ticktext": [str(year) for year in ticks]},
        "yaxis": axes.value_axis(0.0 if low < 0.5 * high else low - 0.1 * (high - low), high),
        "hovermode": "x unified",
    }
    return axes.assemble(colours, Frame(HEIGHT, 12, 24, 28, 50), traces, layout)


def _line(x: list[int], y: list[float], colour: str, name: str, dash: str) -> Part:
    width = axes.LINE if dash == "solid" else 1.3
    return {
        "type": "scatter",
        "x": x,
        "y": y,
        "mode": "lines",
        "name": name,
        "line": {"color": colour, "width": width, "dash": dash},
    }
