"""Pictures of one area's moves in an association worked out by hand: values, gaps, what is not known."""

import math

import pandas as pd
import pytest

from dashboards.filters import People
from dashboards.style import LIGHT
from dashboards.topics.wanderungen import alter, fields, flows, herkunft, nationality, outside, ueberblick
from dashboards.topics.wanderungen.choosing import Chosen
from dashboards.topics.wanderungen.significance import largest_balance
from tests.hand_union import MITTE, UNION, A, B, C, noted, the_union, union, view
from tests.hand_union import flows as moves

GAP = (2022, 2023)


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    return the_union(tmp_path_factory)


def words(panel):
    marks = [one for one in panel.figure.data if one.type == "scatter" and "text" in one.mode]
    return [word for one in marks for word in one.text]


def cells(panel):
    """The words of a strip by row and column."""
    marks = panel.figure.data[1]
    return dict(zip(zip(marks.y, marks.x, strict=True), marks.text, strict=True))


@pytest.mark.parametrize(
    "make",
    [herkunft.type_bars, herkunft.type_flows, fields.partner_fields, outside.panel, alter.motive_bars],
)
def test_a_period_with_a_missing_report_has_no_picture(here, make):
    # Cdorf did not report 2022, so nobody knows the association's moves of 2022 and 2023.
    panel = make(view(here, UNION, GAP))
    assert panel.figure is None and panel.empty


class TestAges:
    def test_curve_of_single_ages(self, here):
        # Age 22: in 60 and 90, out 20 + 10. Age 40: in 40. Two ages have people, so cases stand for rates.
        panel = alter.age_curve(view(here, A))
        curve = panel.figure.data[-1]
        known = dict(zip(curve.x, curve.y, strict=True))
        assert (known[22], known[40], known[41]) == (45, 40, 0)
        # Age 40 has 80 ± 17.5 in two years, which reaches into the band of age 22: neither is the largest.
        assert panel.heading == "Deutlicher Gewinn mit 22 Jahren: +45"
        assert "zu wenige je Alter für Raten" in panel.subtitle
        # 90 ± 1.96 √210 of two years
        assert panel.table.loc[22, "low"] == pytest.approx((90 - 1.96 * math.sqrt(210)) / 2, abs=0.01)

    @pytest.mark.parametrize(
        ("bands", "heading"),
        [
            ({18: (1, 3), 19: (8, 12), 20: (1, 3)}, "Größter Gewinn mit 19 Jahren: +10"),
            (
                {18: (7, 9), 19: (8, 12), 20: (8, 11), 21: (-1, 3)},
                "Größter Gewinn mit 18 bis 20 Jahren, gezählt mit 19: +10",
            ),
            ({30: (-12, -8), 31: (-4, 2), 60: (3, 5)}, "Größter Verlust mit 30 Jahren: −10"),
            (
                {18: (7, 9), 19: (8, 12), 40: (1, 9)},
                "Deutlicher Gewinn mit 18 bis 19 Jahren, gezählt mit 19: +10",
            ),
            # Age 31 may be as low as age 30, but also nothing at all.
            ({30: (-12, -8), 31: (-9, 1)}, "Deutlicher Verlust mit 30 Jahren: −10"),
            ({30: (-3, 5), 31: (-4, 2)}, "In keinem Alter ist der Saldo mehr als Zufall"),
        ],
    )
    def test_heading_names_one_age_only_if_its_band_stands_alone(self, bands, heading):
        values = pd.DataFrame.from_dict(bands, orient="index", columns=["low", "high"], dtype=float)
        values["value"] = values.mean(axis=1)
        values["is_clear"] = (values["low"] > 0) | (values["high"] < 0)
        assert alter.age_heading(values, 0) == heading

    def test_ages_delivered_as_groups_have_no_curve(self, tmp_path):
        grouped = union(tmp_path, moves=moves().assign(age=18, age_to=49))
        panel = alter.age_curve(view(grouped, A))
        assert panel.figure is None and "nicht nach einzelnen Altersjahren" in panel.empty

    def test_motives_are_means_of_four_years(self, here):
        # 30 to 49: 4 · 40 of 1,000. 18 to 24: 3 · (60 − 30) + (90 − 30) = 150 of 1,000. Nobody is older.
        panel = alter.motive_bars(view(here, A))
        bars = panel.figure.data[0]
        assert bars.x == (40, 37.5, None, None, None)
        assert noted(panel)[:2] == ["<b>+40,0</b>", "<b>+37,5</b>"]
        assert set(noted(panel)[2:]) == {"unter 50 Einwohner"}
        assert panel.heading == "Familienwanderung (unter 18 und 30–49) am stärksten: +40,0"

    def test_motives_without_four_known_years(self, here):
        panel = alter.motive_bars(view(here, UNION))
        assert panel.figure is None and "vier gelieferte Jahre (2021–2024)" in panel.empty

    def test_motives_over_time_need_five_years(self, here):
        panel = alter.motive_years(view(here, A))
        # 2020 to 2023 each +30 of 1,000
        assert panel.table["Bildungswanderung"].tolist() == [30, 37.5]
        assert panel.table["shown"].tolist() == ["2020–2023", "2021–2024"]
        nothing = alter.motive_years(view(here, UNION))
        assert nothing.figure is None and "mindestens fünf gelieferte Jahre" in nothing.empty

    def test_strip_tells_missing_none_and_too_few_apart(self, here):
        rates = cells(alter.age_strip(view(here, UNION)))
        # 18 to 24 (row 1): 60 + 20 in, 20 + 26 out, in 2024 90 in; of 1,520. 30 to 49 (row 3): 2 − 1.
        assert (rates[1, 0], rates[1, 4], rates[3, 0]) == ("+22,4", "+42,1", "+0,7")
        assert (rates[1, 2], rates[3, 2]) == ("…", "…"), "2022"
        assert rates[4, 0] == "x", "no rate of nobody"
        cases = cells(alter.age_strip(view(here, UNION, measure="cases")))
        assert (cases[1, 0], cases[4, 0], cases[4, 2]) == ("+34", "0", "…")


class TestPartners:
    def test_bars_of_types_with_their_band(self, here):
        panel = herkunft.type_bars(view(here, A))
        # Member 40 − 10, Land −20, abroad (60 + 90) / 2; band of the first: 60 ± 1.96 √100 of two years
        assert panel.figure.data[0].x == (30, -20, 75)
        assert panel.figure.data[1].x[:2] == pytest.approx((20.2, 39.8), abs=0.01)
        assert panel.table["below"].tolist() == ["40 zu, 10 fort", "0 zu, 20 fort", "75 zu, 0 fort"]
        assert panel.heading == "Größter Gewinn: Ausland mit +75 im Jahr"

    def test_the_largest_of_two_alike_is_said_to_be_counted(self):
        values = pd.DataFrame({"value": [75.0, 60.0], "low": [65.0, 50.0], "high": [85.0, 70.0]})
        assert largest_balance(values, 0) == "Deutlicher Gewinn, gezählt am meisten"
        assert largest_balance(-values, 0) == "Deutlicher Verlust, gezählt am meisten"
        values.loc[1] = [60.0, 56.0, 64.0]
        assert largest_balance(values, 0) == "Größter Gewinn"

    def test_bars_of_arrivals_tell_the_largest_share(self, here):
        # 75 of 75 + 40
        panel = herkunft.type_bars(view(here, A, direction="in"))
        assert panel.heading == "65\u202f% der Zuzüge: aus dem Ausland"
        assert panel.figure.data[0].x == (40, 0, 75)

    def test_a_balance_chance_may_make_is_not_claimed(self, here):
        panel = herkunft.type_bars(view(here, C))
        assert panel.heading == "Kein Saldo ist mehr als Zufall"
        assert panel.figure.data[0].marker.color[0] not in (LIGHT.gain, LIGHT.loss)

    @pytest.mark.parametrize(("years", "is_clear"), [(1, False), (4, True)])
    def test_the_same_yearly_balance_is_clear_only_over_many_years(self, years, is_clear):
        # 6 of 14 cases lie within 2 √14 = 7.5; 24 of 56 do not lie within 2 √56 = 15.
        known = pd.DataFrame({"in": [10.0], "out": [4.0], "net": [6.0], "gross": [14.0]}, index=["LAND"])
        assert herkunft.typed(known, "net", years)["is_clear"].tolist() == [is_clear]

    def test_flows_of_the_parts(self, here):
        panel = herkunft.type_flows(view(here, A))
        told = {
            (row["area"], row["way"], row["other"]): row["moves"] for row in panel.table.to_dict("records")
        }
        assert told == {
            ("Mitte", "Zuzug", "Ausland"): 75,
            ("Mitte", "Zuzug", "Verband"): 40,
            ("Mitte", "Fortzug", "übriges Land"): 20,
            ("Nord", "Fortzug", "Verband"): 10,
        }
        assert panel.heading == "Die meisten kommen aus dem Ausland, die meisten gehen ins übrige Land"
        assert "<b>Ausland → Mitte</b><br>75 Fälle im Jahr" in [one.text for one in panel.figure.data]

    def test_types_over_the_years_leave_a_gap(self, here):
        panel = herkunft.type_years(view(here, UNION))
        rows = panel.table.set_index("year")
        # 60 − 26 and 90 − 26 from abroad, 20 of Bdorf; 2 − 1 − 20 of the Land
        assert rows["Ausland"].tolist()[::4] == [34, 64]
        assert rows.loc[2022, ["Ausland", "übriges Land"]].isna().all()
        assert rows.loc[2023, "übriges Land"] == -19
        (abroad,) = [
            one for one in panel.figure.data if one.customdata is not None and "2024: +64" in one.customdata
        ]
        assert abroad.customdata[2] == "2022: …" and abroad.y[2] is None

    def test_fields_are_as_large_as_both_directions_together(self, here):
        panel = fields.partner_fields(view(here, A))
        rows = panel.table.set_index("name")["volume"].to_dict()
        # (50 + 60) / 2, 40 + 10, (10 + 30) / 2, 20
        assert rows == {"Polen": 55, "Bdorf": 50, "ohne nähere Angabe": 20, "Gemeinde 03101000": 20}
        # 55 of 145
        assert panel.heading == "Größter Partner: Polen mit 38\u202f% des Volumens"

    def test_single_partners_outside(self, here):
        panel = outside.panel(view(here, A))
        out, into = panel.figure.data[1:]
        assert (into.name, into.x, out.name, out.x) == ("Zuzüge", (55, 0), "Fortzüge", (0, 20))
        assert noted(panel) == ["<b>+55</b>", "<b>−20</b>", "Saldo"]
        assert panel.heading == "Größter Gewinn: Polen mit +55 im Jahr"
        # 20 of 95 come from abroad and nobody wrote from where
        assert panel.note == "21,1\u202f% der Fälle ohne Gemeinde oder Staat gemeldet."

    @pytest.mark.parametrize(
        ("area", "more", "said"),
        [
            (MITTE, {}, "nur für ganze Gemeinden"),
            (A, {"people": People(age=18, age_to=24)}, "nicht nach Alter gezählt"),
            (A, {"border": "innen"}, "nur Umzüge innerhalb"),
            (B, {}, "nur Arten von Herkunft und Ziel"),
        ],
    )
    def test_why_there_are_no_single_partners(self, here, area, more, said):
        panel = outside.panel(view(here, area, **more))
        assert panel.figure is None and said in panel.empty

    def test_nationalities_and_what_chance_may_make(self, here):
        # Germans 40 in, 30 out: +10 a year, 20 of 140 cases in two years, which chance may make.
        panel = nationality.nationalities(view(here, A))
        shown = {one.name: one.y for one in panel.figure.data}
        assert shown == {"nicht deutsch": (60, 60, 60, 60, 90), "deutsch": (10, 10, 10, 10, 10)}
        assert panel.heading == "2023–2024: Gewinn bei Ausländerinnen und Ausländern (+75 im Jahr)"

    def test_nationality_that_was_not_told(self, tmp_path):
        silent = union(tmp_path, moves=moves().assign(nationality=None))
        panel = nationality.nationalities(view(silent, A))
        assert panel.figure is None and "nicht nach Staatsangehörigkeit" in panel.empty


class TestOverview:
    def test_over_the_years_with_a_gap(self, here):
        panel = ueberblick.over_years(view(here, UNION, measure="cases"))
        into, out, net = panel.figure.data
        # 60 + 20 + 2, in 2024 90; 20 + 26 + 1
        assert into.y == (82, 82, None, 82, 112) and out.y == (47, 47, None, 47, 47)
        assert net.y == (35, 35, None, 35, 65) and into.connectgaps is False
        assert "…" in noted(panel)

    def test_one_line_of_effectiveness(self, here):
        # 35 of 129, 65 of 159
        panel = ueberblick.over_years(view(here, UNION, direction="mei"))
        (line,) = [one for one in panel.figure.data if one.name]
        assert line.y[0::4] == pytest.approx((100 * 35 / 129, 100 * 65 / 159)) and math.isnan(line.y[2])
        assert panel.heading == "2024: Wirksamkeit +40,9\u202f%"

    def test_inside_moves_between_the_parts(self, here):
        panel = ueberblick.over_years(view(here, A, border="innen"))
        shown = {one.name: one.y for one in panel.figure.data if one.name}
        assert shown == {"zwischen den Gebieten": (40,) * 5, "im selben Gebiet": (0,) * 5}
        assert panel.heading == "2024: 40 Umzüge zwischen den Ortsteilen"

    def test_balance_within_beside_balance_beyond(self, here):
        panel = ueberblick.within_and_beyond(view(here, UNION))
        within, beyond = panel.figure.data
        # Adorf (40 − 10) and (75 − 20) of 2,000; Bdorf (10 − 44) and (20 − 26) of 1,000; Cdorf is too small
        assert within.x == (15, -34) and beyond.x == (27.5, -6)
        assert beyond.text == ("+27,5", "−6,0")
        assert panel.subtitle == "Saldo je 1.000 Einwohner, Mittel 2023–2024"
        cases = ueberblick.within_and_beyond(view(here, UNION, direction="mei", measure="cases"))
        assert cases.subtitle == "Saldo Fälle im Jahr, Mittel 2023–2024"
        assert panel.figure.layout.yaxis.ticktext == ("Adorf ", "Bdorf ")

    def test_who_did_not_report_has_no_bar(self, here):
        within, beyond = ueberblick.within_and_beyond(view(here, C, GAP, measure="cases")).figure.data
        assert within.text[0] == beyond.text[0] == "…" and within.x[0] is beyond.x[0] is None

    def test_small_pictures_of_the_parts(self, here):
        panel = ueberblick.multiples(view(here, UNION))
        assert panel.heading == "1 von 2 gezeigten Gemeinden gewinnt durchweg, 1 verliert durchweg"
        assert panel.table["Adorf"].tolist() == [35, 35, 35, 35, 50]
        assert panel.table["Cdorf"].isna().all()
        assert words(panel)[:2] == ["<b>Adorf</b><br>2024: +50,0", "<b>Bdorf</b><br>2024: −40,0"]
        nothing = ueberblick.multiples(view(here, C, people=People(sex="m")))
        assert nothing.figure is None and "weniger als zwei Gebiete" in nothing.empty


class TestMap:
    def chart(self, context):
        shown = view(context, UNION)
        values, arrows = flows.map_values(shown), flows.net_flows(shown, 0)
        return (
            values,
            arrows,
            flows.chart_of(shown, values, arrows, flows.scale_of(shown, Chosen(shown.choice))),
        )

    def test_each_area_has_its_colour_and_words(self, here):
        values, _, chart = self.chart(here)
        drawn = chart.plain_traces[0]
        told = dict(zip(drawn["locations"], zip(drawn["z"], drawn["customdata"], strict=True), strict=True))
        # Above the middle class (4) for +42.5, below it for −40; no border was delivered for Cdorf.
        assert told[A][0] > 4 > told[B][0] > 0 and C not in told
        assert told[A][1] == ["Adorf", "+42,5 je 1.000 Einwohner · 115 Zuzüge, 30 Fortzüge im Jahr"]
        assert values.set_index("area_id").loc[C, "hover"].startswith("unter 50 Einwohner, keine Rate")

    def test_the_arrow_goes_where_more_go(self, here):
        _, arrows, chart = self.chart(here)
        assert arrows[["origin", "destination", "value"]].to_numpy().tolist() == [[B, A, 30]]
        arrow = chart.plain_layout["map"]["layers"][-1]
        shape = arrow["source"]["features"][0]["geometry"]["coordinates"][0]
        east, west = max(x for x, _ in shape), min(x for x, _ in shape)
        # From the middle of Bdorf (10.025) towards that of Adorf (10.005).
        assert arrow["type"] == "fill" and 10.004 < west < east < 10.026

    def test_the_arrow_tells_its_numbers_and_a_click_on_it_opens_the_area_below(self, here):
        _, _, chart = self.chart(here)
        places = chart.plain_traces[1]
        told, opened = zip(*places["customdata"], strict=True)
        assert set(told) == {"Bdorf → Adorf: 30 netto im Jahr (40 hin, 10 zurück)"}
        # Bdorf reaches from 10.02 to 10.03, Adorf from 10.00 to 10.01; in the gap between, where it leads to.
        assert opened[0] == B and opened[-1] == A
        assert [one == B for one in opened] == [place > 10.02 for place in places["lon"]]
        assert places["marker"]["opacity"] == 0, "only the arrow itself is seen"

    def test_a_value_that_is_missing_is_hatched_and_no_flow_draws_nothing(self, here):
        shown = view(here, UNION)
        values = flows.map_values(shown).assign(value=[None, -40.0, None])
        chart = flows.chart_of(
            shown, values, flows.net_flows(shown, 0).head(0), flows.scale_of(shown, Chosen(shown.choice))
        )
        (areas,) = chart.plain_traces
        zero = dict(zip(areas["locations"], areas["z"], strict=True))
        assert zero[A] == 0 and zero[B] > 0
        assert all(layer["type"] == "line" for layer in chart.plain_layout["map"]["layers"])

    def test_who_did_not_report_says_so(self, here):
        values = flows.map_values(view(here, UNION, GAP)).set_index("area_id")
        assert values.loc[C, "hover"] == "nicht geliefert" and math.isnan(values.loc[C, "value"])
        assert values.loc[A, "value"] == 35, "Adorf did: 100 − 30 of 2,000"


class TestGaps:
    def test_age_groups_nobody_reported_are_told_in_a_sentence(self, here):
        panel = alter.age_profile(view(here, UNION, (2022,)))
        assert panel.figure is None and "nicht oder nicht vollständig" in panel.empty

    def test_cases_without_a_stock_for_rates_are_not_said_to_be_missing(self, here):
        shown = view(here, UNION)
        rates = [name for name in shown.bands if name.endswith("_rate")]
        shown.__dict__["bands"] = shown.bands.assign(**dict.fromkeys(rates, math.nan))
        panel = alter.age_profile(shown)
        assert panel.figure is None and panel.empty.startswith("Raten je 1.000 brauchen den Bestand")

    def test_the_map_names_its_hatch_only_where_it_has_one(self, here):
        plain, gap = (
            flows.panel(shown, Chosen(shown.choice)) for shown in (view(here, UNION), view(here, UNION, GAP))
        )
        assert "ohne Wert" in gap.legend
        values = flows.map_values(view(here, UNION))["value"]
        assert ("ohne Wert" in plain.legend) is bool(values.isna().any())
