"""Key figures and age structure of a town worked out on paper: numbers, what is missing, what is expected."""

import pytest

from dashboards.topics.demographie import (
    age_numbers,
    components,
    definitions,
    group_numbers,
    key_numbers,
    prognose,
)
from dashboards.topics.demographie.facts import Point
from dashboards.topics.demographie.selection import NO_YEAR
from tests.hand_town import (
    AGE,
    EAST,
    HAMLET,
    NORTH,
    POPULATION,
    SOUTH,
    TOWN,
    figures_told,
    the_town,
    view,
    women,
)

FEW = "weniger als 50 Personen"
NO_RATIO, UNTOLD = ("x", "", FEW, ""), ("…", "", "liegt nicht vor", "")


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_town(tmp_path_factory)


class TestKeyNumbers:
    @pytest.mark.parametrize(
        ("area", "measure", "year", "before", "expected"),
        [
            (
                # 400 of 8000; the town lost 98 of 11,010
                *(NORTH, POPULATION, 2024, 2020),
                [
                    ("8.400", "", "+400 seit 2020", ""),
                    ("+5,0", "%", "Talstadt: −0,9\u202f%", ""),
                    ("42,0", "Jahre", "+2,0 Jahre seit 2020", ""),
                    ("8.800", "", "Median und 80-%-Bereich", "8.650–9.070"),
                ],
            ),
            (
                # below 2,000 people the range stands alone
                *(SOUTH, POPULATION, 2024, 2020),
                [
                    ("900", "", "−100 seit 2020", ""),
                    ("−10,0", "%", "Talstadt: −0,9\u202f%", ""),
                    ("51,0", "Jahre", "+1,0 Jahre seit 2020", ""),
                    ("700–880", "", "80-%-Bereich", ""),
                ],
            ),
            (
                *(HAMLET, POPULATION, 2024, 2020),
                [("12", "", "+2 seit 2020", ""), NO_RATIO, NO_RATIO, UNTOLD],
            ),
            (SOUTH, POPULATION, 2022, 2020, [UNTOLD] * 3 + [("700–880", "", "80-%-Bereich", "")]),
            # The town grew by 40 of 11,010; of 2021 no mean age, and of Ost no forecast is known.
            (
                *(EAST, POPULATION, 2021, 2020),
                [
                    ("1.950", "", "−50 seit 2020", ""),
                    ("−2,5", "%", "Talstadt: +0,4\u202f%", ""),
                    *[UNTOLD] * 2,
                ],
            ),
            (
                # 8652 and 9072 of 8400
                *(NORTH, POPULATION, 2034, 2024),
                [
                    ("8.800", "", "Median und 80-%-Bereich", "8.650–9.070"),
                    ("+3,0 bis +8,0", "%", "80-%-Bereich", ""),
                    ("43,4", "Jahre", "Median und 80-%-Bereich", "42,6–44,3"),
                    ("8.400", "", "Bestand", ""),
                ],
            ),
            (
                # the whole town: its own change in persons, the span of its large districts
                *(TOWN, AGE, 2024, 2020),
                [
                    ("10.912", "", "−98 seit 2020", ""),
                    ("43,0", "Jahre", "+2,0 Jahre seit 2020", ""),
                    ("42,0–51,0", "Jahre", "Nord bis Süd", ""),
                    ("…", "", "liegt nicht vor", ""),
                ],
            ),
        ],
    )  # fmt: skip
    def test_row(self, here, area, measure, year, before, expected):
        assert figures_told(key_numbers.row(view(here, area, measure, year, before))) == expected

    @pytest.mark.parametrize(("people", "value"), [(0, "x"), (1, "x"), (12, "x"), (49, "x"), (50, "42,0")])
    def test_a_ratio_needs_fifty_people(self, here, people, value):
        shown = key_numbers.ratio(view(here, NORTH, AGE), AGE, Point(people, None))
        assert shown.value == value

    def test_missing_is_not_zero(self, here):
        chosen = view(here, NORTH, POPULATION)
        assert key_numbers.figure(chosen, POPULATION, Point(None, 5.0), "A").value == "…"
        zero = key_numbers.figure(chosen, POPULATION, Point(0.0, 5.0), "A")
        assert (zero.value, zero.comparison) == ("0", "−5 seit 2020")
        assert key_numbers.figure(chosen, POPULATION, Point(5.0, None), "A").comparison == ""

    def test_a_forecast_without_its_range_is_not_shown(self, here):
        ahead = view(here, NORTH, POPULATION, 2034, 2024)
        assert key_numbers.figure(ahead, POPULATION, Point(9000.0, None), "A").value == "…"

    def test_outlook_needs_people_for_a_ratio(self, here):
        assert key_numbers.outlook(view(here, NORTH, AGE), Point(49.0, None)).value == "x"
        shown = key_numbers.outlook(view(here, NORTH, AGE), Point(8400.0, None))
        assert (shown.label, shown.value, shown.range_text) == ("Prognose 2034", "43,4", "42,6–44,3")


class TestForecastRow:
    def test_all_people(self, here):
        # 8500 to 9200 of 8300 to 9200 lie above 8400: eight of ten. Four of five keep 10 % for one year only.
        shown = prognose.row(view(here, NORTH, POPULATION, 2034, 2024))
        assert figures_told(shown) == [
            ("8.400", "", "Bestand", ""),
            ("8.800", "", "Median und 80-%-Bereich", "8.650–9.070"),
            ("8 von 10", "", "etwa acht von zehn Fällen", ""),
            ("1 Jahr", "", "vier von fünf Fällen unter 10\u202f% Abweichung", ""),
        ]

    def test_some_people_are_expected_without_a_range(self, here):
        # Women of 2034: 1404 + 1900 + 1000, rounded to hundreds or tens as every forecast.
        shown = prognose.row(women(here, NORTH, 2034, 2024))
        assert figures_told(shown[:3]) == [
            ("4.400", "", "Bestand", ""),
            ("4.300", "", "erwartet, ohne Spanne", ""),
            ("…", "", "nur für alle Menschen gerechnet", ""),
        ]

    def test_an_area_nobody_forecast_has_no_numbers(self, here):
        shown = prognose.row(view(here, HAMLET, POPULATION, 2034, 2024))
        assert [one.value for one in shown] == ["12", "…", "…", "…"]


class TestAges:
    @pytest.mark.parametrize(
        ("area", "year", "before", "expected"),
        [
            (
                # 1400 of 8400; half of 8400 lies 2200 into the 5000 of age 40
                *(NORTH, 2024, 2020),
                [
                    ("8.400", "", "+400 seit 2020", ""),
                    ("16,7", "%", "Talstadt: 30,2\u202f%", ""),
                    ("42,0", "Jahre", "Median 40 Jahre", ""),
                    ("7,1", "%", "600 Personen", ""),
                ],
            ),
            (
                # 300 of 900; 350 into the 500 of the 47 years from 18; nationality is not told
                *(SOUTH, 2024, 2020),
                [
                    ("900", "", "−100 seit 2020", ""),
                    ("33,3", "%", "Talstadt: 30,2\u202f%", ""),
                    ("51,0", "Jahre", "Median 51 Jahre", ""),
                    ("…", "", "liegt nicht vor", ""),
                ],
            ),
            (
                *(HAMLET, 2024, 2020),
                [("12", "", "+2 seit 2020", ""), NO_RATIO, NO_RATIO, ("x", "", "0 Personen", "")],
            ),
            # One age of Nord was withheld: no share, no mean.
            (NORTH, 2022, 2020, [("8.200", "", "+200 seit 2020", "")] + [UNTOLD] * 3),
            (
                *(NORTH, 2034, 2024),
                [
                    ("8.800", "", "Median und 80-%-Bereich", "8.650–9.070"),
                    ("1.100", "", "Median und 80-%-Bereich", "900–1.300"),
                    ("43,4", "Jahre", "Median und 80-%-Bereich", "42,6–44,3"),
                    ("550", "", "Median und 80-%-Bereich", "450–650"),
                ],
            ),
        ],
    )  # fmt: skip
    def test_row(self, here, area, year, before, expected):
        chosen = view(here, area, POPULATION, year, before)
        assert figures_told(age_numbers.row(chosen, age_numbers.ages(chosen))) == expected

    def test_row_of_women(self, here):
        # 4400 of 8400; (1000 · 10.5 + 2000 · 40.5 + 1400 · 70.5) / 4400; half lies 1200 into the 2000 of 40
        chosen = women(here, NORTH)
        assert figures_told(group_numbers.row(chosen, age_numbers.ages(chosen))) == [
            ("4.400", "", "+400 seit 2020", ""),
            ("52,4", "%", "von 8.400 Menschen", ""),
            ("43,2", "Jahre", "Median 41 Jahre", ""),
            ("0,0", "%", "0 Personen", ""),
        ]

    @pytest.mark.parametrize(
        ("area", "values", "title"),
        [
            (SOUTH, ["…", "…", "…", "…"], "Frauen in Süd: zum 31.12.2024 nicht bekannt"),
            (HAMLET, ["0", "x", "x", "x"], "Frauen in Weiler: niemand am 31.12.2024"),
        ],
    )
    def test_women_nobody_told_are_missing_and_where_none_live_there_are_none(
        self, here, area, values, title
    ):
        chosen = women(here, area)
        ages = age_numbers.ages(chosen)
        assert [one.value for one in group_numbers.row(chosen, ages)] == values
        assert group_numbers.title(chosen, ages) == title


class TestDefinitions:
    def test_each_figure_carries_its_own_words(self, here):
        chosen = view(here, NORTH, POPULATION)
        words = [one.definition for one in definitions.of_figure(chosen, key_numbers.row(chosen))]
        assert words[0].startswith("Hauptwohnung am Stichtag.")
        assert "in Prozent der früheren" in words[1]
        assert words[2].startswith("Mittel der Alter.")
        assert words[2].endswith("weniger als 50 Personen dahinterstehen.")
        assert words[3].startswith("Bevölkerung in der gewählten Prognosevariante")

    def test_a_ratio_and_its_frame_have_the_same_definition(self, here):
        chosen = view(here, EAST, AGE)
        words = [one.definition for one in definitions.of_figure(chosen, key_numbers.row(chosen))]
        assert words[1] == words[2] != words[0] and words[3].startswith("Durchschnittsalter in der gewählten")

    def test_structure_group_movement_and_forecast(self, here):
        chosen = view(here, NORTH, POPULATION, before=2022)
        structure = definitions.of_structure(chosen, age_numbers.row(chosen, age_numbers.ages(chosen)))
        assert all(one.definition for one in structure)
        movement = definitions.of_movement(chosen, components.key_figures(chosen))
        assert len({one.definition for one in movement}) == 4 and all(one.definition for one in movement)
        ahead = view(here, NORTH, POPULATION, 2034, 2024)
        forecast = definitions.of_forecast(ahead, prognose.row(ahead))
        assert "mehr Menschen hier leben als heute" in forecast[2].definition
        some = women(here, NORTH)
        group = definitions.of_group(some, group_numbers.row(some, age_numbers.ages(some)))
        assert group[0].definition == "Personen mit Hauptwohnung: Frauen."
        later = women(here, NORTH, 2034, 2024)
        later_words = definitions.of_forecast(later, prognose.row(later))
        assert "in der Spanne der Gruppe" in later_words[2].definition

    def test_words_and_figures_must_match_in_number(self, here):
        chosen = view(here, NORTH, POPULATION, before=NO_YEAR)
        with pytest.raises(ValueError):
            definitions.of_movement(chosen, components.key_figures(chosen)[:3])
