"""An impossible number anywhere in any array is refused with the array, the place and the value."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forecasting.cohort_component import project, project_draws, project_reference, project_years
from forecasting.components import Components, InternalFlow, Levels
from forecasting.convention import UN_END
from forecasting.errors import ComponentError
from forecasting.open_age_group import fold_counts, fold_rates
from tests.properties.engine_cases import AGES, case, quick, seeds, with_levels

AREAS = 13
PEOPLE = np.ones((AREAS, 1, 2, 101, 1))


def test_a_survivorship_of_1_02_for_women_of_37_in_area_12_word_for_word():
    survivorship = np.full((1, AREAS, 1, 2, 101), 0.99)
    survivorship[0, 12, 0, 1, 37] = 1.02
    with pytest.raises(ComponentError) as refusal:
        project(PEOPLE, Components(fertility=np.zeros((1, 1, 1, 101)), survivorship=survivorship), UN_END)
    assert str(refusal.value) == (
        "Überlebenswahrscheinlichkeit 1,02 für Frauen im Alter 37 in Gebiet 12: survivorship[Jahr 0, "
        "Fläche 12, Nationalität 0, weiblich, Alter 37] = 1.02; erlaubt ist 0 bis 1. Betroffen sind 1 "
        "von 2626 Werten. "
        "Bitte die Herkunft dieser Werte prüfen."
    )


ARRAYS = (
    "fertility",
    "death_probability",
    "out_rate",
    "in_volume",
    "naturalisation_rate",
    "native_birth_share",
)


@quick
@given(seeds, st.sampled_from(ARRAYS), st.sampled_from([-0.25, np.nan, np.inf]))
def test_any_value_of_any_array(seed, name, value):
    people, components = case(seed)
    array = getattr(components, name).copy()
    index = tuple(int(np.random.default_rng(seed).integers(size)) for size in array.shape)
    array[index] = value
    with pytest.raises(ComponentError) as refusal:
        project(people, replace(components, **{name: array}))
    text = str(refusal.value)
    assert f"{name}[Jahr {index[0]}, Fläche {index[1]}" in text
    assert f"= {value:g}; erlaubt ist" in text
    if name not in ("native_birth_share",):
        assert f"Alter {index[-1]}]" in text
    if array.ndim == 5 or name == "naturalisation_rate":
        assert ("männlich", "weiblich")[index[-2]] in text


@pytest.mark.parametrize("name", ["death", "out", "inflow", "arrival", "fertility"])
def test_a_level_below_zero(name):
    people, components = case(1)
    drawn = with_levels(components, 1, 4, 3)
    array = getattr(drawn.levels, name).copy()
    array[(1, 2, *(0,) * (array.ndim - 3), 2)] = -0.5
    wrong = replace(drawn, levels=replace(drawn.levels, **{name: array}))
    for run in (project, project_draws, project_reference, lambda *given: list(project_years(*given))):
        with pytest.raises(ComponentError, match=rf"levels.{name}\[Jahr 1, Fläche 2.*Ziehung 2\] = -0.5"):
            run(people, wrong)


def test_a_pool_all_of_whose_areas_are_shut():
    people, components = case(2)
    drawn = with_levels(components, 2, 4, 3)
    arrival = drawn.levels.arrival.copy()
    arrival[1, [0, 2], 1, 2] = 0.0
    wrong = replace(drawn, levels=replace(drawn.levels, arrival=arrival))
    with pytest.raises(
        ComponentError, match=r"levels.arrival ist im Jahr 1, Altersgruppe 1, Ziehung 2 in allen"
    ):
        project(people, wrong)
    arrival[1, 2, 1, 2] = 1.0
    run = project(people, replace(drawn, levels=replace(drawn.levels, arrival=arrival)))
    assert run.moves_in.sum(axis=2) == pytest.approx(run.moves_out.sum(axis=2), abs=1e-9)
    assert (run.moves_in[1, :, 0, :, :, 4:8, 2] == 0).all()


SHARE = np.full((4, 1, 1, 1), 0.25)
RATE = np.full((1, 1, 1, 1, 1), 0.1)


@pytest.mark.parametrize(
    ("flow", "message"),
    [
        (InternalFlow("innen", np.zeros(3, int), RATE, SHARE), r"innen.group hat 3 Einträge statt 4"),
        (InternalFlow("innen", np.array([0, 0, -1, 0]), RATE, SHARE), r"innen.group .* ganzen Zahlen ab 0"),
        (InternalFlow("innen", np.zeros(4, int), RATE, SHARE * 2), r"innen.share der Gruppe 0: .* ergeben 2"),
        (
            InternalFlow("innen", np.zeros(4, int), -RATE, SHARE),
            r"innen.rate\[.*\] = -0.1; erlaubt ist mindes",
        ),
        (
            InternalFlow("innen", np.zeros(4, int), RATE, SHARE, np.ones((2, 2)) / 2),
            r"innen.transfer hat die Form \(2, 2\) statt \(1, 1\)",
        ),
        (
            InternalFlow("innen", np.array([0, 0, 1, 1]), RATE, SHARE * 2, np.array([[2.0, -1.0], [0, 1]])),
            r"innen.transfer\[Herkunft 0, Ziel 0\] = 2",
        ),
    ],
)
def test_a_flow_that_would_lose_or_invent_persons(flow, message):
    people, components = case(3)
    with pytest.raises(ComponentError, match=message):
        project(people, replace(components, internal=(flow,)))


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((2, 1, 2, AGES), r"jump_off hat 4 Achsen statt 5"),
        ((2, 3, 2, AGES, 1), r"1 oder 2 Nationalitäten"),
        ((2, 1, 1, AGES, 1), r"2 Geschlechter"),
        ((2, 1, 2, 2, 1), r"3 Alter"),
    ],
)
def test_a_population_of_the_wrong_form(shape, message):
    parts = Components(fertility=np.zeros((1, 1, 1, 1)), death_probability=np.zeros((1, 1, 1, 1, 1)))
    with pytest.raises(ComponentError, match=message):
        project(np.ones(shape), parts)


def test_ages_beyond_those_of_the_population_are_refused_with_the_way_out():
    parts = Components(fertility=np.zeros((1, 1, 1, 101)), death_probability=np.full((1, 1, 1, 2, 111), 0.1))
    with pytest.raises(
        ComponentError, match=r"Achse Alter hat 111 Einträge, erwartet werden 101 .*fold_rates"
    ):
        project(PEOPLE, parts)


@quick
@given(seeds)
def test_ages_beyond_the_last_are_folded_without_losing_anybody(seed):
    random = np.random.default_rng(seed)
    people = random.gamma(1, 10, (2, 1, 2, 111, 1))
    q = random.random((1, 2, 1, 2, 111))
    folded = fold_counts(people, axis=3)
    assert folded.shape == (2, 1, 2, 101, 1)
    assert folded.sum(axis=3) == pytest.approx(people.sum(axis=3))
    rates = fold_rates(q, people[np.newaxis, ..., 0])
    died = (folded[..., 0] * rates[0]).sum(axis=-1)
    assert died == pytest.approx((people[..., 0] * q[0]).sum(axis=-1))
    with pytest.raises(
        ComponentError, match=r"von 0 bis 110; zusammengefasst werden kann ab 1 bis 110, nicht ab 120"
    ):
        fold_counts(people, 120, axis=3)


def test_levels_must_fit_the_ages_and_the_draws():
    people, components = case(4)
    with pytest.raises(ComponentError, match=r"levels.age_group hat 3 Einträge statt 12"):
        project(people, replace(components, levels=Levels(np.zeros(3, int))))
    levels = Levels(np.zeros(AGES, int), out=np.ones((1, 1, 1, 5)), death=np.ones((1, 1, 1, 4)))
    with pytest.raises(
        ComponentError, match=r"levels.death: Achse Ziehung hat 4 Einträge, erwartet werden 5"
    ):
        project(people, replace(components, levels=levels))
