"""The balance of a town, worked out by hand: stacked bars, bridge, key figures; the untold is missing."""

import math

import pandas as pd
import pytest

from dashboards.topics.demographie import (
    components,
)
from dashboards.topics.demographie.selection import NO_YEAR
from tests.hand_town import NORTH, POPULATION, the_town, view


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_town(tmp_path_factory)


def lines(panel):
    return {trace.name: trace for trace in panel.figure.data if trace.name}


class TestComponents:
    def test_bars_are_balances_and_a_part_not_told_is_no_bar(self, here):
        panel = components.stack_panel(view(here, NORTH, POPULATION))
        bars = lines(panel)
        assert bars["natürlicher Saldo"].x == (2021, 2022, 2023, 2024)
        # 100 − 60, deaths of 2022 not told, 80 − 90, 70 − 100
        assert bars["natürlicher Saldo"].y[0::2] == (40, -10) and math.isnan(bars["natürlicher Saldo"].y[1])
        assert bars["natürlicher Saldo"].customdata[1] == "…"
        assert bars["Wanderungssaldo"].y == (50, 50, 110, 120)
        assert bars["Umzüge innerhalb der Gemeinde"].y == (-10, 0, 0, -20)
        assert bars["ungeklärt"].marker.pattern.shape == "/" and math.isnan(bars["ungeklärt"].y[1])
        assert bars["Veränderung"].y == (100, 100, 100, 100)
        assert panel.heading == "In jedem bekannten Jahr +100"

    def test_a_year_per_thousand_of_its_mean_population(self, here):
        panel = components.stack_panel(view(here, NORTH, POPULATION, options={"darstellung": "je1000"}))
        # 50 of (8000 + 8100) / 2, 120 of (8300 + 8400) / 2
        shown = lines(panel)["Wanderungssaldo"].y
        assert (shown[0], shown[3]) == pytest.approx((1000 * 50 / 8050, 1000 * 120 / 8350))
        assert "1.000" in panel.subtitle

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ([30.0, None, -20.0], "Am meisten +30 im Jahr 2020, am wenigsten −20 im Jahr 2022"),
            ([None, 7.0, None], "2021: +7 Personen"),
            ([None, None, None], "Bestandteile der Veränderung"),
        ],
    )
    def test_the_title_names_known_years_only(self, changes, said):
        table = pd.DataFrame({"year": [2020, 2021, 2022], "change": changes}, dtype=float)
        assert components.heading(table) == said

    def test_the_bridge_hangs_each_part_on_the_one_before(self, here):
        panel = components.bridge_panel(view(here, NORTH, POPULATION, before=2022))
        # Births 80 + 70, deaths 90 + 100; in 400 + 250, out 290 + 130; inner 40 − 60; the rest closes 200.
        assert panel.table["value"].tolist() == [8200, -40, 230, -20, 30, 8400]
        bars = [(one.x0, one.x1) for one in panel.figure.layout.shapes if one.type == "rect"]
        assert bars == [(8200, 8160), (8160, 8390), (8390, 8370), (8370, 8400)]
        assert panel.heading == "Das Plus von zwei Jahren stammt aus Wanderungen"
        assert "150 Geburten, 190 Sterbefälle" in panel.alt

    @pytest.mark.parametrize(
        ("before", "year", "said"),
        [
            (2020, 2024, "nicht für alle Jahre von 2021 bis 2024"),
            (NO_YEAR, 2024, "Ohne Vergleichsstichtag"),
            (2024, 2034, "nur für vergangene Jahre"),
        ],
    )
    def test_no_bridge_over_a_year_nobody_told(self, here, before, year, said):
        panel = components.bridge_panel(view(here, NORTH, POPULATION, year, before))
        assert panel.figure is None and said in panel.empty

    def test_key_figures_of_the_balance(self, here):
        told = components.key_figures(view(here, NORTH, POPULATION, before=2022))
        assert [(one.value, one.comparison) for one in told] == [
            ("+200", "auf 8.400"),
            ("−40", "150 Geburten, 190 Sterbefälle"),
            ("+210", "außen +230, Umzüge −20"),
            ("+30", "davon ungeklärt +30"),
        ]
        unknown = components.key_figures(view(here, NORTH, POPULATION))
        assert {one.value for one in unknown} == {"…"}
