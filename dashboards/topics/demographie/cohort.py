"""Following a birth year: how many of those born then live here, year by year, and are expected to."""

from dataclasses import replace

import pandas as pd

from dashboards import charts, data, text
from dashboards.charts import Series, TimeLayout
from dashboards.filters import OLDEST
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import palette
from dashboards.tables import Column
from dashboards.topics.demographie import facts, queries
from dashboards.topics.demographie.measure import MIN_CASES
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.time_panel import about
from dashboards.topics.demographie.titles import RANGE_ONLY_SIZE, place
from dashboards.topics.demographie.words import TEXTS

KEY, HEIGHT = "jahrgang-bild", 320


def panel(selection: Selection) -> Panel:
    """Return the picture of the chosen birth year with its table."""
    return remembered(selection.context, ("demographie-jahrgang", selection.key), lambda: _panel(selection))


def heading(name: str, born: int, known: list[tuple[int, float]]) -> str:
    """Return what became of a birth year between the first and the last known year end."""
    if not known:
        return f"Jahrgang {born} {place(name)}: kein Bestand bekannt"
    if len(known) == 1:
        year, count = known[0]
        return f"Jahrgang {born} {place(name)}: {text.number(count)} Menschen im Jahr {year}"
    (first, before), (last, now) = known[0], known[-1]
    if before < MIN_CASES:
        counts = f"{text.number(before)} Menschen im Jahr {first}, {text.number(now)} im Jahr {last}"
        return f"Jahrgang {born} {place(name)}: {counts}"
    change = 100 * (now / before - 1)
    if abs(change) < 2:
        return f"Jahrgang {born} {place(name)}: {last} fast so viele wie {first}"
    word = "größer" if change > 0 else "kleiner"
    share = f"{text.number(abs(change))}{text.NARROW}%"
    return f"Jahrgang {born} {place(name)}: {last} um {share} {word} als {first}"


def _panel(selection: Selection) -> Panel:
    context, area, born = selection.context, selection.area, int(selection.options["jahrgang"])
    shown = [area, *selection.others]
    table = data.frame(
        context, queries.HERE / "cohort.sql", area_ids=[one.area_id for one in shown], birth_year=born,
        **queries.whose(selection.wish.people),
    )  # fmt: skip
    ages = f"{selection.time.observed[0] - born} bis {selection.time.jump_off - born} Jahre alt"
    people = replace(selection.wish.people, age=0, age_to=OLDEST)
    who = "Personen" if people.is_everyone else f"Personen ({people.words})"
    subtitle = f"{who} des Geburtsjahrgangs {born} am 31.12., im Bestand {ages}"
    own = table[(table["area_id"] == area.area_id) & table["persons"].notna()]
    if own.empty:
        words = text.load_text(TEXTS, "leer_jahrgang", name=selection.name, year=born)
        return Panel(KEY, f"Jahrgang {born}", subtitle, empty=words, height=HEIGHT)
    colours = palette(context)
    lines = [
        _line(table, one.area_id, one.name, None if one is area else colours.categorical[number])
        for number, one in enumerate(shown)
    ]
    ahead = _expected(selection, born, own)
    context_lines = lines[1:] + ([ahead] if ahead else [])
    layout = TimeLayout(height=HEIGHT, is_phone=context.is_phone)
    chart = charts.time_series(colours, lines[0], context=context_lines, layout=layout)
    known = [(int(year), float(one)) for year, one in zip(own["year"], own["persons"], strict=True)]
    title = heading(selection.name, born, known)
    told = ", ".join(f"{year}: {text.number(value)}" for year, value in (known[0], known[-1]))
    rows, columns = _numbers(lines, ahead, born)
    note = text.load_text(TEXTS, "jahrgang_erwartet") if ahead else ""
    return Panel(
        KEY, title, subtitle, chart, f"{title}. {told}.", rows, columns, note=note, height=HEIGHT,
        definition=f"{who} mit Hauptwohnung des Geburtsjahrgangs {born}",
    )  # fmt: skip


def _line(table: pd.DataFrame, area_id: str, name: str, colour: str | None) -> Series:
    some = facts.every_year(table.loc[table["area_id"] == area_id, ["year", "persons"]])
    return Series(name, some["year"].tolist(), some["persons"].astype(float).tolist(), colour)


def _expected(selection: Selection, born: int, own: pd.DataFrame) -> Series | None:
    """The expected numbers; small areas get none, for a middle value would claim too much."""
    if (selection.area.inhabitants or 0) < RANGE_ONLY_SIZE or not selection.time.forecast:
        return None
    table = data.frame(
        selection.context,
        queries.HERE / "cohort_ahead.sql",
        area_id=selection.area.area_id,
        birth_year=born,
        scenario=selection.scenario,
        **queries.whose(selection.wish.people),
    )
    if table.empty:
        return None
    last = own.iloc[-1]
    years = [int(last["year"]), *(int(year) for year in table["year"])]
    values = [float(last["persons"]), *(float(one) for one in table["persons"])]
    # The end is written beside the line: an expected number, rounded as such.
    values[-1] = about(values[-1])
    return Series("erwartet", years, values, palette(selection.context).brand, "dash")


def _numbers(lines: list[Series], ahead: Series | None, born: int) -> tuple[pd.DataFrame, tuple[Column, ...]]:
    shown = [*lines, *([ahead] if ahead else [])]
    years = sorted({int(year) for line in shown for year in line.x})
    table = pd.DataFrame({"year": [str(year) for year in years], "age": [str(year - born) for year in years]})
    columns = [Column("year", "Jahr", "text"), Column("age", "Alter", "text")]
    for number, line in enumerate(shown):
        known = {int(x): y for x, y in zip(line.x, line.y, strict=True)}
        values = [known.get(year) for year in years]
        table[f"line{number}"] = [float("nan") if one is None else float(one) for one in values]
        if line is ahead:
            table[f"line{number}"] = [about(one) for one in table[f"line{number}"]]
        columns.append(Column(f"line{number}", f"{line.name}, gerundet" if line is ahead else line.name))
    return table, tuple(columns)
