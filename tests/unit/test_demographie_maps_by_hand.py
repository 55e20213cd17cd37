"""Map and fan of a town worked out on paper: classes, hatches and hovers; ranges, dotted paths, silence."""

import pytest

from dashboards.areas import tree
from dashboards.maps.options import MapOptions
from dashboards.topics.demographie import fan_panel, map_panel
from dashboards.topics.demographie.selection import NO_YEAR
from tests.hand_town import (
    AGE,
    FOREIGN_SHARE,
    HAMLET,
    NORTH,
    POPULATION,
    SOUTH,
    build_tables,
    the_town,
    town,
    view,
)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_town(tmp_path_factory)


def told(panel):
    """Class (0: a gap) and hover of each drawn area."""
    (areas,) = panel.figure.plain_traces
    return dict(zip(areas["locations"], zip(areas["z"], areas["customdata"], strict=True), strict=True))


def named(panel):
    return {one.name: one for one in panel.figure.data if one.name}


class TestMap:
    def test_changes_lie_on_both_sides_of_the_middle(self, here):
        # Nord 8400/8000, Süd 900/1000; Ost, in the title, lost a fifth but has no border.
        panel = map_panel.panel(view(here, NORTH, POPULATION), MapOptions())
        shown = told(panel)
        assert shown[NORTH][0] > shown[SOUTH][0] > 0
        assert shown[NORTH][1] == ["Nord", "8.400 Personen<br>+400 (5,0\u202f%) seit 2020"]
        assert shown[SOUTH][1][1] == "900 Personen<br>−100 (−10,0\u202f%) seit 2020"
        assert panel.heading == "Von −20,0\u202f% in Ost bis +5,0\u202f% in Nord"
        assert panel.subtitle == "Bevölkerung: Veränderung in % seit 31.12.2020, Ortsteile, 31.12.2024"

    def test_the_heading_says_that_a_small_area_off_the_scale_was_not_considered(self, tmp_path):
        # Weiler grew from 90 to 108, more than Nord, among too few people to be named.
        values = build_tables()["indicator_value"]
        values.loc[values["area_id"] == HAMLET, "value"] *= 9
        panel = map_panel.panel(view(town(tmp_path, indicator_value=values), NORTH, POPULATION), MapOptions())
        assert panel.heading == "Von −20,0\u202f% in Ost bis +5,0\u202f% in Nord (Gebiete ab 500 Personen)"

    def test_what_was_not_delivered_is_hatched_and_said(self, here):
        panel = map_panel.panel(view(here, NORTH, FOREIGN_SHARE, 2020, NO_YEAR), MapOptions())
        assert told(panel)[SOUTH] == (0, ["Süd", "liegt nicht vor"])
        assert told(panel)[NORTH][1][1] == "Ausländeranteil 6,0\u202f%<br>8.000 Personen"
        assert "nicht geliefert" in panel.legend
        full = map_panel.panel(view(here, NORTH, FOREIGN_SHARE), MapOptions())
        assert "nicht geliefert" not in full.legend and told(full)[SOUTH][0] > 0

    def test_a_forecast_shows_its_range_and_who_has_none_is_a_gap(self, here):
        panel = map_panel.panel(view(here, NORTH, AGE, 2034, 2024), MapOptions())
        assert told(panel)[NORTH][1][1].startswith("Prognose 2034: 43,4 (42,6–44,3) Jahre")
        assert told(panel)[SOUTH][0] == 0 and "(Prognose)" in panel.subtitle

    def test_compared_areas_are_outlined_in_the_colours_of_their_lines(self, here):
        south = tree(here)[SOUTH]
        plain = map_panel.panel(view(here, NORTH, POPULATION), MapOptions())
        panel = map_panel.panel(view(here, NORTH, POPULATION, others=(south,)), MapOptions())
        layers = [len(one.figure.plain_layout["map"]["layers"]) for one in (plain, panel)]
        assert layers[1] == layers[0] + 1 and "Süd" in panel.legend

    def test_a_year_nobody_told_has_no_map(self, here):
        panel = map_panel.panel(view(here, NORTH, AGE, 2022), MapOptions())
        assert panel.figure is None
        assert panel.empty == "Durchschnittsalter liegt für Ortsteile zum 31.12.2022 nicht vor."

    def test_without_borders_the_table_is_pointed_at(self, tmp_path):
        bare = town(tmp_path, area=build_tables()["area"].assign(geometry=None))
        panel = map_panel.panel(view(bare, NORTH, POPULATION), MapOptions())
        assert panel.figure is None and "keine Gebietsgrenzen" in panel.empty


class TestFan:
    def test_the_other_scenarios_are_dotted(self, here):
        panel = fan_panel.panel(view(here, NORTH, POPULATION, 2034, 2024))
        path = named(panel)["Obere Variante"]
        assert (path.x, path.y, path.line.dash) == ((2034,), (9200,), "1.6px,3px")
        assert named(panel)["Prognose"].y == (8600, 8800) and "Gepunktet" in panel.note
        assert panel.heading == "Bis 2034 voraussichtlich +250 bis +670 Personen"
        assert panel.figure.layout.yaxis.range[1] >= 9200, "the axis reaches the other scenario"

    def test_change_since_today(self, here):
        # 8652 and 9072 of 8400: 3 and 8 % more; medians 8600 and 8800, the other scenario 9200.
        panel = fan_panel.panel(view(here, NORTH, POPULATION, 2034, 2024, options={"darstellung": "seit"}))
        assert panel.heading == "Bis 2034 voraussichtlich +3,0 bis +8,0\u202f%"
        assert named(panel)["Prognose"].y == pytest.approx((100 * 2 / 84, 100 * 4 / 84), rel=1e-5)
        assert named(panel)["Obere Variante"].y == pytest.approx((100 * 8 / 84,), rel=1e-5)
        assert named(panel)["Nord"].y[4] == 0

    def test_small_areas_have_ranges_alone_and_fade(self, here):
        panel = fan_panel.panel(view(here, SOUTH, POPULATION, 2034, 2024))
        assert "Obere Variante" not in named(panel) and named(panel)["Prognose"].line.width == 0
        assert panel.note.startswith("Blass nach 2029")
        assert panel.table["range"].tolist()[-1] == "700–880"

    def test_an_area_nobody_forecast(self, here):
        panel = fan_panel.panel(view(here, HAMLET, POPULATION, 2034, 2024))
        assert panel.figure is None and "liegt keine Prognose vor" in panel.empty
