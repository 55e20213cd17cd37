"""What was not delivered is inferred, each part by its own rule, and the notes say so."""

from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest

from forecasting import standards
from forecasting.area_types import FAMILY_TYPE, MIXED_TYPE, OLD_TYPE, YOUNG_TYPE
from forecasting.jump_off import Register
from forecasting.migration import estimate_migration
from forecasting.residual import DEFAULT_NATURALISATION, complete_register
from forecasting.settings import RunSettings
from tests.unit.test_forecast_rates import LEAVES, made_up_register

SETTINGS = RunSettings()


def without(*names: str) -> Register:
    """The made-up register as if these components had not been delivered."""
    register = made_up_register()
    nowhere = np.zeros(LEAVES, bool)
    gone = {"births": ("births",), "deaths": ("deaths",), "naturalisations": ("naturalised",)}
    empty = {field: np.zeros_like(getattr(register, field)) for name in names for field in gone.get(name, ())}
    if "moves" in names:
        empty["arrivals"] = {kind: cube * 0 for kind, cube in register.arrivals.items()}
        empty["departures"] = {kind: cube * 0 for kind, cube in register.departures.items()}
    return replace(register, delivered={**register.delivered, **dict.fromkeys(names, nowhere)}, **empty)


def said(register: Register, word: str) -> bool:
    return any(word in note for note in register.notes)


def test_births_follow_from_infants():
    register = complete_register(without("births"), SETTINGS)
    infants = register.stock[1:, ..., 0].sum()
    assert register.births.sum() == pytest.approx(infants, rel=0.005)
    assert said(register, "Geburten wurden nicht geliefert")


def test_deaths_follow_the_life_table():
    register = complete_register(without("deaths"), SETTINGS)
    expected = (register.reached * standards.prospective_deaths()).sum()
    assert register.deaths.sum() == pytest.approx(expected)
    assert said(register, "Sterbefälle wurden nicht geliefert")


def test_moves_follow_from_the_change_of_cohorts():
    register = complete_register(without("moves", "move_ages"), SETTINGS)
    base = SETTINGS.migration_years(register.years)
    net = (register.arrivals["external_in"] - register.departures["external_out"])[base].sum()
    known = made_up_register()
    change = (known.stock[1:] - known.reached + known.deaths)[base][..., 1:].sum()
    # Smoothing over ages keeps sums nearly, not exactly.
    assert net == pytest.approx(change, rel=0.05)
    assert said(register, "Wanderungen wurden nicht geliefert")


def test_totals_of_moves_stay_when_their_ages_are_inferred():
    register = complete_register(without("move_ages"), SETTINGS)
    before = made_up_register()
    for kind, flow in (("external_in", "arrivals"), ("external_out", "departures")):
        made, given = getattr(register, flow)[kind], getattr(before, flow)[kind]
        assert made.sum(axis=(2, 3, 4)) == pytest.approx(given.sum(axis=(2, 3, 4)))
    assert said(register, "nur als Summen")


def test_naturalisations_and_partners_fall_back_and_say_so():
    register = complete_register(without("naturalisations"), SETTINGS)
    assert said(register, "Einbürgerungen wurden nicht geliefert; angesetzt sind 2 % der Ausländer")
    assert said(register, "Herkunft und Ziel der Wanderungen wurden nicht geliefert")
    migration = estimate_migration(register, SETTINGS)
    assert (migration.naturalisation == DEFAULT_NATURALISATION).all()
    assert set(migration.in_by_type) == set(migration.out_by_type) == {"other"}


def test_partners_split_the_flows_but_not_their_sum():
    register = made_up_register()
    arrived, left = register.arrivals["external_in"], register.departures["external_out"]
    typed = replace(
        register,
        arrivals_by_type=MappingProxyType({"land": arrived * 0.5, "abroad": arrived * 0.3}),
        departures_by_type=MappingProxyType({"land": left * 0.6, "abroad": left * 0.4}),
    )
    migration = estimate_migration(typed, SETTINGS)
    assert set(migration.in_by_type) == {"land", "abroad", "other"}
    assert migration.in_by_type["abroad"].sum() == pytest.approx(0.3 * migration.in_volume.sum(), rel=0.01)
    assert sum(migration.out_by_type.values()) == pytest.approx(migration.out_rate)
    assert not said(complete_register(typed, SETTINGS), "Herkunft und Ziel")


def test_everything_delivered_needs_no_note():
    register = made_up_register()
    assert [note for note in complete_register(register, SETTINGS).notes if "Herkunft" not in note] == []


def test_areas_without_types_are_sorted_by_age_and_mobility():
    register = made_up_register()
    stock, places = register.stock.copy(), replace(register.places, area_types=("",) * LEAVES)
    stock[:, 0, :, :, 18:30] *= 3
    stock[:, 1, :, :, :18] *= 2
    stock[:, 2, :, :, 65:] *= 2
    left = {kind: cube.copy() for kind, cube in register.departures.items()}
    for cube in left.values():
        cube[:, 0] *= 3
    sorted_ = complete_register(replace(register, stock=stock, places=places, departures=left), SETTINGS)
    assert sorted_.places.area_types[:4] == (YOUNG_TYPE, FAMILY_TYPE, OLD_TYPE, MIXED_TYPE)
    assert said(sorted_, "Gebietstypen wurden nicht geliefert")
    assert complete_register(register, SETTINGS).places.area_types == register.places.area_types
