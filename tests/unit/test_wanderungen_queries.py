"""The tables of the migration page on a tiny association, numbers counted by hand."""

import datetime as dt
import json
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

import warehouse
from dashboards.filters import People
from dashboards.topic import Context
from dashboards.topics.wanderungen import ages, measures, queries
from dashboards.topics.wanderungen.queries import Slice
from warehouse.connection import open_reader
from warehouse.settings import Home

SCHEMA = Path(warehouse.__file__).parent / "schema"
CODES = Path(warehouse.__file__).parent / "codelists"
UNION, A, B, C = "V", "03959001", "03959002", "03959003"
A1, A2, B1, C1 = f"{A}-0101", f"{A}-0102", f"{B}-0101", f"{C}-0101"
AREAS = [
    (UNION, "verband", "Verband", None, None),
    (A, "gemeinde", "Adorf", A, UNION),
    (B, "gemeinde", "Bdorf", B, UNION),
    (C, "gemeinde", "Cdorf", C, UNION),
    (A1, "ortsteil", "Mitte", A, A),
    (A2, "ortsteil", "Nord", A, A),
    (B1, "ortsteil", "Süd", B, B),
    (C1, "ortsteil", "West", C, C),
]
# year, kind, reporter, origin, destination, age, moves. C reports 2023 only.
MOVES = [
    (2023, "inner", A, A1, A2, 30, 5),
    (2023, "inner", A, A2, A1, 20, 2),
    (2023, "external_in", A, "AUSLAND", A1, 22, 7),
    (2023, "external_in", A, "UNBEKANNT", A2, 40, 1),
    (2023, "external_out", A, A1, "LAND", 27, 3),
    (2023, "member_in", A, B, A1, 25, 4),
    (2023, "member_out", B, B1, A, 25, 6),
    (2023, "member_in", B, A, B1, 33, 8),
    (2023, "member_out", A, A2, B, 33, 8),
    (2023, "external_in", B, "BUND", B1, 66, 2),
    (2023, "external_in", C, "LAND", C1, 5, 1),
    (2024, "external_in", A, "LAND", A1, 22, 9),
    (2024, "external_out", B, B1, "FREMD", 50, 2),
]
PERSONS = {
    A1: {2022: 100, 2023: 120, 2024: 120},
    A2: {2022: 200, 2023: 200, 2024: 200},
    B1: {2022: 40, 2023: 40},
}


def table(columns: str, rows: list) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=columns.split())


def members() -> pd.DataFrame:
    parents = {area_id: parent for area_id, *_, parent in AREAS}
    rows = []
    for area_id in parents:
        above = area_id
        while above is not None:
            rows.append((above, area_id, "-" in area_id))
            above = parents[above]
    return table("ancestor_id area_id is_leaf", rows)


def stock() -> pd.DataFrame:
    """Half of everybody is 22, half 40; municipalities carry the sums."""
    rows = []
    for area_id, years in PERSONS.items():
        for above in (area_id, area_id.split("-")[0]):
            rows += [
                (above, dt.date(year, 12, 31), age, age, n // 2)
                for year, n in years.items()
                for age in (22, 40)
            ]
    return table("area_id reference_date age age_to persons", rows).assign(nationality="D", sex="w")


def write(path: Path, moves: list, *changes: str) -> None:
    flows = table("year kind reporter_ags origin destination age moves", moves)
    flows = flows.assign(age_to=flows["age"], sex="w", nationality="D")
    tables = {
        "area": table("area_id level name municipality_ags parent_id", AREAS),
        "area_member": members(),
        "area_population": stock(),
        "moves": flows,
    }
    con = duckdb.connect(str(path))
    for create in sorted(SCHEMA.glob("*.sql")):
        con.execute(create.read_text(encoding="utf-8"))
    for name, rows in tables.items():
        con.from_df(rows).create("staged")
        con.execute(f"INSERT INTO {name} BY NAME FROM staged")
        con.execute("DROP TABLE staged")
    codes = CODES / "partner_category.csv"
    con.execute(
        f"CREATE TABLE partner_category AS FROM read_csv('{codes}', all_varchar = true, header = true)"
    )
    for change in changes:
        con.execute(change)
    con.close()


def context_of(folder: Path, moves: list, *changes: str) -> Context:
    home = Home(folder)
    home.warehouse.mkdir()
    write(home.warehouse / "b.duckdb", moves, *changes)
    (home.warehouse / "current.json").write_text(json.dumps({"build_id": "b", "file": "b.duckdb"}))
    reader = open_reader(home)
    return Context(reader=reader, build_id=str(folder), run_id=None)


@pytest.fixture(scope="module")
def context(tmp_path_factory):
    return context_of(tmp_path_factory.mktemp("wanderungen"), MOVES)


def of(found: pd.DataFrame, area_id: str, year: int, band: str = "alle") -> pd.Series:
    is_row = (found["area_id"] == area_id) & (found["year"] == year) & (found["band"] == band)
    return found[is_row].iloc[0]


def test_arrivals_come_from_the_destination_and_departures_from_the_origin(context):
    town = of(queries.area_years(context, area_ids=[A]), A, 2023)
    # abroad 7, unknown 1, from B 4 as A reports it; to LAND 3, to B 8. Moves inside A count in neither.
    assert (town["arrivals"], town["departures"], town["inside"]) == (12, 11, 7)
    assert (town["arrivals_member"], town["departures_member"], town["arrivals_inner"]) == (4, 8, 0)


def test_inner_moves_cross_the_border_of_a_district(context):
    found = queries.area_years(context, area_ids=[A1, A2])
    inner = ["arrivals_inner", "departures_inner"]
    assert tuple(of(found, A1, 2023)[["arrivals", "departures", *inner]]) == (
        13,
        8,
        2,
        5,
    )
    assert tuple(of(found, A2, 2023)[["arrivals", "departures", "inside"]]) == (6, 10, 0)


def test_the_association_counts_only_its_outer_border(context):
    whole = of(queries.area_years(context, area_ids=[UNION]), UNION, 2023)
    # outer arrivals 7 + 1 + 2 + 1; B and C never report moves inside, so what stays inside is not known
    assert (whole["arrivals"], whole["departures"]) == (11, 3)
    assert np.isnan(whole["inside"])


def test_a_year_some_municipality_did_not_report_is_missing_not_zero(context):
    found = queries.area_years(context, area_ids=[UNION])
    assert np.isnan(of(found, UNION, 2024)["arrivals"])
    assert queries.years(context, area_id=UNION) == [2023]
    assert queries.years(context, area_id=A) == [2023, 2024]


def test_a_reported_year_without_a_case_is_zero(context):
    found = queries.area_years(context, area_ids=[A1, A2])
    assert of(found, A2, 2024)["arrivals"] == 0


def test_ages_fall_into_the_groups_of_the_literature(context):
    found = queries.area_years(context, area_ids=[A])
    by_band = {band: of(found, A, 2023, band)["arrivals"] for band in ("18_24", "25_29", "30_49")}
    assert by_band == {"18_24": 7, "25_29": 4, "30_49": 1}


def test_mean_population_needs_both_year_ends(context):
    found = queries.residents(context, area_ids=[A1, B1])
    assert of(found, A1, 2023)["residents"] == 110
    assert of(found, A1, 2023, "18_24")["residents"] == 55
    assert np.isnan(of(found, A1, 2022)["residents"])


def test_pairs_lead_with_the_destination_and_keep_the_other_report(context):
    found = queries.pairs(context, area_ids=[A, B, C], cut=Slice((2023,)))
    flows = {(row.origin, row.destination): (row.moves, row.moves_by_origin) for row in found.itertuples()}
    assert flows == {(A, B): (8, 8), (B, A): (4, 6)}
    assert measures.mismatch(found) == (12, 14)


def test_pairs_inside_a_municipality_are_reported_once(context):
    found = queries.pairs(context, area_ids=[A1, A2], cut=Slice((2023, 2024)))
    flows = {(row.origin, row.destination): (row.moves, row.moves_by_origin) for row in found.itertuples()}
    assert flows == {(A1, A2): (5, 5), (A2, A1): (2, 2)}


def test_partners_are_typed_and_the_unknown_stays(context):
    found = queries.partners(context, area_ids=[A1, A2], cut=Slice((2023,)))
    flows = {(row.area_id, row.direction, row.partner): row.moves for row in found.itertuples()}
    assert flows[A1, "in", "GEMEINDE"] == 2 and flows[A1, "out", "GEMEINDE"] == 5
    assert flows[A1, "in", "VERBAND"] == 4 and flows[A2, "out", "VERBAND"] == 8
    assert flows[A2, "in", "UNBEKANNT"] == 1
    outside = queries.partners(context, area_ids=[B], cut=Slice((2024,)))
    assert outside["partner"].tolist() == ["UNBEKANNT"], "a code that is in no list is unknown"


def test_a_slice_keeps_only_its_band_and_nationality(context):
    cut = Slice((2023,), People(age=25, age_to=29))
    assert queries.pairs(context, area_ids=[A, B], cut=cut)["moves"].tolist() == [4]
    assert queries.pairs(context, area_ids=[A, B], cut=Slice((2023,), People(nationality="A"))).empty
    assert queries.pairs(context, area_ids=[A, B], cut=Slice((2023,), People(sex="w")))["moves"].sum() == 12


def test_a_withheld_cell_makes_the_sum_missing(tmp_path):
    context = context_of(tmp_path, [*MOVES, (2023, "external_in", A, "LAND", A1, 70, None)])
    found = queries.area_years(context, area_ids=[A1, A2])
    assert np.isnan(of(found, A1, 2023)["arrivals"]) and of(found, A2, 2023)["arrivals"] == 6
    assert np.isnan(of(found, A1, 2023, "65")["arrivals"])


def test_an_age_group_across_two_bands_leaves_the_bands_unknown(tmp_path):
    context = context_of(tmp_path, MOVES, "UPDATE moves SET age = 15, age_to = 19 WHERE age = 22")
    found = queries.area_years(context, area_ids=[A1])
    assert of(found, A1, 2023)["arrivals"] == 13
    assert np.isnan(of(found, A1, 2023, "u18")["arrivals"])


def test_nothing_reported_gives_no_years(tmp_path):
    context = context_of(tmp_path, [])
    assert queries.years(context, area_id=A) == []
    assert queries.area_years(context, area_ids=[A]).empty


def test_any_range_of_ages_can_be_asked_for(context):
    found = queries.area_years(context, area_ids=[A], bands=ages.around(22, 30))
    # of the arrivals 22 (7), 25 (4) lie in the range and 40 (1) above it; LAND 27 (3) leaves
    assert of(found, A, 2023, "wahl")[["arrivals", "departures"]].tolist() == [11, 3]
    assert of(found, A, 2023, "danach")["arrivals"] == 1


def test_what_is_not_broken_down_by_sex_is_missing_for_one_sex(tmp_path):
    context = context_of(tmp_path, MOVES, "UPDATE moves SET sex = NULL WHERE age = 22")
    women = People(sex="w")
    found = queries.area_years(context, area_ids=[A1, A2], people=women)
    assert np.isnan(of(found, A1, 2023)["arrivals"]) and of(found, A2, 2023)["arrivals"] == 6
    partners = queries.partners(context, area_ids=[A1], cut=Slice((2023,), women))
    assert partners.set_index(["direction", "partner"])["moves"].isna()["in", "AUSLAND"]
    assert not queries.told(context, area_id=A).has_sex and queries.told(context, area_id=C).has_sex


def test_who_never_reports_moves_across_the_border_has_not_counted_none(tmp_path):
    context = context_of(tmp_path, [move for move in MOVES if move[1] == "inner"])
    town = of(queries.area_years(context, area_ids=[A]), A, 2023)
    assert np.isnan(town["arrivals"]) and town["inside"] == 7
    part = of(queries.area_years(context, area_ids=[A1, A2]), A1, 2023)
    assert np.isnan(part["arrivals"]) and (part["arrivals_inner"], part["departures_inner"]) == (2, 5)


def test_an_age_group_across_the_chosen_ages_leaves_the_pair_missing(tmp_path):
    context = context_of(tmp_path, MOVES, "UPDATE moves SET age = 20, age_to = 30 WHERE age = 25")
    found = queries.pairs(context, area_ids=[A, B], cut=Slice((2023,), People(age=25, age_to=29)))
    assert found.set_index(["origin", "destination"])["moves"].isna()[B, A]


def test_partners_year_by_year_keep_their_years_apart(context):
    found = queries.partner_years(context, area_ids=[A])
    assert set(found["year"]) == {2023, 2024}
    land = found[(found["partner"] == "LAND") & (found["direction"] == "in")]
    assert land["moves"].tolist() == [9]
