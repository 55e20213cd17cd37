"""Titles and sentences of the demography page: never more than the range carries."""

import pandas as pd
import pytest

from dashboards.topics.demographie import age_titles, bridge, titles
from dashboards.topics.demographie.measure import Measure, from_table, persons_span, round_base
from dashboards.topics.demographie.titles import Outlook, Past

POPULATION = Measure("bevoelkerung", "Bevölkerung", "Personen", "")
OLD_AGE = Measure("altenquotient", "Altenquotient", "je 100", "Personen ab 65 je 100 am 31. Dezember.")
MEAN_AGE = Measure("durchschnittsalter", "Durchschnittsalter", "Jahre", "")
FOREIGN = Measure("auslaenderanteil", "Ausländeranteil", "Prozent", "")
BIRTHS = Measure("geburtenrate", "Geburtenrate", "je 1.000", "")


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (10_310, 10_890, "Auenburg wächst bis 2034 voraussichtlich um 3 bis 9\u202f%"),
        (10_060, 10_250, "Auenburg wächst bis 2034 voraussichtlich um höchstens 3\u202f%"),
        (9_110, 9_690, "Auenburg schrumpft bis 2034 voraussichtlich um 3 bis 9\u202f%"),
        (9_900, 10_200, "Kaum Veränderung: Auenburg zählt 2034 voraussichtlich 9.900 bis 10.200 Menschen"),
        (9_610, 10_610, "Offen, ob Auenburg wächst oder schrumpft: bis 2034 zwischen −4 und +7\u202f%"),
    ],
)
def test_growth(low, high, said):
    assert titles.growth("Auenburg", Outlook(2024, 10_000, 2034, low, high)) == said


def test_growth_needs_the_whole_range_on_one_side():
    straddling = titles.growth("Auenburg", Outlook(2024, 10_000, 2034, 9_990, 10_900))
    assert "wächst bis" not in straddling


def test_growth_of_a_small_area_is_told_in_persons():
    said = titles.growth("Überhorst", Outlook(2024, 135, 2034, 141, 162))
    assert said == "Überhorst wächst: 2034 voraussichtlich 140 bis 160 Menschen, 2024 waren es 135"
    assert "%" not in titles.growth("Neustadt", Outlook(2024, 8, 2034, 5, 11))


def test_an_area_without_people():
    assert titles.nobody("Hafen", 2024) == "Ende 2024 ist in Hafen niemand gemeldet"
    assert titles.nobody("Ohne Zuordnung (Auenburg)", 2024).endswith(
        "bei „Ohne Zuordnung (Auenburg)“ niemand gemeldet"
    )
    assert titles.caution("Hafen", 0) is None


def test_growth_observed():
    assert titles.growth_observed("Berlin", Past(2010, 3_387_562, 2020, 3_769_962)) == (
        "Berlin ist von 2010 bis 2020 um 11,3\u202f% gewachsen"
    )
    assert titles.growth_observed("Dorf", Past(2014, 1000, 2024, 1005)).startswith("Kaum Veränderung: Dorf")
    assert "%" not in titles.growth_observed("Hof", Past(2014, 12, 2024, 15))


def test_ratio_with_forecast():
    said = titles.ratio("Region Auenburg", OLD_AGE, Outlook(2024, 40.9, 2034, 42.3, 44.4))
    assert said == (
        "Region Auenburg altert: Auf 100 Erwerbsfähige kommen 2034 voraussichtlich 42 bis 45 Ältere, "
        "2024 waren es 41"
    )
    younger = titles.ratio("Campus", MEAN_AGE, Outlook(2024, 33.0, 2034, 31.04, 32.01))
    assert younger == (
        "Campus wird jünger: Durchschnittsalter 2034 voraussichtlich 31,0 bis 32,0 Jahre, 2024 waren es 33,0"
    )


def test_ratio_is_open_or_steady_when_the_range_holds_today():
    steady = titles.ratio("Auenburg", OLD_AGE, Outlook(2024, 40.0, 2034, 39.0, 41.0))
    assert steady.startswith("Kaum Veränderung in Auenburg: ")
    open_ = titles.ratio("Region Auenburg", OLD_AGE, Outlook(2024, 40.0, 2034, 36.0, 45.0))
    assert open_.startswith("Richtung offen in der Region Auenburg: ")


def test_ratio_observed_needs_a_visible_difference():
    steady = titles.ratio_observed("Berlin", MEAN_AGE, Past(2010, 42.80, 2020, 42.94))
    assert steady == (
        "Kaum Veränderung in Berlin: Ende 2020 lag das Durchschnittsalter bei 42,9 Jahren, 2010 waren es 42,8"
    )
    older = titles.ratio_observed("Berlin", MEAN_AGE, Past(2001, 41.4, 2020, 42.9))
    assert older.startswith("Berlin altert: ")


def test_indicators_without_words_of_their_own_are_told_plainly():
    said = titles.ratio_observed("Auenburg", FOREIGN, Past(2014, 8.0, 2024, 10.2))
    assert said == "Ausländeranteil in Auenburg steigt: 10,2\u202f% Ende 2024, 2014 waren es 8,0"
    steady = titles.ratio_observed("Auenburg", FOREIGN, Past(2014, 10.0, 2024, 10.2))
    assert steady == "Ausländeranteil in Auenburg kaum verändert: 10,2\u202f% Ende 2024, 2014 waren es 10,0"
    assert titles.plain("Auenburg", BIRTHS, 9.14, "2024") == "Geburtenrate in Auenburg: 9,1 je 1.000"
    assert (
        titles.plain("Auenburg", BIRTHS, None, "2024") == "Für Auenburg liegt Geburtenrate zum 2024 nicht vor"
    )


def test_headings_of_the_time_picture():
    assert titles.development(OLD_AGE, Outlook(2024, 40.9, 2034, 42.3, 44.4), None) == (
        "Bis 2034 voraussichtlich +1,4 bis +3,5 Punkte"
    )
    assert titles.development(POPULATION, Outlook(2024, 20_000, 2034, 20_900, 21_700), None) == (
        "Bis 2034 voraussichtlich +900 bis +1.700 Personen"
    )
    assert titles.development(POPULATION, Outlook(2024, 20_000, 2034, 19_000, 21_700), None) == (
        "Bis 2034 ist die Richtung offen"
    )
    assert titles.development(POPULATION, None, Past(2010, 3_000_000, 2020, 3_100_000)) == (
        "+100.000 Personen von 2010 bis 2020"
    )
    assert titles.development(POPULATION, None, None) == "Bevölkerung über die Zeit"


def test_small_areas_carry_a_warning():
    assert titles.caution("Stadt", 8000) is None
    assert titles.caution("Stadt", None) is None
    assert "SIKURS" in (titles.caution("Ort", 7999) or "")
    assert "nur die Spanne" in (titles.caution("Weiler", 1999) or "")


def test_rounding_of_forecasts():
    assert (round_base(25_000), round_base(900), round_base(60), round_base(None)) == (100, 10, 1, 10)
    assert persons_span(4.6, 11.2) == "5–11"
    assert persons_span(0.0, 0.3) == "0"
    assert persons_span(779.0, 941.0) == "780–940"


def test_measures_are_ordered_with_the_population_first():
    rows = [(one.indicator_id, one.title, one.unit, one.definition) for one in (OLD_AGE, POPULATION, FOREIGN)]
    found = from_table(pd.DataFrame(rows, columns=["indicator_id", "title", "unit", "definition"]))
    assert list(found) == ["bevoelkerung", "altenquotient", "auslaenderanteil"]
    assert OLD_AGE.short_definition == "Personen ab 65 je 100"
    assert FOREIGN.figure(16.44) == "16,4\u202f%"
    assert FOREIGN.change(-1.04) == "−1,0 Prozentpunkte"
    assert POPULATION.figure(None) == "…"


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.164, "Fast jede sechste Person ist"),
        (0.172, "Gut jede sechste Person ist"),
        (0.25, "Rund jede vierte Person ist"),
        (0.40, "40\u202f% der Menschen sind"),
        (0.05, "5\u202f% der Menschen sind"),
    ],
)
def test_fractions(share, said):
    assert age_titles.fraction(share) == said


def single_ages(persons):
    rows = [("m", age, age, "D", count) for age, count in persons.items()]
    return pd.DataFrame(rows, columns=["sex", "age", "age_to", "nationality", "persons"])


def test_the_group_that_stands_out():
    reference = single_ages(dict.fromkeys(range(100), 10))
    students = single_ages({age: 100 if 18 <= age <= 24 else 10 for age in range(100)})
    found = age_titles.distinct(students, reference)
    assert found is not None
    assert found.group == (18, 24)
    assert age_titles.distinct_title("Campus", found).startswith("Campus ist jung: ")
    assert age_titles.distinct(reference, reference) is None


def test_headings_of_the_age_groups():
    changes = [((0, 2), 80.0, 95.0), ((65, 74), 104.0, 120.0), ((30, 49), 97.0, 104.0)]
    assert age_titles.groups_heading(changes, 2044) == (
        "Bis 2044 wächst die Gruppe 65 bis 74 Jahre, es schrumpft die Gruppe unter 3 Jahren"
    )
    older = [*changes[:2], ((85, 100), 121.0, 140.0)]
    assert age_titles.groups_heading(older, 2044) == (
        "Bis 2044 wächst am stärksten die Gruppe ab 85 Jahren, es schrumpft die Gruppe unter 3 Jahren"
    )
    # Ranges that overlap do not say which of the groups grows most.
    even = [*changes[1:2], ((85, 100), 119.0, 140.0)]
    assert age_titles.groups_heading(even, 2044) == (
        "Bis 2044 wachsen die Gruppen 65 bis 74 Jahre und ab 85 Jahren"
    )
    many = [*even, ((75, 84), 102.0, 130.0)]
    assert age_titles.groups_heading(many, 2044) == "Bis 2044 wachsen 3 Altersgruppen"
    assert (
        age_titles.groups_heading(changes[2:], 2044) == "Bis 2044 bei keiner Altersgruppe eine klare Richtung"
    )
    assert age_titles.groups_heading_observed([((0, 2), 100.4)], 2014, 2024) == (
        "Von 2014 bis 2024 blieben alle Altersgruppen ähnlich groß"
    )


def balance(**more):
    row = dict(year=2024, start_persons=100, births=1, deaths=3, arrivals=20, departures=10)
    row |= dict(moves_in=5, moves_out=4, status_change=1, correction=0, end_persons=110, residual=0)
    return pd.DataFrame([row | more])


def test_the_bridge_always_closes():
    found = bridge.bridge_of(balance(), 2023, 2024)
    assert found is not None
    assert (found.natural, found.migration, found.correction) == (-2, 11, 1)
    assert found.start + found.natural + found.migration + found.correction == found.end
    assert bridge.finding(found) == "Das Plus eines Jahres stammt aus Wanderungen"
    assert "natürlicher Saldo −2 (1 Geburten, 3 Sterbefälle)" in bridge.sentence(found)


def test_no_bridge_over_a_gap():
    assert bridge.bridge_of(balance(deaths=None), 2023, 2024) is None
    assert bridge.bridge_of(balance(), 2022, 2024) is None
    assert bridge.bridge_of(balance()[:0], 2023, 2024) is None


def test_findings_of_the_bridge():
    def said(**more):
        found = bridge.bridge_of(balance(**more), 2023, 2024)
        assert found is not None
        return bridge.finding(found)

    assert said(births=30, end_persons=138) == "Geburten und Wanderungen tragen das Plus eines Jahres"
    assert said(deaths=30, end_persons=82) == "Zuzug gleicht das Minus aus Sterbefällen nicht aus"
    assert said(departures=40, deaths=1, end_persons=81) == "Das Minus eines Jahres stammt aus Fortzügen"
    assert said(end_persons=160).startswith("Korrekturen")
    assert said(end_persons=100).startswith("Kaum Veränderung")
