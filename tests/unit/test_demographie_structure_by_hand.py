"""Age structure, groups and older statuses of a town worked out by hand: gaps, outlines, the expected."""

import math

import numpy as np
import pandas as pd
import pytest

from dashboards.topics.demographie import (
    age_numbers,
    aufbau,
    group_view,
    status_map,
    status_view,
)
from dashboards.topics.demographie.group_panels import GroupPanel
from dashboards.topics.demographie.selection import NO_YEAR
from dashboards.topics.demographie.status_figures import Stand, level_table
from tests.hand_town import HAMLET, NORTH, POPULATION, SOUTH, figures_told, the_town, view, women

ON = "31.12.2024, Gebietsstand 31.12.2021"


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_town(tmp_path_factory)


class TestPyramid:
    def test_pyramid_has_men_left_women_right_and_the_year_before_as_line(self, here):
        chosen = view(here, NORTH, POPULATION)
        panel = aufbau.pyramid_panel(chosen, age_numbers.ages(chosen))
        bars = {one.name: one for one in panel.figure.data if one.type == "bar"}
        assert (bars["Männer, deutsch"].x[40], bars["Männer, nicht deutsch"].x[40]) == (2400, 600)
        assert (bars["Frauen, deutsch"].x[70], bars["Männer, deutsch"].x[70]) == (1400, 0)
        outline = [max(one.x) for one in panel.figure.data if one.name == "Vergleich 31.12.2020"]
        assert outline == [3000, 2000], "men and women of 36 in 2020"
        assert "4.000 Männer, 4.400 Frauen, 16,7\u202f% ab 65 Jahren" in panel.alt
        assert panel.subtitle == "Personen je Altersjahr, 31.12.2024; Linie: 31.12.2020"
        assert panel.heading == "Am stärksten besetzt: 36 bis 40 Jahre"
        assert "2020" in panel.legend and "31.12." not in panel.legend, "the year alone"

    def test_classes_without_sex_are_bars_with_areas_of_their_size(self, here):
        # 100 of 18 years, 500 of 47, 300 of the 35 from 65 to 99, as the remark says.
        chosen = view(here, SOUTH, POPULATION)
        panel = aufbau.pyramid_panel(chosen, age_numbers.ages(chosen))
        (bars,) = [one for one in panel.figure.data if one.type == "bar"]
        assert bars.x == pytest.approx((100 / 18, 500 / 47, 300 / 35))
        assert "ohne Geschlecht" in panel.note and "offene Gruppe ab 65 Jahren" in panel.note
        single = view(here, NORTH, POPULATION)
        assert aufbau.pyramid_panel(single, age_numbers.ages(single)).note == ""

    def test_a_pyramid_of_the_forecast_says_that_it_is_expected(self, here):
        chosen = view(here, NORTH, POPULATION, 2034, 2024)
        panel = aufbau.pyramid_panel(chosen, age_numbers.ages(chosen))
        bars = {one.name: one for one in panel.figure.data if one.type == "bar"}
        assert (bars["Männer, deutsch"].x[50], bars["Frauen, deutsch"].x[80]) == (2500, 1000)
        assert "(Prognose)" in panel.subtitle and "erwarteten Personen" in panel.note

    @pytest.mark.parametrize(
        ("chosen", "said"),
        [
            (lambda here: view(here, NORTH, POPULATION, 2022), "kein vollständiger Bestand"),
            (lambda here: women(here, SOUTH), "Frauen sind für Süd nicht bekannt"),
            # Twelve men live there.
            (lambda here: women(here, HAMLET), "Frauen in Weiler: niemand am 31.12.2024. Deshalb"),
        ],
    )
    def test_no_pyramid_of_what_is_not_known(self, here, chosen, said):
        selection = chosen(here)
        panel = aufbau.pyramid_panel(selection, age_numbers.ages(selection))
        assert panel.figure is None and said in panel.empty

    def test_population_of_women_is_expected_dashed_and_without_a_fan(self, here):
        panel = aufbau.population_panel(women(here, NORTH))
        shown = {one.name: one for one in panel.figure.data if one.name}
        # 2000 + 1000 + 1000 in 2020; withheld ages of 2022 are those of men, yet 1500 women of 68 are known.
        known = dict(zip(shown["Nord"].x, shown["Nord"].y, strict=True))
        assert (known[2020], known[2022], known[2024]) == (4000, 1500, 4400) and math.isnan(known[2021])
        assert (shown["erwartet"].y, shown["erwartet"].line.dash) == ((4400, 4304), "5px,4px")
        # 4304 women of a mean without a range are told as "4.300".
        assert shown["erwartet"].customdata[-1] == "4.300"
        assert "erwartet 4.300" in {one.text for one in panel.figure.layout.annotations}
        assert panel.table.iloc[-1]["line1"] == 4300 and panel.columns[2].title == "erwartet, gerundet"
        assert not [one for one in panel.figure.data if one.fill == "toself"]
        assert panel.heading == "+400 Personen von 2020 bis 2024" and panel.note.startswith("Gestrichelt")
        assert panel.subtitle.startswith("Frauen am 31.12., ab 2025 Prognose")
        alone = aufbau.population_panel(view(here, HAMLET, POPULATION))
        assert alone.subtitle.startswith("Bevölkerung am 31.12.; ") and "Prognose" not in alone.subtitle

    def test_population_nobody_told(self, here):
        panel = aufbau.population_panel(women(here, SOUTH))
        assert panel.figure is None and panel.empty == "Frauen liegt für Süd nicht vor."


class TestGroups:
    def test_groups_are_an_index_with_gap_and_range(self, here):
        chosen = view(here, NORTH, POPULATION)
        panels, base = age_numbers.panels(chosen, age_numbers.ages(chosen))
        panel = group_view.panel(chosen, panels, base)
        assert panel is not None and base == 2024
        # 4000 to 4600 of 5000, 1540 to 1680 of 1400
        assert "30 bis 49 Jahre 80 bis 92, 65 bis 74 Jahre 110 bis 120" in panel.alt
        rows = panel.table[panel.table["group"] == "30 bis 49 Jahre"].set_index("year")
        assert rows.loc[["2020", "2023", "2024"], "persons"].tolist() == [5000, 4500, 5000]
        assert rows["persons"].isna().tolist() == [False, True, True, False, False, True]
        assert rows.loc["2034", "range"] == "4.000–4.600"
        words = [word for one in panel.figure.data if one.mode == "text" for word in one.text]
        assert any("1.400 → 1.540–1.680" in word for word in words)

    def test_without_groups_there_is_no_picture(self, here):
        assert group_view.panel(view(here, NORTH, POPULATION), [], 2024) is None

    def test_numbers_of_a_group_without_a_range_are_marked_missing(self):
        nothing = np.array([[np.nan], [np.nan], [60.0], [np.nan], [np.nan]])
        known = np.array([2023.0, 2024.0]), np.array([np.nan, 50])
        one = GroupPanel((0, 2), *known, np.array([2034.0]), nothing)
        table, _ = group_view.numbers([one], 2024, 2034)
        assert table["range"].tolist() == ["", "", "…"]
        assert math.isnan(table["persons"][0]) and table["persons"][1] == 50


class TestStatus:
    def stand(self):
        rows = [
            (NORTH, "Nord", 2020, 8000.0), (NORTH, "Nord", 2024, 8400.0),
            (SOUTH, "Süd", 2020, 1000.0), (SOUTH, "Süd", 2024, None),
            ("alt", "Altdorf", 2020, 40.0), ("alt", "Altdorf", 2024, 44.0),
        ]  # fmt: skip
        table = pd.DataFrame(rows, columns=["area_id", "name", "year", "persons"])
        table = table.assign(level="ortsteil", has_geometry=True, is_changed=False)
        return Stand("2021-12-31", "Gebietsstand 31.12.2021", NORTH, "Nord", table)

    def on(self, here, area_id, name):
        found = self.stand()
        return view(here, NORTH, POPULATION), Stand(found.status, found.label, area_id, name, found.rows)

    @pytest.mark.parametrize(
        ("area", "name", "expected"),
        [
            (NORTH, "Nord", [("8.400", "", ON, ""), ("+5,0", "%", "+400 Personen", "")]),
            (SOUTH, "Süd", [("…", "", "liegt nicht vor", "")] * 2),
            ("alt", "Altdorf", [("44", "", ON, ""), ("+4", "", "zuvor 40 Personen", "")]),
        ],
    )  # fmt: skip
    def test_key_figures(self, here, area, name, expected):
        assert figures_told(status_view.key_figures(*self.on(here, area, name))) == expected

    def test_years_not_delivered_on_the_status_are_gaps(self, here):
        panel = status_view.time_panel(*self.on(here, NORTH, "Nord"))
        (line,) = [one for one in panel.figure.data if one.name == "Nord"]
        assert line.x == (2020, 2021, 2022, 2023, 2024) and line.y == (8000, None, None, None, 8400)
        assert line.customdata[1] == "…"
        nothing = status_view.time_panel(*self.on(here, "neu", "Neudorf"))
        assert nothing.figure is None and nothing.empty == "Bevölkerung liegt für Neudorf nicht vor."

    def test_the_map_hatches_what_it_cannot_know(self, here):
        chosen, found = self.on(here, NORTH, "Nord")
        table = level_table(chosen, found)
        panel = status_map.panel(chosen, found, table)
        change = table.set_index("name")["change_percent"]
        assert change["Nord"] == pytest.approx(5) and math.isnan(change["Süd"])
        rows = [row for one in panel.figure.data if one.customdata is not None for row in one.customdata]
        words = [word for row in rows for word in row]
        assert "31.12.2024: 8.400<br>31.12.2020: 8.000" in words
        # Süd: not delivered. Altdorf has no border today; Ost and Weiler are not of this status.
        assert "31.12.2024: …<br>31.12.2020: 1.000" in words
        assert status_map.undrawn(chosen, table) == ["Altdorf"]
        assert "ohne Wert oder ohne Grenzen" in panel.legend
        assert [one.title for one in panel.columns] == ["Gebiet", "2020", "2024", "Veränderung", "in\u202f%"]
        assert [one.title for one in status_map.columns(view(here, NORTH, POPULATION, before=NO_YEAR))] == [
            "Gebiet",
            "2024",
        ]

    def test_no_map_without_a_value(self, here):
        chosen, found = self.on(here, NORTH, "Nord")
        rows = found.rows.assign(persons=np.nan)
        empty = Stand(found.status, found.label, NORTH, "Nord", rows)
        panel = status_map.panel(chosen, empty, level_table(chosen, empty))
        assert panel.figure is None and panel.empty
