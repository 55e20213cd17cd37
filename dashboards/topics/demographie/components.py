"""The components of change year by year: balances as stacked bars, and what nobody can explain."""

import pandas as pd

from dashboards import charts, text
from dashboards.areas import Area
from dashboards.cards import KeyFigure
from dashboards.charts import Series, StackLayout
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import Palette, palette
from dashboards.tables import Column
from dashboards.topics.demographie import bridge, figures, queries
from dashboards.topics.demographie.bridge import Bridge
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.words import TEXTS

BRIDGE, STACK, HEIGHT = "bruecke", "bestandteile", 320
REST = "ungeklärt"
# Column of `parts`, its name, and its place in the order of colours.
PARTS = (
    ("natural", "natürlicher Saldo", 1),
    ("migration", "Wanderungssaldo", 0),
    ("inner", "Umzüge innerhalb der Gemeinde", 2),
    ("status", "Statuswechsel", 3),
    ("correction", "Korrekturen", 4),
    ("residual", REST, 6),
)


def parts(balance: pd.DataFrame) -> pd.DataFrame:
    """Return one row per year: the parts of PARTS, the change, and the gross flows; a missing one is NaN.

    change = natural + migration + inner + status + correction + residual, by the balancing equation.
    """
    table = balance.astype({name: float for name in balance.columns if name != "year"})
    return pd.DataFrame(
        {
            "year": table["year"].astype(int),
            "natural": table["births"] - table["deaths"],
            "migration": table["arrivals"] - table["departures"],
            "inner": table["moves_in"] - table["moves_out"],
            "status": table["status_change"],
            "correction": table["correction"],
            "residual": table["residual"],
            "change": table["end_persons"] - table["start_persons"],
            "births": table["births"],
            "deaths": table["deaths"],
            "arrivals": table["arrivals"],
            "departures": table["departures"],
        }
    )


def stack_panel(selection: Selection) -> Panel:
    """Return the stacked bars of the span of years with their table."""
    return remembered(selection.context, ("demographie-saldo", selection.key), lambda: _stack(selection))


def bridge_panel(selection: Selection, height: int = HEIGHT) -> Panel:
    """Return the bridge from the first to the last year end with its table."""
    key = ("demographie-bruecke", selection.key, height)
    return remembered(selection.context, key, lambda: _bridge(selection, height))


def found_bridge(selection: Selection) -> Bridge | None:
    """Return the balance of the span of years; None if a year or a part is missing."""
    first, last = sorted((selection.time.before, selection.time.year))
    if first == NO_YEAR or last > selection.time.jump_off:
        return None
    table = queries.balance(selection.context, area_id=selection.area.area_id, year_from=first, year_to=last)
    return bridge.bridge_of(table, first, last)


def key_figures(selection: Selection) -> list[KeyFigure]:
    """Return the change, births against deaths, moves in against out, and what remains."""
    found, time = found_bridge(selection), selection.time
    if found is None:
        names = (
            f"Veränderung {time.before}–{time.year}",
            "Natürlicher Saldo",
            "Wanderungssaldo",
            "Korrekturen",
        )
        return [KeyFigure(name, text.MISSING, comparison="liegt nicht vor") for name in names]
    span = f"{time.before}–{time.year}"
    unknown = "" if text.is_missing(found.residual) else f"davon ungeklärt {text.signed(found.residual)}"
    flows = f"{text.number(found.births)} Geburten, {text.number(found.deaths)} Sterbefälle"
    moves = f"{text.number(found.arrivals)} Zuzüge, {text.number(found.departures)} Fortzüge"
    if is_inside(selection.area):
        outer = text.signed(found.arrivals - found.departures)
        moves = f"außen {outer}, Umzüge {text.signed(found.moves_net)}"
    change = found.end - found.start
    return [
        KeyFigure(f"Veränderung {span}", text.signed(change), comparison=f"auf {text.number(found.end)}"),
        KeyFigure("Natürlicher Saldo", text.signed(found.natural), comparison=flows),
        KeyFigure("Wanderungssaldo", text.signed(found.migration), comparison=moves),
        KeyFigure("Korrekturen", text.signed(found.correction), comparison=unknown),
    ]


def is_inside(area: Area) -> bool:
    """Whether moves between areas of the municipality cross the border of this one."""
    return area.municipality_ags is not None and area.area_id != area.municipality_ags


def heading(table: pd.DataFrame) -> str:
    """Return the year of the largest gain and of the largest loss; a neutral one where nothing is known."""
    known = table.dropna(subset=["change"])
    if known.empty:
        return "Bestandteile der Veränderung"
    high, low = known.iloc[int(known["change"].argmax())], known.iloc[int(known["change"].argmin())]
    if len(known) == 1:
        return f"{int(high['year'])}: {text.signed(high['change'])} Personen"
    most = f"{text.signed(high['change'])} im Jahr {int(high['year'])}"
    least = f"{text.signed(low['change'])} im Jahr {int(low['year'])}"
    return f"Am meisten {most}, am wenigsten {least}"


def _stack(selection: Selection) -> Panel:
    first, last = sorted((selection.time.before, selection.time.year))
    name, subtitle = "Bestandteile der Veränderung", f"Personen je Jahr, {selection.name}"
    balance = queries.balance(
        selection.context, area_id=selection.area.area_id, year_from=first, year_to=last
    )
    table = parts(balance)
    if first == NO_YEAR or table["change"].notna().sum() == 0:
        words = text.load_text(TEXTS, "leer_bestandteile", name=selection.name, first=first + 1, last=last)
        return Panel(STACK, name, subtitle, empty=words, height=HEIGHT)
    lines = _series(table, palette(selection.context), is_inside(selection.area))
    total = Series("Veränderung", table["year"].tolist(), table["change"].tolist())
    layout = StackLayout(HEIGHT, selection.context.is_phone, REST)
    chart = charts.stacked(palette(selection.context), lines, total, layout)
    title = heading(table)
    return Panel(
        STACK, title, f"{subtitle}; Punkt: Veränderung insgesamt", chart, f"{title}. {subtitle}.",
        table.assign(year=table["year"].astype(str)), _columns(lines), _legend(selection, lines),
        height=HEIGHT, definition=text.load_text(TEXTS, "bilanz"),
    )  # fmt: skip


def _series(table: pd.DataFrame, colours: Palette, inside: bool) -> list[Series]:
    """The parts that say something: inner moves only below the municipality, none that is always zero."""
    shown = [
        (column, name, place)
        for column, name, place in PARTS
        if (column != "inner" or inside) and (table[column].fillna(0) != 0).any()
    ]
    years = table["year"].tolist()
    return [
        Series(name, years, table[column].tolist(), colours.categorical[place])
        for column, name, place in shown
    ]


def _legend(selection: Selection, lines: list[Series]) -> str:
    from dashboards import cards

    colours = palette(selection.context)
    return "".join(
        cards.hatch(line.name) if line.name == REST else cards.swatch(line.colour or colours.brand, line.name)
        for line in lines
    )


def _columns(lines: list[Series]) -> tuple[Column, ...]:
    names = {line.name for line in lines}
    gross = (
        ("births", "Geburten"),
        ("deaths", "Sterbefälle"),
        ("arrivals", "Zuzüge"),
        ("departures", "Fortzüge"),
    )
    return (
        Column("year", "Jahr", "text"),
        *(Column(key, title) for key, title in gross),
        *(Column(key, name, "signed") for key, name, _ in PARTS if name in names),
        Column("change", "Veränderung", "signed"),
    )


def _bridge(selection: Selection, height: int) -> Panel:
    time, area = selection.time, selection.area
    first, last = sorted((time.before, time.year))
    name = "Woher die Veränderung stammt"
    if time.before == NO_YEAR or last > time.jump_off:
        key = "leer_vergleich" if time.before == NO_YEAR else "leer_bruecke_prognose"
        return Panel(BRIDGE, name, selection.name, empty=text.load_text(TEXTS, key), height=height)
    found = found_bridge(selection)
    if found is None:
        words = text.load_text(TEXTS, "leer_bestandteile", name=selection.name, first=first + 1, last=last)
        subtitle = f"{selection.name}, 31.12.{first} bis 31.12.{last}"
        return Panel(BRIDGE, name, subtitle, empty=words, height=height)
    steps = figures.bridge_steps(found, is_inside(area))
    layout = charts.BridgeLayout(height=height, is_phone=selection.context.is_phone)
    chart = charts.bridge(palette(selection.context), steps, layout)
    rows = pd.DataFrame(
        [{"name": step.label, "value": step.value, "note": step.note.strip()} for step in steps]
    )
    columns = (
        Column("name", "Bestandteil", "text"),
        Column("value", "Personen", "number"),
        Column("note", "Bemerkung", "text"),
    )
    subtitle = f"Veränderung 31.12.{first} bis 31.12.{last} nach Bestandteilen, Personen"
    return Panel(
        BRIDGE, bridge.finding(found), subtitle, chart, bridge.sentence(found), rows, columns,
        height=height, definition=text.load_text(TEXTS, "bilanz"),
    )  # fmt: skip
