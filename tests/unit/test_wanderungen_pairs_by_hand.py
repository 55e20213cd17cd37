"""Key figures, pairs and the matrix of an association worked out by hand; missing stays missing."""

import numpy as np
import pandas as pd
import pytest

from dashboards.style import LIGHT
from dashboards.topics.wanderungen import (
    dots,
    figures,
    grid,
    key_numbers,
    pair_pictures,
    verflechtung,
)
from dashboards.topics.wanderungen.canvas import Look
from tests.hand_union import MITTE, UNION, A, C, named, noted, the_union, view

LOOK = Look(LIGHT, digits=0)
GAP = (2022, 2023)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_union(tmp_path_factory)


def told(shown):
    return [(one.value, one.comparison) for one in shown]


class TestKeyNumbers:
    @pytest.mark.parametrize(
        ("area", "expected"),
        [
            (
                # 75 + 20 + 2 in, 20 + 26 + 1 out of 3,040; 50 of 144
                UNION,
                [
                    ("97", "31,9 je 1.000, meist aus dem Ausland"),
                    ("47", "15,5 je 1.000, meist ins Ausland"),
                    ("+50", "+16,4 je 1.000, 34,7\u202f% des Volumens"),
                    ("+42,5", "Adorf; größter Verlust Bdorf −40,0"),
                ],
            ),
            (
                # 75 + 40 in, 20 + 10 out of 2,000; 85 of 145; Mitte 125 − 50, Nord 30 − 20 of 1,000
                A,
                [
                    ("115", "57,5 je 1.000, meist aus dem Ausland"),
                    ("30", "15,0 je 1.000, meist ins übrige Land"),
                    ("+85", "+42,5 je 1.000, 58,6\u202f% des Volumens"),
                    ("+75,0", "Mitte; geringster Gewinn Nord +10,0"),
                ],
            ),
            (
                # a leaf is told by its partners: 75 from abroad, 10 − 30 with Nord
                MITTE,
                [
                    ("125", "125,0 je 1.000, meist aus dem Ausland"),
                    ("50", "50,0 je 1.000, meist in andere Teile der Gemeinde"),
                    ("+75", "+75,0 je 1.000, 42,9\u202f% des Volumens"),
                    ("+75", "aus dem Ausland; größter Verlust −20 Umzug in der Gemeinde"),
                ],
            ),
            (
                C,
                [
                    ("2", "meist aus dem übrigen Land"),
                    ("1", "meist ins übrige Land"),
                    ("+1", "unter 50 Einwohner, keine Rate, kann Zufall sein"),
                    ("+1", "aus dem übrigen Land"),
                ],
            ),
        ],
    )
    def test_row(self, here, area, expected):
        assert told(key_numbers.row(view(here, area))) == expected

    def test_what_was_not_reported_is_missing(self, here):
        assert key_numbers.gross_figure(view(here, UNION, GAP), "in").value == "…"
        assert told([key_numbers.balance_figure(view(here, UNION, GAP))]) == [("…", "nicht geliefert")]
        # Adorf and Bdorf did report: 70 of 2,000, −40 of 1,000.
        extremes = key_numbers.extremes_figure(view(here, UNION, GAP))
        assert (extremes.value, extremes.comparison) == ("+35,0", "Adorf; größter Verlust Bdorf −40,0")
        nobody = key_numbers.extremes_figure(view(here, C, GAP))
        assert (nobody.value, nobody.comparison) == ("…", "keine Zu- oder Fortzüge geliefert")

    def test_inside_the_municipality(self, here):
        # 30 one way, 10 the other
        shown = key_numbers.row(view(here, A, border="innen"))
        assert [one.value for one in shown] == ["40", "0", "50,0", "+20,0"]
        assert shown[3].comparison == "Nord; größter Verlust Mitte −20,0"


class TestPairs:
    def test_numbers_of_the_association(self, here):
        # 40 and 10 by the destination, 44 and 10 by the origin; 30 of 50 in one direction only
        shown = verflechtung.numbers(view(here, UNION))
        assert told(shown) == [
            ("50", "Gemeinden"),
            ("1", "von 1 Paar"),
            ("60,0\u202f%", "Nettoströme an allen Umzügen zwischen den Gebieten"),
            ("+8,0\u202f%", "50 laut Ziel, 54 laut Herkunft"),
        ]

    def test_numbers_of_a_municipality(self, here):
        assert [one.value for one in verflechtung.numbers(view(here, A))] == ["40", "1", "50,0\u202f%", "0"]

    def test_a_pair_with_its_band(self, here):
        panel = pair_pictures.reciprocal(view(here, A))
        bars, whiskers = panel.figure.data
        # 60 against 20 in two years: 40 ± 1.96 √80
        assert bars.x == (20,) and whiskers.x[:2] == pytest.approx((11.23, 28.77), abs=0.01)
        assert bars.marker.color == (LIGHT.gain,)
        assert panel.heading == "Der Saldo des einzigen Paars ist mehr als Zufall"
        assert panel.table[["a_name", "b_name", "there", "back"]].to_numpy().tolist() == [
            ["Nord", "Mitte", 30, 10]
        ]

    def test_pairs_without_a_report_are_no_pairs(self, here):
        panel = pair_pictures.reciprocal(view(here, C, GAP))
        assert panel.figure is None and "keine kleineren Gebiete" in panel.empty

    def test_against_size_of_two_flows_is_one(self, here):
        # Only Adorf and Bdorf exchange anybody, so each flow is all that size lets expect.
        panel = pair_pictures.against_size(view(here, UNION))
        assert panel.figure.data[0].base == 1 and panel.figure.data[0].x == pytest.approx((0, 0))
        assert panel.heading == "Kein Strom weicht mehr als zufällig von der Größe der Gebiete ab"
        assert set(noted(panel)) == {"<b>1,0-mal</b>"}
        few = pair_pictures.against_size(view(here, A))
        assert few.figure is None and "mindestens drei Gebiete" in few.empty

    def test_both_reports_and_their_gap(self, here):
        panel = pair_pictures.both_reports(view(here, UNION))
        shown = named(panel)
        assert shown["laut Ziel"].x == (40, 10) and shown["laut Herkunft"].x == (44, 10)
        assert noted(panel)[:2] == ["<b>+4,0</b>", "<b>0,0</b>"]
        # 108 against 100 in two years; a tenth of 40, but no per cent of 20 cases
        assert panel.heading == "Die Herkunft meldet +8,0\u202f% gegenüber dem Ziel"
        assert panel.table["share"].tolist()[0] == pytest.approx(0.1)
        assert panel.table["share_state"].tolist()[1] == "not_meaningful"

    def test_both_reports_need_both(self, here):
        panel = pair_pictures.both_reports(view(here, A))
        assert panel.figure is None and "von beiden Seiten" in panel.empty

    def test_circle_has_a_ribbon_for_each_pair(self, here):
        panel = verflechtung.circle(view(here, UNION))
        assert [one.text for one in panel.figure.data] == [
            "<b>Adorf → Bdorf: 10<br>Bdorf → Adorf: 40</b><br>Fälle im Jahr",
            "<b>Adorf</b><br>10 fort, 40 zu im Jahr",
            "<b>Bdorf</b><br>40 fort, 10 zu im Jahr",
        ]
        assert panel.heading == "Am meisten tauschen Adorf und Bdorf: 50 im Jahr"
        assert verflechtung.circle(view(here, C, GAP)).figure is None


class TestMatrix:
    def cells(self, panel):
        """What stands in the fields, by row."""
        marks, rows = panel.figure.data[1], {}
        for row, word in zip(marks.y, marks.text, strict=True):
            rows.setdefault(row, []).append(word)
        return [rows[row] for row in sorted(rows)]

    def test_who_moves_from_where_to_where(self, here):
        # Adorf, Bdorf, then the rest of the Land, of Germany, and abroad; rows are origins.
        panel = verflechtung.matrix(view(here, UNION), False)
        assert self.cells(panel) == [
            ["", "10", "20", "–", "–"],
            ["40", "", "–", "–", "26"],
            ["–", "–", "", "", ""],
            ["–", "20", "", "", ""],
            ["75", "–", "", "", ""],
        ]
        assert panel.heading == "Am meisten ziehen von Bdorf nach Adorf: 40 im Jahr"
        assert panel.subtitle.endswith("2 von 3 Gemeinden"), "Cdorf exchanges nobody"

    def test_what_was_not_reported_is_not_none(self):
        pairs = pd.DataFrame([("a", "b", 30), ("X", "a", 4)], columns=["origin", "destination", "moves"])
        found = grid.exchange_grid(pairs, {"a": "Adorf", "b": "Bdorf"}, {"X": "außen"}, 2, {("b", "a")})
        assert found.words == [["", "15", "–"], ["…", "", "–"], ["2", "–", ""]]
        assert found.areas == 2 and "nicht gemeldet" in found.hovers[1][0]

    def test_one_area_makes_no_matrix(self, here):
        panel = verflechtung.matrix(view(here, C, GAP), False)
        assert panel.figure is None and panel.empty


def test_dumbbells_leave_out_what_is_missing():
    table = pd.DataFrame(
        {"name": ["a", "b"], "first": [40.0, np.nan], "second": [44.0, 3.0], "gap": [4.0, np.nan]}
    )
    chart = figures.dumbbells(table, ("laut Ziel", "laut Herkunft", "Differenz"), LOOK)
    stems, second, first = chart.data
    assert stems.x == (40, 44, None, None, 3, None)
    assert (first.x, first.text) == ((40, None), ("40", "…"))
    assert [note.text for note in chart.layout.annotations] == ["<b>+4</b>", "<b>…</b>", "Differenz"]
    # The smaller number stands left of its dot.
    assert second.textposition == ("middle right", "middle right") and first.textposition[0] == "middle left"


@pytest.mark.parametrize("value", [0.0, 1.0, 12.0])
def test_dumbbells_of_very_few(value):
    table = pd.DataFrame({"name": ["a"], "first": [value], "second": [value], "gap": [0.0]})
    chart = figures.dumbbells(table, ("ein", "aus", "Saldo"), LOOK)
    assert chart.data[2].x == (value,) and chart.layout.xaxis.range[1] > value


class TestDots:
    TABLE = pd.DataFrame({"Adorf": [45.0, np.nan], "Bdorf": [-8.0, 0.0]}, index=["18–24", "30–49"])

    def test_one_dot_per_area_and_none_where_nothing_is_known(self):
        chart = dots.dot_rows(self.TABLE, ["#111111", "#222222"], LOOK)
        stems, second, first = chart.data
        assert stems.x == (-8, 45, None, 0, 0, None), "the stroke joins what is known"
        assert (first.name, first.x, first.customdata) == ("Adorf", (45, None), ("+45", "…"))
        assert second.x == (-8, 0) and second.customdata == ("−8", "0")
        assert first.marker.color == "#111111" and first.marker.size > second.marker.size
        assert chart.layout.yaxis.ticktext == ("18–24 ", "30–49 ")

    def test_all_missing_is_an_empty_frame(self):
        chart = dots.dot_rows(self.TABLE * np.nan, ["#111111", "#222222"], LOOK)
        assert all(value is None for one in chart.data for value in one.x)

    def test_counts_start_at_zero_without_a_sign(self):
        chart = dots.dot_rows(self.TABLE.abs(), ["#111111", "#222222"], LOOK)
        assert chart.data[2].customdata[0] == "45" and chart.layout.xaxis.range[0] < 0.01
        assert not any("+" in word for word in chart.layout.xaxis.ticktext)
