"""How good the forecast is: what past forecasts for areas of this size were off by, and how long it keeps."""

from dataclasses import dataclass

import pandas as pd

from dashboards import charts, data, text
from dashboards.areas import Area
from dashboards.charts import Series, TimeLayout
from dashboards.filters import People
from dashboards.memory import remembered
from dashboards.panel import Panel
from dashboards.style import palette
from dashboards.tables import Column
from dashboards.topics.demographie import queries, structure
from dashboards.topics.demographie.selection import Selection
from dashboards.topics.demographie.titles import RANGE_ONLY_SIZE, RELIABLE_SIZE
from dashboards.topics.demographie.words import TEXTS

KEY, HEIGHT = "guete", 320
# Lead times as they stand in a sentence beside "vier von fünf".
LEADS = {1: "einem Jahr", 2: "zwei Jahren", 3: "drei Jahren", 4: "vier Jahren", 5: "fünf Jahren"}
# More lead times than these find no room with their unit on a phone.
MOST_NAMED = 4
# A forecast keeps as long as four of five were off by no more than this, per cent (Wilson: shelf life).
TOLERANCE = 10.0
# Fewer comparisons say nothing of four in five.
FEW_CASES = 5
# Residents that bound a size class, as in the backtest.
# Age groups past forecasts were tested for, as in the backtest.
TESTED = ((0, 5), (6, 15), (16, 24), (25, 44), (45, 64), (65, 79), (80, 100))
EVERYBODY = (0, 100)
CLASSES = (0, 2_000, 5_000, 10_000, 50_000, 10**9)
# Years after which the fan of a small area is drawn paler, at the latest or where the backtest is silent.
SMALL_HORIZON, SMALLEST_HORIZON = 10, 5


@dataclass(frozen=True)
class ShelfLife:
    """Years a forecast keeps; `is_open` if it still kept at the end of what could be tested."""

    years: int
    is_open: bool

    @property
    def words(self) -> str:
        """The shelf life as said on the page."""
        told = text.plural(self.years, "Jahr", "Jahre")
        return f"mindestens {told}" if self.is_open else told if self.years else "unter 1 Jahr"


def errors(selection: Selection) -> pd.DataFrame:
    """Return lead_time, cases, median_error, error_80 (per cent) and inside (per cent in the 80 % band)."""
    low, high = size_class(selection.area)
    table = data.frame(
        selection.context,
        queries.HERE / "quality.sql",
        root_id=selection.root.area_id,
        level=selection.area.level,
        smallest=low,
        largest=high,
        age=band(selection.wish.people)[0],
        age_to=band(selection.wish.people)[1],
    )
    return table[table["cases"] >= FEW_CASES]


def band(people: People) -> tuple[int, int]:
    """Return the tested age group they lie in; everybody where sex or nationality is asked for."""
    if people.sex or people.nationality:
        return EVERYBODY
    around = [one for one in TESTED if one[0] <= people.age and people.age_to <= one[1]]
    return around[0] if around else EVERYBODY


def size_class(area: Area) -> tuple[int, int]:
    """Return the smallest and largest number of residents of the class the area is in."""
    size = area.inhabitants or 0
    low = max(limit for limit in CLASSES if limit <= size)
    return low, CLASSES[CLASSES.index(low) + 1] - 1


def shelf_life(table: pd.DataFrame) -> ShelfLife | None:
    """Return how long forecasts kept within the tolerance; None if nothing was tested."""
    if table.empty:
        return None
    years = 0
    for lead, error in zip(table["lead_time"], table["error_80"], strict=True):
        if error > TOLERANCE:
            return ShelfLife(years, is_open=False)
        years = int(lead)
    return ShelfLife(years, is_open=True)


def fades_after(area: Area, found: ShelfLife | None) -> int | None:
    """Return the years after which the forecast of an area is drawn paler; None for large ones.

    A forecast that keeps for seven years is not paler after five.
    """
    size = area.inhabitants or 0
    if size >= RELIABLE_SIZE:
        return None
    usual = SMALLEST_HORIZON if size < RANGE_ONLY_SIZE else SMALL_HORIZON
    if found is None:
        return usual
    return min(max(found.years, usual if found.is_open else 1), SMALL_HORIZON)


def panel(selection: Selection) -> Panel:
    """Return the errors by lead time with their table."""
    return remembered(selection.context, ("demographie-guete", selection.key), lambda: _panel(selection))


def heading(table: pd.DataFrame) -> str:
    """Return how far four of five forecasts were off at most, at the lead time nearest to five years."""
    row = table.iloc[(table["lead_time"] - SMALLEST_HORIZON).abs().argmin()]
    years = int(row["lead_time"])
    lead = LEADS.get(years, f"{years} Jahren")
    error = f"{text.number(float(row['error_80']), 1)}{text.NARROW}%"
    return f"Nach {lead} lagen vier von fünf Prognosen höchstens {error} daneben"


def lead_words(leads: list[int], is_phone: bool) -> list[str]:
    """Return the lead times below the axis; many on a phone have their unit at the last one alone."""
    named = [text.plural(one, "Jahr", "Jahre") for one in leads]
    return [*map(str, leads[:-1]), named[-1]] if is_phone and len(leads) > MOST_NAMED else named


def tested_words(people: People) -> str:
    """Return whom the errors are about: "der Bevölkerung", "der Personen von 0 bis 5 Jahren"."""
    tested = band(people)
    return "der Bevölkerung" if tested == EVERYBODY else f"der Personen {structure.group_name(tested)}"


def _about(people: People) -> str:
    """Where the test is about more people than were asked for, this is said."""
    tested = band(people)
    if people.is_everyone or (tested == (people.age, people.age_to) and tested != EVERYBODY):
        return ""
    return text.load_text(TEXTS, "pruefung_gruppe", tested=tested_words(people))


def _panel(selection: Selection) -> Panel:
    table, context = errors(selection), selection.context
    low, high = size_class(selection.area)
    upper = (
        f"{text.number(low)} bis {text.number(high)}"
        if high < CLASSES[-1] - 1
        else f"{text.number(low)} und mehr"
    )
    size = f"unter {text.number(high + 1)}" if low == 0 else f"mit {upper}"
    subtitle = (
        f"Abweichung {tested_words(selection.wish.people)} vom Eingetretenen in %, "
        f"{selection.area.level_plural} {size} Einwohnern"
    )
    if table.empty:
        words = text.load_text(TEXTS, "leer_pruefung")
        return Panel(KEY, "Wie gut trifft die Prognose?", subtitle, empty=words, height=HEIGHT)
    leads = [int(one) for one in table["lead_time"]]
    # On a phone there is no room for the noun, and the heading has it.
    names = (
        ("vier von fünf", "jede zweite")
        if context.is_phone
        else ("vier von fünf Fällen", "jeder zweite Fall")
    )
    lines = [
        Series(name, leads, table[column].astype(float).tolist())
        for name, column in zip(names, ("error_80", "median_error"), strict=True)
    ]
    layout = TimeLayout(height=HEIGHT, digits=1, is_phone=context.is_phone)
    chart = charts.time_series(palette(context), lines[0], context=lines[1:], layout=layout)
    chart = chart.with_axis({"tickvals": leads, "ticktext": lead_words(leads, context.is_phone)})
    title = heading(table)
    columns = (
        Column("lead_time", "Jahre voraus"),
        Column("cases", "Fälle"),
        Column("median_error", "jeder zweite höchstens, %", digits=1),
        Column("error_80", "vier von fünf höchstens, %", digits=1),
        Column("inside", "im 80-%-Bereich, %", digits=0),
    )
    note = f"{text.load_text(TEXTS, 'pruefung', years=leads[-1])} {_about(selection.wish.people)}".strip()
    return Panel(
        KEY, title, subtitle, chart, f"{title}. {subtitle}.", table, columns, note=note, height=HEIGHT
    )
