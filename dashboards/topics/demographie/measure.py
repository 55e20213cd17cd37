"""A Kennzahl as the page treats it: name, unit, decimals, and whether it counts or relates."""

from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from dashboards import text
from dashboards.filters import People

POPULATION = "bevoelkerung"
# A count of some of the people, worked out for the reader.
GROUP = "gruppe"
# Ratios of fewer persons say more about single households than about an area; nor are shares of fewer
# than 50 cases shown (visual.md §5, a setting there).
MIN_CASES = 50
YEARS = "Jahre"
PER_RESIDENTS, PER_AREA = "je 1.000 Einwohner", "Personen je km²"
FLOW_UNITS = ("je 1.000", "Kinder je Frau")
SMALL_UNITS = ("Kinder je Frau", "Verhältnis")
# How a figure comes from the people it is told for; the last three also from what happened to them.
Kind = Literal["sum", "mean_age", "median_age", "density", "deaths", "natural", "life"]


@dataclass(frozen=True)
class Recipe:
    """How a figure is worked out from the age structure: persons of up to two age bands among `people`.

    Set against `whole` times `factor` for a ratio; without `whole` it is a count. A band is (age, age_to);
    the second counts with `sign`. Other kinds than "sum" take the first band only.
    """

    people: People
    ages: tuple[tuple[int, int], tuple[int, int]]
    whole: People | None = None
    factor: float = 1.0
    sign: int = 1
    kind: Kind = "sum"


@dataclass(frozen=True)
class Measure:
    """One Kennzahl, from its declaration in the warehouse, `unit` as declared there (Jahre, Prozent).

    One with a `recipe` is worked out for the reader and stands nowhere in the warehouse.
    """

    indicator_id: str
    title: str
    unit: str
    definition: str
    recipe: Recipe | None = None
    is_absolute: bool = False

    @property
    def shows_change(self) -> bool:
        """Whether map and ranking show the change in per cent: a count says mostly how an area was cut."""
        return self.is_count and not self.is_absolute

    @property
    def is_count(self) -> bool:
        """Whether persons are counted."""
        return self.indicator_id in {POPULATION, GROUP}

    @property
    def digits(self) -> int:
        """Decimals shown: none for persons, two for small ratios, else one."""
        if self.is_count or self.unit == PER_AREA:
            return 0
        return 2 if self.unit in SMALL_UNITS else 1

    @property
    def is_flow(self) -> bool:
        """Counted over a calendar year, not at a reference date."""
        return self.unit in FLOW_UNITS

    @property
    def suffix(self) -> str:
        """What follows a number on the screen, blank included; empty for persons and quotients."""
        if self.unit == "Prozent":
            return f"{text.NARROW}%"
        return f" {self.unit}" if self.unit in {YEARS, *FLOW_UNITS, PER_RESIDENTS, PER_AREA} else ""

    @property
    def change_unit(self) -> str:
        """What a difference is counted in: nothing for persons, years, or points of a ratio."""
        if self.is_count:
            return ""
        if self.unit == YEARS:
            return " Jahre"
        return " Prozentpunkte" if self.unit == "Prozent" else " Punkte" if self.unit == "je 100" else ""

    @property
    def in_unit(self) -> str:
        """The unit in brackets for subtitles, empty for persons: " (je 100)", " (in Prozent)"."""
        words = {"Personen": "", "Prozent": " (in Prozent)", YEARS: " (in Jahren)", "Verhältnis": ""}
        return words.get(self.unit, f" ({self.unit})")

    @property
    def short_definition(self) -> str:
        """The first sentence of the definition without its reference date; empty for a formula."""
        undated = self.definition.replace(" am 31. Dezember", "")
        first = undated.split(";")[0].split(". ")[0].split(" (")[0].rstrip(".")
        return first if len(first.split(" ")) > 3 else ""

    def limits(self, base: float) -> tuple[float, float]:
        """Return from which difference on a change is clear, and up to which it counts as hardly any."""
        if self.unit == YEARS:
            return 0.2, 0.6
        if self.unit in {"Prozent", "je 100"}:
            return 0.5, 2.0
        return max(0.03 * abs(base), 0.05), max(0.1 * abs(base), 0.1)

    def when(self, year: int) -> str:
        """Return the time of a value: the reference date, or the calendar year of a flow."""
        return str(year) if self.is_flow else f"31.12.{year}"

    def figure(self, value: float | None) -> str:
        """Return a value with its unit: "46,4", "42,7 Jahre", "16,4 %"; NULL as "…"."""
        shown = text.number(value, self.digits)
        return shown if text.is_missing(value) else f"{shown}{self.suffix}"

    def change(self, value: float | None) -> str:
        """Return a difference with sign and unit: "+17.140", "+4,1 Punkte"; NULL as "…"."""
        shown = text.signed(value, self.digits)
        return shown if text.is_missing(value) else f"{shown}{self.change_unit}"


def round_base(highest: float | None) -> int:
    """Return what forecasts of persons are rounded to: 100 from 10,000 on, 10 from 100 on, else 1."""
    return text.round_base(highest)


def persons_span(low: float, high: float) -> str:
    """Return the range of a forecast of persons, rounded: "780–940"; one number where both ends meet."""
    to = round_base(high)
    if text.is_missing(low) or text.is_missing(high):
        return text.MISSING
    if round(low / to) == round(high / to):
        return text.rounded(low, to)
    return text.range_text(low, high, to=to)


def from_table(table: pd.DataFrame) -> dict[str, Measure]:
    """Return indicator_id → Measure from queries.indicators, population first, the rest by title."""
    records: list[dict[str, Any]] = table.to_dict("records")  # type: ignore[assignment]
    measures = [
        Measure(str(row["indicator_id"]), str(row["title"]), str(row["unit"]), str(row["definition"]))
        for row in records
    ]
    ordered = sorted(measures, key=lambda one: (not one.is_count, one.title))
    return {one.indicator_id: one for one in ordered}
