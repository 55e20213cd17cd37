"""One area in one forecast Kita year: its months, and which assumption moves its Saldo most."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from dashboards import text
from dashboards.topic import Context
from dashboards.topics.kita import ages_of_band, needs, queries
from dashboards.topics.kita import base as bases
from dashboards.topics.kita.assumptions import CARE, HOME, STATUS_NAMES, Assumptions
from dashboards.topics.kita.needs import Array
from dashboards.topics.kita.queries import Scope
from forecasting.kita.course import MONTHS, YearWindow, monthly_need
from forecasting.kita.sensitivity import Moved, Swing, tornado

# How far sliders are moved to see what they do (own choice, said in the picture).
QUOTA_STEP, MINDING_STEP, RESERVE = 0.05, 0.10, 0.05
FLEXI, WIDTHS = (0.0, 0.4), (3.0, 3.5)
NARROW_VARIANTS = {"untere": "untere", "obere": "obere"}


@dataclass(frozen=True)
class Case:
    """One way to count: settings, and the scope whose scenario the children come from."""

    settings: Assumptions
    scope: Scope


@dataclass(frozen=True)
class Question:
    """Which area and Kita year are asked about, and how the page counts now."""

    area_id: str
    kita_year: int
    case: Case


def months(context: Context, asked: Question) -> Array:
    """Return places needed at home on the first of each month, August to July, (month, draw)."""
    settings = asked.case.settings
    found = bases.base_of(context, asked.case.scope, settings)
    year = needs.one_year(found, asked.area_id, asked.kita_year)
    cube = year.simulated
    assert cube is not None
    inside = np.flatnonzero(cube.members[0])
    rows = [found.observed.areas.index(cube.leaves[leaf]) for leaf in inside]
    rates = np.broadcast_to(found.rates, (len(found.ags), found.rates.shape[1]))[rows]
    total = np.zeros((len(MONTHS), cube.children.shape[-1]))
    # Leaves of one Land are counted together: school entry is the same.
    for ags in sorted({found.ags[row] or "" for row in rows}):
        own = [at for at, row in enumerate(rows) if (found.ags[row] or "") == ags]
        children, shares = cube.children[inside[own]], rates[own]
        if len(found.rates) == 1:
            # Take-up is the same everywhere: children are added first, and one row is counted for all.
            children, shares = children.sum(axis=0, keepdims=True), shares[:1]
        window = YearWindow(asked.kita_year, *(children[:, at] for at in (0, 1)))
        entry = ages_of_band.entry_of(ags or None, settings.counting.flexi)
        convention = settings.counting.convention
        total += monthly_need(window, entry, settings.band, shares, convention).sum(axis=0)
    total *= 1 - settings.childminding
    return total if year.widening is None else needs.spread(total, float(year.widening[0, 0]))


def moved(context: Context, asked: Question, variants: Mapping[str, str]) -> tuple[float, list[Moved]]:
    """Return the Saldo now and how far each assumption moves it; `variants` are scenarios by id and title."""
    now = asked.case
    base_need = _draws(context, asked, now)
    places = _places(context, asked, now.settings)
    result = tornado(_swings(now, variants), lambda case: _saldo(context, asked, case))
    fan = [float(np.quantile(base_need, level)) for level in (0.9, 0.1)]
    known = Moved("Prognose (80\u202f%)", places - fan[0], places - fan[1], "mehr Kinder", "weniger Kinder")
    ordered = sorted([known, *result], key=lambda one: -one.width)
    return places - float(np.median(base_need)), [one for one in ordered if one.width >= 0.5]


def _swings(now: Case, variants: Mapping[str, str]) -> list[Swing[Case]]:
    """Return what is set low and high; only assumptions that exist for the band."""
    one, counting = now.settings, now.settings.counting
    quota = [min(max(one.quota + step, 0.0), 1.0) for step in (QUOTA_STEP, -QUOTA_STEP)]
    swings = [
        _swing("Zielquote", [replace(now, settings=replace(one, quota=q)) for q in quota], _percent(quota)),
        _swing(
            "Reserve",
            [replace(now, settings=replace(one, reserve=share)) for share in (RESERVE, 0.0)],
            _percent([RESERVE, 0.0]),
        ),
        _swing(
            "Maßnahmen",
            [replace(now, settings=replace(one, statuses=chosen)) for chosen in ((), tuple(STATUS_NAMES))],
            ["keine", "alle, auch Ideen"],
        ),
        _swing(
            "Ort des Bedarfs",
            [_counted(now, place=place) for place in (HOME, CARE)],
            ["Wohnort", "Ort der Kita"],
        ),
        _swing("Stichtag", [_counted(now, day=day) for day in ("jul", "aug")], ["31. Juli", "1. August"]),
    ]
    if one.band == "u3":
        parts = [max(one.childminding - MINDING_STEP, 0.0), min(one.childminding + MINDING_STEP, 1.0)]
        cases = [replace(now, settings=replace(one, childminding=part)) for part in parts]
        swings.append(_swing("Tagespflege", cases, _percent(parts)))
    if one.band != "u3":
        cases = [_counted(now, flexi=share) for share in FLEXI[::-1]]
        swings.append(_swing("Flexi-Kinder", cases, _percent(list(FLEXI[::-1]))))
    if one.band == "ue3" and not counting.cohorts:
        cases = [_counted(now, cohorts=width) for width in WIDTHS[::-1]]
        swings.append(_swing("Altersbreite", cases, [text.number(width, 1) for width in WIDTHS[::-1]]))
    if set(NARROW_VARIANTS) <= set(variants):
        cases = [replace(now, scope=replace(now.scope, scenario=name)) for name in reversed(NARROW_VARIANTS)]
        swings.append(_swing("Variante", cases, ["obere", "untere"]))
    return swings


def _swing(name: str, cases: list[Case], words: list[str]) -> Swing[Case]:
    return Swing(name, cases[0], cases[1], words[0], words[1])


def _percent(shares: list[float]) -> list[str]:
    return [text.percent(share, 0) for share in shares]


def _counted(now: Case, **changes: object) -> Case:
    counting = replace(now.settings.counting, **changes)  # type: ignore[arg-type]  # fields of Counted
    return replace(now, settings=replace(now.settings, counting=counting))


def _saldo(context: Context, asked: Question, case: Case) -> float:
    return _places(context, asked, case.settings) - float(np.median(_draws(context, asked, case)))


def _draws(context: Context, asked: Question, case: Case) -> Array:
    found = bases.base_of(context, case.scope, case.settings)
    cut = needs.one_year(found, asked.area_id, asked.kita_year)
    assert cut.simulated is not None
    draws: Array = needs.simulated_need(cut, cut.simulated, case.settings)[0, 0]
    return draws


def _places(context: Context, asked: Question, settings: Assumptions) -> float:
    statuses = settings.statuses or ()
    table = queries.places(context, asked.case.scope, replace(settings, statuses=statuses), asked.kita_year)
    row = table[(table["area_id"] == asked.area_id) & (table["kita_year"] == asked.kita_year)]
    return float("nan") if row.empty else float(row["places"].iloc[0]) * (1 - settings.reserve)
