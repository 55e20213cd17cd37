"""Steps of a proposal in words and as measures: what is done where, why, and what would come instead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboards import text
from dashboards.topics.kita.planned import Planned, Status
from forecasting.siting.options import Move, Option
from forecasting.siting.proposal import Proposal, SecondBest, Step
from forecasting.siting.question import Question

MOVE_NAMES: dict[Move, str] = {
    "open": "neu bauen",
    "enlarge": "erweitern",
    "convert": "umwandeln",
    "close": "schließen",
}
COLUMNS = (
    *("key", "what", "site", "move", "groups", "places"),
    *("investment", "running", "effect", "why", "instead"),
)
# Fewer children than this are nobody.
NOBODY = 0.5
# Said where the second best plan was not asked for.
NOT_ASKED = "nicht gerechnet"
# Steps of the second best plan that are named; more are counted.
NAMED = 2


@dataclass(frozen=True)
class Places:
    """The area of each site, so that a measure counts there, and the share of places kept free."""

    area_of: dict[str, str]
    reserve: float = 0.0


@dataclass(frozen=True)
class Kept:
    """How many groups of a step the planner keeps, from when on, and how far it is; a closure stays one."""

    groups: int
    begin: date
    status: Status = "idee"


def rows(question: Question, proposal: Proposal) -> pd.DataFrame:
    """Return one row per step, in the order of the proposal.

    Columns: key, what, site, move, groups, places, investment (with the house at the first step that needs
    it), running, effect (what happens without it), why (a sentence), instead.
    """
    options, paid = question.choice.options, set[str]()
    table = []
    for step in proposal.steps:
        house = step.action.setup
        first = house is not None and house not in paid
        cost = question.problem.setups[house] if house is not None and first else 0.0
        paid |= {house} if house is not None else set()
        table.append(_row(question, step, options[step.action.key], cost))
    return pd.DataFrame(table, columns=COLUMNS)


def what(option: Option) -> str:
    """Return a step in words: "Kita Süd: Krippengruppe statt Kindergartengruppe"."""
    name, group = option.site.name, option.kind.label
    if option.before is not None:
        return f"{name}: {group} statt {option.before.label}"
    ends = {"open": group, "enlarge": f"eine {group} mehr", "close": f"eine {group} weniger"}
    return f"{name}: {ends[option.move]}"


def measures(question: Question, step: Step, kept: Kept, places: Places) -> tuple[Planned, ...]:
    """Return a step the planner keeps as measures; a conversion is one that goes and one that comes."""
    option = question.choice.options[step.action.key]
    area_id, house = places.area_of[option.site.key], None if option.site.is_plot else option.site.key
    why = _why(step, option)
    found = []
    for band, gained in zip(question.bands, step.action.places, strict=True):
        if not gained:
            continue
        kind = option.kind if band == option.kind.band or option.before is None else option.before
        sign = 1 if gained > 0 else -1
        found.append(
            Planned(
                title=what(option)[:200],
                area_id=area_id,
                facility_id=house if house and not house.startswith("massnahme:") else None,
                band=kind.band,  # type: ignore[arg-type]  # a band of the page
                group_type=kind.key,
                status=kept.status if sign > 0 else "schliessung",
                starts_on=kept.begin,
                groups=sign * kept.groups,
                # The page keeps the reserve free itself.
                places=round(gained * kept.groups / (1 - places.reserve)),
                why=why[:400],
            )
        )
    return tuple(found)


def _row(question: Question, step: Step, option: Option, house: float) -> dict[str, object]:
    return {
        "key": step.action.key,
        "what": what(option) + (" (mit Haus)" if house else ""),
        "site": option.site.key,
        "move": option.move,
        "groups": step.times,
        "places": sum(step.action.places) * step.times,
        "investment": step.action.investment * step.times + house,
        "running": step.action.running_cost * step.times,
        "effect": _effect(step, option),
        "why": _why(step, option),
        "instead": _instead(question, step.second_best),
    }


def _effect(step: Step, option: Option) -> str:
    if step.worth >= NOBODY:
        return f"{_children(step.worth)} mehr ohne Platz"
    return (
        "bleibt sie in allen Zukünften frei" if option.move == "close" else "längere Wege oder mehr Betrieb"
    )


def _why(step: Step, option: Option) -> str:
    one = "Ohne eine der Gruppen" if step.times > 1 else "Ohne diesen Schritt"
    if step.worth >= NOBODY:
        return f"{one} bleiben {_children(step.worth)} mehr ohne Platz."
    if option.move == "close":
        return "Die Gruppe bleibt in allen betrachteten Zukünften frei."
    return "Verkürzt Wege oder spart Betrieb; niemand bliebe sonst ohne Platz."


def _instead(question: Question, second: SecondBest | None) -> str:
    if second is None:
        return NOT_ASKED
    options = question.choice.options
    # Groups that close only because nobody misses them replace nothing.
    named = [
        f"{what(options[key])}{f' (× {times})' if times > 1 else ''}"
        for key, times in second.instead
        if options[key].move != "close"
    ]
    if not named:
        told = "nichts stattdessen"
    else:
        more = f" und {len(named) - NAMED} weitere Schritte" if len(named) > NAMED else ""
        told = "stattdessen " + "; ".join(named[:NAMED]) + more
    if abs(second.children) < NOBODY:
        return f"{told}: gleich viele Kinder ohne Platz"
    word = "mehr" if second.children > 0 else "weniger"
    return f"{told}: {_children(abs(second.children))} {word} ohne Platz"


def _children(count: float) -> str:
    whole = max(round(count), 1)
    return "1 Kind" if whole == 1 else f"{text.number(whole)} Kinder"


def chosen(
    question: Question, steps: Sequence[Step], kept: dict[str, Kept], places: Places
) -> tuple[Planned, ...]:
    """Return the measures of the steps the planner keeps, with groups and beginning by key."""
    found: list[Planned] = []
    for step in steps:
        one = kept.get(step.action.key)
        if one is not None and one.groups > 0:
            found += measures(question, step, one, places)
    return tuple(found)
