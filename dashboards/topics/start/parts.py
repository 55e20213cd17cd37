"""Written parts of the start page: key figures, doors, quality of past forecasts, the run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd
import streamlit as st

from dashboards import cards, scenarios, text
from dashboards.access.permits import RELEASED_PAGES
from dashboards.areas import Area
from dashboards.cards import KeyFigure
from dashboards.scenarios import Ask
from dashboards.topic import Context, topic_pages
from dashboards.topics.start import figures, queries, tables, titles

TEXT = Path(__file__).parent / "text.md"
# Years ahead that the scenarios are told for.
OUTLOOK = 10
# Which number stands on the door of which topic, and its decimals; a change carries its sign.
DOORS = {
    "demographie": ("durchschnittsalter", 1),
    "wanderungen": ("wanderungssaldo", 1),
    "kita": ("versorgungsquote_u3", 0),
    "datenlage": ("", 0),
    "schutz": ("", 0),
}


@dataclass(frozen=True)
class Section:
    """A written part of the page in its last form: head, tables as HTML, remark."""

    title: str
    subtitle: str
    tables: tuple[str, ...] = ()
    note: str = ""


def show(section: Section) -> None:
    """Put a section on the page."""
    cards.section_head(section.title, section.subtitle)
    for table in section.tables:
        st.html(table)
    if section.note:
        cards.note(section.note)


def words(heading: str, **values: object) -> str:
    """Return a text block of the start page."""
    return text.load_text(TEXT, heading, **values)


def key_figures(
    context: Context,
    members: pd.DataFrame,
    residents: pd.DataFrame,
    forecast: pd.DataFrame,
    findings: pd.DataFrame,
) -> list[KeyFigure]:
    """Return residents, deliveries, balance and forecast; of a release residents and forecast."""
    latest = text.date(members["reference_date"].max()) if len(members) else text.MISSING
    stock = KeyFigure("Bevölkerung", figures.last_known(residents), comparison=f"Bestand vom {latest}")
    if context.is_released:
        return [stock, _forecast_figure(forecast)]
    count = text.number(members["deliveries"].sum(min_count=1))
    return [
        stock,
        KeyFigure("Lieferungen der Gemeinden", count, comparison=tables.rejected_share(members)),
        _balance_figure(members, titles.counted(findings)),
        _forecast_figure(forecast),
    ]


def _balance_figure(members: pd.DataFrame, told: str) -> KeyFigure:
    """The largest balance rest of any municipality in its last delivered year, up or down."""
    rests = members["residual_per_1000"].dropna()
    if rests.empty:
        return KeyFigure(
            "Größter Bilanzrest zuletzt", text.MISSING, comparison=f"ohne Bewegungen keine Bilanz · {told}"
        )
    rest = max(rests.tolist(), key=abs)
    return KeyFigure(
        "Größter Bilanzrest zuletzt", text.signed(rest, 1), "‰", f"{titles.light(rest)} · {told}"
    )


def _forecast_figure(forecast: pd.DataFrame) -> KeyFigure:
    if forecast.empty:
        return KeyFigure("Prognose", text.MISSING, comparison="noch nicht gerechnet")
    end = forecast.iloc[-1]
    base, year = text.round_base(end["q90"]), int(end["year"])
    span = text.range_text(end["q10"], end["q90"], to=base)
    return KeyFigure(
        f"Prognose {year}", text.rounded(end["median"], base), "", "Median und 80-%-Bereich", span
    )


def doors(context: Context, values: Mapping[str, tuple[float, int]]) -> str:
    """Return a link to every dashboard with its current headline number."""
    pages = topic_pages(RELEASED_PAGES if context.is_released else None)
    topics = [entry.topic for entry in pages if entry.topic.id != "start"]
    inside = "".join(_door(topic.id, topic.title, values) for topic in topics)
    return f'<nav class="k-doors" aria-label="Dashboards">{inside}</nav>'


def _door(topic_id: str, title: str, values: Mapping[str, tuple[float, int]]) -> str:
    indicator, digits = DOORS.get(topic_id, ("", 0))
    if indicator in values:
        value, year = values[indicator]
        shown = text.signed(value, digits) if topic_id == "wanderungen" else text.number(value, digits)
        note = words(topic_id, value=shown, year=year)
    else:
        note = words(f"{topic_id}_ohne") if topic_id in DOORS else ""
    head = f"<h2>{escape(title)}</h2><p>{escape(note)}</p>"
    return f'<a class="k-door" href="{escape(topic_id)}" target="_self">{head}</a>'


def findings(table: pd.DataFrame) -> Section:
    """Return what the checks found; the whole list can be downloaded."""
    title, told = "Befunde der Prüfungen", titles.counted(table)
    if table.empty:
        return Section(title, told)
    more = len(table) - tables.SHOWN_FINDINGS
    note = f"{text.plural(more, 'weiterer Befund', 'weitere Befunde')} in der Datei." if more > 0 else ""
    return Section(title, told, (tables.findings(table),), note)


def time_alt(root: Area, residents: pd.DataFrame) -> str:
    """Return the sentence that replaces the time picture for those who do not see it."""
    return f"Bevölkerung von {root.name} über die Jahre, zuletzt {figures.last_known(residents)} Personen."


def unmapped(names: Sequence[str]) -> str:
    """Return a sentence that names the areas the map cannot show; empty if there are none."""
    names = text.gathered(names)
    if not names:
        return ""
    more = f" und {len(names) - 8} weitere" if len(names) > 8 else ""
    return f"Ohne Geometrie und darum nicht auf der Karte: {', '.join(names[:8])}{more}."


def backtest(table: pd.DataFrame) -> Section:
    """Return how past forecasts of the current run did, against no change."""
    lead = tables.lead_time(table)
    title, told = titles.backtest_title(table, lead), backtest_words(table, lead)
    if lead is None:
        return Section(title, told, note=words("kein_test"))
    return Section(title, told, (tables.backtest(table, lead),))


def backtest_words(table: pd.DataFrame, lead: int | None) -> str:
    """Return what the numbers of the backtest are."""
    if lead is None:
        return "Rückrechnung aus früheren Jahren"
    count = text.number(table.loc[table["lead_time"] == lead, "comparisons"].max())
    when = text.plural(lead, "Jahr", "Jahren")
    return f"Mittlerer Betrag des Fehlers in Prozent je Gebiet nach {when}, {count} Vergleiche"


def run(context: Context, runs: pd.DataFrame, root: Area) -> Section:
    """Return which forecast run is current, and its scenarios with their chances."""
    title, told = "Prognoselauf", _run_words(runs)
    if runs.empty:
        return Section(title, told)
    first = runs.iloc[0]
    year = min(int(str(first["jump_off_date"])[:4]) + OUTLOOK, int(first["horizon_year"]))
    found = scenarios.outcomes(context, root.area_id, year)
    if found.empty or not found["median"].notna().any():
        return Section(title, told)
    caption = f"Szenarien für {root.name} Ende {year}"
    ask = Ask(root.area_id, year, text.round_base(found["q90"].max()))
    table = scenarios.written(context, found, ask, caption)
    return Section(title, told, (table, scenarios.explained(found)))


def assumptions(context: Context, runs: pd.DataFrame) -> Section | None:
    """Return the head over the assumptions of the current run; None without a run or without any."""
    count = 0 if runs.empty else len(queries.assumptions(context))
    return Section("Annahmen", f"{text.number(count)} Zeilen. {words('annahmen')}") if count else None


def _run_words(runs: pd.DataFrame) -> str:
    if runs.empty:
        return words("kein_lauf")
    first = runs.iloc[0]
    start, draws = text.date(first["jump_off_date"]), text.number(first["draws"])
    return f"Lauf {first['run_id']}, Basisbestand {start}, bis {first['horizon_year']}, {draws} Ziehungen"


def sources(context: Context, members: pd.DataFrame) -> list[str]:
    """Return the parts of the source line."""
    names = [str(name) for name in members["name"]]
    who = text.listing(names) if len(names) <= 10 else f"{len(names)} Gemeinden"
    known = [f"Quelle: Melderegister {who}", "Hauptwohnung", f"Datenstand {context.build_id}"]
    return known if context.is_released else [*known, "exakte Zahlen (Werkbank)"]
