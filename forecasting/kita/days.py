"""Days that count in Kita planning: the Kita year, its reference days, and when a year of life is completed.

A year of life is completed the day before the birthday (§ 187 BGB), so "completes the sixth year by
30 September" includes children born on 1 October.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from forecasting.kita.tables import land_of, read_table, valid_rows

ONE_DAY = timedelta(days=1)
# Age from which on a child has a claim to a Kindergarten place (§ 24 (3) SGB VIII).
KINDERGARTEN_AGE = 3


@dataclass(frozen=True, order=True)
class KitaYear:
    """A Kita year, 1 August to 31 July, named by its first calendar year."""

    first: int

    @classmethod
    def of(cls, day: date) -> "KitaYear":
        """Return the Kita year a day lies in."""
        return cls(day.year if (day.month, day.day) >= (8, 1) else day.year - 1)

    @property
    def start(self) -> date:
        """1 August: ages and groups of the year."""
        return date(self.first, 8, 1)

    @property
    def report(self) -> date:
        """1 October: state reported under DVO-NKiTaG §§ 28–29."""
        return date(self.first, 10, 1)

    @property
    def stock(self) -> date:
        """31 December: stock of the register and of the forecast."""
        return date(self.first, 12, 31)

    @property
    def statistics(self) -> date:
        """1 March: federal statistics of children in care."""
        return date(self.first + 1, 3, 1)

    @property
    def end(self) -> date:
        """31 July."""
        return date(self.first + 1, 7, 31)

    @property
    def delivery(self) -> date:
        """15 January: the report of 1 October is due."""
        return date(self.first + 1, 1, 15)

    def elapsed(self, day: date) -> float:
        """Return years since 1 August, 0 to below 1; ValueError for a day of another Kita year."""
        if not self.start <= day <= self.end:
            raise ValueError(f"{day:%d.%m.%Y} liegt nicht im Kita-Jahr {self.first}/{self.first + 1}.")
        return (day - self.start).days / ((self.end - self.start).days + 1)

    def __str__(self) -> str:
        return f"{self.first}/{(self.first + 1) % 100:02d}"


def birthday(birth: date, years: int) -> date:
    """Return the day somebody turns `years`; born on 29 February it is 1 March where there is no such day."""
    try:
        return birth.replace(year=birth.year + years)
    except ValueError:
        return date(birth.year + years, 3, 1)


def completed_on(birth: date, years: int) -> date:
    """Return the day a year of life is completed: the day before the birthday."""
    return birthday(birth, years) - ONE_DAY


def age_on(birth: date, day: date) -> int:
    """Return the completed years on a day, −1 before birth; on the birthday the new age counts."""
    age = day.year - birth.year
    return age if birthday(birth, age) <= day else age - 1


@dataclass(frozen=True)
class MoveUp:
    """How a Land moves children from Krippe to Kindergarten groups.

    `stays_to_end`: who turns three in a Kita year stays to its end. Who turns three in its first
    `early_months` may start in a Kindergarten group before, at most `early_most` of them in each.
    """

    stays_to_end: bool
    early_months: int
    early_most: int
    source: str


def move_up_rule(municipality_ags: str | None, kita_year: KitaYear) -> MoveUp:
    """Return the rule in force; that of Niedersachsen, the only one published, where a Land has none."""
    table = read_table("kita_move_up")
    rows = valid_rows(table, land_of(municipality_ags), kita_year.start)
    # Before its first row the law said the same in other words.
    row = (table if rows.empty else rows).iloc[-1]
    return MoveUp(
        bool(row["stays_to_end"]), int(row["early_months"]), int(row["early_most"]), str(row["source"])
    )


def krippe_until(birth: date, kita_year: KitaYear, municipality_ags: str | None = None) -> date | None:
    """Return the last day a child may stay in its Krippe group in a Kita year, None if too old at its start.

    Who turns three after 1 August stays until 31 July, or only to the birthday where the Land says so.
    """
    if age_on(birth, kita_year.start) >= KINDERGARTEN_AGE:
        return None
    if move_up_rule(municipality_ags, kita_year).stays_to_end:
        return kita_year.end
    return min(completed_on(birth, KINDERGARTEN_AGE), kita_year.end)


def may_move_up_early(birth: date, kita_year: KitaYear, municipality_ags: str | None = None) -> bool:
    """Return whether a child may join a Kindergarten group before it is three, see MoveUp."""
    months = move_up_rule(municipality_ags, kita_year).early_months
    latest = date(kita_year.first, kita_year.start.month + months, 1) - ONE_DAY
    return kita_year.start <= completed_on(birth, KINDERGARTEN_AGE) <= latest
