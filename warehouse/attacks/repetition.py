"""Attacks A1, A6, A17: asking for the same people again, at another date or in another release.

Two draws of noise for one set of people can be averaged. So the same set must have the same number always.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from warehouse.attacks.knowledge import DEFINITION, as_table
from warehouse.attacks.least_squares import Guesses, judge
from warehouse.attacks.outcome import Attack, Ground, number, share
from warehouse.release.register import Outcome

AGAIN = Attack(
    "A1", "Dieselbe Frage noch einmal",
    "Jede Zelle wird in anderer Reihenfolge noch einmal überlagert; gleiche Personen müssen überall dieselbe "
    "Zahl haben.",
    "keine Abweichung",
    "Den Entwurf verwerfen und neu anlegen. Bleibt es dabei, wurde die Datei verändert oder der "
    "Schutzschlüssel getauscht: nichts freigeben und den Schlüssel aus der Sicherung prüfen.",
)  # fmt: skip
DATES = Attack(
    "A6", "Mittel über mehrere Stichtage",
    "Zahlen derselben Zelle werden über alle Stichtage gemittelt; wo dieselben Personen stehen, muss "
    "dieselbe Zahl stehen.",
    "keine zweite Zahl für dieselben Personen; höchstens 50 % der Behauptungen „genau 1 oder 2“ richtig",
    "Weniger Stichtage oder gröbere Altersgruppen freigeben (viel_ab, mehr_ab oder personen_je_zelle "
    "erhöhen).",
)  # fmt: skip
RELEASES = Attack(
    "A17", "Frühere und andere Freigaben",
    "Zahlen derselben Zelle aus allen Freigaben, die öffentlich waren oder werden sollen, werden verglichen "
    "und gemittelt; ebenso Umzüge, die auch die andere Gemeinde freigibt.",
    "höchstens 50 % der schon bekannten Zahlen geändert und der Behauptungen „genau 1 oder 2“ richtig",
    "Prüfen, ob Schutzschlüssel oder Pseudonymschlüssel getauscht wurden, und die alten zurückholen. Wurde "
    "nur berichtigt: die Berichtigung mit der nächsten Jahreslieferung freigeben.",
)  # fmt: skip
# So many cells must be comparable before their changes say anything.
LEAST_COMPARED = 100
CHANGED_LIMIT = 0.5
_LEAST_DATES = 3
_SEED = 5


def ask_again(ground: Ground) -> Outcome:
    """A1: look every cell up again and compare."""
    cells = ground.truth
    mixed = cells.sample(frac=1.0, random_state=_SEED)
    asked = mixed[["unit", "n", "cell_key"]].assign(place=mixed.index)
    again = ground.surface.look_up(as_table(asked.astype({"n": "int64"}))).to_pandas()
    answer = again.set_index("place")["published"].reindex(cells.index)
    differing = int((answer.fillna(-1) != cells["published"].fillna(-1)).sum())
    found = f"{number(len(cells))} Zellen gefragt, {number(differing)} mit anderer Antwort."
    return AGAIN.outcome(found, refused=differing > 0)


def average_dates(ground: Ground) -> Outcome:
    """A6: same people at several dates, and the mean of a cell over all dates."""
    cells = ground.truth
    several = cells[cells["n"] > 0].groupby(["unit", "cell_key", "n"])["published"]
    drawn_twice = int((several.max() > several.min()).sum())
    name = [column for column in DEFINITION if column != "reference_date"]
    unique = cells.drop_duplicates(DEFINITION)
    groups = unique.groupby(name, dropna=False)
    long = groups["published"].transform("size") >= _LEAST_DATES
    mean = np.rint(groups["published"].transform("mean"))
    latest = unique["reference_date"] == groups["reference_date"].transform("max")
    result = judge(unique.assign(guess=mean)[long & latest])
    if not result.cells and not drawn_twice:
        return DATES.nothing_to_attack("Weniger als drei Stichtage.")
    found = (
        f"{number(result.cells)} Zellen über die Zeit gemittelt: kleine Zellen (1 bis 10) richtig "
        f"{share(result.guessed_right, result.small)} statt {share(result.published_right, result.small)}, "
        f"Behauptungen „genau 1 oder 2“ richtig {share(result.claims_right, result.claims)} von "
        f"{number(result.claims)}. Dieselben Personen mit zweierlei Zahl: {number(drawn_twice)}."
    )
    return DATES.outcome(found, refused=drawn_twice > 0 or result.is_broken)


def compare_releases(ground: Ground) -> Outcome:
    """A17: the same cell in other releases by the same table, and moves two municipalities report."""
    told = [_own_releases(ground), _second_reports(ground)]
    found = [one for one in told if one is not None]
    if not found:
        return RELEASES.nothing_to_attack(
            "Keine andere Freigabe nach demselben Verfahren, die dieselben Zellen oder Umzüge nennt."
        )
    return RELEASES.outcome(
        " ".join(one.found for one in found),
        refused=any(one.is_refused for one in found),
        noted=any(one.is_noted for one in found),
    )


@dataclass(frozen=True)
class _Comparison:
    """What a comparison with other releases gave."""

    found: str
    is_refused: bool
    is_noted: bool = False


def _own_releases(ground: Ground) -> _Comparison | None:
    surface = ground.surface
    tables = surface.elsewhere.tables
    same = [key for key in surface.elsewhere.own if tables[key] == surface.order.table]
    others = surface.elsewhere.cells.to_pandas()
    others = others[others["release_id"].isin(same)]
    if others.empty:
        return None
    drawn = others.drop_duplicates([*DEFINITION, "published"])
    both = ground.truth.merge(drawn[[*DEFINITION, "published"]], on=DEFINITION, suffixes=("", "_before"))
    both = both.drop_duplicates([*DEFINITION, "published_before"])
    changed = both["published"].fillna(-1) != both["published_before"].fillna(-1)
    result = _averaged(both[changed])
    redrawn = len(both) >= LEAST_COMPARED and changed.mean() > CHANGED_LIMIT
    found = (
        f"{number(len(both))} Zahlen schon aus {len(same)} anderen Freigaben bekannt, "
        f"{number(int(changed.sum()))} davon ({share(changed.sum(), len(both))}) jetzt anders; aus dem "
        "Mittel "
        f"Behauptungen „genau 1 oder 2“ richtig {share(result.claims_right, result.claims)} von "
        f"{number(result.claims)}."
    )
    return _Comparison(found, redrawn or result.is_broken, bool(changed.any()))


def _second_reports(ground: Ground) -> _Comparison | None:
    """Moves between two municipalities stand in the releases of both, each time with its own noise."""
    reports = ground.surface.elsewhere.reports.to_pandas()
    if reports.empty:
        return None
    told = reports.drop_duplicates(DEFINITION, keep="last")[[*DEFINITION, "published"]]
    both = ground.truth.merge(told, on=DEFINITION, suffixes=("", "_before")).drop_duplicates(DEFINITION)
    result = _averaged(both)
    found = (
        f"{number(len(both))} Zahlen von Umzügen nennt auch die Freigabe der anderen Gemeinde; aus dem "
        f"Mittel Behauptungen „genau 1 oder 2“ richtig {share(result.claims_right, result.claims)} von "
        f"{number(result.claims)}."
    )
    return _Comparison(found, result.is_broken)


def _averaged(both: pd.DataFrame) -> Guesses:
    """Judge the rounded mean of two numbers of one cell."""
    two = both[both["published"].notna() & both["published_before"].notna()]
    return judge(two.assign(guess=((two["published"] + two["published_before"]) / 2).round()))
