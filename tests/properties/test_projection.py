"""What every projection must obey, whatever the input."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forecasting.cohort_component import Projection, project, project_reference, project_years
from forecasting.components import Components, InternalFlow, Levels
from forecasting.convention import FSO, MUNICIPAL, PRODUCT, UN_END, UN_EVEN

AGES, YEARS = 12, 3
quick = settings(max_examples=25, deadline=None)
seeds = st.integers(0, 2**32 - 1)


def case(
    seed: int, *, areas: int = 4, nationalities: int = 2, harsh: float = 1.0
) -> tuple[np.ndarray, Components]:
    """Random people and components; `harsh` above 1 makes rates that want to empty cells."""
    random = np.random.default_rng(seed)
    people = random.gamma(1, 20, (areas, nationalities, 2, AGES, 1)) * (
        random.random((areas, 1, 1, 1, 1)) > 0.2
    )
    cell = (YEARS, areas, nationalities, 2, AGES)
    group = np.arange(areas) % 2
    share = random.gamma(1, 1, cell[1:]) + 0.01
    for g in (0, 1):
        share[group == g] /= share[group == g].sum(axis=0)
    fertility = np.zeros((YEARS, areas, nationalities, AGES))
    fertility[..., 3:8] = random.random((YEARS, areas, nationalities, 5)) * 0.3
    return people, Components(
        fertility=fertility,
        death_probability=random.random(cell) * 0.3,
        out_rate=random.random(cell) * 0.2 * harsh,
        in_volume=random.gamma(1, 2, cell),
        naturalisation_rate=np.minimum(random.random((YEARS, areas, 2, AGES)) * 0.1 * harsh, 1)
        if nationalities == 2
        else None,
        native_birth_share=random.random((YEARS, areas)),
        internal=(
            InternalFlow("inner", group, random.random(cell) * 0.2 * harsh, share),
            InternalFlow(
                "member", group, random.random(cell) * 0.1, share, np.array([[0.0, 1.0], [1.0, 0.0]])
            ),
        ),
    )


def with_levels(components: Components, seed: int, areas: int, draws: int) -> Components:
    random = np.random.default_rng(seed)
    shape = (YEARS, areas, 3, draws)
    levels = Levels(
        np.arange(AGES) // 4,
        *(random.gamma(20, 0.05, shape) for _ in range(4)),
        random.gamma(20, 0.05, (*shape[:2], draws)),
    )
    return replace(components, levels=levels)


def balance(run: Projection) -> np.ndarray:
    """Return end − start − births + deaths − in + out per year, area and draw."""

    def total(flow: np.ndarray) -> np.ndarray:
        return flow.sum(axis=(2, 3, 4)) if flow.ndim == 6 else flow.sum(axis=(2, 3))

    people = total(run.population)
    moved = (run.moves_in - run.moves_out).sum(axis=1).sum(axis=(2, 3, 4))
    net = total(run.in_migration) - total(run.out_migration) + total(run.net_migration) + moved
    return people[1:] - people[:-1] - total(run.births) + total(run.deaths) - net


@quick
@given(seeds)
def test_every_area_balances_in_every_draw(seed):
    people, components = case(seed)
    run = project(people, with_levels(components, seed, 4, 3))
    assert np.abs(balance(run)).max() < 1e-9


@quick
@given(seeds, st.sampled_from([UN_END, UN_EVEN, FSO, MUNICIPAL]))
def test_every_convention_balances(seed, convention):
    people, components = case(seed)
    net = np.random.default_rng(seed).normal(0, 3, components.in_volume.shape)
    internal = components.internal if convention is FSO else ()
    gross = convention in (FSO, MUNICIPAL)
    components = replace(
        components,
        internal=internal,
        net_migration=None if convention is FSO else net,
        in_volume=components.in_volume if gross else None,
        out_rate=components.out_rate if gross else None,
        naturalisation_rate=components.naturalisation_rate if convention is FSO else None,
    )
    run = project_reference(people, components, convention)
    assert np.abs(balance(run)).max() < 1e-9
    assert run.convention is convention


@quick
@given(seeds)
def test_cells_balance_along_the_cohort(seed):
    people, components = case(seed)
    run = project(people, components)
    reached = np.zeros_like(run.deaths)
    reached[..., 1:, :] = run.population[:-1, :, :, :, :-1]
    reached[..., -1, :] += run.population[:-1, :, :, :, -1]
    reached[..., 0, :] = run.births
    gained = np.zeros_like(run.deaths)
    gained[:, :, 0] = run.naturalisations[:, :, 1]
    moved = run.in_migration - run.out_migration + (run.moves_in - run.moves_out).sum(axis=1)
    expected = reached - run.deaths + moved + gained - run.naturalisations
    assert run.population[1:] == pytest.approx(expected, abs=1e-9)


@quick
@given(seeds, st.floats(1.0, 12.0))
def test_the_kernel_agrees_with_the_reference(seed, harsh):
    people, components = case(seed, harsh=harsh)
    components = with_levels(components, seed, 4, 2)
    fast, slow = project(people, components), project_reference(people, components)
    for name in (
        "population",
        "births",
        "deaths",
        "out_migration",
        "moves_in",
        "moves_out",
        "cut",
        "births_by_mother",
    ):
        assert getattr(fast, name) == pytest.approx(getattr(slow, name), rel=1e-10, abs=1e-9), name


@quick
@given(seeds)
def test_moves_between_areas_conserve_persons(seed):
    people, components = case(seed)
    run = project(people, with_levels(components, seed, 4, 3))
    assert run.moves_in.sum(axis=2) == pytest.approx(run.moves_out.sum(axis=2), abs=1e-9)


@quick
@given(seeds)
def test_without_rates_people_only_grow_older(seed):
    people, _ = case(seed)
    nothing = Components(fertility=np.zeros((1, 1, 1, AGES)), death_probability=np.zeros((1, 1, 1, 1, AGES)))
    after = project(people, nothing).population[1]
    assert (after[..., 1:-1, :] == people[..., :-2, :]).all()
    assert after[..., -1, :] == pytest.approx(people[..., -2, :] + people[..., -1, :])
    assert (after[..., 0, :] == 0).all()


@quick
@given(seeds)
def test_draws_without_variance_equal_the_single_run_bit_for_bit(seed):
    people, components = case(seed)
    one = project(people, components)
    shape = (1, 1, 1, 7)
    same = Levels(np.zeros(AGES, int), *(np.ones(shape) for _ in range(4)), np.ones((1, 1, 7)))
    many = project(people, replace(components, levels=same))
    assert (many.population == one.population).all()
    assert (many.deaths == one.deaths).all()


@quick
@given(seeds, st.floats(4.0, 40.0))
def test_nobody_becomes_negative_and_what_was_cut_is_reported(seed, harsh):
    people, components = case(seed, harsh=harsh)
    run = project(people, components)
    assert run.population.min() >= 0
    wanted = components.out_rate[0].max() + sum(flow.rate[0].max() for flow in components.internal)
    if wanted > 1 and people.sum() > 0:
        assert run.cut.sum() > 0
    assert run.cut.min() >= -1e-9


@quick
@given(seeds, st.floats(0.1, 50.0))
def test_rate_models_are_linear(seed, factor):
    people, components = case(seed)
    rates_only = replace(components, in_volume=None)
    once, scaled = project(people, rates_only), project(people * factor, rates_only)
    assert scaled.population == pytest.approx(once.population * factor, rel=1e-9, abs=1e-9)
    other, _ = case(seed + 1)
    both = project(people + other, rates_only)
    assert both.population == pytest.approx(
        once.population + project(other, rates_only).population, rel=1e-9, abs=1e-9
    )


@quick
@given(seeds)
def test_areas_with_equal_rates_add_up_to_the_projection_of_their_sum(seed):
    people, components = case(seed, areas=3)
    equal = replace(
        components,
        fertility=components.fertility[:, :1],
        death_probability=components.death_probability[:, :1],
        out_rate=components.out_rate[:, :1],
        in_volume=None,
        naturalisation_rate=components.naturalisation_rate[:, :1],
        native_birth_share=components.native_birth_share[:, :1],
        internal=(),
    )
    parts = project(people, equal).population.sum(axis=1)
    whole = project(people.sum(axis=0, keepdims=True), equal).population[:, 0]
    assert parts == pytest.approx(whole, rel=1e-10, abs=1e-9)


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


def test_single_precision_stays_within_a_millionth():
    people, components = case(11, areas=6)
    exact = list(project_years(people, components))[-1].population
    rough = list(project_years(people.astype(np.float32), components))[-1].population
    assert rough.dtype == np.float32
    assert np.max(np.abs(rough - exact) / np.maximum(exact, 1)) <= 1e-6


def test_the_product_default_is_the_swiss_form():
    people, components = case(5)
    assert (
        project(people, components, PRODUCT).population == project(people, components, FSO).population
    ).all()


def test_fertility_variants_share_every_cohort_already_born():
    people, components = case(8)
    more = replace(components, fertility=components.fertility * 1.2, internal=())
    less = replace(components, internal=())
    high, low = project(people, more).population, project(people, less).population
    for year in range(1, YEARS + 1):
        assert (high[year][..., year:, :] == low[year][..., year:, :]).all()
    assert high[1][..., 0, :].sum() > low[1][..., 0, :].sum()
