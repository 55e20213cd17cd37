"""What the page Datenlage says and draws, against values worked out by hand."""

from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest

from dashboards import style
from dashboards.topics.datenlage import befunde, coverage, figures, hochladen, matrix, stand, titles
from dashboards.topics.datenlage.coverage import NEEDS, Lack
from warehouse.canonical import KINDS

ALL = ("bestand", "geburten", "sterbefaelle", "wanderungen", "umzuege", "kita")


def covered(*rows: tuple[str, int, str, bool]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area_id", "year", "part", "is_whole"])


def whole(area_id: str, years: range, parts: tuple[str, ...] = ALL) -> list[tuple[str, int, str, bool]]:
    return [(area_id, year, part, True) for year in years for part in parts]


def member(**counts: float | None) -> dict[str, object]:
    known = {
        "gebiete": 3,
        "geometrie": 3,
        "einrichtungen": 5,
        "gruppen": 9,
        "massnahmen": 0,
        "bauvorhaben": 1,
    }
    return {"area_id": "A", "name": "Aue", **known, **counts}


def test_a_year_nobody_delivered_is_missing_and_not_zero():
    table = covered(*whole("A", range(2020, 2023)), *whole("B", range(2020, 2022)))
    states = coverage.states(table, ["A", "B"], coverage.years_of(table))
    assert states["B", 2022, "bestand"] == "missing"
    assert states["A", 2022, "bestand"] == "whole"
    assert coverage.gaps(states, "B", "geburten") == [2022]


def test_the_first_year_needs_no_movements():
    table = covered(("A", 2020, "bestand", True), *whole("A", range(2021, 2023)))
    states = coverage.states(table, ["A"], coverage.years_of(table))
    assert states["A", 2020, "geburten"] == "none"
    assert titles.matrix_title(states) == "Alle Inhalte liegen für alle Jahre vor"
    assert "Geburten" not in matrix.spoken(2020, [("bestand", "whole"), ("geburten", "none")])


def test_the_matrix_says_what_was_never_delivered_before_what_is_often_missing():
    table = covered(*whole("A", range(2020, 2024), ("bestand", "geburten", "sterbefaelle", "kita")))
    states = coverage.states(table, ["A"], coverage.years_of(table))
    assert titles.matrix_title(states) == "Noch nie geliefert: Wanderungen und Umzüge innerhalb"
    table = covered(*whole("A", range(2020, 2024)), *whole("B", range(2020, 2022)))
    states = coverage.states(table, ["A", "B"], coverage.years_of(table))
    assert titles.matrix_title(states) == "Am häufigsten fehlt: Bestand (in 2 Gemeindejahren)"


def test_a_stock_of_some_areas_only_is_partial():
    table = covered(("A", 2020, "bestand", False), ("A", 2021, "bestand", True))
    states = coverage.states(table, ["A"], coverage.years_of(table))
    assert states["A", 2020, "bestand"] == "partly"
    assert coverage.gaps(states, "A", "bestand") == [2020]


@pytest.mark.parametrize(
    ("years", "told"),
    [([], ""), ([2015], "2015"), ([2015, 2016, 2018], "2015–2016, 2018"), ([2015, 2017], "2015, 2017")],
)
def test_years_are_said_in_spans(years: list[int], told: str):
    assert coverage.spans(years) == told


def test_what_a_dashboard_lacks_names_the_indispensable_first():
    parts = ("bestand", "geburten", "sterbefaelle")
    table = covered(*whole("A", range(2020, 2024), parts), ("A", 2023, "wanderungen", True))
    states = coverage.states(table, ["A"], coverage.years_of(table))
    lacks = {need.dashboard: coverage.lack(states, member(gruppen=None, geometrie=1), need) for need in NEEDS}
    assert lacks["Wanderungen"].required == ()
    assert lacks["Wanderungen"].useful == (
        "Wanderungen 2021–2022",
        "Umzüge innerhalb",
        "Grenzen von 2 Gebieten",
    )
    assert lacks["Kita-Planung"].required == ("Gruppen",)
    assert stand.lack_words(lacks["Kita-Planung"]).startswith("Fehlt: Gruppen. Ohne: betreute Kinder")
    assert stand.lack_words(Lack((), ())) == "vollständig"


def test_nothing_planned_is_not_the_same_as_not_delivered():
    states = coverage.states(covered(*whole("A", range(2020, 2023))), ["A"], [2020, 2021, 2022])
    kita = next(need for need in NEEDS if need.dashboard == "Kita-Planung")
    assert coverage.lack(states, member(massnahmen=0), kita) == Lack((), ())
    assert coverage.lack(states, member(massnahmen=float("nan")), kita).useful == ("Maßnahmen",)


@pytest.mark.parametrize(
    ("rest", "place", "word"),
    [
        (-5.1, 0, "auffällig"),
        (-5.0, 1, "prüfen"),
        (-1.0, 2, "gut"),
        (0.0, 2, "gut"),
        (1.0, 2, "gut"),
        (1.1, 3, "prüfen"),
        (5.0, 3, "prüfen"),
        (5.1, 4, "auffällig"),
    ],
)
def test_the_light_and_the_class_of_a_rest_agree(rest: float, place: int, word: str):
    assert figures.rest_classes(style.LIGHT).index(pd.Series([rest])).tolist() == [place]
    assert titles.light(rest) == word


def test_a_missing_rest_has_no_class_and_no_bar():
    rests = pd.DataFrame({"year": [2020, 2021], "persons": [None, -7.0], "value": [None, -2.5]})
    assert figures.rest_classes(style.LIGHT).index(rests["value"]).isna().tolist() == [True, False]
    chart = figures.rest_bars(style.LIGHT, rests, 2021, is_phone=False)
    notes = {note.x: note.text for note in chart.layout.annotations}
    assert notes == {2020: "…", 2021: "<b>−7</b>"}
    assert chart.data[0].y == (0, -7)
    assert chart.data[0].marker.color[1] == style.LIGHT.loss


def test_a_year_nobody_delivered_keeps_its_place_between_the_others():
    rests = pd.DataFrame({"year": [2020, 2022], "persons": [0.0, None], "value": [0.0, None]})
    chart = figures.rest_bars(style.LIGHT, rests, 2020, is_phone=False)
    assert list(chart.layout.xaxis.ticktext) == ["2020", "2021", "2022"]
    assert {note.x: note.text for note in chart.layout.annotations} == {
        2020: "<b>0</b>",
        2021: "…",
        2022: "…",
    }


def test_the_axis_of_persons_names_no_value_twice():
    rests = pd.DataFrame({"year": [2020, 2021], "persons": [0.0, 0.0], "value": [0.0, 0.0]})
    words = list(figures.rest_bars(style.LIGHT, rests, 2021, is_phone=False).layout.yaxis.ticktext)
    assert words == ["0", "+1"]


def test_the_title_names_the_years_that_are_missing_and_no_others():
    table = covered(
        *whole("A", range(2020, 2025)), *whole("B", range(2020, 2022)), *whole("B", range(2023, 2025))
    )
    found = coverage.states(table, ["A", "B"], coverage.years_of(table))
    checks = pd.DataFrame({"warnings": [0], "errors": [0]})
    told = titles.page_title(SimpleNamespace(name="Union"), found, checks)
    assert told == "In 1 Gemeinde fehlen Bestände aus 2022; nichts fällt auf"


def test_the_map_says_how_many_do_not_close_and_where_most():
    rests = pd.DataFrame(
        {
            "area_id": ["A", "B", "C", "D"],
            "year": [2020] * 4,
            "persons": [1, -60, 12, None],
            "value": [0.5, -12.3, 6.0, None],
        }
    )
    told = titles.map_title(rests, {"B": "Bühl"}, 2020)
    assert told == "In 2 Gebieten geht die Bilanz 2020 nicht auf, am wenigsten in Bühl (−12,3\u202f‰)"
    assert "lässt sich keine Bilanz" in titles.map_title(rests, {}, 2019)
    assert titles.map_title(rests[:1], {}, 2020) == "2020 geht die Bilanz überall auf 1 ‰ auf"


def test_reasons_are_counted_per_delivery_and_rule():
    reasons = pd.DataFrame(
        [
            ("a/v1", "stock", "abgewiesen", "doppelt", 1200),
            ("a/v1", "stock", "abgewiesen", "kein Tag", 2),
            ("a/v1", "stock", "übersprungen", "Nebenwohnung", 5),
            ("b/v1", "stock", "übersprungen", "Nebenwohnung", 7),
        ],
        columns=["delivery_id", "kind", "outcome", "reason", "rows"],
    )
    assert befunde.reason_words(reasons) == {"a/v1": "1.200 × doppelt; 2 × kein Tag"}
    assert befunde.skipped_rules(reasons).to_dict("records") == [
        {"reason": "Nebenwohnung", "rows": 12, "deliveries": 2}
    ]


def test_freshness_names_who_delivered_last():
    deliveries = pd.DataFrame(
        {
            "delivery_id": ["A/stock/1/v1", "A/stock/2/v3"],
            "owner": ["Aue"] * 2,
            "kind": ["stock"] * 2,
            "reference_date": [date(2020, 12, 31), date(2021, 12, 31)],
            "version": [1, 3],
            "rows": [10, 11],
            "rejected": [0, 2],
            "received_at": pd.to_datetime(["2022-05-01", "2022-04-01"]),
            "received_by": ["Meier", "Schulz"],
        }
    )
    row = stand.freshness(deliveries).to_dict("records")[0]
    assert (row["count"], row["version"], row["rows"], row["rejected"]) == (2, 3, 21, 2)
    assert row["received"] == "01.05.2022 von Meier"
    assert row["kind"] == "Bestand"


def receipt(**changes: object) -> dict[str, object]:
    plain: dict[str, object] = {
        "municipality_ags": "A",
        "kind": "stock",
        "reference_date": "2024-12-31",
        "status": "neu",
        "version": 1,
        "rows": 10,
        "rejected": 0,
        "skipped": 0,
        "rows_added": None,
        "rows_removed": None,
        "skipped_reasons": {"Nebenwohnung": 2},
        "notes": ["Adressen: 3 genau gefunden"],
    }
    return plain | changes


def test_the_preview_says_what_a_takeover_would_do():
    assert hochladen.status_words(receipt()) == "neu"
    replaced = receipt(status="ersetzt", version=3, rows_added=12, rows_removed=4)
    assert hochladen.status_words(replaced) == "ersetzt Fassung 2: +12 −4 Zeilen"
    drafts = [{"receipt": receipt(rejected=1), "rejects": []}, {"receipt": receipt(), "rejects": []}]
    assert hochladen.preview_title(drafts) == "20 Zeilen verstanden, 1 Zeile abgewiesen"
    assert hochladen.preview_notes(drafts) == [
        "Übersprungen: 4 × Nebenwohnung.",
        "Adressen: 3 genau gefunden",
    ]
    same = [{"receipt": receipt(status="unverändert"), "rejects": []}]
    assert "schon übernommen" in hochladen.preview_title(same)


def test_a_takeover_is_said_with_what_to_do_next():
    assert hochladen.taken_words([receipt()]) == "Übernommen: Bestand 2024 (A)"
    assert hochladen.taken_words([receipt()] * 7).endswith("(A) und 2 weitere")
    told = hochladen.built_words({"build_id": "abc", "seconds": 4.62})
    assert "abc, aufgebaut in 4,6 Sekunden" in told
    assert "kohorte forecast" in told


def test_every_kind_of_delivery_has_a_german_name():
    assert set(titles.KINDS) >= set(KINDS)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("03951000_bestand_2024-12-31.txt", "kosis_bestand"),
        ("EWR201612E_Matrix.csv", "berlin_ewr_matrix"),
        ("tabelle.csv", None),
    ],
)
def test_a_file_name_proposes_a_profile_only_if_it_says_something(name: str, first: str | None):
    assert next(iter(hochladen.suited(name)), None) == first
