"""Pictures of several areas beside each other: over time, as bars, by age, by partner, and who stayed."""

from collections.abc import Mapping, Sequence

import pandas as pd

from dashboards import cards, charts, text
from dashboards.areas import Area
from dashboards.charts import Series, TimeLayout
from dashboards.panel import Panel
from dashboards.style import PICTURE_HEIGHT
from dashboards.tables import Column
from dashboards.topics.wanderungen import bands, dots, followed, listing, partners, staying, words
from dashboards.topics.wanderungen.beside import Beside, Cells, beside, by_age, by_partner, rows_of, widest
from dashboards.topics.wanderungen.view import View

TIME = "zeit-neben"
# A 95 % band is so many standard deviations wide.
BAND = 2 * 1.96
# Completed years after which titles tell who is still there; fewer where nobody was followed so long.
STAYED = {1: "einem Jahr", 2: "zwei Jahren", 3: "drei Jahren"}


def over_years(view: View, others: Sequence[Area]) -> Panel:
    """One line per area; a click on a year moves the period of the page."""
    parts, column = beside(view, others), view.choice.column
    lines = [_line(part, column) for part in parts]
    subtitle = f"{words.measured(view)}{words.when_drawn(view)}{_border(view)}"
    known = [line for line in lines if line.last() is not None]
    if lines[0].last() is None or not known:
        return Panel(TIME, "Gebiete im Zeitverlauf", subtitle, empty=words.not_delivered(view))
    layout = TimeLayout(
        digits=view.digits, from_zero=not view.choice.is_signed, is_phone=view.context.is_phone,
        is_clickable=True, marked=view.choice.period[-1], is_signed=view.choice.is_signed,
    )  # fmt: skip
    chart = charts.time_series(view.colours, lines[0], context=lines[1:], layout=layout)
    last = max(line.last()[0] for line in known)  # type: ignore[index]
    at = {line.name: dict(zip(line.x, line.y, strict=True)).get(last) for line in known}
    heading = f"{last}: {_ends(pd.Series(at, dtype=float), view)}"
    years = sorted({int(year) for line in lines for year in line.x})
    wide = {f"k{place}": _values(line, years) for place, line in enumerate(lines)}
    table = pd.DataFrame(wide, dtype=float).assign(shown=[str(year) for year in years])
    kind = "signed" if view.choice.is_signed else "number"
    heads = [Column(f"k{place}", line.name, kind, view.digits) for place, line in enumerate(lines)]  # type: ignore[arg-type]
    return Panel(
        TIME, heading, subtitle, chart, f"{heading}. {subtitle}.", table,
        (Column("shown", "Jahr", "text"), *heads), note=_silent(parts),
    )  # fmt: skip


def bars(view: View, others: Sequence[Area]) -> Panel:
    """One bar per area over the period with the band of chance."""
    parts = beside(view, others)
    rows = rows_of(parts)
    subtitle = f"{words.measured(view)}, {words.when(view)}{_border(view)}"
    if rows["value"].notna().sum() == 0:
        return Panel("neben", "Gebiete nebeneinander", subtitle, empty=words.not_delivered(view))
    drawn = rows if view.choice.is_signed else rows.assign(words=_words(rows["value"], view))
    height = 0 if view.context.is_phone else PICTURE_HEIGHT
    chart = bands.banded_bars(drawn, view.look(height=height))
    has_band = view.choice.suffix not in {"_share", "_change"}
    legend = cards.swatch(view.colours.gain, "Gewinn") if view.choice.is_signed else ""
    if view.choice.is_signed:
        legend += cards.swatch(view.colours.loss, "Verlust")
        legend += cards.swatch(bands.pale(view.look()), "kann Zufall sein")
    legend += cards.line_key(view.colours.text, "95-%-Bereich") if has_band else ""
    heading = _bars_heading(rows, view)
    columns = (Column("name", "Gebiet", "text"), *listing.figures_for(view.choice), listing.INNER)
    return Panel(
        "neben", heading, subtitle, chart, f"{heading}. {subtitle}.", listing.with_states(rows), columns,
        legend, note=_silent(parts),
    )  # fmt: skip


def ages(view: View, others: Sequence[Area]) -> Panel:
    """Balance by age group, one dot per area."""
    suffix = "" if view.choice.measure == "cases" else "_rate"
    unit = "je 1.000 dieses Alters" if suffix else words.CASES
    subtitle = f"Saldo nach Altersgruppe, {unit}, {words.when(view)}{_border(view)}"
    parts = beside(view, others)
    return _dotted(view, parts, by_age(parts, suffix), ("neben-alter", subtitle, "Alter"))


def types(view: View, others: Sequence[Area]) -> Panel:
    """Moves by type of origin and destination, one dot per area, per 1,000 residents."""
    suffix = "" if view.choice.measure == "cases" else "_rate"
    unit = "je 1.000 Einwohner" if suffix else words.CASES
    subtitle = f"{words.figure_name(view)} nach Herkunft und Ziel, {unit}, {words.when(view)}{_border(view)}"
    parts = beside(view, others)
    cells = by_partner(parts, suffix)
    return _dotted(view, parts, cells, ("neben-typen", subtitle, "Herkunft oder Ziel"), partners.TYPES)


def stayers(view: View, others: Sequence[Area]) -> Panel:
    """Share of arrivals still there by years after arrival, one line per area."""
    parts = beside(view, others)
    tables = [
        staying.life_table(followed.stays_of(part.view, [part.view.scope.focus.area_id])) for part in parts
    ]
    subtitle = "Anteil noch in der Gemeinde in %, nach Jahren seit dem Zuzug"
    lines = [
        Series(
            part.name, [0, *table["after"].tolist()], [100.0, *(100 * table["share"]).tolist()], part.colour
        )
        for part, table in zip(parts, tables, strict=True)
        if len(table)
    ]
    missing = [part.name for part, table in zip(parts, tables, strict=True) if table.empty]
    note = f"Ohne {text.listing(missing)}: Verbleib nicht geliefert oder zu wenige Zuzüge." if missing else ""
    if len(lines) < 2:
        reason = "Zum Vergleich braucht es zwei Gebiete, deren Zugezogene verfolgt werden können."
        return Panel("neben-verbleib", "Verbleib im Vergleich", subtitle, empty=reason)
    layout = TimeLayout(digits=0, is_phone=view.context.is_phone)
    chart = charts.time_series(view.colours, lines[0], context=lines[1:], layout=layout)
    years = sorted({int(year) for line in lines for year in line.x})
    table = pd.DataFrame(
        {f"k{place}": _values(line, years) for place, line in enumerate(lines)}, dtype=float
    ).assign(shown=[str(year) for year in years])
    heads = [Column(f"k{place}", f"{line.name} %", digits=1) for place, line in enumerate(lines)]
    heading = _stay_heading({part.name: table for part, table in zip(parts, tables, strict=True)})
    return Panel(
        "neben-verbleib", heading, subtitle, chart, f"{heading}. {subtitle}.", table,
        (Column("shown", "Jahre seit Zuzug", "text"), *heads), note=note, definition=followed.METHOD,
    )  # fmt: skip


def _stay_heading(tables: Mapping[str, pd.DataFrame]) -> str:
    """Where most and fewest are still there after up to three years, if that is more than chance."""
    known = {name: table for name, table in tables.items() if len(table)}
    after = min(max(STAYED), *(int(table["after"].max()) for table in known.values()))
    found = {name: staying.share_after(table, after) for name, table in known.items()}
    values = pd.DataFrame({name: [100 * share] for name, (share, _, _) in found.items()}, index=["da"])
    spreads = {name: [100 * (high - low) / BAND] for name, (_, low, high) in found.items()}
    apart = widest(Cells(values, pd.DataFrame(spreads, index=["da"])))
    if apart is None:
        return f"Kein Unterschied im Verbleib nach {STAYED[after]} ist mehr als Zufall"
    _, high, low = apart
    most, least = (text.percent(found[name][0], 0) for name in (high, low))
    return f"Nach {STAYED[after]} noch da: am ehesten {high} ({most}), am seltensten {low} ({least})"


def _dotted(
    view: View, parts: Sequence[Beside], cells: Cells, told: tuple[str, str, str], definition: str = ""
) -> Panel:
    key, subtitle, rows_are = told
    values = cells.values
    if values.notna().sum().sum() == 0:
        return Panel(key, "Gebiete nebeneinander", subtitle, empty=words.not_delivered(view))
    is_rate = "je 1.000" in subtitle
    chart = dots.dot_rows(values, [part.colour for part in parts], view.look(1 if is_rate else 0, height=0))
    legend = "".join(cards.swatch(part.colour, part.name) for part in parts)
    heading, found = "Kein Unterschied zwischen den Gebieten ist mehr als Zufall", widest(cells)
    if found is not None:
        row, high, low = found
        ends = (text.signed(float(values.loc[row, name]), int(is_rate)) for name in (high, low))  # type: ignore[arg-type]
        heading = "Am weitesten auseinander: {}, {} {} und {} {}".format(
            row, *(word for pair in zip((high, low), ends, strict=True) for word in pair)
        )
    table = values.set_axis([f"k{place}" for place in range(len(parts))], axis=1)
    heads = [Column(f"k{place}", part.name, "signed", int(is_rate)) for place, part in enumerate(parts)]
    return Panel(
        key, heading, subtitle, chart, f"{heading}. {subtitle}.", table.reset_index(names="row"),
        (Column("row", rows_are, "text"), *heads), legend, note=_silent(parts), definition=definition,
    )  # fmt: skip


def _followed(part: Beside) -> pd.DataFrame:
    """The life table of an area; empty if its arrivals are not followed."""
    return staying.life_table(followed.stays_of(part.view, [part.view.scope.focus.area_id]))


def _line(part: Beside, column: str) -> Series:
    if not part.is_told:
        return Series(part.name, [], [], part.colour)
    rows = part.view.series
    return Series(part.name, rows["year"].astype(int).tolist(), rows[column].tolist(), part.colour)


def _values(line: Series, years: Sequence[int]) -> list[float | None]:
    known = {int(x): y for x, y in zip(line.x, line.y, strict=True)}
    return [known.get(year) for year in years]


def _words(values: pd.Series, view: View) -> list[str]:
    return [text.number(value, view.digits) for value in values]


def _ends(values: pd.Series, view: View) -> str:
    """The highest and the lowest of the areas with their figures."""
    known = values.dropna()
    form = text.signed if view.choice.is_signed else text.number
    if len(known) < 2:
        return "Nur ein Gebiet mit Zahlen" if len(known) else "Keine Zahlen"
    high, low = str(known.idxmax()), str(known.idxmin())
    unit = f"{text.NARROW}%" if view.choice.is_percent else ""
    ends = (f"{name} {form(known[name], view.digits)}{unit}" for name in (high, low))
    return "am höchsten {}, am niedrigsten {}".format(*ends)


def _bars_heading(rows: pd.DataFrame, view: View) -> str:
    """The areas furthest apart, if that is more than chance; without a band of chance just the ends."""
    ends = _ends(rows.set_index("name")["value"], view)
    told = f"{ends[:1].upper()}{ends[1:]}"
    if view.choice.suffix in {"_share", "_change"} or rows["value"].notna().sum() < 2:
        return told
    wide = rows.set_index("name")
    spreads = (wide["high"] - wide["low"]) / BAND
    found = widest(Cells(wide[["value"]].T, spreads.to_frame("value").T))
    return told if found else "Die Gebiete unterscheiden sich nicht mehr, als der Zufall ausmachen kann"


def _border(view: View) -> str:
    return "" if view.choice.border == "alle" else "; verglichen werden alle Zu- und Fortzüge"


def _silent(parts: Sequence[Beside]) -> str:
    names = [part.name for part in parts if not part.is_told]
    return f"Ohne {text.listing(names)}: keine Wanderungen geliefert." if names else ""
