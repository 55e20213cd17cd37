"""Message titles never say more than the interval."""

import pandas as pd
import pytest

from dashboards.topics.kita import comparison, headings, titles
from dashboards.topics.kita.assumptions import WORDS

U3 = WORDS["u3"]


def row(**changes):
    usual = {
        "kita_year": 2029,
        "median": 800.0,
        "saldo": -190.0,
        "share": -0.2,
        "probability": 0.87,
        "sign_class": 0.0,
        "is_forecast": True,
    }
    return pd.Series({**usual, **changes})


def others(*rows):
    return pd.DataFrame([row(**one) for one in rows] or [row(name="X")]).iloc[: len(rows)]


PANKOW = {"name": "Pankow", "saldo": 80.0, "share": 0.2, "probability": 0.02, "sign_class": 4.0}


def test_a_sure_shortage_names_the_clearest_surplus():
    title = titles.message(row(), others(PANKOW, {**PANKOW, "name": "Buch", "saldo": 9.0}), "Neukölln", U3)
    assert title == "In Neukölln fehlen 2029/30 rund 190 Krippenplätze, in Pankow bleiben Plätze frei"


@pytest.mark.parametrize("probability", [0.21, 0.5, 0.79])
def test_between_20_and_80_per_cent_it_only_could(probability):
    title = titles.message(row(probability=probability), others(), "Neukölln", U3)
    assert title == "In Neukölln könnten 2029/30 rund 190 Krippenplätze fehlen"


def test_a_surplus_is_as_clear_as_a_shortage():
    given = row(saldo=310.0, share=0.3, probability=0.01, sign_class=4.0)
    title = titles.message(given, others({"name": "Bezirk 03", "saldo": -64.0}), "Region Auenburg", U3)
    assert (
        title
        == "In der Region Auenburg bleiben 2029/30 rund 310 Krippenplätze frei, im Bezirk 03 fehlen rund 60"
    )


def test_the_whole_counts_its_parts():
    given = row(saldo=310.0, share=0.3, probability=0.01, sign_class=4.0)
    parts = others({"name": "Buch"}, {"name": "Rudow"}, PANKOW)
    title = titles.message(given, parts, "Region Auenburg", U3, "Ortsteile")
    assert title.endswith("rund 310 Krippenplätze frei, in 2 Ortsteilen fehlen je mindestens 10")
    lacking = titles.message(
        row(), others(PANKOW, {**PANKOW, "name": "Buch"}), "Region Auenburg", U3, "Bezirke"
    )
    assert lacking.endswith(
        "fehlen 2029/30 rund 190 Krippenplätze, in 2 Bezirken bleiben je mindestens 10 frei"
    )


def test_a_handful_of_places_elsewhere_is_not_worth_a_word():
    few = {**PANKOW, "saldo": 9.0}
    assert "Pankow" not in titles.message(row(), others(few), "Neukölln", U3)


def test_an_uncertain_neighbour_is_not_named():
    assert "Pankow" not in titles.message(row(), others({**PANKOW, "probability": 0.3}), "Neukölln", U3)


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        (
            {"saldo": 12.0, "share": 0.015, "probability": 0.1},
            "In Buch reichen die Krippenplätze 2029/30 gerade aus",
        ),
        (
            {"saldo": 4.0, "share": 0.01, "probability": 0.4},
            "In Buch könnten die Krippenplätze 2029/30 knapp werden",
        ),
        ({"median": 4.0}, "In Buch leben zu wenige Kinder für eine Aussage über Krippenplätze"),
        ({"saldo": float("nan")}, "Für Buch sind die Krippenplätze nicht oder nicht vollständig geliefert"),
        ({"median": float("nan")}, "Für Buch liegen keine Kinderzahlen nach Altersjahren vor"),
        (
            {"is_forecast": False, "kita_year": 2020, "probability": 1.0, "saldo": -7.0},
            "In Buch fehlten 2020/21 etwa 7 Krippenplätze",
        ),
    ],
)
def test_every_verdict_has_its_sentence(changes, title):
    assert titles.message(row(**changes), others(), "Buch", U3) == title


def test_amounts_are_rounded_to_what_is_known():
    assert [titles.amount(value) for value in (-3, -7.4, 24, -188, 3412)] == [
        "wenige",
        "etwa 7",
        "rund 20",
        "rund 190",
        "rund 3.400",
    ]


def test_draws_never_prove_certainty():
    assert titles.probability(1.0, 1000) == "über 99\u202f%"
    assert titles.probability(0.0, 1000) == "unter 1\u202f%"
    assert titles.probability(1.0, 50) == "über 98\u202f%"
    assert titles.probability(0.98, 50) == "98\u202f%"
    assert titles.probability(0.874, 200) == "87\u202f%"
    assert titles.probability(None, 200) == "…"


def test_names_take_their_article():
    assert [titles.place(name) for name in ("Buch", "Region Auenburg", "Bezirk 03")] == [
        "in Buch",
        "in der Region Auenburg",
        "im Bezirk 03",
    ]
    assert [titles.named(name) for name in ("Buch", "Region Auenburg", "Bezirk 03")] == [
        "Buch",
        "die Region Auenburg",
        "den Bezirk 03",
    ]


def area(probabilities, past_saldo=5.0, places=100.0, saldo=-20.0):
    count = len(probabilities)
    return pd.DataFrame(
        {
            "kita_year": range(2024, 2025 + count),
            "is_forecast": [False] + [True] * count,
            "probability": [float(past_saldo < 0), *probabilities],
            "saldo": [past_saldo] + [saldo] * count,
            "places": [places] * (count + 1),
            "need_q10": [90.0] * (count + 1),
            "need_q90": [150.0] * (count + 1),
        }
    )


@pytest.mark.parametrize(
    ("given", "heading"),
    [
        (area([0.1, 0.6, 0.9]), "Ab 2026/27 reicht das Angebot nicht mehr"),
        (area([0.1, 0.6, 0.7]), "Ab 2026/27 reicht das Angebot wohl nicht mehr"),
        (area([0.1, 0.1, 0.2]), "Das Angebot reicht bis 2027/28"),
        (area([0.1, 0.4, 0.3]), "Das Angebot reicht voraussichtlich bis 2027/28"),
        (area([0.1, 0.9, 0.1]), "2026/27 wird das Angebot knapp"),
        (area([0.9, 0.9, 0.9], past_saldo=-9), "Schon heute fehlen Plätze, bis 2027/28 bleibt die Lücke"),
        (area([0.9, 0.9, 0.1], past_saldo=-9), "Schon heute fehlen Plätze, ab 2027/28 reicht das Angebot"),
        (
            area([0.9, 0.9, 0.4], past_saldo=-9),
            "Schon heute fehlen Plätze, ab 2027/28 dürfte das Angebot reichen",
        ),
        (area([]), "Krippenplätze und Bedarf seit 2024/25"),
    ],
)
def test_heading_of_the_time_picture(given, heading):
    assert titles.outlook(given, U3) == heading


def test_an_area_without_children_and_places_is_not_said_to_have_enough():
    nobody = area([0.0, 0.0], places=0.0).assign(need_q10=0.0, need_q90=0.0)
    assert titles.outlook(nobody, U3) == "Bis 2026/27 ohne Kinder und ohne Plätze"


def test_heading_of_the_map_counts_both_sides():
    rows = pd.DataFrame({"sign_class": [0, 1, 2, 4, float("nan")], "is_forecast": True})
    assert titles.map_heading(rows, U3, "Ortsteile") == (
        "Krippenplätze fehlen in 2 von 4 Ortsteilen, in 1 bleiben sie frei"
    )


def test_the_map_of_a_past_year_speaks_of_the_past():
    rows = pd.DataFrame({"sign_class": [0, 1, 2, 4], "is_forecast": False})
    assert titles.map_heading(rows, U3, "Ortsteile") == (
        "Krippenplätze fehlten in 2 von 4 Ortsteilen, in 1 blieben sie frei"
    )
    assert "fehlten Krippenplätze" in titles.map_heading(rows.head(2), U3, "Ortsteile")


def test_groups_in_words():
    assert titles.groups(-13, U3, 15) == "13 Krippengruppen zu je 15 Plätzen"
    assert titles.groups(1, U3, 15) == "1 Krippengruppe zu 15 Plätzen"
    assert titles.groups(0, U3, 15) == "weniger als eine Krippengruppe zu 15 Plätzen"


def moved(**changes):
    usual = {
        "residents_in_care": 200,
        "residents_in_kita": 180,
        "leaving": 24,
        "occupied": 150,
        "arriving": 15,
    }
    return pd.DataFrame([{**usual, **changes}])


def test_commuting_in_words():
    assert headings.commuting(moved(), "Buch") == (
        "12\u202f% der betreuten Kinder pendeln aus, 10\u202f% der Plätze belegen Kinder von außerhalb"
    )
    assert (
        headings.commuting(moved(residents_in_care=30), "Buch")
        == "24 Kinder pendeln aus, 10\u202f% der Plätze belegen Kinder von außerhalb"
    )
    assert headings.commuting(moved(leaving=0, arriving=0), "Buch").startswith("Alle betreuten Kinder")
    assert [row.value for row in headings.care_rows(moved())] == [156, 24, 20, 15]
    assert headings.care_rows(moved().head(0)) == []


def test_children_become_more_only_if_the_interval_says_so():
    rows = pd.DataFrame(
        {
            "kita_year": [2024, 2034],
            "is_forecast": [False, True],
            "median": [100, 110],
            "q10": [100, 101],
            "q90": [100, 120],
        }
    )
    assert headings.children(rows, "Buch", U3) == "Bis 2034/35 werden es mehr Kinder unter 3"
    assert "offen" in headings.children(rows.assign(q10=[100, 99]), "Buch", U3)
    assert "weniger" in headings.children(rows.assign(q10=[100, 80], q90=[100, 99]), "Buch", U3)
    nobody = rows.assign(median=[0, 0], q10=[0, 0], q90=[0, 0])
    assert headings.children(nobody, "Buch", U3) == "In Buch leben keine Kinder unter 3"


def test_places_lost_on_the_ladder():
    steps = {"approved": 100, "built": 100, "staffed": 95, "bookable": 90, "occupied": 80}
    assert headings.ladder(steps, U3) == "10 genehmigte Plätze sind nicht belegbar"
    assert headings.ladder({**steps, "bookable": 100}, U3) == "Alle genehmigten Plätze sind belegbar"
    assert "Genehmigung" in headings.ladder({**steps, "approved": None}, U3)


def test_houses_in_words():
    assert headings.houses(3, 9, "Buch", U3) == "In Buch bieten 3 von 9 Häusern Krippenplätze"
    assert headings.houses(0, 9, "Buch", U3) == "In Buch bietet keins von 9 Häusern Krippenplätze"
    assert headings.houses(1, 1, "Buch", U3) == "Das eine Haus in Buch bietet Krippenplätze"
    assert headings.houses(14, 14, "Buch", U3) == "Alle 14 Häuser in Buch bieten Krippenplätze"
    assert headings.houses(0, 0, "Buch", U3) == "In Buch liegt kein Haus"


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (float("nan"), "A nicht zu vergleichen, ein Bedarf ist nicht bekannt"),
        (0.4, "A kein Unterschied"),
        (23.0, "A rund 20 Plätze mehr nötig"),
        (-7.0, "A etwa 7 Plätze weniger nötig"),
    ],
)
def test_two_scenarios_are_compared_only_where_both_needs_are_known(gap: float, words: str):
    assert comparison.compared("A", gap, "Plätze") == words


def test_residents_without_an_area_are_no_place():
    assert titles.place("ohne Zuordnung (Auenburg)") == "unter den Einwohnern ohne Zuordnung (Auenburg)"
    assert titles.named("ohne Zuordnung") == "die Einwohner ohne Zuordnung"
