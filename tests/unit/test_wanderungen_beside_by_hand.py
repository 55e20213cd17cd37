"""Areas beside each other and the stays of arrivals in an association worked out by hand."""

import math

import pytest

from dashboards.areas import tree
from dashboards.topics.wanderungen import (
    beside_pictures,
    verbleib,
)
from tests.hand_union import MITTE, NORD, UNION, A, B, C, named, noted, the_union, view

GAP, ARRIVED = (2022, 2023), (2020, 2021, 2022)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_union(tmp_path_factory)


class TestBeside:
    def others(self, here):
        return [tree(here)[B], tree(here)[C]]

    def test_lines_of_areas_over_the_years(self, here):
        panel = beside_pictures.over_years(view(here, A, measure="cases"), self.others(here))
        shown = named(panel)
        assert shown["Adorf"].y == (70, 70, 70, 70, 100) and shown["Bdorf"].y == (-40,) * 5
        assert shown["Cdorf"].y[0] == 1 and math.isnan(shown["Cdorf"].y[2])
        assert panel.heading == "2024: am höchsten Adorf +100, am niedrigsten Bdorf −40"
        assert [(one.title, one.kind) for one in panel.columns[1:3]] == [
            ("Adorf", "signed"),
            ("Bdorf", "signed"),
        ]

    def test_no_line_of_an_area_without_a_report(self, here):
        panel = beside_pictures.over_years(view(here, C), [tree(here)[A]])
        assert panel.figure is None and panel.empty

    def test_bars_leave_out_area_and_band_without_a_rate(self, here):
        panel = beside_pictures.bars(view(here, A), self.others(here))
        bars, whiskers = panel.figure.data
        assert bars.x == (42.5, -40, None)
        # 170 ± 1.96 √290 of 2,000 in two years
        assert whiskers.x[0] == pytest.approx((170 - 1.96 * math.sqrt(290)) / 4, abs=0.01)
        assert whiskers.x[6:8] == (None, None), "no band for 40 people"
        assert noted(panel)[2] == "unter 50 Einwohner, keine Rate"
        assert panel.heading == "Am höchsten Adorf +42,5, am niedrigsten Bdorf −40,0"

    def test_bars_of_silence(self, here):
        panel = beside_pictures.bars(view(here, C, GAP), [tree(here)[UNION]])
        assert panel.figure is None and "nicht oder nicht vollständig geliefert" in panel.empty

    def test_ages_and_types_are_dots(self, here):
        # 22: 75 − 30 of 1,000, Bdorf 30 − 26 of 500. 40: 40 of 1,000, Bdorf −44 of 500.
        panel = beside_pictures.ages(view(here, A), self.others(here))
        assert named(panel)["Adorf"].x == (None, 45, None, 40, None, None)
        assert named(panel)["Bdorf"].x[1::2] == (8, -88, None)
        assert panel.heading == "Am weitesten auseinander: 30–49, Adorf +40,0 und Bdorf −88,0"
        types = beside_pictures.types(view(here, A), self.others(here))
        rows = types.table.set_index("row")
        # 30 and −34 with the association, 75 and −26 abroad; of 2,000 and 1,000
        assert rows.loc["Verband", ["k0", "k1"]].tolist() == [15, -34]
        assert rows.loc["Ausland", ["k0", "k1"]].tolist() == [37.5, -26]
        assert rows["k2"].isna().all()

    def test_stayers_are_compared_after_the_years_both_are_known(self, here):
        panel = beside_pictures.stayers(view(here, MITTE, ARRIVED), [tree(here)[NORD]])
        shown = named(panel)
        # 160/180, then · (1 − 35/87.5); 150/200, then · 25/125
        assert shown["Mitte"].y == pytest.approx((100, 100 * 8 / 9, 100 * 8 / 15))
        assert shown["Nord"].y == pytest.approx((100, 75, 15))
        assert (
            panel.heading
            == "Nach zwei Jahren noch da: am ehesten Mitte (53\u202f%), am seltensten Nord (15\u202f%)"
        )
        alone = beside_pictures.stayers(view(here, MITTE, ARRIVED), [tree(here)[B]])
        assert alone.figure is None and "braucht es zwei Gebiete" in alone.empty


class TestStays:
    def test_numbers(self, here):
        # 400 come; 70 leave, 40 are lost from sight: 1 − 70/380. Of 290 then 135 leave and 155 are lost.
        # 1 − 135/212.5 of it; half is reached after 1 + (0.8158 − 0.5)/(0.8158 − 0.2975) years.
        shown = verbleib.numbers(view(here, A, ARRIVED))
        assert [one.value for one in shown] == ["400", "81,6\u202f%", "…", "1,6"]

    def test_curve_of_all_and_by_nationality(self, here):
        shown = named(verbleib.curve(view(here, A, ARRIVED)))
        first = 1 - 70 / 380
        assert shown["alle"].y == pytest.approx((100, 100 * first, 100 * first * (1 - 135 / 212.5)))
        assert shown["deutsch"].y == pytest.approx((100, 100 * 8 / 9, 100 * 8 / 15))
        assert verbleib.curve(view(here, A, ARRIVED)).heading == "Nach zwei Jahren sind noch 24–35\u202f% da"

    @pytest.mark.parametrize(
        ("make", "names", "heading"),
        [
            (
                verbleib.by_origin,
                ["übriges Land", "Ausland"],
                "Am ehesten bleiben Zugezogene aus dem übrigen Land",
            ),
            (verbleib.by_area, ["Mitte", "Nord"], "Am ehesten bleiben Zugezogene in Mitte"),
        ],
    )
    def test_groups_against_all(self, here, make, names, heading):
        panel = make(view(here, A, ARRIVED))
        assert panel.table["name"].tolist() == names
        assert panel.table["value"].tolist() == pytest.approx([100 * 8 / 15, 15])
        assert panel.figure.data[0].base == pytest.approx(29.75, abs=0.01)
        assert panel.heading == heading
        few = make(view(here, A, (2020,)))
        assert few.figure is None and "Zu wenige Zuzüge" in few.empty

    def test_cohorts(self, here):
        panel = verbleib.cohorts(view(here, A, ARRIVED))
        # by row: 2020 and 2021 after one year, then after two
        assert panel.figure.data[1].text == ("89", "75", "53", "15")
        assert panel.heading == "Nach einem Jahr noch da: je nach Zuzugsjahr 75–89\u202f%"
        nothing = verbleib.cohorts(view(here, B, ARRIVED))
        assert nothing.figure is None and "50 beobachtete Fälle" in nothing.empty
