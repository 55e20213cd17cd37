"""What the register does not deliver is inferred from the stocks.

Births follow from infants, moves from cohorts that change size.

Every inference is written to the notes of the run.
"""

from dataclasses import replace

import numpy as np

from forecasting import standards
from forecasting.area_types import with_area_types
from forecasting.components import FEMALE, Array
from forecasting.jump_off import Flags, Register
from forecasting.settings import RunSettings
from forecasting.shrinkage import smooth_ages

# Naturalisations per foreigner and year where none were delivered (domain rules § 4.2: 20 to 60 per 1000).
DEFAULT_NATURALISATION = 0.02
# Rounds of fitting gross flows to net cohort change and to their delivered totals in turn.
ROUNDS = 10


def complete_register(register: Register, settings: RunSettings) -> Register:
    """Return the register with inferred births, deaths and moves where none were delivered, and notes."""
    register = _with_births(register)
    register = _with_deaths(register)
    register = _with_moves(register, settings)
    return with_area_types(_with_notes_on_moves(register))


def _with_notes_on_moves(register: Register) -> Register:
    # What the estimates then put in its place stands in `migration`; here it is only said.
    notes = register.notes
    if register.stock.shape[2] == 2 and not register.delivered["naturalisations"].any():
        share = f"{DEFAULT_NATURALISATION:.0%}".replace("%", " %")
        text = f"Einbürgerungen wurden nicht geliefert; angesetzt sind {share} der Ausländer im Jahr."
        notes = (*notes, f"{register.places.root.name}: {text}")
    if register.delivered["moves"].any() and not register.arrivals_by_type:
        text = "Herkunft und Ziel der Wanderungen wurden nicht geliefert; alle gelten als ein Strom."
        notes = (*notes, f"{register.places.root.name}: {text}")
    return replace(register, notes=notes)


def _missing(register: Register, name: str) -> Flags:
    return ~register.delivered[name]


def _note(register: Register, missing: Flags, text: str) -> tuple[str, ...]:
    places = register.places
    names = sorted({places.municipalities[places.municipality[i]] for i in np.flatnonzero(missing)})
    whole = len(names) == len(places.municipalities)
    return (*register.notes, f"{places.root.name if whole else ', '.join(names)}: {text}")


def _with_births(register: Register) -> Register:
    missing = _missing(register, "births")
    if not missing.any():
        return register
    infants = register.stock[1:, ..., 0].sum(axis=3)
    born = infants / (1 - standards.prospective_deaths()[:, 0].mean())
    women = register.reached[:, :, :, FEMALE].sum(axis=2)
    weights = women * standards.fertility_shape() + 1e-12 * (standards.fertility_shape() > 0)
    by_age = born[..., np.newaxis] * (weights / weights.sum(axis=-1, keepdims=True))[:, :, np.newaxis]
    births = register.births.copy()
    births[:, missing] = 0.0
    births[:, :, :, FEMALE][:, missing] = by_age[:, missing]
    note = (
        "Geburten wurden nicht geliefert; sie sind aus den Kindern unter einem Jahr am Jahresende geschätzt."
    )
    return replace(register, births=births, notes=_note(register, missing, note))


def _with_deaths(register: Register) -> Register:
    missing = _missing(register, "deaths")
    if not missing.any():
        return register
    deaths = register.deaths.copy()
    deaths[:, missing] = (register.reached * standards.prospective_deaths())[:, missing]
    note = "Sterbefälle wurden nicht geliefert; angesetzt ist die Sterbetafel Deutschland 2022/24."
    return replace(register, deaths=deaths, notes=_note(register, missing, note))


def _with_moves(register: Register, settings: RunSettings) -> Register:
    absent = _missing(register, "moves")
    coarse = register.delivered["moves"] & ~register.delivered["move_ages"]
    affected = absent | coarse
    if not affected.any():
        return register
    base = settings.migration_years(register.years)
    reached = register.reached
    arrived = register.arrivals["external_in"].copy()
    left = register.departures["external_out"].copy()
    profile = reached * standards.move_shape()
    arrived[:, absent] = profile[:, absent]
    left[:, absent] = profile[:, absent]
    survivors = reached - register.deaths
    net = smooth_ages((register.stock[1:] - survivors)[base].mean(axis=0), 1.0, 1.5)
    net[..., 0] = 0.0
    totals = None if absent.any() else (arrived[base].mean(axis=0), left[base].mean(axis=0))
    gross = _fit_gross(arrived[base].mean(axis=0), left[base].mean(axis=0), net, totals)
    arrived[:, affected], left[:, affected] = (
        _by_year(arrived, gross[0])[:, affected],
        _by_year(left, gross[1])[:, affected],
    )
    notes = register.notes
    if absent.any():
        text = "Wanderungen wurden nicht geliefert; ihr Saldo folgt aus der Veränderung der Jahrgänge."
        notes = _note(register, absent, text)
    if coarse.any():
        text = "Wanderungen liegen nur als Summen vor; ihr Alter folgt aus der Veränderung der Jahrgänge."
        notes = _note(replace(register, notes=notes), coarse, text)
    return replace(
        register,
        arrivals={**register.arrivals, "external_in": arrived},
        departures={**register.departures, "external_out": left},
        notes=notes,
    )


def _fit_gross(
    arrived: Array, left: Array, net: Array, totals: tuple[Array, Array] | None
) -> tuple[Array, Array]:
    """Return gross flows (leaf, nationality, sex, age) that differ by `net`, near their delivered totals."""
    for _ in range(ROUNDS if totals is not None else 1):
        gap = net - (arrived - left)
        arrived, left = arrived + np.maximum(gap, 0), left + np.maximum(-gap, 0)
        if totals is not None:
            arrived, left = _scaled(arrived, totals[0]), _scaled(left, totals[1])
    return arrived, left


def _scaled(flow: Array, wanted: Array) -> Array:
    axes = (1, 2, 3)
    have = flow.sum(axis=axes, keepdims=True)
    want = wanted.sum(axis=axes, keepdims=True)
    scaled: Array = flow * np.divide(want, have, out=np.ones_like(have), where=have > 0)
    return scaled


def _by_year(observed: Array, mean: Array) -> Array:
    # The fitted ages, with the yearly totals as they came: the level process needs their ups and downs.
    yearly = observed.sum(axis=(2, 3, 4), keepdims=True)
    usual = yearly.mean(axis=0, keepdims=True)
    by_year: Array = mean * np.divide(yearly, usual, out=np.ones_like(yearly), where=usual > 0)
    return by_year
