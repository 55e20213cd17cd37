"""Rules of the field at their edges: days, school entry of the Länder, groups, the place ladder, claims."""

from datetime import date, timedelta

import pandas as pd
import pytest

from forecasting.errors import ForecastError
from forecasting.kita import claims, groups, money, staff
from forecasting.kita.days import (
    KitaYear,
    age_on,
    birthday,
    completed_on,
    krippe_until,
    may_move_up_early,
    move_up_rule,
)
from forecasting.kita.groups import check_integration, group_type, ladder_faults, open_on, overlaps, places
from forecasting.kita.school import SchoolEntry, may_wait, must_start, school_rule
from forecasting.kita.tables import read_table
from forecasting.kita.widths import grade_weights, kindergarten_weights, ue3_width

NI, HB, HE, BY, BW = "03951000", "04011000", "06412000", "09162000", "08111000"
PLAIN = date(2023, 9, 1)


def test_a_kita_year_has_its_reference_days():
    year = KitaYear(2026)
    assert [year.start, year.report, year.stock, year.statistics, year.end, year.delivery] == [
        date(2026, 8, 1),
        date(2026, 10, 1),
        date(2026, 12, 31),
        date(2027, 3, 1),
        date(2027, 7, 31),
        date(2027, 1, 15),
    ]
    assert str(year) == "2026/27"
    assert KitaYear.of(date(2027, 7, 31)) == year < KitaYear.of(date(2027, 8, 1))
    assert year.elapsed(date(2026, 10, 1)) == pytest.approx(61 / 365)
    with pytest.raises(ValueError, match="liegt nicht im Kita-Jahr"):
        year.elapsed(date(2027, 8, 1))


def test_a_year_of_life_is_completed_the_day_before_the_birthday():
    assert completed_on(date(2020, 10, 1), 6) == date(2026, 9, 30)
    assert age_on(date(2020, 8, 1), date(2023, 8, 1)) == 3
    assert age_on(date(2020, 8, 2), date(2023, 8, 1)) == 2


def test_born_on_29_february():
    leap = date(2020, 2, 29)
    assert birthday(leap, 3) == date(2023, 3, 1)
    assert birthday(leap, 4) == date(2024, 2, 29)
    assert completed_on(leap, 3) == date(2023, 2, 28)
    assert completed_on(leap, 4) == date(2024, 2, 28)
    assert age_on(leap, date(2023, 2, 28)) == 2
    assert age_on(leap, date(2023, 3, 1)) == 3


@pytest.mark.parametrize(
    ("ags", "birth", "starts"),
    [
        (NI, date(2020, 10, 1), True),
        (NI, date(2020, 10, 2), False),
        (HE, date(2020, 7, 1), True),
        (HE, date(2020, 7, 2), False),
        (HB, date(2020, 7, 1), True),
        (HB, date(2020, 7, 2), False),
    ],
)
def test_the_last_birthday_that_must_start_school(ags, birth, starts):
    assert must_start(birth, school_rule(ags, 2026).entry, 2026) is starts


# Sixth birthday of the youngest child that must start school in 2026, by Land (domain rules § 1.3).
LAST_BIRTHDAYS = {
    "01": (7, 1), "02": (7, 1), "03": (10, 1), "04": (7, 1), "05": (10, 1), "06": (7, 1), "07": (9, 1),
    "08": (7, 1), "09": (10, 1), "10": (7, 1), "11": (10, 1), "12": (10, 1), "13": (7, 1), "14": (7, 1),
    "15": (7, 1), "16": (8, 2),
}  # fmt: skip


@pytest.mark.parametrize(("land", "last"), LAST_BIRTHDAYS.items())
def test_in_every_land_the_day_decides_who_must_start_school(land, last):
    entry = school_rule(f"{land}111000", 2026).entry
    born = date(2020, *last)
    assert must_start(born, entry, 2026)
    assert not must_start(born + timedelta(days=1), entry, 2026)
    # Born on 29 February 2020: six on 1 March 2026, before every cut-off.
    assert must_start(date(2020, 2, 29), entry, 2026)


@pytest.mark.parametrize(
    ("birth", "may"),
    [
        (date(2020, 7, 1), False),
        (date(2020, 7, 2), True),
        (date(2020, 10, 1), True),
        (date(2020, 10, 2), False),
    ],
)
def test_flexi_children_of_niedersachsen_turn_six_from_2_july_to_1_october(birth, may):
    assert may_wait(birth, school_rule(NI, 2026), 2026) is may


def test_all_laender_have_a_rule_with_source_and_the_table_has_no_gap():
    table = read_table("school_entry")
    assert sorted(table["land"].unique()) == [f"{number:02d}" for number in range(1, 17)]
    assert table[["postponed_rule", "early_rule", "source"]].notna().all(axis=None)
    assert not table.duplicated(["land", "valid_from"]).any()
    assert table["postponed_share"].between(0, 1).all() and table["early_share"].between(0, 1).all()


def test_a_rule_holds_from_its_day_on():
    steps = [
        (school_rule(BW, year).entry.month, school_rule(BW, year).entry.day) for year in range(2019, 2024)
    ]
    assert steps == [(9, 30), (8, 31), (7, 31), (6, 30), (6, 30)]
    assert school_rule(NI, 2017).entry.postponed_share == 0
    assert school_rule(NI, 2018).entry.postponed_share == pytest.approx(0.18)
    assert "korridor" in school_rule(BY, 2024).postponed
    assert school_rule(None, 2024) == school_rule("99999999", 2024) == school_rule(NI, 2024)


def test_late_children_stay_and_early_ones_leave():
    flexi, early = SchoolEntry(9, 30, 0.4), SchoolEntry(9, 30, early_share=0.2)
    assert kindergarten_weights(flexi).sum() == pytest.approx(ue3_width(flexi))
    assert kindergarten_weights(early).sum() == pytest.approx(ue3_width(SchoolEntry(9, 30)) - 0.05)
    # Flexi children are 5.83 to 6.08 years old: a third of them is six on 1 August.
    assert kindergarten_weights(flexi)[6] == pytest.approx(0.4 * (31 / 365 + 0.25 - 92 / 365), abs=0.002)


def test_every_cohort_goes_through_four_grades():
    entry = SchoolEntry(9, 30, 0.4, 0.1)
    everything = kindergarten_weights(entry) + sum(grade_weights(entry, grade) for grade in range(1, 5))
    assert everything[3:9] == pytest.approx(1)
    assert [grade_weights(entry, grade).sum() for grade in range(1, 5)] == pytest.approx([1] * 4)


@pytest.mark.parametrize(
    ("birth", "until"),
    [
        (date(2023, 8, 1), None),
        (date(2023, 8, 2), date(2027, 7, 31)),
        (date(2024, 2, 29), date(2027, 7, 31)),
        (date(2024, 7, 31), date(2027, 7, 31)),
    ],
)
def test_a_krippe_child_turning_three_stays_until_31_july(birth, until):
    assert krippe_until(birth, KitaYear(2026)) == until


def test_who_turns_three_in_the_first_three_months_may_move_up_early():
    year = KitaYear(2026)
    assert [
        may_move_up_early(birth, year) for birth in (date(2023, 8, 2), date(2023, 11, 1), date(2023, 11, 2))
    ] == [True, True, False]
    rule = move_up_rule(NI, year)
    assert (rule.stays_to_end, rule.early_months, rule.early_most) == (True, 3, 2)
    assert "NKiTaG § 6" in rule.source


def test_group_sizes_hold_for_their_time():
    sizes = {
        day.year: [group_type(NI, key, day).places for key in ("krippe", "kindergarten", "hort")]
        for day in (date(2021, 8, 1), date(2022, 8, 1), date(2023, 8, 1))
    }
    assert sizes == {2021: [15, 25, 20], 2022: [16, 26, 21], 2023: [15, 25, 20]}
    assert group_type(HB, "kindergarten", PLAIN).places == 20
    # Bremen's table lists no Hort: that of Niedersachsen stands in.
    assert group_type(HB, "hort", PLAIN).places == 20
    with pytest.raises(ForecastError, match=r"„wald“ .* Bekannt sind: .*kindergarten.* berichtigen"):
        group_type(NI, "wald", PLAIN)


def test_more_than_seven_under_two_make_twelve_places():
    krippe = group_type(NI, "krippe", PLAIN)
    assert [places(krippe, under_two=count) for count in (0, 7, 8, 12)] == [15, 15, 12, 12]
    decree = group_type(NI, "krippe", date(2022, 10, 1))
    assert [places(decree, under_two=count) for count in (7, 8)] == [16, 13]
    # The rule is that of Niedersachsen: Bremen's groups are small anyway.
    assert places(group_type(HB, "krippe", PLAIN), under_two=8) == 10


def test_integrative_groups_are_smaller_and_bounded():
    krippe, large = (group_type(NI, key, PLAIN) for key in ("krippe_integrativ", "integrativ"))
    assert [places(krippe, disabled=count) for count in (1, 2, 3)] == [14, 12, 11]
    assert places(large, disabled=4) == 18
    decree = date(2022, 10, 1)
    then = group_type(NI, "krippe_integrativ", decree)
    assert [places(then, disabled=count) for count in (1, 2, 3)] == [15, 13, 12]
    assert group_type(NI, "integrativ", decree).places == 19
    small = {key: group_type(NI, key, PLAIN) for key in ("klein", "hort_klein")}
    assert [places(kind, disabled=count) for kind in small.values() for count in (0, 1)] == [10, 9, 12, 11]
    with pytest.raises(ForecastError, match="5 Kinder mit Behinderung, höchstens 4"):
        places(large, disabled=5)
    assert places(large, disabled=5, is_exception=True) == 18
    with pytest.raises(ForecastError, match="doppelt gewichtet"):
        check_integration(smaller_group=True, counts_double=True)
    check_integration(smaller_group=True, counts_double=False)


def test_the_place_ladder_falls_from_approved_to_occupied():
    good = {"approved": 25, "built": 25, "staffed": 20, "bookable": 18, "occupied": 18}
    assert ladder_faults("G1", good) == []
    assert ladder_faults("G1", good | {"built": None}) == []
    faults = ladder_faults("G1", good | {"occupied": 19, "built": 26})
    assert len(faults) == 2
    assert "26 Plätze gebaut, aber nur 25 genehmigt" in faults[0]
    assert "19 Plätze belegt, aber nur 18 belegbar" in faults[1]


def test_groups_are_open_from_first_to_last_day_and_may_not_overlap():
    table = pd.DataFrame(
        {
            "group_id": ["a", "a", "b", "b"],
            "valid_from": ["2020-08-01", "2023-08-01", "2020-08-01", "2022-07-31"],
            "valid_to": ["2023-07-31", None, "2022-07-31", None],
        }
    )
    assert open_on(table, date(2023, 7, 31))["group_id"].tolist() == ["a", "b"]
    assert open_on(table, date(2020, 7, 31)).empty
    assert overlaps(table)["group_id"].tolist() == ["b"]


def test_all_day_school_comes_grade_by_grade():
    grades = {year: sum(claims.claimed_grades(year)) for year in range(2025, 2031)}
    assert grades == {2025: 0, 2026: 1, 2027: 2, 2028: 3, 2029: 4, 2030: 4}
    assert claims.claimed_grades(2027) == (True, True, False, False)


def test_claims_by_age_and_land():
    assert [claims.claim_by_age(age) for age in (0, 1, 2, 3)] == [
        None,
        "day_care_or_childminder",
        "day_care_or_childminder",
        "kita",
    ]
    assert claims.claimed_hours(NI, 2026) == 4
    assert (claims.claimed_hours(HB, 2013), claims.claimed_hours(HB, 2014)) == (None, 6)


@pytest.mark.parametrize(
    ("key", "opening", "hours", "posts", "with_absence"),
    [
        ("krippe", 40, 132.5, 3.40, 4.00),
        ("krippe", 30, 102.5, 2.63, 3.09),
        ("kindergarten", 30, 72.5, 1.86, 2.19),
        ("kindergarten", 40, 92.5, 2.37, 2.79),
        ("integrativ", 30, 106, 2.72, 3.20),
        ("hort", 25, 62.5, 1.60, 1.89),
    ],
)
def test_staff_of_a_group_as_published(key, opening, hours, posts, with_absence):
    rules = staff.staff_rules()
    found = staff.group_hours(group_type(NI, key, PLAIN), opening)
    assert found == hours
    assert staff.full_time_posts(found, rules) == pytest.approx(posts, abs=0.005)
    assert staff.full_time_posts(found, rules, with_absence=True) == pytest.approx(with_absence, abs=0.005)
    assert (staff.house_hours(5, rules), staff.house_hours(6, rules)) == (0, 10)


def test_cost_is_a_sum_in_prices_of_a_year():
    price = money.prices("u3")
    found = money.cost(15, price, years=6)
    assert (found.investment, found.running_per_year, found.base_year) == (15 * 58_000, 15 * 22_000, 2023)
    assert found.running_total == 6 * found.running_per_year
    # 0.82 million euros a group of 15 places (domain rules 1.10), within the rounding of its sources.
    assert found.investment == pytest.approx(0.82e6, rel=0.08)
    assert money.cost(-15, price, years=1).investment == 0


def test_every_table_row_has_a_source():
    for name in (
        "school_entry",
        "kita_groups",
        "kita_take_up",
        "kita_forms",
        "kita_claims",
        "kita_costs",
        "kita_staff",
        "kita_move_up",
    ):
        assert read_table(name)["source"].notna().all(), name
    assert groups.RUNGS[0] == "approved"
