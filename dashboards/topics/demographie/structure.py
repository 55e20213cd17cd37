"""The age structure of one area: sex × age class × nationality, as finely as it was delivered.

All functions take the frame of queries.structure (sex, age, age_to, nationality, persons); sex and
nationality are missing where the delivery does not tell, persons where a part was not delivered.
"""

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.filters import OLDEST, People

# Planning age groups (domain.md §3).
PLANNING_GROUPS = (
    (0, 2),
    (3, 5),
    (6, 9),
    (10, 15),
    (16, 18),
    (19, 24),
    (25, 29),
    (30, 49),
    (50, 64),
    (65, 74),
    (75, 84),
    (85, 100),
)
OPEN_AGE = 100

Group = tuple[int, int]


def has_sex(table: pd.DataFrame) -> bool:
    """Return whether every row tells men from women, so that a pyramid can be drawn."""
    return not table.empty and bool(table["sex"].notna().all())


def has_nationality(table: pd.DataFrame) -> bool:
    """Return whether every row tells German from other nationality."""
    return not table.empty and bool(table["nationality"].notna().all())


def only(table: pd.DataFrame, people: People) -> pd.DataFrame:
    """Return the rows of some of the people; what they are told by goes blank, so nobody splits by it again.

    An age class across the border of the ages, or a row that does not tell, keeps its place without persons.
    """
    if people.is_everyone or table.empty:
        return table
    kept = (table["age"] <= people.age_to) & (table["age_to"] >= people.age)
    unknown = (table["age"] < people.age) | (table["age_to"] > people.age_to)
    out = table.copy()
    for name, wanted in (("sex", people.sex), ("nationality", people.nationality)):
        if wanted:
            kept &= (table[name] == wanted) | table[name].isna()
            unknown |= table[name].isna()
            out[name] = None
    out.loc[unknown & (out["persons"] != 0), "persons"] = np.nan
    return out[kept]


def mean_age(table: pd.DataFrame) -> float | None:
    """Return the average age of the persons, half a year added; None if unknown or not by single years."""
    whole = total(table)
    if np.isnan(whole) or whole <= 0 or not is_single(table):
        return None
    return float(((table["age"] + 0.5) * table["persons"]).sum() / whole)


def total(table: pd.DataFrame) -> float:
    """Return all persons; NaN if a part is missing or there are no rows."""
    return float("nan") if table.empty else float(table["persons"].sum(skipna=False))


def classes(table: pd.DataFrame) -> list[Group]:
    """Return the delivered age classes from young to old; [(0, 0), (1, 1), …] for single years.

    Classes that overlap (one part of an area by single year, another by groups) are merged.
    """
    pairs = np.unique(table[["age", "age_to"]].to_numpy(dtype=int), axis=0)
    merged: list[Group] = []
    for age, age_to in pairs.tolist():
        if merged and age <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], age_to))
        else:
            merged.append((age, age_to))
    return merged


def is_single(table: pd.DataFrame) -> bool:
    """Return whether all ages are single years."""
    return all(age == age_to for age, age_to in classes(table))


def width(group: Group) -> int:
    """Return the years an age class spans; the open class counts as if it ended at 99, and 100+ as one."""
    age, age_to = group
    return max(min(age_to, OPEN_AGE - 1) - age + 1, 1)


def by_class(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per age class that has rows, young to old; a part the delivery does not tell is NaN.

    Columns: age, age_to, width, persons, foreign, men, women, men_foreign, women_foreign.
    """
    found = classes(table)
    starts = np.array([age for age, _ in found])
    place = np.searchsorted(starts, table["age"].to_numpy(), side="right") - 1
    persons = table["persons"].to_numpy(dtype=float)
    foreign = (table["nationality"] == "A").to_numpy()
    men, women = ((table["sex"] == sex).to_numpy() for sex in ("m", "w"))
    knows_sex, knows_nation = has_sex(table), has_nationality(table)
    out = pd.DataFrame(found, columns=["age", "age_to"]).assign(width=[width(group) for group in found])
    for name, keep, known in (
        ("persons", np.ones(len(table), dtype=bool), True),
        ("foreign", foreign, knows_nation),
        ("men", men, knows_sex),
        ("women", women, knows_sex),
        ("men_foreign", men & foreign, knows_sex and knows_nation),
        ("women_foreign", women & foreign, knows_sex and knows_nation),
    ):
        summed = np.bincount(place[keep], weights=persons[keep], minlength=len(found))
        out[name] = summed if known else np.nan
    return out


def fill_single_years(table: pd.DataFrame, span: Group = (0, OLDEST)) -> pd.DataFrame:
    """Return `by_class` with all single years of a span: an age without rows is zero, not missing."""
    known = by_class(table)
    if known.empty or (known["age"] != known["age_to"]).any() or len(known) == span[1] - span[0] + 1:
        return known
    ages = pd.Index(range(span[0], span[1] + 1), name="age")
    told = {name: 0.0 for name in known.columns if name != "age" and known[name].notna().any()}
    absent = ~ages.isin(known["age"])
    filled = known.set_index("age").reindex(ages)
    filled.loc[absent, list(told)] = 0.0
    filled["age_to"], filled["width"] = ages, 1
    return filled.reset_index()


def in_steps(table: pd.DataFrame, step: int) -> pd.DataFrame:
    """Return `by_class` of single years put together to groups of `step` years, the last one open.

    Classes that are not single years stay as they are; a missing part makes its group missing.
    """
    single = (table["age"] == table["age_to"]) & (table["width"] == 1)
    if step == 1 or table.empty or not bool(single.all()):
        return table
    last = (OPEN_AGE // step - 1) * step
    start = np.minimum(table["age"].to_numpy() // step * step, last)
    columns = [name for name in table.columns if name not in {"age", "age_to", "width"}]
    ages = np.unique(start)
    summed = pd.DataFrame(
        {name: [table[name][start == age].sum(skipna=False) for age in ages] for name in columns}
    )
    ends = np.minimum(np.where(ages == last, OPEN_AGE, ages + step - 1), int(table["age"].max()))
    # The first and the last group may be cut by the ages the reader asked for.
    ages = np.maximum(ages, int(table["age"].min()))
    widths = np.where(ends == OPEN_AGE, OPEN_AGE - ages, ends - ages + 1)
    groups = pd.DataFrame({"age": ages, "age_to": ends, "width": np.clip(widths, 1, step)})
    return pd.concat([groups, summed], axis=1)


def persons_between(table: pd.DataFrame, group: Group) -> float:
    """Return persons of an age group; NaN if a class lies across its border or a part is missing."""
    low, high = group
    age, age_to = table["age"].to_numpy(), table["age_to"].to_numpy()
    inside, touched = (age >= low) & (age_to <= high), (age <= high) & (age_to >= low)
    if (inside != touched).any():
        return float("nan")
    return float(table["persons"].to_numpy(dtype=float)[inside].sum())


def share(table: pd.DataFrame, group: Group) -> float | None:
    """Return the share of an age group in all persons, 0–1; None if unknown or if nobody lives there."""
    whole, part = total(table), persons_between(table, group)
    return None if np.isnan(whole) or np.isnan(part) or whole <= 0 else part / whole


def foreign_persons(table: pd.DataFrame) -> float | None:
    """Return persons without German nationality; None if the delivery does not tell."""
    if not has_nationality(table):
        return None
    persons = float(table.loc[table["nationality"] == "A", "persons"].sum(skipna=False))
    return None if np.isnan(persons) else persons


def median_age(table: pd.DataFrame) -> float | None:
    """Return the age half of the persons have not reached; linear within a class. None if unknown."""
    known = by_class(table)
    whole = total(table)
    if np.isnan(whole) or whole <= 0:
        return None
    reached = known["persons"].cumsum()
    place = int((reached >= whole / 2).to_numpy().argmax())
    before = float(reached.iloc[place] - known["persons"].iloc[place])
    inside = (whole / 2 - before) / float(known["persons"].iloc[place])
    return float(known["age"].iloc[place]) + inside * float(known["width"].iloc[place])


def group_name(group: Group) -> str:
    """Return an age group as a heading: "unter 3 Jahren", "6 bis 9 Jahre", "ab 85 Jahren"."""
    words = text.ages(*group)
    return f"{words} {'Jahre' if words[0].isdigit() else 'Jahren'}"


def groups(table: pd.DataFrame) -> list[Group]:
    """Return the planning groups, joined where a class lies across their border (10–24 in Berlin)."""
    starts = {age for age, _ in classes(table)} if not table.empty else set()
    if table.empty or is_single(table):
        return list(PLANNING_GROUPS)
    joined: list[Group] = []
    for age, age_to in PLANNING_GROUPS:
        if joined and age not in starts:
            joined[-1] = (joined[-1][0], age_to)
        else:
            joined.append((age, age_to))
    return joined
