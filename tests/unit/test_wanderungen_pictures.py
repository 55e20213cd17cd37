"""Motives, bands, chord and tree of the migration page: numbers by hand, and accepted by plotly."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from dashboards.style import DARK, LIGHT
from dashboards.topics.wanderungen import ages, bands, chord, motives, tree
from dashboards.topics.wanderungen.canvas import Look

LOOK = Look(LIGHT, digits=1)
FOUR = (2021, 2022, 2023, 2024)


def checked(chart: go.Figure) -> go.Figure:
    """The same figure after plotly has looked at every property."""
    return go.Figure(chart.to_dict())


def band_years(years: tuple[int, ...] = FOUR, **changes: dict[str, float]) -> pd.DataFrame:
    """Every age group: 30 come, 20 go, 400 live there at the end of each year."""
    rows = []
    for code in ages.BY_CODE:
        figures = {"arrivals": 30.0, "departures": 20.0, "stock": 400.0} | changes.get(code, {})
        rows += [{"band": code, "year": year, **figures} for year in years]
    return pd.DataFrame(rows)


def motive(table: pd.DataFrame, name: str) -> pd.Series:
    return table.set_index("name").loc[name]


class TestMotives:
    def test_flows_and_stock_are_averaged_over_four_years(self):
        found = motive(motives.motive_rates(band_years(), FOUR), "Bildungswanderung")
        assert (found["net"], found["volume"], found["stock"]) == (40, 200, 400)
        assert found["value"] == pytest.approx(25)
        # 40 ± 1.96 √200 of four years, per 1,000 of 400
        assert found["low"] == pytest.approx((40 - 1.96 * np.sqrt(200)) / 1.6, abs=0.01)

    def test_families_are_children_and_their_parents_together(self):
        table = band_years(
            u18={"arrivals": 10.0, "stock": 100.0}, **{"30_49": {"arrivals": 50.0, "stock": 300.0}}
        )
        found = motive(motives.motive_rates(table, FOUR), "Familienwanderung")
        assert (found["net"], found["stock"]) == (4 * (60 - 40), 400)
        assert found["value"] == pytest.approx(1000 * 20 / 400)

    def test_a_missing_year_or_stock_leaves_no_rate(self):
        assert motives.motive_rates(band_years(FOUR[1:]), FOUR)["value"].isna().all()
        gap = band_years(**{"65": {"stock": np.nan}})
        table = motives.motive_rates(gap, FOUR)
        assert np.isnan(motive(table, "Alterswanderung")["value"])
        assert motive(table, "Bildungswanderung")["value"] == pytest.approx(25)

    @pytest.mark.parametrize("stock", [0.0, 1.0, 12.0, 49.0])
    def test_a_handful_of_residents_has_a_balance_but_no_rate(self, stock):
        table = motives.motive_rates(band_years(**{"18_24": {"stock": stock}}), FOUR)
        found = motive(table, "Bildungswanderung")
        assert found["net"] == 40 and np.isnan(found["value"])

    def test_a_difference_that_chance_may_make_is_not_clear(self):
        even = motives.motive_rates(band_years(**{"18_24": {"arrivals": 22.0}}), FOUR)
        assert not motive(even, "Bildungswanderung")["is_clear"]


class TestBands:
    def rows(self) -> pd.DataFrame:
        return pd.DataFrame(
            {
                "name": ["Adorf", "Bdorf", "Cdorf"],
                "value": [12.0, -3.0, np.nan],
                "low": [8.0, -9.0, np.nan],
                "high": [16.0, 3.0, np.nan],
                "is_clear": [True, False, False],
            }
        )

    @pytest.mark.parametrize("colours", [LIGHT, DARK])
    def test_bars_have_their_band_and_pale_what_chance_may_make(self, colours):
        chart = checked(bands.banded_bars(self.rows(), Look(colours, digits=1)))
        bars, whiskers = chart.data
        assert bars.x == (12.0, -3.0, None)
        assert bars.marker.color[0] == colours.gain and bars.marker.color[1].startswith("rgba")
        assert whiskers.x[:6] == (8.0, 16.0, None, -9.0, 3.0, None)
        assert [note.text for note in chart.layout.annotations] == ["<b>+12,0</b>", "<b>−3,0</b>", "…"]

    def test_a_missing_bar_says_why(self):
        chart = bands.banded_bars(self.rows().assign(why="zu wenige"), LOOK)
        assert chart.layout.annotations[2].text == "zu wenige"

    def test_bars_may_start_at_another_value_than_zero(self):
        table = self.rows().head(1).assign(value=1.5, low=1.2, high=1.9, words="1,5-mal")
        chart = checked(bands.banded_bars(table, LOOK, reference=1.0))
        assert chart.data[0].base == 1.0 and chart.data[0].x == (0.5,)
        assert chart.layout.annotations[0].text == "<b>1,5-mal</b>"

    def single(self, **net: float) -> pd.DataFrame:
        table = pd.DataFrame(
            {"net": 0.0, "volume": 40.0, "years": 1, "residents": 200.0}, index=range(ages.OLDEST + 1)
        )
        for age, value in net.items():
            table.loc[int(age.removeprefix("a")), "net"] = value
        return table

    def test_the_age_curve_has_rates_where_enough_live(self):
        table = self.single(a20=36.0)
        table.loc[100, "residents"] = 49.0
        found = bands.age_values(table, "_rate")
        assert found["value"][20] == pytest.approx(180) and np.isnan(found["value"][100])
        assert found["low"][20] == pytest.approx((36 - 1.96 * np.sqrt(40)) * 5)
        assert bands.age_values(table, "")["value"][100] == 0

    def test_only_an_age_beyond_chance_among_a_hundred_is_named(self):
        strong = checked(bands.age_curve(self.single(a20=36.0, a30=-14.0), "_rate", LOOK))
        assert [note.text.split("</b>")[0] for note in strong.layout.annotations] == ["<b>20 Jahre"]
        weak = bands.age_curve(self.single(a20=14.0), "_rate", LOOK)
        assert not weak.layout.annotations

    def test_a_missing_age_is_a_gap_in_curve_and_band(self):
        table = self.single(a20=36.0)
        table.loc[50, ["net", "volume"]] = np.nan
        chart = checked(bands.age_curve(table, "", LOOK))
        curve = chart.data[-1]
        assert curve.y[50] is None and curve.connectgaps is False
        assert len(chart.data) == 3, "two stretches of the band"

    def test_nothing_known_is_drawn_empty(self):
        checked(bands.age_curve(self.single() * np.nan, "", LOOK))
        checked(bands.banded_bars(self.rows().tail(1), LOOK))


class TestChord:
    def test_arcs_are_as_long_as_what_an_area_sends(self):
        flows = np.array([[np.nan, 30.0], [10.0, np.nan]])
        (a0, a1), (b0, b1) = chord.spans(flows)
        assert (a1 - a0) == pytest.approx(3 * (b1 - b0))
        assert (a1 - a0) + (b1 - b0) + 2 * chord.GAP == pytest.approx(1)

    def test_each_known_pair_is_one_ribbon_and_clear_ones_stand_out(self):
        flows = np.array([[np.nan, 30.0, 5.0], [10.0, np.nan, np.nan], [5.0, np.nan, np.nan]])
        ribbons = chord.Ribbons(["Adorf", "Bdorf", "Cdorf"], flows, frozenset({(0, 1), (1, 0)}))
        chart = checked(chord.chord(ribbons, LOOK))
        told = [trace.text for trace in chart.data]
        assert len(told) == 2 + 3, "two known pairs and three arcs; b and c did not report"
        pale, strong = chart.data[0], chart.data[1]
        assert "Zufall" in pale.text and "Adorf → Bdorf: 30" in strong.text and "Zufall" not in strong.text
        assert pale.fillcolor != strong.fillcolor
        assert [note.text for note in chart.layout.annotations] == ["Adorf", "Bdorf", "Cdorf"]

    def test_nobody_moved_draws_arcs_only(self):
        flows = np.zeros((2, 2))
        np.fill_diagonal(flows, np.nan)
        assert len(checked(chord.chord(chord.Ribbons(["a", "b"], flows, frozenset()), LOOK)).data) == 2


class TestTree:
    def rows(self) -> pd.DataFrame:
        names = [
            ("VERBAND", "Adorf", 30, 10),
            ("VERBAND", "Bdorf", 5, 5),
            ("LAND", "", 20, 30),
            ("BUND", "", np.nan, 3),
        ]
        return pd.DataFrame(names, columns=["partner", "name", "in", "out"])

    def test_a_type_is_as_large_as_its_areas_and_a_missing_one_is_left_out(self):
        nodes = {node["id"]: node for node in tree.branches(self.rows(), LOOK)}
        assert set(nodes) == {"VERBAND", "VERBAND/Adorf", "VERBAND/Bdorf", "LAND"}
        assert nodes["VERBAND"]["volume"] == 50 and nodes["VERBAND/Adorf"]["parent"] == "VERBAND"
        checked(tree.partner_tree(self.rows(), LOOK))

    def test_small_partners_stand_together(self):
        many = pd.DataFrame(
            [("GEMEINDE", f"Ort {place}", 20 - place, 0) for place in range(15)],
            columns=["partner", "name", "in", "out"],
        )
        nodes = tree.branches(many, LOOK)
        rest = nodes[-1]
        assert rest["label"] == "übrige" and rest["volume"] == 12 + 11 + 10 + 9 + 8 + 7 + 6
        assert sum(node["volume"] for node in nodes if node["parent"]) == nodes[0]["volume"]

    def test_nobody_gives_no_tree(self):
        assert tree.branches(self.rows().iloc[:0], LOOK) == []
