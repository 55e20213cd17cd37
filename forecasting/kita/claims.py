"""Legal claims to care: § 24 SGB VIII by age, hours by Land, all-day school by grade and year (GaFöG)."""

from datetime import date
from functools import cache

from forecasting.kita.tables import land_of, read_table
from forecasting.kita.widths import GRADES


@cache
def claimed_grades(kita_year: int) -> tuple[bool, ...]:
    """Return for grades 1 to 4 whether pupils have a claim to all-day care in a Kita year."""
    table = read_table("kita_claims")
    rows = table[table["claim"] == "all_day_school"]
    since = {int(row["grade"]): date.fromisoformat(str(row["valid_from"])) for _, row in rows.iterrows()}
    first = date(kita_year, 8, 1)
    return tuple(grade in since and since[grade] <= first for grade in range(1, GRADES + 1))


def claim_by_age(age: int) -> str | None:
    """Return what a child of completed years may claim: "kita", "day_care_or_childminder", or None."""
    table = read_table("kita_claims")
    ages = table[table["claim"].isin(["kita", "day_care_or_childminder"])]
    found = ages[(ages["first_age"] <= age) & (ages["last_age"].fillna(age) >= age)]
    return None if found.empty else str(found["claim"].iloc[0])


def claimed_hours(municipality_ags: str | None, kita_year: int) -> float | None:
    """Return hours a day a Land grants from age three on, None where no table says."""
    table = read_table("kita_claims")
    rows = table[(table["claim"] == "kita_hours") & (table["land"] == land_of(municipality_ags))]
    first = date(kita_year, 8, 1).isoformat()
    rows = rows[rows["valid_from"].fillna("") <= first]
    return None if rows.empty else float(rows["hours_per_day"].iloc[-1])
