"""The balance of moves strays as its own years show: found again from made-up registers, kept by draws."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.futures import Futures, Horizon
from forecasting.net_moves import USUAL_SPREAD, draw_net_moves, estimate_net_moves
from forecasting.refill import level_errors
from forecasting.uncertainty import CHANCE_BANDS, Expected, agreement
from tests.unit.test_forecast_rates import LEAVES, made_up_register

YEARS, AREAS, TURNOVER, SEED = 12, 200, 0.12, 7


def register_of(arrived, left, start):
    """A register of one municipality with nothing but moves; all arrays (year, area)."""
    plain = made_up_register()
    count = arrived.shape[1]
    stock = np.concatenate([start[np.newaxis], start + np.cumsum(arrived - left, axis=0)])
    places = replace(
        plain.places,
        leaves=tuple(map(str, range(count))),
        municipalities=("x",),
        municipality=np.zeros(count, np.int64),
    )

    def cube(values):
        return values[:, :, np.newaxis, np.newaxis, np.newaxis].astype(float)

    nobody = cube(np.zeros_like(arrived))
    return replace(
        plain,
        places=places,
        stock=cube(stock),
        births=nobody,
        deaths=nobody,
        arrivals={"external_in": cube(arrived)},
        departures={"external_out": cube(left)},
    )


def made(spread=0.0, answered=0.0, together=1):
    """Areas whose balance wanders by `spread`; a share of chance is answered; people move in groups."""
    random = np.random.default_rng(11)
    start = np.tile(np.array([800.0, 3000.0]), AREAS // 2)
    usual = start * TURNOVER
    arrived, left = (together * random.poisson(usual / together, (YEARS, AREAS)) for _ in range(2))
    surplus = (arrived - left) * answered
    wandered = random.normal(0, spread, (YEARS, AREAS)) * start
    return register_of(arrived - surplus + wandered, left, start)


def test_independent_persons_are_found_as_such():
    found = estimate_net_moves(made())
    assert found.chance == pytest.approx(1.0, abs=0.12)
    assert np.median(found.leaf) < 0.008


def test_the_spread_of_areas_is_found_beside_chance():
    found = estimate_net_moves(made(spread=0.02))
    assert np.median(found.leaf) == pytest.approx(0.02, rel=0.2)
    assert found.chance == pytest.approx(1.0, abs=0.4)


def test_flats_that_are_filled_again_leave_less_chance_and_families_more():
    assert estimate_net_moves(made(answered=0.5)).chance == pytest.approx(0.25, abs=0.06)
    assert estimate_net_moves(made(together=2)).chance == pytest.approx(2.0, rel=0.15)


def test_short_registers_keep_what_is_usual():
    whole = made(spread=0.02)
    short = replace(
        whole,
        stock=whole.stock[:3],
        births=whole.births[:2],
        deaths=whole.deaths[:2],
        arrivals={"external_in": whole.arrivals["external_in"][:2]},
        departures={"external_out": whole.departures["external_out"][:2]},
    )
    found = estimate_net_moves(short)
    assert found.chance == 1.0
    assert (found.leaf == USUAL_SPREAD).all()


def test_one_restless_area_does_not_widen_the_others():
    calm, register = estimate_net_moves(made()), made()
    shaken = register.stock.copy()
    shaken[5:, 0] += 4000
    found = estimate_net_moves(replace(register, stock=shaken))
    assert found.leaf[0] > 2.5 * np.median(found.leaf)
    assert np.median(found.leaf[1:]) == pytest.approx(np.median(calm.leaf), abs=0.001)


def test_drawn_balances_have_the_spread_and_an_error_that_stays():
    spread = np.array([0.01, 0.03])
    drawn = draw_net_moves(spread, (10, 4000), np.random.default_rng(1))
    assert drawn[0].std(axis=1) == pytest.approx(spread * (1 + 0.36) ** 0.5, rel=0.05)
    # Nine years apart only the constant error is left.
    assert np.corrcoef(drawn[0, 0], drawn[9, 0])[0, 1] == pytest.approx(0.36 / 1.36, abs=0.05)


def test_arrivals_answer_until_the_total_strays_as_measured_and_ages_keep_their_chance():
    events, bands = 50.0, len(CHANCE_BANDS)
    many = np.full((LEAVES, bands), events)
    expected = Expected(many, many, many, many / 10, many[:, 0], many * 20)
    futures = Futures(made_up_register(), expected, np.ones((3, LEAVES)), Horizon(3, 3000, SEED))
    chance, futures.refill.answer = 0.25, 0.5
    # Levels that wander and errors of levels are not chance.
    futures.refill.errors = {}
    futures.walks = replace(
        futures.walks, out=futures.walks.out * 0, inflow=futures.walks.inflow * 0, arrival=None
    )
    futures.centre[:] = 1
    levels = futures.levels(1)
    balance = events * (levels.inflow[0] + levels.arrival[0] - levels.out[0]).sum(axis=1)
    independent = events * bands * (1 + 1 + 0.95)
    assert balance.var(axis=-1).mean() == pytest.approx(chance * independent, rel=0.1)
    assert levels.inflow[0].var(axis=-1).mean() == pytest.approx(1 / events, rel=0.05)
    assert levels.inflow[0].mean(axis=-1) == pytest.approx(np.ones((LEAVES, bands)), abs=1e-4)


def test_levels_of_few_events_are_less_sure():
    few, many = (np.full((LEAVES, len(CHANCE_BANDS)), events) for events in (0.1, 100.0))
    sure, unsure = (
        level_errors(Expected(one, one, one, one, one[:, 0], one * 20), 2000, SEED) for one in (many, few)
    )
    for name in ("inflow", "arrival", "out", "death"):
        assert unsure[name].std() > 2 * sure[name].std()
        assert unsure[name].mean(axis=-1) == pytest.approx(np.ones(unsure[name].shape[:2]), abs=1e-4)


def test_arrivals_and_departures_have_good_and_bad_years_together():
    assert 0.4 < agreement() < 0.7
