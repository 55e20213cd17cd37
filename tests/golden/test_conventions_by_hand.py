"""Every field of a convention on four ages, calculated on paper; and what a convention refuses.

Women only: 10, 100, 80 and 40 of age 0, 1, 2 and 3+; 1/2 and 1/4 birth per woman of 1 and 2; half are girls;
probabilities to die 0.1, 0.2, 0.3, 0.4; net counts 2, 4, -6, 8.
"""

from dataclasses import fields, replace
from itertools import product

import numpy as np
import pytest

from forecasting.cohort_component import project, project_draws, project_reference, project_years
from forecasting.components import Components, InternalFlow, Levels
from forecasting.convention import FSO, MUNICIPAL, PRODUCT, UN_END, UN_EVEN, Convention
from forecasting.errors import ComponentError

PEOPLE = np.zeros((1, 1, 2, 4, 1))
PEOPLE[0, 0, 1, :, 0] = [10, 100, 80, 40]
PLAIN_END = replace(UN_END, name="Ende", floor=0.0, left_at_start=None)
PLAIN_EVEN = replace(UN_EVEN, name="gleichmäßig", floor=0.0, left_at_start=None)


def women(*values: float) -> np.ndarray:
    cell = np.zeros((1, 1, 1, 2, 4))
    cell[0, 0, 0, 1] = values
    return cell


DEATH = women(0.1, 0.2, 0.3, 0.4)
PARTS = Components(
    fertility=np.array([[[[0.0, 0.5, 0.25, 0.0]]]]), death_probability=DEATH, girls_share=np.array([0.5])
)
NET = replace(PARTS, net_migration=women(2, 4, -6, 8))
GROSS = replace(PARTS, out_rate=women(0.5, 0.25, 0.5, 0.0), in_volume=women(1, 2, 3, 4))


def end(components: Components, convention: Convention) -> tuple[list[float], list[float], float]:
    """Return women at the end, their deaths, and all births."""
    run = project(PEOPLE, components, convention)
    return (
        run.population[1, 0, 0, 1, :, 0].tolist(),
        run.deaths[0, 0, 0, 1, :, 0].tolist(),
        run.births.sum(),
    )


def check(found, people, deaths, births):
    assert found[0] == pytest.approx(people)
    assert found[1] == pytest.approx(deaths)
    assert found[2] == pytest.approx(births)


def test_net_migration_at_the_end_by_age_reached():
    # 10, 100, 120 reach 1, 2, 3+; births .5 (100 + 8)/2 + .25 (80 + 70)/2 = 45.75
    check(end(NET, PLAIN_END), [22.875 * 0.9 + 2, 12, 64, 80], [2.2875, 2, 30, 48], 45.75)


def test_net_migration_half_before_and_half_after():
    # 11, 102, 77, 44 exposed; births .5 (102 + 10.8)/2 + .25 (77 + 68.4)/2 = 46.375
    check(end(NET, PLAIN_EVEN), [23.1875 * 0.9 + 1, 10.8, 68.4, 76.6], [2.31875, 2.2, 30.6, 48.4], 46.375)


def test_a_closed_open_group_loses_those_already_in_it():
    closed = replace(PLAIN_END, name="geschlossen", open_age_group="closed")
    found = end(NET, closed)
    # of 80 who reach it 32 die, and all 40 who were in it
    assert found[0][3] == pytest.approx(80 - 32 + 8)
    assert found[1][3] == pytest.approx(32 + 40)
    assert project(PEOPLE, NET, closed).population[1, 0, 0, 1, :3, 0] == pytest.approx(
        [22.875 * 0.9 + 2, 12, 64]
    )


def test_completed_ages_with_net_migration_at_the_end():
    completed = replace(PLAIN_END, name="vollendet", rate_age="completed", newborn_events=False)
    # deaths at the age of the start; 4 arrive as women of 1 and are 2 at the end; births .5 (100 + 9)/2 +
    # .25 (80 + 80)/2 = 47.25
    check(end(NET, completed), [23.625, 9 + 2, 80 + 4, 56 + 24 - 6 + 8], [1, 20, 24, 16], 47.25)


def test_completed_ages_with_net_migration_half_and_half():
    completed = replace(PLAIN_EVEN, name="vollendet", rate_age="completed", newborn_events=False)
    found = end(NET, completed)
    assert found[0][1:] == pytest.approx([9.9 + 1, 81.6 + 2, 53.9 + 26.4 + 1])
    assert found[1] == pytest.approx([1.1, 20.4, 23.1, 17.6])


@pytest.mark.parametrize(
    ("base", "exposure", "births"),
    [
        (PLAIN_END, "mean_of_cohort", 0.5 * (10 + 8) / 2 + 0.25 * (100 + 70) / 2),
        (PLAIN_END, "after_migration", 0.5 * 12 + 0.25 * 64),
        (PLAIN_EVEN, "mean_of_cohort", 0.5 * (11 + 10.8) / 2 + 0.25 * (102 + 68.4) / 2),
        (PLAIN_EVEN, "after_migration", 0.5 * 10.8 + 0.25 * 68.4),
        (FSO, "mean_of_age", 0.5 * (100 + 11.4) / 2 + 0.25 * (80 + 64.9) / 2),
        (FSO, "after_migration", 0.5 * 11.4 + 0.25 * 64.9),
    ],
)
def test_women_at_risk_of_a_birth(base, exposure, births):
    assert end(NET, replace(base, name="Variante", births_exposure=exposure))[2] == pytest.approx(births)


@pytest.mark.parametrize(
    ("exposure", "births"),
    [("mean_of_cohort", 0.5 * 90 + 0.25 * 68), ("after_migration", 0.5 * 84 + 0.25 * 50)],
)
def test_women_at_risk_by_completed_age(exposure, births):
    completed = replace(
        PLAIN_END, name="vollendet", rate_age="completed", newborn_events=False, births_exposure=exposure
    )
    assert end(NET, completed)[2] == pytest.approx(births)


def test_net_counts_in_the_form_of_the_fso():
    # more arrivals: half a year with the risk of the next age; more departures: half a year with their own
    births = 0.5 * (10 + 11.4) / 2 + 0.25 * (100 + 64.9) / 2
    dead = 0.1 * (births / 2 + 4 / 3)
    check(
        end(NET, FSO),
        [births / 2 - dead + 2, 10 - 2.6 + 4, 100 - 29.1 - 6, 120 - 49.6 + 8],
        [dead, 2.6, 29.1, 49.6],
        births,
    )


def test_deaths_then_moves_then_births_by_completed_age():
    check(end(GROSS, MUNICIPAL), [38.75 / 2, 5.5, 62, 31 + 28], [1, 20, 24, 16], 38.75)


def test_moves_before_deaths():
    first = replace(MUNICIPAL, name="Umzüge zuerst", order="migration_deaths_births")
    # 10 - 5 + 1 = 6, of whom 0.6 die; births .5 × 61.6 + .25 × 30.1
    check(end(GROSS, first), [38.325 / 2, 5.4, 61.6, 30.1 + 26.4], [0.6, 15.4, 12.9, 17.6], 38.325)


def test_one_after_the_other_by_age_reached():
    reached = replace(MUNICIPAL, name="erreicht", rate_age="reached", newborn_events=True)
    # everybody ages first: 10, 100, 120; half of the newborn who survive leave, one arrives
    check(
        end(GROSS, reached),
        [6.75 * 0.9 * 0.5 + 1, 8 - 2 + 2, 70 - 35 + 3, 72 + 4],
        [0.675, 2, 30, 48],
        0.5 * 8 + 0.25 * 38,
    )
    untouched = replace(reached, name="erreicht, ohne Ereignisse der Neugeborenen", newborn_events=False)
    assert end(GROSS, untouched)[0][0] == pytest.approx(6.75 + 1)


@pytest.mark.parametrize(
    ("exposure", "births"),
    [
        ("mean_of_age", 0.5 * (100 + 5.5) / 2 + 0.25 * (80 + 62) / 2),
        ("mean_of_cohort", 0.5 * (100 + 62) / 2 + 0.25 * (80 + 31) / 2),
    ],
)
def test_women_at_risk_where_events_follow_each_other(exposure, births):
    assert end(GROSS, replace(MUNICIPAL, name="Variante", births_exposure=exposure))[2] == pytest.approx(
        births
    )


def test_a_step_of_five_years_has_five_years_of_births():
    one, five = end(NET, PLAIN_END), end(NET, PLAIN_END.with_step(5))
    assert five[2] == pytest.approx(5 * one[2])
    assert five[0][1:] == pytest.approx(one[0][1:])


def test_mothers_at_both_ends_of_the_ages():
    everywhere = replace(NET, fertility=np.full((1, 1, 1, 4), 0.5))
    edges = project(PEOPLE, everywhere, PLAIN_END).births_by_mother[0, 0, 0, :, 0]
    assert edges.tolist()[0] == 0
    assert edges.tolist()[3] == 0
    both = replace(PLAIN_END, name="alle Mütter", no_births_at_edges=False)
    assert project(PEOPLE, everywhere, both).births_by_mother[0, 0, 0, 3, 0] == pytest.approx(
        0.5 * (40 + 72) / 2
    )


def test_outflows_beyond_those_present_are_cut_at_the_start_and_at_the_end():
    # 100 of age 1 at the start: -150 becomes 0.00001 - 100; only 8 reach that age: the cell is set to 0.0005
    asked = replace(PARTS, net_migration=women(0, -150, 0, 0))
    run = project(PEOPLE, asked, UN_END)
    assert run.population[1, 0, 0, 1, 1, 0] == 0.0005
    assert run.cut[0, 0, 0] == pytest.approx(150 - 8 + 0.0005)
    assert run.net_migration[0, 0, 0, 1, 1, 0] == pytest.approx(-8 + 0.0005)
    # half before, half after: nobody is exposed with a negative number
    half = project(PEOPLE, replace(PARTS, net_migration=women(0, 0, 0, -500)), PLAIN_EVEN)
    assert half.deaths.min() >= 0
    assert half.population.min() >= 0
    assert half.cut[0, 0, 0] > 300


def every_convention():
    migrations = ("end", "even", "mid_year_gross", "sequential_gross")
    orders = (
        "deaths_births_migration",
        "half_migration_around",
        "together",
        "deaths_migration_births",
        "migration_deaths_births",
    )
    exposures = ("mean_of_age", "mean_of_cohort", "after_migration")
    yes = (True, False)
    for chosen in product(
        migrations, ("reached", "completed"), exposures, orders, ("joint", "closed"), yes, yes
    ):
        try:
            yield Convention("probe", *chosen)
        except ComponentError:
            continue


def test_every_possible_convention_balances_stays_positive_and_is_named():
    random = np.random.default_rng(3)
    count = 0
    people = random.gamma(1, 30, (2, 1, 2, 6, 2))
    cell = (2, 2, 1, 2, 6)
    parts = Components(
        fertility=random.random((2, 2, 1, 6)) * 0.4, death_probability=random.random(cell) * 0.5
    )
    for convention in every_convention():
        count += 1
        net = replace(parts, net_migration=random.normal(0, 20, cell))
        if convention.takes_gross_flows:
            net = replace(net, out_rate=random.random(cell) * 1.2, in_volume=random.gamma(1, 2, cell))
        run = project(people, net, convention)
        assert run.convention is convention
        assert run.population.min() >= 0
        moved = run.in_migration - run.out_migration + run.net_migration
        change = run.births.sum(axis=(2, 3)) + (moved - run.deaths).sum(axis=(2, 3, 4))
        persons = run.population.sum(axis=(2, 3, 4))
        assert persons[1:] - persons[:-1] == pytest.approx(change, abs=1e-9), convention
        assert run.cut.min() >= 0
        assert run.cut.sum() > 0
    # 3 kinds of ages × 3 exposures × open group × edges for end and for even, 1 kind for mid year, 2 orders
    # for one after the other
    assert count == 2 * 36 + 12 + 72


def test_every_result_says_which_convention_made_it():
    closed = replace(FSO, name="FSO, geschlossen", open_age_group="closed")
    for convention in (UN_END, UN_EVEN, FSO, MUNICIPAL, PRODUCT, closed, UN_END.with_step(5)):
        assert project(PEOPLE, PARTS, convention).convention == convention
        assert project_reference(PEOPLE, PARTS, convention).convention == convention
    assert project_draws(PEOPLE, PARTS).convention == PRODUCT
    assert all(year.convention == PRODUCT for year in project_years(PEOPLE, PARTS))
    assert [UN_END.name, UN_EVEN.name, FSO.name, MUNICIPAL.name] == ["UN_END", "UN_EVEN", "FSO", "MUNICIPAL"]
    assert PRODUCT.is_like(FSO)


def test_a_convention_cannot_be_changed_only_replaced():
    with pytest.raises(AttributeError):
        UN_END.step = 5
    assert UN_END.with_step(5).name == "UN_END, Schritt 5 Jahre"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"migration": "anfang"}, r"migration = 'anfang'; erlaubt ist end oder even oder mid_year_gross"),
        ({"rate_age": "mittel"}, r"rate_age = 'mittel'; erlaubt ist reached oder completed"),
        ({"order": "together"}, r"order = together; zu migration = end passt deaths_births_migration"),
        ({"step": 2}, r"step = 2; erlaubt ist 1 oder 5"),
        (
            {"ax_rule": "brass"},
            r"a0-Regel 'brass' ist unbekannt; erlaubt sind andreev_kingkade, coale_demeny",
        ),
        ({"floor": -1.0}, r"floor = -1; erlaubt ist 0 bis unter 1"),
        ({"rate_age": "completed"}, r"Neugeborenen; bitte newborn_events = False"),
        (
            {"migration": "mid_year_gross", "order": "together", "floor": 0.0},
            r"left_at_start = 1e-05; erlaubt ist None",
        ),
    ],
)
def test_a_convention_that_contradicts_itself_is_refused(changes, message):
    with pytest.raises(ComponentError, match=message):
        replace(UN_END, **changes)


FLOW = InternalFlow("innen", np.array([0]), women(0, 0.1, 0.1, 0), np.ones((1, 1, 2, 4)))


@pytest.mark.parametrize(
    ("convention", "changes", "named"),
    [
        (UN_END, {"out_rate": DEATH}, "UN_END verwendet out_rate nicht"),
        (UN_EVEN, {"in_volume": DEATH}, "UN_EVEN verwendet in_volume nicht"),
        (
            UN_END,
            {"in_rate": DEATH, "outside_population": DEATH},
            "UN_END verwendet in_rate, outside_population nicht",
        ),
        (UN_END, {"naturalisation_rate": np.zeros((1, 1, 2, 4))}, "verwendet naturalisation_rate nicht"),
        (UN_END, {"internal": (FLOW,)}, "verwendet internal nicht"),
        (MUNICIPAL, {"internal": (FLOW,)}, "MUNICIPAL verwendet internal nicht"),
        (MUNICIPAL, {"naturalisation_rate": np.zeros((1, 1, 2, 4))}, "verwendet naturalisation_rate nicht"),
        (
            UN_END,
            {"levels": Levels(np.zeros(4, int), out=np.ones((1, 1, 1, 2)))},
            r"verwendet levels\.out nicht",
        ),
        (
            MUNICIPAL,
            {"levels": Levels(np.zeros(4, int), arrival=np.ones((1, 1, 1, 2)))},
            r"verwendet levels\.arrival nicht",
        ),
    ],
)
def test_what_a_convention_would_leave_out_is_refused_by_name(convention, changes, named):
    with pytest.raises(ComponentError, match=named):
        project(PEOPLE, replace(PARTS, **changes), convention)


@pytest.fixture(scope="module")
def readme(request: pytest.FixtureRequest) -> str:
    return (request.config.rootpath / "forecasting" / "README.md").read_text(encoding="utf-8")


def test_the_readme_shows_every_field_of_every_preset(readme: str):
    rows = {
        cells[1].strip(" `"): [cell.strip() for cell in cells[3:7]]
        for cells in (line.split("|") for line in readme.split("\n") if line.startswith("| `"))
        if len(cells) == 8
    }
    for field in fields(Convention)[1:]:
        chosen = [str(getattr(preset, field.name)) for preset in (UN_END, UN_EVEN, FSO, MUNICIPAL)]
        assert rows[field.name] == chosen, field.name


def test_the_example_of_the_readme_runs(readme: str):
    example = readme.split("```python\n")[1].split("```", maxsplit=1)[0]
    made: dict[str, object] = {}
    exec(example, made)
    run = made["run"]
    assert len(example.strip().split("\n")) <= 18
    assert run.convention.name == "UN_END"
    assert len(run.population) == 11
    assert len(run.births) == 10
