"""What every projection must obey, whatever the input, under every preset it applies to.

| property | test |
|---|---|
| balance per cell | test_every_cell_balances_along_its_cohort |
| balance per total | test_every_area_balances_under_every_preset, …_in_every_draw |
| only ageing when rates are null | test_without_rates_people_only_grow_older |
| linearity for rate models | test_rate_models_are_linear |
| sum over areas = projection of the sum | test_areas_with_equal_rates_add_up_to_the_projection_of_their_sum |
| scaling | test_people_and_counts_times_a_factor_give_that_factor |
| empty areas | test_empty_areas_stay_empty_and_disturb_nobody |
| zero-variance draws = one run, bit for bit | test_draws_without_variance_…, test_a_draw_is_the_run_of_… |
| internal flows conserve persons | test_moves_between_areas_conserve_persons |
| negative results impossible | test_nobody_becomes_negative_and_what_was_cut_is_reported |
| cutting an outflow is reported | the same, and test_what_is_cut_is_what_was_asked_minus_what_was_done |
| float32 against float64 | test_single_precision_stays_within_a_millionth, test_projection_draws |
| the kernel and its oracle | test_the_kernel_agrees_with_the_reference |
| fertility variants share cohorts | test_fertility_variants_share_every_cohort_already_born |
| every result names its convention | tests/golden/test_conventions_by_hand |
| messages name array, index, value | test_refusals |
"""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from forecasting.cohort_component import project, project_draws, project_reference, project_years
from forecasting.components import Levels
from forecasting.convention import FSO, MUNICIPAL, PRODUCT, UN_EVEN
from tests.properties.engine_cases import (
    AGES,
    YEARS,
    any_shape,
    as_declared,
    balance,
    case,
    expected_cells,
    older,
    presets,
    quick,
    rates_only,
    seeds,
    with_levels,
    without_events,
)

RESULTS = (
    "population",
    "births",
    "births_by_mother",
    "deaths",
    "in_migration",
    "out_migration",
    "net_migration",
    "moves_in",
    "moves_out",
    "naturalisations",
    "cut",
)


@quick
@given(seeds)
def test_every_area_balances_in_every_draw(seed):
    people, components = case(seed)
    run = project(people, with_levels(components, seed, 4, 3))
    assert np.abs(balance(run)).max() < 1e-9


@quick
@given(seeds, presets, st.sampled_from([0.0, 3.0, 60.0]))
def test_every_area_balances_under_every_preset(seed, convention, net):
    people, components = case(seed)
    run = project(people, as_declared(components, convention, net=net, seed=seed), convention)
    assert np.abs(balance(run)).max() < 1e-9
    assert run.convention is convention


@quick
@given(seeds, presets, st.sampled_from([0.0, 0.2, 20.0]))
def test_every_cell_balances_along_its_cohort(seed, convention, net):
    people, components = case(seed)
    run = project(people + 1.0, as_declared(components, convention, net=net, seed=seed), convention)
    # Half of what is cut at the end of an even step has already been exposed.
    assume(convention is not UN_EVEN or run.cut.max() == 0)
    assert run.population[1:] == pytest.approx(expected_cells(run), abs=1e-9)


@quick
@given(seeds, st.floats(1.0, 12.0))
def test_the_kernel_agrees_with_the_reference(seed, harsh):
    people, components = case(seed, harsh=harsh)
    components = with_levels(components, seed, 4, 2)
    fast, slow = project(people, components), project_reference(people, components)
    for name in RESULTS:
        assert getattr(fast, name) == pytest.approx(getattr(slow, name), rel=1e-10, abs=1e-9), name


@quick
@given(seeds, st.floats(1.0, 30.0))
def test_moves_between_areas_conserve_persons(seed, harsh):
    people, components = case(seed, harsh=harsh)
    run = project(people, with_levels(components, seed, 4, 3))
    assert run.moves_in.sum(axis=2) == pytest.approx(run.moves_out.sum(axis=2), abs=1e-9)
    # Without births, deaths and the outside world the whole keeps its number.
    closed = replace(
        components,
        fertility=components.fertility * 0,
        death_probability=components.death_probability * 0,
        out_rate=None,
        in_volume=None,
    )
    persons = project(people, closed).population.sum(axis=(1, 2, 3, 4))
    assert persons == pytest.approx(np.broadcast_to(persons[:1], persons.shape))


@quick
@given(seeds, presets)
def test_without_rates_people_only_grow_older(seed, convention):
    people, _ = case(seed)
    run = project(people, without_events(), convention)
    after = run.population[1]
    assert (after[..., :-1, :] == older(people)[..., :-1, :]).all()
    assert after[..., -1, :] == pytest.approx(people[..., -2, :] + people[..., -1, :])
    assert (after[..., 0, :] == 0).all()
    assert all(np.abs(getattr(run, name)).max(initial=0) == 0 for name in RESULTS[1:])
    # The same with net counts of 0 given in full, wherever somebody is.
    zero = replace(without_events(), net_migration=np.zeros((1, 1, 1, 1, AGES)))
    assert project(people, zero, convention).population[1] == pytest.approx(after)


@quick
@given(seeds)
def test_draws_without_variance_equal_the_single_run_bit_for_bit(seed):
    people, components = case(seed)
    one = project(people, components)
    shape = (1, 1, 1, 7)
    same = Levels(np.zeros(AGES, int), *(np.ones(shape) for _ in range(4)), np.ones((1, 1, 7)))
    many = project(people, replace(components, levels=same))
    for name in RESULTS:
        assert (getattr(many, name) == getattr(one, name)).all(), name
    totals = project_draws(people, replace(components, levels=same))
    assert (totals.persons == totals.persons[..., :1]).all()
    for year, state in enumerate(project_years(people, replace(components, levels=same))):
        assert (state.population == one.population[year + 1]).all()


@quick
@given(seeds, presets)
def test_draws_without_variance_equal_the_single_run_under_every_preset(seed, convention):
    people, components = case(seed)
    parts = as_declared(components, convention, net=3.0, seed=seed)
    one = project(people, parts, convention)
    same = replace(parts, levels=Levels(np.zeros(AGES, int), death=np.ones((1, 1, 1, 5))))
    many = project(people, same, convention)
    for name in RESULTS:
        assert (getattr(many, name) == getattr(one, name)).all(), name


@quick
@given(seeds)
def test_a_draw_is_the_run_of_its_own_levels(seed):
    people, components = case(seed)
    drawn = with_levels(components, seed, 4, 3)
    many = project(people, drawn)
    third = replace(drawn.levels, **{name: array[..., 2:] for name, array in drawn.levels.arrays().items()})
    one = project(people, replace(components, levels=third))
    assert (many.population[..., 2:] == one.population).all()


@quick
@given(seeds, st.floats(4.0, 40.0), presets)
def test_nobody_becomes_negative_and_what_was_cut_is_reported(seed, harsh, convention):
    people, components = case(seed, harsh=harsh)
    parts = as_declared(components, convention, net=0.0 if convention is PRODUCT else 50.0, seed=seed)
    run = project(people, parts, convention)
    assert run.population.min() >= 0
    assert run.deaths.min() >= 0
    assert run.births.min() >= 0
    assert run.out_migration.min() >= 0
    assert run.cut.min() >= -1e-9
    flows = components.internal if convention in (FSO, PRODUCT) else ()
    wanted = components.out_rate[0].max() + sum(flow.rate[0].max() for flow in flows)
    if people.sum() > 0 and (parts.net_migration is not None or wanted > 1):
        assert run.cut.sum() > 0


@quick
@given(seeds, presets)
def test_what_is_cut_is_what_was_asked_minus_what_was_done(seed, convention):
    people, components = case(seed, harsh=0.0)
    asked = as_declared(components, convention, net=50.0, seed=seed)
    run = project(people, asked, convention)
    kept = (run.net_migration - asked.net_migration[..., np.newaxis]).sum(axis=(2, 3, 4))
    assert run.cut == pytest.approx(kept, abs=1e-9)


@quick
@given(seeds, st.floats(0.1, 50.0), presets)
def test_rate_models_are_linear(seed, factor, convention):
    people, components = case(seed)
    rates = rates_only(as_declared(components, convention))
    once, scaled = project(people, rates, convention), project(people * factor, rates, convention)
    other, _ = case(seed + 1)
    another, both = project(other, rates, convention), project(people + other, rates, convention)
    for name in ("population", "births", "deaths", "out_migration", "moves_in", "naturalisations"):
        single = getattr(once, name)
        assert getattr(scaled, name) == pytest.approx(single * factor, rel=1e-9, abs=1e-9), name
        assert getattr(both, name) == pytest.approx(single + getattr(another, name), rel=1e-9, abs=1e-9), name


@quick
@given(seeds, st.floats(1.0, 50.0), presets)
def test_people_and_counts_times_a_factor_give_that_factor(seed, factor, convention):
    people, components = case(seed)
    parts = as_declared(components, convention, net=0.05, seed=seed)
    more = replace(
        parts,
        in_volume=None if parts.in_volume is None else parts.in_volume * factor,
        net_migration=parts.net_migration * factor,
    )
    # The floors of the UN engine are persons and do not scale.
    people = people + 2.0
    once, scaled = project(people, parts, convention), project(people * factor, more, convention)
    assume(once.cut.max() == 0)
    for name in RESULTS:
        assert getattr(scaled, name) == pytest.approx(getattr(once, name) * factor, rel=1e-9, abs=1e-8), name


@quick
@given(seeds, presets)
def test_areas_with_equal_rates_add_up_to_the_projection_of_their_sum(seed, convention):
    people, components = case(seed, areas=3)
    declared = rates_only(as_declared(replace(components, internal=()), convention))
    names = ("fertility", "death_probability", "out_rate", "naturalisation_rate", "native_birth_share")
    equal = replace(
        declared,
        **{name: getattr(declared, name)[:, :1] for name in names if getattr(declared, name) is not None},
    )
    parts = project(people, equal, convention)
    whole = project(people.sum(axis=0, keepdims=True), equal, convention)
    for name in ("population", "births", "deaths", "out_migration", "naturalisations"):
        assert getattr(parts, name).sum(axis=1) == pytest.approx(
            getattr(whole, name)[:, 0], rel=1e-10, abs=1e-9
        ), name


@quick
@given(seeds, presets)
def test_empty_areas_stay_empty_and_disturb_nobody(seed, convention):
    people, components = case(seed)
    people[1] = 0.0
    parts = replace(as_declared(components, convention, net=3.0, seed=seed), internal=())
    nobody = replace(
        parts,
        net_migration=parts.net_migration * (np.arange(4) != 1)[:, np.newaxis, np.newaxis, np.newaxis],
    )
    if nobody.in_volume is not None:
        nobody = replace(
            nobody,
            in_volume=nobody.in_volume * (np.arange(4) != 1)[:, np.newaxis, np.newaxis, np.newaxis],
        )
    run = project(people, nobody, convention)
    assert np.abs(run.population[:, 1]).max() == 0
    assert run.cut[:, 1].max() == 0
    others = project(people, parts, convention)
    assert (run.population[:, [0, 2, 3]] == others.population[:, [0, 2, 3]]).all()


@quick
@given(seeds)
def test_streaming_gives_the_same_totals_as_keeping_everything(seed):
    people, components = case(seed)
    run = project(people, components)
    for year, totals in enumerate(project_years(people, components)):
        assert (totals.population == run.population[year + 1]).all()
        assert totals.births == pytest.approx(run.births[year].sum(axis=(1, 2)))
        assert totals.deaths == pytest.approx(run.deaths[year].sum(axis=(1, 2, 3)))
        assert totals.in_migration == pytest.approx(run.in_migration[year].sum(axis=(1, 2, 3)))
        assert totals.moves_out == pytest.approx(run.moves_out[year].sum(axis=(2, 3, 4)))


@quick
@given(seeds, presets)
def test_single_precision_stays_within_a_millionth(seed, convention):
    people, components = case(seed, areas=6)
    parts = as_declared(with_levels(components, seed, 6, 3), convention)
    levels = parts.levels if convention in (FSO, PRODUCT) else None
    parts = replace(parts, levels=levels)
    exact = project(people, parts, convention).population
    rough = project(people.astype(np.float32), parts, convention).population
    assert np.max(np.abs(rough - exact) / np.maximum(exact, 1)) <= 1e-6
    assert rough.min() >= 0
    if convention in (FSO, PRODUCT):
        assert rough.dtype == np.float32


def test_the_product_default_is_the_swiss_form():
    people, components = case(5)
    product, swiss = project(people, components, PRODUCT), project(people, components, FSO)
    assert (product.population == swiss.population).all()
    assert (project(people, components).population == product.population).all()


@quick
@given(seeds, presets)
def test_fertility_variants_share_every_cohort_already_born(seed, convention):
    people, components = case(seed)
    people = people + 1.0
    less = replace(as_declared(components, convention, net=0.05, seed=seed), internal=())
    more = replace(less, fertility=less.fertility * 1.2)
    high, low = (project(people, parts, convention).population for parts in (more, less))
    for year in range(1, YEARS + 1):
        assert (high[year][..., year:, :] == low[year][..., year:, :]).all()
    assert high[1][..., 0, :].sum() > low[1][..., 0, :].sum()


@quick
@given(seeds, st.integers(1, 5), st.integers(1, 2), st.integers(3, 20), st.integers(1, 4))
def test_the_kernel_agrees_with_the_reference_whatever_the_shape(seed, areas, nationalities, ages, draws):
    people, components = any_shape(seed, (areas, nationalities, ages), draws)
    fast, slow = project(people, components), project_reference(people, components)
    for name in RESULTS:
        assert getattr(fast, name) == pytest.approx(getattr(slow, name), rel=1e-10, abs=1e-9), name
    totals = project_draws(people, components)
    assert totals.persons == pytest.approx(slow.population[1:].sum(axis=(2, 3, 4)), rel=1e-10, abs=1e-9)
    assert totals.deaths == pytest.approx(slow.deaths.sum(axis=(2, 3, 4)), rel=1e-10, abs=1e-9)
    assert totals.cut == pytest.approx(slow.cut, rel=1e-10, abs=1e-9)


@quick
@given(seeds, st.sampled_from([FSO, MUNICIPAL, PRODUCT]))
def test_arrivals_as_a_share_of_an_outside_population(seed, convention):
    people, components = case(seed)
    parts = as_declared(components, convention)
    outside = np.random.default_rng(seed).gamma(2, 500, parts.in_volume.shape)
    shared = replace(
        parts,
        in_volume=parts.in_volume / 3,
        in_rate=parts.in_volume * 2 / 3 / outside,
        outside_population=outside,
    )
    once, again = project(people, parts, convention), project(people, shared, convention)
    assert again.population == pytest.approx(once.population, rel=1e-12)
    assert again.in_migration == pytest.approx(once.in_migration, rel=1e-12)
