"""Sentences on the age structure: which age group stands out, and where a pyramid is widest."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboards import text
from dashboards.topics.demographie import structure
from dashboards.topics.demographie.measure import MIN_CASES
from dashboards.topics.demographie.structure import Group
from dashboards.topics.demographie.titles import place

# An age group stands out if its share is this many times that of the association …
DISTINCT = 1.25
# … and if it is large enough to say "every twelfth person".
SMALLEST_SHARE = 1 / 12.4
# "Nearly every sixth" may miss the fraction by this share of it.
NEAR = 0.08
ORDINALS = {
    2: "zweite",
    3: "dritte",
    4: "vierte",
    5: "fünfte",
    6: "sechste",
    7: "siebte",
    8: "achte",
    9: "neunte",
    10: "zehnte",
    11: "elfte",
    12: "zwölfte",
}
YOUNG = "{name} ist jung"
# Groups a title may speak of, with what it says of the area.
SPOKEN: dict[Group, tuple[str, str]] = {
    (0, 5): ("Viele Kinder {place}", "unter 6 Jahre"),
    (6, 17): ("Viele Kinder {place}", "zwischen 6 und 17 Jahre"),
    (18, 24): (YOUNG, "zwischen 18 und 24 Jahre"),
    (25, 29): (YOUNG, "zwischen 25 und 29 Jahre"),
    (30, 39): ("Viele jüngere Erwachsene {place}", "zwischen 30 und 39 Jahre"),
    (65, 100): ("Viele Ältere {place}", "65 Jahre oder älter"),
    (80, 100): ("Viele Hochbetagte {place}", "80 Jahre oder älter"),
}
# Birth cohorts of the West German baby boom around its peak in 1964, and their neighbours.
BOOM, BOOM_PEAK = (1962, 1966), 1964
BOOM_LEAD = 1.1


@dataclass(frozen=True)
class Distinct:
    """An age group whose share stands out: its share and that of the reference, 0–1."""

    group: Group
    share: float
    reference: float


def distinct(table: pd.DataFrame, reference: pd.DataFrame) -> Distinct | None:
    """Return the age group that stands out most against the reference; None if none does."""
    found = []
    for group in SPOKEN:
        own, other = structure.share(table, group), structure.share(reference, group)
        if own and other and own >= SMALLEST_SHARE and own >= DISTINCT * other:
            found.append(Distinct(group, own, other))
    return max(found, key=lambda one: one.share / one.reference, default=None)


def distinct_title(name: str, one: Distinct, *, is_younger: bool = True) -> str:
    """Return "Campus ist jung: Fast jede sechste Person ist zwischen 18 und 24 Jahre alt".

    Many young adults make an area young only if `is_younger`: on average, than the one it is compared with.
    """
    lead, words = SPOKEN[one.group]
    if lead == YOUNG and not is_younger:
        lead = "Viele junge Erwachsene {place}"
    tail = words if words.endswith("älter") else f"{words} alt"
    return f"{lead.format(name=name, place=place(name))}: {fraction(one.share)} {tail}"


def fraction(share: float) -> str:
    """Return a share with its verb: "Fast jede sechste Person ist", per cent where no fraction is near."""
    whole = round(1 / share) if share > 0 else 0
    if whole not in ORDINALS or abs(share * whole - 1) > NEAR:
        return f"{text.percent(share, 0)} der Menschen sind"
    lead = "Fast" if share * whole < 0.99 else "Gut" if share * whole > 1.01 else "Rund"
    return f"{lead} jede {ORDINALS[whole]} Person ist"


def widest(ages: pd.DataFrame) -> str | None:
    """Return the heading of the pyramid: the five years (or the class) with most persons per year of age."""
    persons = ages["persons"].to_numpy(dtype=float)
    if np.isnan(persons).any() or persons.sum() <= 0:
        return None
    if persons.sum() < MIN_CASES:
        # Any five years that hold them would do as well.
        return f"{text.plural(round(persons.sum()), 'Mensch', 'Menschen')}: zu wenige für einen Schwerpunkt"
    if (ages["width"] == 1).all() and len(ages) > 5:
        sums = np.convolve(persons, np.ones(5), mode="valid")
        age = int(ages["age"].iloc[int(sums.argmax())])
        return f"Am stärksten besetzt: {age} bis {age + 4} Jahre"
    dense = persons / ages["width"].to_numpy(dtype=float)
    row = ages.iloc[int(dense.argmax())]
    return (
        f"Je Altersjahr am stärksten besetzt: {structure.group_name((int(row['age']), int(row['age_to'])))}"
    )


def boom_age(ages: pd.DataFrame, year: int) -> int | None:
    """Return the age of the cohort of 1964 if the boom still shows against its neighbours; else None."""
    by_age = ages.set_index("age")["persons"]

    def mean(first: int, last: int) -> float:
        return float(by_age.reindex(range(year - last, year - first + 1)).mean())

    neighbours = (mean(1955, 1959) + mean(1969, 1973)) / 2
    stands_out = neighbours > 0 and mean(*BOOM) >= BOOM_LEAD * neighbours
    return year - BOOM_PEAK if stands_out and (ages["width"] == 1).all() else None


def groups_heading(changes: list[tuple[Group, float, float]], year: int) -> str:
    """Return the heading of the age groups; `changes` are group and 80 % range as index, 100 = today."""
    up = [(group, low, high) for group, low, high in changes if low > 100]
    down = [(group, -high, -low) for group, low, high in changes if high < 100]
    if not changes:
        return "Altersgruppen: keine Prognose mit Spannen"
    parts = [
        *([_leaders(up, ("wächst am stärksten", "wächst", "wachsen"))] if up else []),
        *([_leaders(down, _shrinks(bool(up)))] if down else []),
    ]
    if not parts:
        return f"Bis {year} bei keiner Altersgruppe eine klare Richtung"
    return f"Bis {year} {', '.join(parts)}"


def _shrinks(is_second: bool) -> tuple[str, str, str]:
    if is_second:
        return "am deutlichsten schrumpft", "es schrumpft", "es schrumpfen"
    return "schrumpft am deutlichsten", "schrumpft", "schrumpfen"


def _leaders(moved: list[tuple[Group, float, float]], verbs: tuple[str, str, str]) -> str:
    """The group that moves most if its whole range lies beyond those of the others; else all or their number.

    `moved` are group and the ends of its range, the further end last.
    """
    first = max(moved, key=lambda one: one[1])
    others = [high for group, _, high in moved if group != first[0]]
    most, one, several = verbs
    if all(first[1] > high for high in others):
        return f"{most if others else one} die Gruppe {structure.group_name(first[0])}"
    if len(moved) == 2:
        return f"{several} die Gruppen {text.listing([structure.group_name(group) for group, *_ in moved])}"
    return f"{several} {len(moved)} Altersgruppen"


def groups_heading_observed(changes: list[tuple[Group, float]], first: int, last: int) -> str:
    """Return the heading of the age groups without a forecast; `changes` are group and index, 100 = first."""
    if not changes:
        return f"Altersgruppen: kein Vergleich mit {first}"
    up, down = max(changes, key=lambda one: one[1]), min(changes, key=lambda one: one[1])
    parts = []
    if up[1] > 101:
        parts.append(f"wuchs am stärksten die Gruppe {structure.group_name(up[0])}")
    if down[1] < 99:
        verb = "am deutlichsten schrumpfte" if parts else "schrumpfte am deutlichsten"
        parts.append(f"{verb} die Gruppe {structure.group_name(down[0])}")
    return f"Von {first} bis {last} {', '.join(parts) or 'blieben alle Altersgruppen ähnlich groß'}"


def no_distinct_title(name: str, share_65: float | None, year: int) -> str:
    """Return the neutral title of a structure with nothing to compare."""
    if share_65 is None:
        return f"So alt sind die Menschen {place(name)} {year}"
    return f"{place(name)[0].upper()}{place(name)[1:]}: {fraction(share_65)} 65 Jahre oder älter"
