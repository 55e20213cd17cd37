"""Events become components; the balance of a small town is checked against a sheet of paper."""

import pandas as pd

from warehouse.build import build
from warehouse.connection import open_reader

A, B = "03900001", "03900002"
COLUMNS = [
    "start",
    "births",
    "deaths",
    "in",
    "out",
    "moves_in",
    "moves_out",
    "status_change",
    "correction",
    "end",
    "residual",
]


def table(home, name: str) -> pd.DataFrame:
    return open_reader(home).con.table(name).df()


def test_the_balance_by_hand(town):
    build(town.home)
    balance = table(town.home, "balance").set_index(["area_id", "year"])[COLUMNS]
    assert balance.loc[(f"{A}-1", 2020)].tolist() == [3, 1, 1, 1, 0, 0, 1, 0, 0, 3, 0]
    assert balance.loc[(f"{A}-2", 2020)].tolist() == [1, 0, 0, 0, 1, 1, 0, 0, 0, 1, 0]
    assert balance.loc[(f"{B}-1", 2020)].tolist() == [1, 0, 0, 1, 0, 0, 0, 0, 0, 2, 0]
    assert len(balance) == 3


def test_a_cancelled_event_is_gone(town):
    build(town.home)
    assert table(town.home, "deaths")["deaths"].tolist() == [1]


def test_a_move_between_members_is_told_by_both_sides(town):
    build(town.home)
    moves = table(town.home, "moves").set_index("kind")[["reporter_ags", "origin", "destination", "moves"]]
    assert moves.loc["member_out"].tolist() == [A, f"{A}-2", B, 1]
    assert moves.loc["member_in"].tolist() == [B, A, f"{B}-1", 1]
    assert moves.loc["inner"].tolist() == [A, f"{A}-1", f"{A}-2", 1]
    assert moves.loc["external_in"].tolist() == [A, "AUSLAND", f"{A}-1", 1]


def test_partners_are_typed_from_their_keys(town):
    partners = {
        "03101000": "LAND",
        "02000000": "BUND",
        "000": "UNBEKANNT",
        "121": "AUSLAND",
        None: "UNBEKANNT",
        "xy": "UNBEKANNT",
    }
    town.events(
        B,
        2021,
        [
            {
                "event_kind": "out",
                "person_key": f"z{number}",
                "area_id": f"{B}-1",
                "partner": partner,
                "birth_year": 1950 + number,
            }
            for number, partner in enumerate(partners)
        ],
    )
    build(town.home)
    left = table(town.home, "moves").query("year == 2021").sort_values("age", ascending=False)
    assert left["destination"].tolist() == list(partners.values())
    assert set(left["kind"]) == {"external_out"}


def test_status_changes_and_corrections_move_the_stock(town):
    town.stock(A, "2021-12-31", {"p1": f"{A}-1", "p3": f"{A}-2", "p7": f"{A}-2"})
    town.stock(B, "2021-12-31", {"q1": f"{B}-1", "p4": f"{B}-1"})
    town.events(
        A,
        2021,
        [
            {"event_kind": "dwelling", "person_key": "p7", "area_id": f"{A}-2", "delta": 1},
            {"event_kind": "naturalisation", "person_key": "p3", "area_id": f"{A}-2"},
            {"event_kind": "correction", "person_key": "p5", "area_id": f"{A}-1", "delta": -1},
            {"event_kind": "correction", "person_key": "p6", "area_id": f"{A}-1", "delta": -1},
        ],
    )
    build(town.home)
    balance = table(town.home, "balance").query("year == 2021").set_index("area_id")[COLUMNS]
    assert balance.loc[f"{A}-1"].tolist() == [3, 0, 0, 0, 0, 0, 0, 0, -2, 1, 0]
    assert balance.loc[f"{A}-2"].tolist() == [1, 0, 0, 0, 0, 0, 0, 1, 0, 2, 0]
    assert f"{B}-1" not in balance.index
    change = (
        table(town.home, "status_change")
        .query("kind == 'naturalisation'")
        .set_index("nationality")["persons"]
    )
    assert change.to_dict() == {"A": -1, "D": 1}


def test_what_is_not_booked_stands_in_the_residual_and_is_reported(town):
    town.stock(B, "2021-12-31", {"q1": f"{B}-1"})
    town.events(
        B, 2021, [{"event_kind": "birth", "person_key": "n", "area_id": f"{B}-1", "mother_birth_year": 1991}]
    )
    build(town.home)
    row = table(town.home, "balance").query("year == 2021").iloc[0]
    assert (row["start"], row["births"], row["end"], row["residual"]) == (2, 1, 1, -2)
    found = table(town.home, "check_result").query("check_id == 'bilanz_residuum'").set_index("area_id")
    assert found.loc[f"{B}-1", "severity"] == "warnung"
    assert found.loc[f"{B}-1", "message"] == (
        "In Süd (Bdorf) weicht der Bestand Ende 2021 um 2 Personen (1000,0 ‰) nach unten von der Bilanz ab."
    )


def test_late_bookings_count_in_their_year_and_do_not_make_a_delivered_year(town):
    usual = {"event_kind": "birth", "area_id": f"{B}-1", "mother_birth_year": 1991}
    many = [usual | {"person_key": f"n{number}"} for number in range(4)]
    late = usual | {"person_key": "late", "event_date": "2021-11-30", "booking_date": "2022-03-01"}
    town.events(B, 2022, [*many, late])
    build(town.home)
    assert table(town.home, "births").query("year == 2021")["births"].tolist() == [1]
    assert 2021 not in table(town.home, "balance").query("area_id == @B + '-1'")["year"].tolist()
    found = table(town.home, "check_result").query("check_id == 'spaete_buchung'")
    assert found["value"].tolist() == [1.0]


def test_counts_balance_without_status_changes(deliveries):
    usual = {"municipality_ags": A, "area_id": A}
    for year, number in ((2019, 100), (2020, 104)):
        count = usual | {"reference_date": f"{year}-12-31", "age": 0, "age_to": 100, "persons": number}
        deliveries.add(A, "population", f"{year}-12-31", population=[count])
    deliveries.add(
        A,
        "births",
        "2020-12-31",
        births=[usual | {"year": 2020, "mother_age": 30, "mother_age_to": 30, "births": 3}],
    )
    deliveries.add(
        A, "deaths", "2020-12-31", deaths=[usual | {"year": 2020, "age": 80, "age_to": 80, "deaths": 1}]
    )
    moved = {"municipality_ags": A, "year": 2020, "age": 30, "age_to": 30}
    flows = [
        {"origin": "BUND", "destination": A, "moves": 6},
        {"origin": A, "destination": "AUSLAND", "moves": 5},
    ]
    deliveries.add(A, "moves", "2020-12-31", moves=[moved | flow for flow in flows])
    build(deliveries.home)
    row = table(deliveries.home, "balance")[COLUMNS].iloc[0]
    assert row[["start", "births", "deaths", "in", "out", "end", "residual"]].tolist() == [
        100,
        3,
        1,
        6,
        5,
        104,
        1,
    ]
    assert row[["status_change", "correction"]].isna().all()


def test_a_missing_component_makes_the_balance_missing(deliveries):
    usual = {"municipality_ags": A, "area_id": A}
    count = usual | {"age": 0, "age_to": 100, "persons": 100}
    deliveries.add(
        A,
        "population",
        "2020-12-31",
        population=[count | {"reference_date": f"{y}-12-31"} for y in (2019, 2020)],
    )
    deliveries.add(
        A,
        "births",
        "2020-12-31",
        births=[usual | {"year": 2020, "mother_age": 30, "mother_age_to": 30, "births": 3}],
    )
    build(deliveries.home)
    row = table(deliveries.home, "balance").iloc[0]
    assert row["births"] == 3
    assert row[["deaths", "in", "out", "residual"]].isna().all()
    values = (
        table(deliveries.home, "indicator_value").query("year == 2020").set_index("indicator_id")["value"]
    )
    assert values["geburtenrate"] == 30
    assert pd.isna(values["sterberate"])
