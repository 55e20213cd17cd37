"""How probable it is to end at or beyond a scenario, read off the draws of the Basis.

A scenario is one path; the draws of the Basis say how often the future goes that far. Counted is the share of
Basis draws whose total lies at or beyond the scenario's median, seen from the median of the Basis. A decision
(building) or a diagnosis has no such share: nobody draws it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from forecasting.components import Array
from forecasting.scenario import Scenario

BASIS = "basis"
# Years after the jump-off the statement is made for; the last year of a shorter run is added.
LEADS = (5, 10, 15, 20)
# Persons by which two totals must differ to be told apart.
SAME = 0.5
DIRECTIONS = {1: "mehr", -1: "weniger", 0: "gleich"}
DECIMALS = 3


@dataclass(frozen=True)
class Ends:
    """Where a scenario of a root ends: residents by `leads` (years after `jump_off_year`), area and draw."""

    scenario: Scenario
    areas: tuple[str, ...]
    jump_off_year: int
    leads: tuple[int, ...]
    draws: Array


def scenario_ends(scenario: Scenario, areas: tuple[str, ...], jump_off_year: int, total_draws: Array) -> Ends:
    """Return the years to speak of, from totals (year, area, draw) that begin with the jump-off year."""
    horizon = len(total_draws) - 1
    within = tuple(lead for lead in LEADS if lead <= horizon)
    leads = within if horizon in within else (*within, horizon)
    return Ends(scenario, areas, jump_off_year, leads, total_draws[list(leads)])


def share_beyond(basis: Array, value: Array) -> tuple[Array, Array]:
    """Return the share of Basis draws (…, draw) at or beyond `value` (…), and on which side that lies.

    The side is 1 above the median of the draws, −1 below, 0 where both differ by less than half a person; the
    share is then NaN.
    """
    difference = value - np.median(basis, axis=-1)
    side = np.where(np.abs(difference) < SAME, 0, np.sign(difference)).astype(int)
    beyond = (side[..., np.newaxis] * (basis - value[..., np.newaxis]) >= 0).mean(axis=-1)
    return np.where(side == 0, np.nan, beyond), side


def probability_rows(run_id: str, ends: Sequence[Ends]) -> list[dict[str, object]]:
    """Return rows of forecast_probability for every scenario but the Basis; none where that was not run."""
    basis = next((one for one in ends if one.scenario.id == BASIS), None)
    if basis is None:
        return []
    middle = np.median(basis.draws, axis=-1)
    rows: list[dict[str, object]] = []
    for end in ends:
        if end is basis:
            continue
        value = np.median(end.draws, axis=-1)
        share, side = share_beyond(basis.draws, value)
        for lead, area in np.ndindex(value.shape):
            is_told = end.scenario.has_probability and side[lead, area] != 0
            rows.append(
                {
                    "run_id": run_id,
                    "scenario": end.scenario.id,
                    "area_id": end.areas[area],
                    "year": end.jump_off_year + end.leads[lead],
                    "direction": DIRECTIONS[int(side[lead, area])],
                    "value": round(float(value[lead, area]), DECIMALS),
                    "basis_median": round(float(middle[lead, area]), DECIMALS),
                    "probability": round(float(share[lead, area]), 4) if is_told else None,
                    "draws": basis.draws.shape[-1],
                }
            )
    return rows


def missing_note(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Return a note where scenarios that have a probability are run without the Basis."""
    asked = [scenario.title for scenario in scenarios if scenario.has_probability]
    if not asked or any(scenario.id == BASIS for scenario in scenarios):
        return ()
    return (
        f"Ohne die Basis im selben Lauf ist nicht zu sagen, wie wahrscheinlich {', '.join(asked)} ist. "
        "Bitte „--scenario basis“ mitrechnen.",
    )
