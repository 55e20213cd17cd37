"""The gate: every attack of protection.md §2, run against a draft on the exact data.

    A1  the same question again          A11 a whole group in one category
    A2  least squares over all cells     A12 the same set recognised
    A3  linear bounds, table known       A13 pyramids too fine
    A4  totals and parts at the edge     A14 one house is the area
    A5  areas minus areas                A15 exact means and shares
    A6  means over dates                 A16 forecasts turned back
    A7  balance equation                 A17 earlier and other releases
    A8  total minus filter               A18 side channels
    A9  numbers known exactly            A19 keys in the files
    A10 suppressed cells unpicked        A20 one person subtracted

An attack is a function of the ground that returns its outcome: what was attacked, the worst of it, the limit
and the verdict. One that succeeds beyond its limit refuses the release. No limit can be set by anyone.
"""

from collections.abc import Callable

from warehouse.attacks import (
    balance,
    forecast_inversion,
    geography,
    groups,
    known_keys,
    margins,
    repetition,
    side_channels,
    small_cells,
)
from warehouse.attacks.outcome import REFUSED, Ground
from warehouse.release.register import Outcome
from warehouse.release.surface import AttackSurface

ATTACKS: tuple[Callable[[Ground], Outcome], ...] = (
    repetition.ask_again,
    small_cells.average_out,
    small_cells.pin_down,
    margins.extreme_margins,
    geography.differencing,
    repetition.average_dates,
    balance.solve_balance,
    margins.missing_complements,
    small_cells.link,
    small_cells.unpick,
    groups.uniform_groups,
    groups.recognised_sets,
    groups.fine_pyramids,
    groups.dominant_houses,
    forecast_inversion.derived_numbers,
    forecast_inversion.invert_forecast,
    repetition.compare_releases,
    side_channels.side_channels,
    side_channels.leaked_keys,
    known_keys.subtract_one_person,
)


def attack(surface: AttackSurface) -> tuple[Outcome, ...]:
    """Return the outcomes of all attacks on a surface, A1 to A20."""
    ground = Ground(surface)
    return tuple(one(ground) for one in ATTACKS)


def sentence(outcome: Outcome) -> str:
    """Return an outcome in one sentence, for a list of findings."""
    advice = f" {outcome.advice}" if outcome.verdict == REFUSED else ""
    return f"{outcome.code} {outcome.title}: {outcome.found}{advice}"
