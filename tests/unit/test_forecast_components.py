"""Impossible inputs are refused with the name of the array, the place and the value."""

from dataclasses import replace

import numpy as np
import pytest

from forecasting.cohort_component import project
from forecasting.components import Components, InternalFlow, Levels, check_components
from forecasting.convention import UN_END
from forecasting.errors import ComponentError

AREAS, AGES = 13, 101
PEOPLE = np.ones((AREAS, 1, 2, AGES, 1))
COMPONENTS = Components(
    fertility=np.zeros((1, 1, 1, AGES)), death_probability=np.full((1, AREAS, 1, 2, AGES), 0.01)
)


def test_a_possible_input_passes():
    check_components(PEOPLE, COMPONENTS)


def test_an_impossible_survivorship_is_named_with_area_sex_and_age():
    survivorship = np.full((1, AREAS, 1, 2, AGES), 0.99)
    survivorship[0, 12, 0, 1, 37] = 1.02
    wrong = Components(fertility=COMPONENTS.fertility, survivorship=survivorship)
    with pytest.raises(
        ComponentError, match=r"survivorship\[.*Fläche 12.*weiblich, Alter 37\] = 1.02.*0 bis 1"
    ):
        project(PEOPLE, wrong, UN_END)


def test_a_missing_number_is_not_a_zero():
    people = PEOPLE.copy()
    people[3, 0, 0, 40, 0] = np.nan
    with pytest.raises(ComponentError, match=r"jump_off\[Fläche 3, .*männlich, Alter 40.*\] = nan"):
        check_components(people, COMPONENTS)


def test_mortality_is_given_once():
    with pytest.raises(ComponentError, match="genau eines"):
        check_components(PEOPLE, replace(COMPONENTS, survivorship=COMPONENTS.death_probability))
    with pytest.raises(ComponentError, match="genau eines"):
        check_components(PEOPLE, replace(COMPONENTS, death_probability=None))


@pytest.mark.parametrize(
    ("name", "shape", "message"),
    [
        ("out_rate", (1, AREAS + 1, 1, 2, AGES), "Achse Fläche hat 14 Einträge, erwartet werden 13"),
        ("fertility", (1, AREAS, AGES), "3 Achsen statt 4"),
        ("in_volume", (1, 1, 1, 2, AGES - 1), "Achse Alter hat 100"),
    ],
)
def test_a_wrong_shape_names_the_axis(name, shape, message):
    with pytest.raises(ComponentError, match=message):
        check_components(PEOPLE, replace(COMPONENTS, **{name: np.zeros(shape)}))


def test_a_pool_that_loses_people_is_refused():
    share = np.full((AREAS, 1, 2, AGES), 1 / AREAS)
    share[0] /= 2
    flow = InternalFlow("inner", np.zeros(AREAS, int), np.full((1, 1, 1, 1, AGES), 0.1), share)
    with pytest.raises(ComponentError, match=r"inner.share der Gruppe 0: die Anteile ergeben 0.96"):
        check_components(PEOPLE, replace(COMPONENTS, internal=(flow,)))


def test_levels_must_fit_the_age_groups():
    levels = Levels(np.zeros(AGES, int), out=np.ones((1, AREAS, 2, 5)))
    with pytest.raises(ComponentError, match=r"levels.out: Achse Altersgruppe hat 2"):
        check_components(PEOPLE, replace(COMPONENTS, levels=levels))
