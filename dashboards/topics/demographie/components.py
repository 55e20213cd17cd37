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
from dashboards.topics.demographie.measure import MIN_CASES
from dashboards.topics.demographie.selection import NO_YEAR, Selection
from dashboards.topics.demographie.words import TEXTS

BRIDGE, STACK, HEIGHT = "bruecke", "bestandteile", 320
REST = "ungeklärt"
# Column of `parts`, its name, and its place in the order of colours.
PARTS = (
    ("natural", "natürlicher Saldo", 1),
    ("migration", "Wanderungssaldo", 0),
    ("inner", "Umzüge innerhalb der Gemeinde", 2),
    ("ageing", "Alterung", 5),
    ("status", "Statuswechsel", 3),
    ("correction", "Korrekturen", 4),
    ("residual", REST, 6),
)


def parts(balance: pd.DataFrame) -> pd.DataFrame:
    """Return one row per year: the parts of PARTS, the change, and the gross flows; a missing one is NaN.

    change = natural + migration + inner + ageing + status + correction + residual, by the balancing equation;
    ageing only where some of the people are counted.
    """
    table = balance.astype({name: float for name in balance.columns if name != "year"})
    return pd.DataFrame(
        {
            "year": table["year"].astype(int),
            "natural": table["births"] - table["deaths"],
            "migration": table["arrivals"] - table["departures"],
            "inner": table["moves_in"] - table["moves_out"],
            "ageing": table["ageing"] if "ageing" in table else 0.0,
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


def per_1000(shown: pd.DataFrame, balance: pd.DataFrame) -> pd.DataFrame:
    """Return the parts per 1,000 people of the mean of both year ends; NaN where they are too few."""
    mean = (balance["start_persons"].astype(float) + balance["end_persons"].astype(float)) / 2
    rates = shown.drop(columns="year").mul(1000 / mean.where(mean >= MIN_CASES), axis="index")
    return shown[["year"]].join(rates)


def balance_of(selection: Selection, first: int, last: int) -> pd.DataFrame:
    """Return the balance of the years after `first` up to `last`, of all or of the people asked for."""
    area_id, people = selection.area.area_id, selection.wish.people
    if people.is_everyone:
        return queries.balance(selection.context, area_id=area_id, year_from=first, year_to=last)
    return queries.group_balance(selection.context, area_id=area_id, years=(first, last), people=people)


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
    return bridge.bridge_of(balance_of(selection, first, last), first, last)


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
    if not selection.wish.people.is_everyone and not found.status and unknown:
        # Naturalisations do not cancel out here, and where they are not told they stand in the rest.
        unknown = f"mit Statuswechseln, {unknown.removeprefix('davon ')}"
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
        _last_figure(found, unknown),
    ]


def _last_figure(found: Bridge, unknown: str) -> KeyFigure:
    """Corrections; where ages are filtered, who grew into them, with the corrections below."""
    if not found.ageing:
        return KeyFigure("Korrekturen", text.signed(found.correction), comparison=unknown)
    rest = f"Korrekturen {text.signed(found.correction)}"
    return KeyFigure("Alterung", text.signed(found.ageing), comparison=rest)


def is_inside(area: Area) -> bool:
    """Whether moves between areas of the municipality cross the border of this one."""
    return area.municipality_ags is not None and area.area_id != area.municipality_ags


def heading(table: pd.DataFrame, digits: int = 0) -> str:
    """Return the year of the largest gain and of the largest loss; a neutral one where nothing is known."""
    known = table.dropna(subset=["change"])
    if known.empty:
        return "Bestandteile der Veränderung"
    high, low = known.iloc[int(known["change"].argmax())], known.iloc[int(known["change"].argmin())]
    if len(known) == 1:
        return f"{int(high['year'])}: {text.signed(high['change'], digits)}{'' if digits else ' Personen'}"
    if high["change"] == low["change"]:
        return f"In jedem bekannten Jahr {text.signed(high['change'], digits)}"
    most = f"{text.signed(high['change'], digits)} im Jahr {int(high['year'])}"
    least = f"{text.signed(low['change'], digits)} im Jahr {int(low['year'])}"
    return f"Am meisten {most}, am wenigsten {least}"


def _stack(selection: Selection) -> Panel:
    first, last = sorted((selection.time.before, selection.time.year))
    digits = 1 if selection.per_1000 else 0
    unit = text.load_text(TEXTS, "je_tausend") if digits else "Personen je Jahr"
    name, subtitle = "Bestandteile der Veränderung", f"{unit}, {whom(selection)}"
    balance = balance_of(selection, first, last)
    table = per_1000(parts(balance), balance) if digits else parts(balance)
    if first == NO_YEAR or table["change"].notna().sum() == 0:
        words = text.load_text(TEXTS, "leer_bestandteile", name=selection.name, first=first + 1, last=last)
        return Panel(STACK, name, subtitle, empty=words, height=HEIGHT)
    lines = _series(table, palette(selection.context), is_inside(selection.area))
    total = Series("Veränderung", table["year"].tolist(), table["change"].tolist())
    layout = StackLayout(HEIGHT, selection.context.is_phone, REST, digits=digits)
    chart = charts.stacked(palette(selection.context), lines, total, layout)
    title = heading(table, digits)
    return Panel(
        STACK, title, f"{subtitle}; Punkt: Veränderung insgesamt", chart, f"{title}. {subtitle}.",
        table.assign(year=table["year"].astype(str)), _columns(lines, digits), _legend(selection, lines),
        note=_ageing_note(lines), height=HEIGHT, definition=text.load_text(TEXTS, "bilanz"),
    )  # fmt: skip


def whom(selection: Selection) -> str:
    """Return area and people as a subtitle names them: "Hollerfeld", "Hollerfeld: Frauen"."""
    people = selection.wish.people
    return selection.name if people.is_everyone else f"{selection.name}: {people.words}"


def _ageing_note(lines: list[Series]) -> str:
    has_ageing = any(line.name == "Alterung" for line in lines)
    return text.load_text(TEXTS, "alterung") if has_ageing else ""


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


def _columns(lines: list[Series], digits: int) -> tuple[Column, ...]:
    names = {line.name for line in lines}
    gross = (
        ("births", "Geburten"),
        ("deaths", "Sterbefälle"),
        ("arrivals", "Zuzüge"),
        ("departures", "Fortzüge"),
    )
    return (
        Column("year", "Jahr", "text"),
        *(Column(key, title, digits=digits) for key, title in gross),
        *(Column(key, name, "signed", digits) for key, name, _ in PARTS if name in names),
        Column("change", "Veränderung", "signed", digits),
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
    digits = 1 if selection.per_1000 and found.start >= MIN_CASES else 0
    scaled = found.times(1000 / found.start) if digits else found
    steps = figures.bridge_steps(scaled, is_inside(area), digits)
    layout = charts.BridgeLayout(height=height, is_phone=selection.context.is_phone, digits=digits)
    chart = charts.bridge(palette(selection.context), steps, layout)
    rows = pd.DataFrame(
        [{"name": step.label, "value": step.value, "note": step.note.strip()} for step in steps]
    )
    columns = (
        Column("name", "Bestandteil", "text"),
        Column("value", f"je 1.000 am 31.12.{first}" if digits else "Personen", "number", digits),
        Column("note", "Bemerkung", "text"),
    )
    unit = f"je 1.000 Personen am 31.12.{first}" if digits else "Personen"
    subtitle = f"Veränderung 31.12.{first} bis 31.12.{last} nach Bestandteilen, {unit}"
    return Panel(
        BRIDGE, bridge.finding(found), subtitle, chart, bridge.sentence(found), rows, columns,
        height=height, definition=text.load_text(TEXTS, "bilanz"),
    )  # fmt: skip
