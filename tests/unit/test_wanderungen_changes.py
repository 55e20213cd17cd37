"""Change since an earlier period, areas beside each other, single partners outside: values by hand."""

import numpy as np
import pandas as pd
import pytest

from dashboards.filters import EVERYONE
from dashboards.topics.wanderungen import ages, changes, measures, outside
from dashboards.topics.wanderungen.beside import Cells, widest
from dashboards.topics.wanderungen.choosing import moved
from dashboards.topics.wanderungen.counting import FLOWS
from dashboards.topics.wanderungen.measures import Choice
from dashboards.topics.wanderungen.status_figures import figured

THEN, NOW = (2015, 2016, 2017), (2022, 2023, 2024)


def means(arrivals: float, departures: float, residents: float = 1000) -> pd.DataFrame:
    """One area over three years, as measures.over_period."""
    rows = [
        dict.fromkeys(FLOWS, 0.0)
        | {"area_id": "a", "band": ages.ALL, "year": year}
        | {"arrivals": arrivals, "departures": departures, "residents": residents}
        for year in NOW
    ]
    return measures.over_period(pd.DataFrame(rows), NOW).droplevel("band")


class TestChange:
    def test_an_earlier_period_is_as_long_and_wholly_known(self):
        years = [2015, 2016, 2017, 2019, 2020, 2021, 2022, 2023, 2024]
        assert changes.windows(years, 2023, 2024) == [
            (2015, 2016),
            (2016, 2017),
            (2019, 2020),
            (2020, 2021),
            (2021, 2022),
        ]
        assert changes.windows(years, 2022, 2024) == [(2015, 2016, 2017), (2019, 2020, 2021)]
        assert changes.windows(years, 2016, 2024) == []

    def test_ten_years_before_is_looked_at_first(self):
        spans = changes.windows(range(2005, 2025), 2022, 2024)
        assert changes.usual(spans, 2022) == (2012, 2013, 2014)
        assert changes.usual([(2019, 2020, 2021)], 2022) == (2019, 2020, 2021)

    def test_cases_change_in_per_cent_and_the_balance_in_points(self):
        found = changes.since(means(60, 50), means(50, 46), 3).iloc[0]
        assert found["arrivals_change"] == pytest.approx(20)
        assert found["net_change"] == pytest.approx(10 - 4)
        # 330 moves now, 288 then, of 3,000 person-years: √330 and √288 per 3,000
        spread = 1000 * np.hypot(330**0.5, 288**0.5) / 3000
        assert spread == pytest.approx(8.287, abs=1e-3)
        assert found["net_chance"] == pytest.approx(0.469, abs=1e-3)
        # 180 against 150 cases
        assert found["arrivals_chance"] == pytest.approx(0.110, abs=2e-3)

    def test_few_cases_then_carry_no_per_cent(self):
        found = changes.since(means(60, 50), means(16, 46), 3).iloc[0]
        assert np.isnan(found["arrivals_change"]), "48 cases in three years"
        assert found["departures_change"] == pytest.approx(100 * (50 / 46 - 1))

    def test_what_is_missing_in_one_period_has_no_change(self):
        found = changes.since(means(60, 50), means(np.nan, 46), 3).iloc[0]
        assert np.isnan(found["arrivals_change"]) and np.isnan(found["arrivals_chance"])
        assert np.isnan(found["net_change"])

    def test_nobody_then_and_now_is_no_change_by_chance(self):
        found = changes.since(means(0, 50), means(0, 46), 3).iloc[0]
        assert np.isnan(found["arrivals_change"]) and found["arrivals_chance"] == 1

    def test_every_year_is_set_against_the_same_mean(self):
        rows = measures.by_year(
            pd.DataFrame(
                [
                    dict.fromkeys(FLOWS, 0.0)
                    | {"area_id": "a", "band": ages.ALL, "year": year, "residents": 1000.0}
                    | {"arrivals": arrivals, "departures": 40.0}
                    for year, arrivals in ((2023, 40.0), (2024, 75.0))
                ]
            )
        )
        found = changes.by_year(rows, means(50, 46), 3)
        assert found["arrivals_change"].tolist() == pytest.approx([-20, 50])
        assert found["net_change"].tolist() == pytest.approx([0 - 4, 35 - 4])

    def test_a_title_says_no_more_than_the_counts_carry(self):
        choice = Choice(NOW, EVERYONE, "in", "change", base=THEN)
        small = changes.since(means(60, 50), means(50, 46), 3).iloc[0]
        assert "Zufall" in changes.headline("Adorf", choice, small)
        large = changes.since(means(600, 500), means(500, 460), 3).iloc[0]
        assert changes.headline("Adorf", choice, large) == "Adorf: 20,0\u202f% mehr Zuzüge als 2015–2017"
        net = Choice(NOW, EVERYONE, "net", "change", base=THEN)
        assert "Zufall" in changes.headline("Adorf", net, small)
        lost = changes.since(means(400, 700), means(500, 460), 3).iloc[0]
        assert changes.headline("Adorf", net, lost).startswith("Adorf: Saldo −340,0 je\u00a01.000")

    def test_a_map_title_allows_for_the_number_of_areas(self):
        choice = Choice(NOW, EVERYONE, "in", "change", base=THEN)
        calm = [changes.since(means(60, 50), means(50, 46), 3) for _ in range(4)]
        table = pd.concat(calm).set_axis(list("abcd"))
        names = {code: code.upper() for code in "abcd"}
        assert "in keinem Gebiet" in changes.map_headline(table, names, choice)
        risen = changes.since(means(900, 50), means(500, 46), 3).set_axis(["d"])
        told = changes.map_headline(pd.concat([table.head(3), risen]), names, choice)
        assert told == "Zuzüge gegenüber 2015–2017: am meisten gestiegen in D"


class TestClick:
    @pytest.mark.parametrize(
        ("year", "period"),
        [(2018, (2016, 2018)), (2024, (2022, 2024)), (2015, (2015, 2017)), (2030, (2022, 2024))],
    )
    def test_a_clicked_year_ends_a_period_of_the_same_length(self, year, period):
        assert moved((2021, 2023), year, (2015, 2024)) == period


class TestBeside:
    def cells(self, values: dict, spreads: dict) -> Cells:
        return Cells(
            pd.DataFrame(values, index=["jung", "alt"]), pd.DataFrame(spreads, index=["jung", "alt"])
        )

    def test_the_widest_clear_difference_is_named(self):
        cells = self.cells({"A": [10.0, 3.0], "B": [0.0, 0.0]}, {"A": [1.0, 2.0], "B": [1.0, 2.0]})
        # jung: 10 / √2 = 7.1 standard deviations; alt: 3 / √8 = 1.1
        assert widest(cells) == ("jung", "A", "B")

    def test_more_areas_need_a_wider_gap(self):
        spreads = {name: [1.0, np.nan] for name in "ABCDEF"}
        two = self.cells({"A": [3.0, np.nan], "B": [0.0, np.nan]}, {name: spreads[name] for name in "AB"})
        # 3 / √2 = 2.12: two-sided chance 3.4 %; of 15 pairs one such is likely
        assert widest(two) == ("jung", "A", "B")
        values = {name: [1.0, np.nan] for name in "CDEF"} | {"A": [3.0, np.nan], "B": [0.0, np.nan]}
        assert widest(self.cells(values, spreads)) is None

    def test_what_only_one_area_knows_is_no_difference(self):
        cells = self.cells({"A": [10.0, np.nan], "B": [np.nan, np.nan]}, {"A": [1.0, 1.0], "B": [1.0, 1.0]})
        assert widest(cells) is None


class TestSinglePartners:
    ROWS = pd.DataFrame(
        [
            (2023, "in", "BUND", "04011000", "Bremen", 4.0),
            (2024, "in", "BUND", "04011000", "Bremen", 8.0),
            (2024, "out", "BUND", "04011000", "Bremen", 2.0),
            (2024, "in", "AUSLAND", "163", None, 5.0),
            (2024, "in", "AUSLAND", None, None, 1.0),
            (2024, "out", "BUND", "09999999", None, np.nan),
        ],
        columns=["year", "direction", "partner", "code", "name", "moves"],
    )

    def test_means_by_partner_largest_first(self):
        found = outside.by_code(self.ROWS, 2).set_index("label")
        assert found.loc["Bremen", ["in", "out", "volume"]].tolist() == [6, 1, 7]
        assert found.index[0] == "Bremen"
        assert found.loc["Staat 163", ["in", "out"]].tolist() == [2.5, 0]

    def test_unknown_and_withheld_are_told_apart(self):
        found = outside.by_code(self.ROWS, 2).set_index("label")
        assert found.loc["ohne nähere Angabe", "in"] == 0.5 and found.loc["ohne nähere Angabe", "code"] == ""
        assert np.isnan(found.loc["Gemeinde 09999999", "out"])

    def test_a_partner_is_called_by_its_name_else_by_its_key(self):
        assert outside.label_of("163", "Türkei") == "Türkei"
        assert outside.label_of("163", None) == "Staat 163"
        assert outside.label_of("04011000", float("nan")) == "Gemeinde 04011000"
        assert outside.label_of(None, None) == "ohne nähere Angabe"


class TestStatus:
    def of(self, level: str, is_changed: bool, *moves: float) -> pd.Series:
        names = ("arrived", "departed", "moved_in", "moved_out")
        row = {
            "area_id": "a",
            "name": "A",
            "level": level,
            "is_changed": is_changed,
            "year": 2020,
            "residents": 200.0,
        }
        return figured(pd.DataFrame([row | dict(zip(names, moves, strict=True))])).iloc[0]

    def test_a_part_counts_moves_from_and_to_other_parts(self):
        found = self.of("ortsteil", True, 20, 10, 7, 9)
        assert (found["arrivals"], found["departures"], found["net"], found["net_rate"]) == (27, 19, 8, 40)

    def test_a_municipality_counts_moves_over_its_border_only(self):
        found = self.of("gemeinde", False, 20, 10, 7, 7)
        assert (found["arrivals"], found["departures"], found["net"]) == (20, 10, 10)
        never_reported = self.of("gemeinde", False, 20, 10, np.nan, np.nan)
        assert never_reported["net"] == 10

    def test_of_a_municipality_merged_since_moves_inside_count_with_their_balance(self):
        found = self.of("gemeinde", True, 20, 10, 12, 7)
        assert (found["arrivals"], found["departures"], found["net"]) == (25, 10, 15)
        lost = self.of("gemeinde", True, 20, 10, 7, 12)
        assert (lost["arrivals"], lost["departures"], lost["net"]) == (20, 15, 5)
        assert np.isnan(self.of("gemeinde", True, 20, 10, np.nan, 7)["net"])
