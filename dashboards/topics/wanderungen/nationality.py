"""Arrivals and departures of Germans and of foreigners over the years."""

import pandas as pd

from dashboards import charts, text
from dashboards.charts import Series, TimeLayout
from dashboards.panel import Panel
from dashboards.tables import Column
from dashboards.topics.wanderungen import measures, queries, words
from dashboards.topics.wanderungen.significance import is_clear
from dashboards.topics.wanderungen.view import View

# As high as the picture of single partners beside it.
HEIGHT, PHONE_HEIGHT = 420, 320
TENTHS_BELOW = 10


def nationalities(view: View) -> Panel:
    """Balance of Germans and of foreigners over the years."""
    subtitle = (
        f"Saldo in Fällen im Jahr nach Staatsangehörigkeit, {words.place(view)}{words.when_drawn(view)}"
    )
    told = queries.told(view.context, area_id=view.scope.focus.area_id)
    if not told.has_nationality:
        reason = "Die Bewegungen sind nicht nach Staatsangehörigkeit geliefert."
        return Panel("nationalitaet", "Nach Staatsangehörigkeit", subtitle, empty=reason)
    german, foreign = view.by_nationality("D"), view.by_nationality("A")
    lines = [
        Series("nicht deutsch", foreign["year"].tolist(), foreign["net"].tolist(), view.colours.brand),
        Series("deutsch", german["year"].tolist(), german["net"].tolist()),
    ]
    is_phone = view.context.is_phone
    # Moving means of a few cases would all round to 0 or 1.
    few = view.choice.is_rolling and max(german["net"].abs().max(), foreign["net"].abs().max()) < TENTHS_BELOW
    height = PHONE_HEIGHT if is_phone else HEIGHT
    layout = TimeLayout(height=height, digits=1 if few else 0, is_phone=is_phone, is_signed=True)
    chart = charts.time_series(view.colours, lines[0], context=[lines[1]], layout=layout)
    rows = german[["year", "arrivals", "departures", "net"]].merge(
        foreign[["year", "arrivals", "departures", "net"]], on="year", suffixes=("_d", "_a")
    )
    columns = (
        Column("year", "Jahr", "text"),
        *(
            Column(f"{name}_{code}", f"{title} {words_of}", "signed" if name == "net" else "number")
            for code, words_of in (("d", "deutsch"), ("a", "nicht deutsch"))
            for name, title in (("arrivals", "Zuzüge"), ("departures", "Fortzüge"), ("net", "Saldo"))
        ),
    )
    heading = _nation_heading(german, foreign, view)
    return Panel("nationalitaet", heading, subtitle, chart, f"{heading}. {subtitle}.", rows, columns)


def _nation_heading(german: pd.DataFrame, foreign: pd.DataFrame, view: View) -> str:
    """Who is gained and who lost over the period, if more than chance."""
    parts, is_told = [], False
    for rows, name in ((foreign, "Ausländerinnen und Ausländern"), (german, "Deutschen")):
        net, gross = _over_period(rows, "net", view), _over_period(rows, "volume", view)
        if text.is_missing(net):
            continue
        is_told = True
        if is_clear(net, gross):
            kind = "Gewinn" if net > 0 else "Verlust"
            parts.append(f"{kind} bei {name} ({text.signed(net / view.years)} im Jahr)")
    period = measures.period_label(view.choice.period)
    if parts:
        return f"{period}: {', '.join(parts)}"
    if not is_told:
        return f"{period}: Saldo nach Staatsangehörigkeit nicht vollständig bekannt"
    return f"{period}: kein Saldo nach Staatsangehörigkeit ist mehr als Zufall"


def _over_period(rows: pd.DataFrame, column: str, view: View) -> float:
    """The sum over the chosen years; a moving mean stands at the last of the years it covers."""
    if view.choice.is_rolling and view.years > 1:
        last = rows.loc[rows["year"] == view.choice.period[-1], column]
        return float(last.iloc[0]) * view.years if len(last) else float("nan")
    part = rows.loc[rows["year"].isin(view.choice.period), column]
    return float(part.sum(skipna=False)) if len(part) == view.years else float("nan")
