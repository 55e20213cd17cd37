"""Sentences of the migration page: right in both directions, silent where chance would do."""

import pandas as pd
import pytest

from dashboards.filters import People
from dashboards.topics.wanderungen import ages, measures, titles
from dashboards.topics.wanderungen.counting import FLOWS
from dashboards.topics.wanderungen.measures import Choice

PERIOD = (2022, 2023, 2024)
DEFAULT = Choice(PERIOD)


def figures(arrivals: float, departures: float, residents: float = 10_000) -> pd.Series:
    """Yearly means of one area, all flows across its outer border."""
    row = dict.fromkeys(FLOWS, 0.0) | {"arrivals": arrivals, "departures": departures, "residents": residents}
    years = [{"area_id": "a", "band": ages.ALL, "year": year} | row for year in PERIOD]
    return measures.over_period(pd.DataFrame(years), PERIOD).iloc[0]


def partners(**flows: tuple[float, float]) -> pd.DataFrame:
    rows = [
        (side, code, 3 * cases)
        for code, both in flows.items()
        for side, cases in zip(("in", "out"), both, strict=True)
    ]
    return measures.partner_balance(pd.DataFrame(rows, columns=["direction", "partner", "moves"]), 3)


def finding(total: pd.Series, name: str = "Adorf", choice: Choice = DEFAULT, **more) -> titles.Finding:
    even = figures(total["arrivals"] / 6, total["departures"] / 6)
    bands = more.pop("bands", {})
    rows = {code: bands.get(code, even) for code in ages.BY_CODE}
    known = more.pop("partners", partners(LAND=(total["arrivals"], total["departures"])))
    return titles.Finding(name, choice, total, known, pd.DataFrame(rows).T)


def test_a_clear_gain_names_rate_driver_and_the_age_group_that_runs_against_it():
    total = figures(700, 600)
    known = partners(AUSLAND=(400, 250), LAND=(300, 350), UNBEKANNT=(900, 0))
    title = titles.headline(finding(total, "Region Adorf", partners=known, bands={"25_29": figures(50, 120)}))
    assert title.replace("\u00a0", " ") == (
        "Die Region Adorf gewinnt 10,0 je 1.000, vor allem aus dem Ausland, verliert aber 25- bis 29-Jährige"
    )


def test_a_clear_loss_says_where_to():
    title = titles.headline(finding(figures(500, 640), partners=partners(UMLAND=(100, 240), LAND=(400, 400))))
    assert title.replace("\u00a0", " ") == "Adorf verliert 14,0 je 1.000, vor allem an das Umland"


@pytest.mark.parametrize("departures", [590, 600, 610])
def test_a_balance_that_chance_may_make_is_not_called_a_gain_or_loss(departures):
    title = titles.headline(finding(figures(600, departures)))
    assert title == "Kaum Veränderung: Adorf hat fast so viele Zuzüge wie Fortzüge"


def test_few_cases_carry_no_statement():
    assert titles.headline(finding(figures(6, 2))) == "Adorf: 24 Zu- und Fortzüge, zu wenig für eine Aussage"


def test_a_missing_year_is_said():
    title = titles.headline(finding(figures(float("nan"), 3), partners=partners()))
    assert title == "Adorf: Wanderungen 2022–2024 liegen nicht vollständig vor"


def test_cases_are_counted_in_words():
    title = titles.headline(finding(figures(700, 500), choice=Choice(PERIOD, measure="cases")))
    assert title.startswith("Adorf zählt im Jahr 200 mehr Zuzüge als Fortzüge")
    small = titles.headline(finding(figures(70, 20, residents=30)))
    assert small.startswith("Adorf zählt im Jahr 50 mehr Zuzüge"), "no rate for a handful of residents"


def test_one_age_group_stands_first():
    title = titles.headline(finding(figures(700, 500), choice=Choice(PERIOD, People(age=18, age_to=24))))
    assert title.replace("\u00a0", " ").startswith(
        "18- bis 24-Jährige: Adorf gewinnt 20,0 je 1.000 dieses Alters"
    )


def test_gross_flows_name_the_largest_partner_with_its_share():
    known = partners(LAND=(300, 100), AUSLAND=(100, 300), UNBEKANNT=(100, 0))
    inward = titles.headline(
        finding(figures(500, 400), choice=Choice(PERIOD, direction="in"), partners=known)
    )
    assert (
        inward.replace("\u00a0", " ") == "Adorf: 50,0 Zuzüge je 1.000 im Jahr, 60\u202f% aus dem übrigen Land"
    )
    outward = titles.headline(
        finding(figures(500, 400), choice=Choice(PERIOD, direction="out"), partners=known)
    )
    assert outward.endswith("75\u202f% ins Ausland")


def band_years(net_of_band: dict[str, list[float]]) -> pd.DataFrame:
    rows = [
        dict.fromkeys(FLOWS, 0.0)
        | {"band": code, "year": 2015 + place, "arrivals": 200 + net, "departures": 200.0, "residents": 1000}
        for code, nets in net_of_band.items()
        for place, net in enumerate(nets)
    ]
    return measures.by_year(pd.DataFrame(rows))


def test_a_band_gains_throughout_only_if_nearly_every_year_says_so():
    steady, mixed = [40.0] * 9 + [-1.0], [90.0, -60.0] * 5
    both = titles.age_headline(band_years({"18_24": steady, "25_29": [-50.0] * 10, "65": mixed}))
    assert both == "Fast jedes Jahr Gewinn bei 18- bis 24-Jährigen, Verlust bei 25- bis 29-Jährigen"
    assert (
        titles.age_headline(band_years({"65": mixed}))
        == "Keine Altersgruppe gewinnt oder verliert durchgehend"
    )


def test_gross_flows_name_the_most_mobile_band():
    table = band_years({"18_24": [40.0] * 3, "25_29": [-50.0] * 3})
    assert titles.age_headline(table, "in") == "Am häufigsten ziehen 18- bis 24-Jährige zu"
    assert titles.age_headline(table.assign(residents=0.0), "out") == "Nach Jahr und Altersgruppe"


def test_years_with_a_surplus_are_counted_over_known_years():
    series = pd.DataFrame({"year": [2020, 2021, 2022, 2023], "net": [1.0, None, -2.0, 3.0]})
    assert titles.series_headline(series) == "In 2 von 3 bekannten Jahren mehr Zuzüge als Fortzüge"
    # Of 2021 and 2022 nothing is known here, so it was not "every year".
    far = series.iloc[[0, 3]]
    assert titles.series_headline(far) == "In allen 2 bekannten Jahren mehr Zuzüge als Fortzüge"
    losses = far.assign(net=-1.0)
    assert titles.series_headline(losses) == "Unter 2 bekannten Jahren keines mit mehr Zuzügen als Fortzügen"
    near = series.iloc[[0, 3]].assign(year=[2022, 2023])
    assert titles.series_headline(near) == "2022 bis 2023 jedes Jahr mehr Zuzüge als Fortzüge"
    assert titles.series_headline(near.iloc[:1]) == "2022 mehr Zuzüge als Fortzüge"
    assert titles.series_headline(losses.iloc[:1]) == "2020 nicht mehr Zuzüge als Fortzüge"


def test_years_without_a_rate_are_not_counted_where_rates_are_drawn():
    series = pd.DataFrame(
        {"year": [2020, 2021, 2022], "net": [1.0, -2.0, 3.0], "net_rate": [None, -0.2, 0.3]}
    )
    assert titles.series_headline(series) == "In 2 von 3 Jahren mehr Zuzüge als Fortzüge"
    assert titles.series_headline(series, "_rate") == "In 1 von 2 Jahren mehr Zuzüge als Fortzüge"


def test_the_most_mobile_band_is_said_of_the_known_ones_only():
    bands = pd.DataFrame(
        {"arrivals": [30.0, 20.0], "departures": [10.0, 30.0], "arrivals_rate": [None, 2.0],
         "departures_rate": [None, 3.0]}, index=["18_24", "65"],
    )  # fmt: skip
    assert titles.profile_headline(bands, "").startswith("Am beweglichsten sind 65-Jährige")
    told = titles.profile_headline(bands, "_rate")
    assert told.startswith("Am beweglichsten, soweit bekannt: 65-Jährige")


def on_map(**flows: tuple[float, float]) -> pd.DataFrame:
    """Arrivals and departures of areas, one year, 1,000 residents each."""
    return pd.DataFrame({code: figures(*both, residents=1000) for code, both in flows.items()}).T


def test_the_map_names_only_gains_and_losses_beyond_chance():
    names = {"a": "Adorf", "b": "Bdorf", "c": "Cdorf"}
    losing = on_map(a=(100, 101), b=(60, 160))
    assert (
        titles.map_headline(losing, names, DEFAULT)
        == "Bdorf verliert am meisten, kein Gebiet gewinnt deutlich"
    )
    both = on_map(a=(200, 100), b=(60, 160), c=(float("nan"), 3))
    assert titles.map_headline(both, names, DEFAULT) == "Adorf gewinnt am meisten, Bdorf verliert am meisten"
    even = on_map(a=(7 / 3, 1), b=(1, 7 / 3))
    assert titles.map_headline(even, names, DEFAULT).startswith("Kein Gebiet gewinnt oder verliert")
    gross = titles.map_headline(both, names, Choice(PERIOD, direction="volume"))
    assert gross == "Die meisten Zu- und Fortzüge hat Adorf, die wenigsten Bdorf"


def test_a_filter_stands_before_the_statement():
    women = Choice(PERIOD, People(sex="w", nationality="A"))
    assert titles.headline(finding(figures(700, 500), choice=women)).startswith(
        "Frauen, nicht deutsch: Adorf gewinnt"
    )
    assert titles.group_words(People(age=65)) == "65-Jährige und Ältere"
    assert titles.group_words(People(age_to=17)) == "unter 18-Jährige"
    assert titles.group_words(People()) == ""


def test_volume_and_effectiveness_have_their_own_words():
    volume = titles.headline(finding(figures(700, 500), choice=Choice(PERIOD, direction="volume")))
    assert volume.replace("\u00a0", " ") == "Adorf: 120,0 Zu- und Fortzüge je 1.000 im Jahr"
    told = titles.headline(finding(figures(700, 500), choice=Choice(PERIOD, direction="mei")))
    assert told.startswith("Adorf gewinnt 16,7 je 100 Zu- und Fortzüge")
