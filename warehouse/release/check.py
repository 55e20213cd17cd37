"""Checks of a draft before a second person may approve it.

The checks here hold for every release whatever it contains; they are functions of the AttackSurface that give
findings, named in CHECKS. After them the attacks of warehouse/attacks are run; one that succeeds beyond its
limit is a hard finding too.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from warehouse.attacks.gate import attack, sentence
from warehouse.attacks.outcome import NOTED, REFUSED
from warehouse.connection import SAFE_CONFIG
from warehouse.query import rows
from warehouse.release import register
from warehouse.release.register import Release, Verdict
from warehouse.release.surface import SQL, AttackSurface, attack_surface
from warehouse.settings import Home


@dataclass(frozen=True)
class Finding:
    """What a check found, as a German sentence; a hard one forbids the release."""

    is_hard: bool
    sentence: str


Check = Callable[[AttackSurface], Iterator[Finding]]
# Names that only exact data have; none may stand in a release.
CONFIDENTIAL = ("cell_key", "record_key", "key_sum", "person_key", "lookup_key", "is_counted")


def check_release(home: Home, release: Release) -> tuple[Verdict, pa.Table | None]:
    """Return the verdict of all checks and attacks on a draft, and its true cells (None: not opened)."""
    path = register.file_of(home, release)
    if register.checksum(path) != release.checksum:
        changed = f"Die Datei {path.name} ist nicht die, die entworfen wurde."
        return Verdict(passed=False, hard=(changed,)), None
    surface = attack_surface(home, release)
    return verdict_on(surface), surface.truth


def verdict_on(surface: AttackSurface) -> Verdict:
    """Return the verdict of all checks and attacks on a surface."""
    found = [finding for check in CHECKS for finding in check(surface)]
    outcomes = attack(surface)
    refused = [sentence(one) for one in outcomes if one.verdict == REFUSED]
    noted = [sentence(one) for one in outcomes if one.verdict == NOTED]
    hard = (*(one.sentence for one in found if one.is_hard), *refused)
    soft = (*(one.sentence for one in found if not one.is_hard), *noted)
    against = tuple(sorted(surface.elsewhere.tables))
    return Verdict(passed=not hard, hard=hard, soft=soft, outcomes=outcomes, against=against)


def noise_keeps_its_rules(surface: AttackSurface) -> Iterator[Finding]:
    """Every published cell follows from its true count by the table: bounded, zero kept, none blocked."""
    table = surface.order.table
    possible = pa.table(
        {
            "i": [i for i, row in enumerate(table.rows) for _ in row.noise],
            "v": [v for row in table.rows for v in row.noise],
        }
    )
    con = duckdb.connect(":memory:", config=SAFE_CONFIG)
    con.register("truth", surface.truth)
    con.register("possible", possible)
    rule = {
        "last": len(table.rows) - 1,
        "period": table.period,
        "withheld_below": table.withheld_below,
    }
    ((wrong, unknown),) = rows(con, SQL / "broken_rule.sql", **rule)
    con.close()
    if wrong:
        yield Finding(True, f"{wrong} Zellen können nicht aus ihrer wahren Zahl entstanden sein.")
    if unknown:
        yield Finding(True, f"{unknown} veröffentlichte Zellen haben keine wahre Zahl, zu der sie gehören.")


def nothing_confidential(surface: AttackSurface) -> Iterator[Finding]:
    """No column of keys or true counts, and no count of delivered rows, stands in the file."""
    for name, table in surface.tables.items():
        leaked = sorted(set(CONFIDENTIAL) & set(table.column_names))
        if leaked:
            yield Finding(True, f"Tabelle {name} enthält vertrauliche Spalten: {', '.join(leaked)}.")
    for name in ("delivery", "delivery_reason", "check_result", "area_as_delivered", "status_change"):
        if surface.tables[name].num_rows:
            yield Finding(
                True, f"Tabelle {name} enthält {surface.tables[name].num_rows} ungeschützte Zeilen."
            )


def noise_was_not_drawn_twice(surface: AttackSurface) -> Iterator[Finding]:
    """A cell that is published again has its old number, or its true count has changed meanwhile."""
    con = duckdb.connect(":memory:", config=SAFE_CONFIG)
    con.register("truth", surface.truth)
    con.register("earlier", surface.elsewhere.cells)
    ((compared, changed),) = rows(con, SQL / "changed_again.sql")
    con.close()
    if changed:
        yield Finding(
            False,
            f"{changed} von {compared} schon einmal veröffentlichten Zellen haben jetzt eine andere Zahl. "
            "Das ist richtig, wenn berichtigt nachgeliefert wurde; sonst bitte den Schutzschlüssel prüfen.",
        )


CHECKS: tuple[Check, ...] = (noise_keeps_its_rules, nothing_confidential, noise_was_not_drawn_twice)
