"""Series on any territorial status, by hand: areas divided, merged, renamed, given to another parent."""

import pandas as pd
import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from tests.unit.conftest import Deliveries
from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.errors import CheckFailed
from warehouse.settings import Home

A, B, Z = "03900001", "03900002", "03900009"
DAYS = ("2017-12-31", "2018-12-31", "2019-12-31", "2020-12-31")
CUT = "2018-12-31"


def on_status(home: Home, macro: str, status: str) -> pd.DataFrame:
    return open_reader(home).con.table_function(macro, [status]).df()


def persons(home: Home, status: str) -> dict[tuple[str, int], float]:
    """Residents by area and year on a status; a missing one is NaN."""
    cells = on_status(home, "population_on_status", status)
    total = cells.groupby(["area_id", cells["reference_date"].dt.year])["persons"].sum(min_count=1)
    return total.to_dict()


def statuses(home: Home) -> list[str]:
    return open_reader(home).con.table("territory").df()["status"].tolist()


def mapped(old: str, new: str, weight: float = 1.0, since: str = "2019-01-01") -> dict:
    return {"area_id": old, "successor_id": new, "weight": weight, "valid_from": since}


def people(prefix: str, area: str, count: int) -> dict[str, str]:
    return {f"{prefix}{number}": area for number in range(count)}


@pytest.fixture
def split(deliveries: Deliveries) -> Home:
    """Area 1 (ten persons) becomes 2 and 3 in 2019; five more come in 2020; a birth and a death each year."""
    for day in DAYS[:2]:
        deliveries.stock(A, day, people("p", f"{A}-1", 10))
    after = people("p", f"{A}-2", 6) | {f"p{number}": f"{A}-3" for number in range(6, 10)}
    deliveries.stock(A, DAYS[2], after)
    deliveries.stock(A, DAYS[3], after | people("n", f"{A}-3", 5))
    for year, area in ((2018, f"{A}-1"), (2019, f"{A}-2"), (2020, f"{A}-3")):
        born = {"event_kind": "birth", "person_key": "b", "area_id": area, "mother_birth_year": 1990}
        died = {"event_kind": "death", "person_key": "d", "area_id": area}
        came = [
            {"event_kind": "in", "person_key": f"n{n}", "area_id": area, "partner": "128"} for n in range(5)
        ]
        deliveries.events(A, year, [born, died, *(came if year == 2020 else [])])
    shares = [mapped(f"{A}-1", f"{A}-2", 0.6), mapped(f"{A}-1", f"{A}-3", 0.4)]
    deliveries.add(A, "area_mappings", DAYS[2], area_mapping=shares)
    build(deliveries.home)
    return deliveries.home


def test_a_divided_area_lives_on_in_the_status_before(split: Home):
    assert statuses(split) == [CUT, "heute"]
    before = persons(split, CUT)
    assert before == {
        (area, y): n
        for area in (A, f"{A}-1")
        for y, n in zip(range(2017, 2021), (10, 10, 10, 15), strict=True)
    }
    today = persons(split, "heute")
    assert {key: today[key] for key in today if key[0] != A} == {
        (f"{A}-{part}", year): n
        for part, counts in ((2, (6, 6, 6, 6)), (3, (4, 4, 4, 9)))
        for year, n in zip(range(2017, 2021), counts, strict=True)
    }
    balance = on_status(split, "balance_on_status", CUT).set_index(["area_id", "year"])
    assert balance.loc[f"{A}-1", ["births", "deaths", "in", "residual"]].to_numpy().tolist() == [
        [1, 1, 0, 0],
        [1, 1, 0, 0],
        [1, 1, 5, 0],
    ]


def test_putting_areas_together_is_no_estimate_and_dividing_is(split: Home):
    back = on_status(split, "conversion_on_status", CUT)
    assert set(back["area_id"]) == {f"{A}-1"}
    assert back["reference_date"].dt.year.tolist() == [2019, 2020]
    assert not back["is_estimated"].any()
    assert "Gebietsstand vom 31.12.2018" in back["note"].iloc[0]
    assert f"({A}-2)" in back["note"].iloc[0] and f"({A}-3)" in back["note"].iloc[0]
    forth = on_status(split, "conversion_on_status", "heute")
    assert forth["is_estimated"].all()
    assert set(forth["reference_date"].dt.year) == {2017, 2018}


def test_any_day_gives_the_status_in_force_on_it(split: Home):
    for day in ("2017-06-30", "2018-12-31", "1990-01-01"):
        assert (f"{A}-1", 2020) in persons(split, day)
    for day in ("2019-01-01", "2024-05-05", "heute"):
        assert (f"{A}-1", 2020) not in persons(split, day)


def test_the_list_of_statuses_says_what_changed(split: Home):
    table = open_reader(split).con.table("territory").df().set_index("status")
    assert table.loc[CUT, "label"] == "Gebietsstand 31.12.2018"
    assert table.loc["heute", "label"] == "heutiger Gebietsstand"
    note = table.loc[CUT, "note"]
    assert "01.01.2019" in note and "60,0 %" in note and "40,0 %" in note
    assert table.loc[CUT, "changed_areas"] == 1


def test_a_merged_area_is_taken_apart_by_its_last_residents(deliveries: Deliveries):
    merged = {"area_id": f"{A}-2", "valid_to": CUT, "successor_id": f"{A}-1", "parent_id": A}
    deliveries.areas(
        {"area_id": A, "level": "gemeinde", "name": "Adorf", "municipality_ags": A},
        {"area_id": f"{A}-1", "level": "ortsteil", "name": "Mitte", "parent_id": A, "municipality_ags": A},
        merged | {"level": "ortsteil", "name": "Nord", "municipality_ags": A},
    )
    for day in DAYS[:2]:
        deliveries.stock(A, day, people("p", f"{A}-1", 30) | people("q", f"{A}-2", 10))
    deliveries.stock(A, DAYS[2], people("p", f"{A}-1", 30) | people("q", f"{A}-1", 10))
    deliveries.stock(A, DAYS[3], people("p", f"{A}-1", 30) | people("q", f"{A}-1", 18))
    build(deliveries.home)
    before = persons(deliveries.home, CUT)
    assert [before[f"{A}-1", year] for year in range(2017, 2021)] == [30, 30, 30, 36]
    assert [before[f"{A}-2", year] for year in range(2017, 2021)] == [10, 10, 10, 12]
    told = on_status(deliveries.home, "conversion_on_status", CUT)
    assert told.groupby("area_id")["estimated_share"].min().to_dict() == {f"{A}-1": 1, f"{A}-2": 1}
    assert told["note"].str.contains("nach den Einwohnern vor der Änderung").all()
    areas = on_status(deliveries.home, "area_on_status", CUT).set_index("area_id")
    assert areas.loc[f"{A}-2", "name"] == "Nord"
    assert areas["is_changed"].to_dict() == {A: False, f"{A}-1": True, f"{A}-2": True}
    members = on_status(deliveries.home, "member_on_status", CUT)
    assert set(members.query("ancestor_id == @A")["area_id"]) == {A, f"{A}-1", f"{A}-2"}


@pytest.fixture
def joined(deliveries: Deliveries) -> Home:
    """Municipalities A and B of association V become Z with a new key in 2019; B delivers from 2018."""
    towns = [
        {"area_id": ags, "level": "gemeinde", "name": f"Ort {ags}", "parent_id": "V", "municipality_ags": ags}
        for ags in (Z, "03900005")
    ]
    deliveries.areas({"area_id": "V", "level": "verband", "name": "Verbund"}, *towns)
    deliveries.stock(A, DAYS[0], people("p", f"{A}-1", 4))
    deliveries.stock(A, DAYS[1], people("p", f"{A}-1", 4))
    deliveries.stock(B, DAYS[1], people("q", f"{B}-1", 12))
    for day in DAYS[2:]:
        deliveries.stock(Z, day, people("p", f"{Z}-1", 5) | people("q", f"{Z}-2", 15))
    for day in DAYS:
        deliveries.stock("03900005", day, people("o", "03900005-1", 3))
    shares = [mapped(A, Z), mapped(B, Z), mapped(f"{B}-1", f"{Z}-2")]
    deliveries.add("V", "area_mappings", DAYS[2], area_mapping=shares)
    build(deliveries.home)
    return deliveries.home


def test_merged_municipalities_keep_their_keys_in_the_status_before(joined: Home):
    before = persons(joined, CUT)
    assert [before[f"{A}-1", y] for y in range(2017, 2021)] == [4, 4, 5, 5]
    assert [before[B, y] for y in range(2018, 2021)] == [12, 15, 15]
    assert [before["V", y] for y in range(2018, 2021)] == [19, 23, 23]
    # B delivered nothing for 2017: missing, not 0
    assert pd.isna(before[B, 2017]) and pd.isna(before["V", 2017])
    areas = on_status(joined, "area_on_status", CUT).set_index("area_id")
    assert Z not in areas.index and f"{Z}-1" not in areas.index
    assert areas.loc[[A, B], "level"].tolist() == ["gemeinde", "gemeinde"]
    members = on_status(joined, "member_on_status", CUT).query("ancestor_id == 'V'")["area_id"]
    assert set(members) == {"V", A, B, f"{A}-1", f"{B}-1", "03900005", "03900005-1"}
    assert (A, 2018) not in persons(joined, "heute")


def test_a_municipality_that_leaves_its_samtgemeinde_counts_there_before(deliveries: Deliveries):
    town = {"level": "gemeinde", "name": "Adorf", "municipality_ags": A, "area_id": A}
    deliveries.areas(
        {"area_id": "V", "level": "verband", "name": "Verbund"},
        {"area_id": "SG1", "level": "samtgemeinde", "name": "Eins", "parent_id": "V"},
        {"area_id": "SG2", "level": "samtgemeinde", "name": "Zwei", "parent_id": "V"},
        town | {"parent_id": "SG1", "valid_to": CUT},
        town | {"parent_id": "SG2", "valid_from": "2019-01-01"},
        town | {"area_id": B, "municipality_ags": B, "name": "Bdorf", "parent_id": "SG1"},
    )
    for day in DAYS:
        deliveries.stock(A, day, people("p", A, 4))
        deliveries.stock(B, day, people("q", B, 6))
    build(deliveries.home)
    assert statuses(deliveries.home) == [CUT, "heute"]
    before, today = persons(deliveries.home, CUT), persons(deliveries.home, "heute")
    for year in range(2017, 2021):
        assert (before["SG1", year], today["SG1", year], today["SG2", year]) == (10, 6, 4)
        assert before["V", year] == today["V", year] == 10
    assert ("SG2", 2018) not in before
    table = open_reader(deliveries.home).con.table("territory").df()
    assert "Zuordnung zu übergeordneten Gebieten" in table["note"].iloc[0]


def test_a_planning_district_is_there_only_where_whole_areas_make_it_up(deliveries: Deliveries):
    for day in DAYS[:2]:
        deliveries.stock(A, day, people("p", f"{A}-1", 10) | people("q", f"{A}-9", 2))
    for day in DAYS[2:]:
        deliveries.stock(
            A, day, people("p", f"{A}-2", 10) | people("r", f"{A}-3", 4) | people("q", f"{A}-9", 2)
        )
    shares = [mapped(f"{A}-1", f"{A}-2", 0.5), mapped(f"{A}-1", f"{A}-3", 0.5)]
    deliveries.add(A, "area_mappings", DAYS[2], area_mapping=shares)
    both = [{"district_id": "PB1", "name": "beide", "area_id": f"{A}-{part}"} for part in (2, 3)]
    part = [{"district_id": "PB2", "name": "nur einer", "area_id": f"{A}-{part}"} for part in (2, 9)]
    deliveries.add(A, "districts", DAYS[3], district=[*both, *part])
    build(deliveries.home)
    before = persons(deliveries.home, CUT)
    assert [before["PB1", year] for year in range(2017, 2021)] == [10, 10, 14, 14]
    assert ("PB2", 2018) not in before
    assert persons(deliveries.home, "heute")["PB2", 2018] == 7
    areas = on_status(deliveries.home, "area_on_status", CUT).set_index("area_id")
    assert areas.loc["PB1", "level"] == "planungsbezirk"
    assert "PB2" not in areas.index


def test_two_changes_in_a_row_give_three_statuses(deliveries: Deliveries):
    deliveries.stock(A, DAYS[0], people("p", f"{A}-1", 8))
    deliveries.stock(A, DAYS[1], people("p", f"{A}-2", 4) | people("q", f"{A}-3", 4))
    deliveries.stock(A, DAYS[2], people("p", f"{A}-4", 2) | people("q", f"{A}-3", 6))
    first = [mapped(f"{A}-1", f"{A}-2", 0.5, "2018-01-01"), mapped(f"{A}-1", f"{A}-3", 0.5, "2018-01-01")]
    second = [mapped(f"{A}-2", f"{A}-3", 0.5), mapped(f"{A}-2", f"{A}-4", 0.5)]
    deliveries.add(A, "area_mappings", DAYS[2], area_mapping=first + second)
    build(deliveries.home)
    assert statuses(deliveries.home) == ["2017-12-31", CUT, "heute"]
    assert persons(deliveries.home, "2017-12-31") == {
        (a, y): 8 for a in (A, f"{A}-1") for y in (2017, 2018, 2019)
    }
    middle = persons(deliveries.home, CUT)
    assert {y: (middle[f"{A}-2", y], middle[f"{A}-3", y]) for y in (2017, 2018, 2019)} == {
        y: (4, 4) for y in (2017, 2018, 2019)
    }


def test_moves_follow_to_the_status_before(deliveries: Deliveries):
    for day in DAYS[:2]:
        deliveries.stock(A, day, people("p", f"{A}-1", 10) | people("q", f"{A}-9", 2))
    for day in DAYS[2:]:
        deliveries.stock(A, day, people("p", f"{A}-2", 10) | people("q", f"{A}-9", 2))
    inner = {"event_kind": "inner_move", "person_key": "m", "area_id": f"{A}-2", "partner": f"{A}-9"}
    deliveries.events(
        A, 2019, [inner, {"event_kind": "out", "person_key": "o", "area_id": f"{A}-2", "partner": "128"}]
    )
    deliveries.add(A, "area_mappings", DAYS[2], area_mapping=[mapped(f"{A}-1", f"{A}-2")])
    build(deliveries.home)
    moves = on_status(deliveries.home, "moves_on_status", CUT)
    assert set(moves[["area_id", "direction", "moves"]].itertuples(index=False, name=None)) == {
        (f"{A}-1", "moves_in", 1),
        (f"{A}-1", "out", 1),
        (f"{A}-9", "moves_out", 1),
        (A, "moves_in", 1),
        (A, "moves_out", 1),
        (A, "out", 1),
    }


AREAS = [f"{A}-{number}" for number in range(1, 5)]
SHARES = st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 0.9, 1.0])


@settings(max_examples=8, deadline=None, phases=[Phase.generate])
@given(
    st.lists(
        st.tuples(st.sampled_from(AREAS), st.sampled_from(AREAS), st.sampled_from(AREAS), SHARES), max_size=4
    ),
    st.lists(st.tuples(st.sampled_from(AREAS), st.integers(1930, 2016)), min_size=1, max_size=60),
)
def test_every_age_of_the_municipality_keeps_its_sum_on_every_status(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple], residents: list[tuple[str, int]]
):
    deliveries = Deliveries(tmp_path_factory.mktemp("any") / "home")
    rows = [
        {"person_key": f"k{n}", "area_id": area, "birth_year": year}
        for n, (area, year) in enumerate(residents)
    ]
    for day in DAYS:
        deliveries.stock(A, day, {}, extra=rows)
    events = [row | {"event_kind": kind, "partner": "128"} for row in rows for kind in ("in", "death")]
    for year in (2018, 2019, 2020):
        deliveries.events(A, year, events)
    edges = {}
    for number, (old, one, other, share) in enumerate(changes):
        since = f"{2018 + number % 3}-01-01"
        edges[old, since] = {(one, share), (other, 1 - share)} if one != other else {(one, 1.0)}
    # A key given anew after its end is refused; see below.
    ended = {(old, since) for (old, since), parts in edges.items() if old not in {new for new, _ in parts}}
    targets = {(new, since) for (_, since), parts in edges.items() for new, _ in parts}
    assume(not any(old == new and later > since for old, since in ended for new, later in targets))
    mapping = [
        mapped(old, new, weight, since) for (old, since), parts in edges.items() for new, weight in parts
    ]
    if mapping:
        deliveries.add(A, "area_mappings", DAYS[2], area_mapping=mapping)
    build(deliveries.home)
    for status in statuses(deliveries.home):
        cells = on_status(deliveries.home, "population_on_status", status)
        leaf = cells[cells["area_id"] != A].groupby(["reference_date", "age"])["persons"].sum()
        whole = cells[cells["area_id"] == A].groupby(["reference_date", "age"])["persons"].sum()
        assert leaf[leaf > 0].to_dict() == whole[whole > 0].to_dict()
        assert whole.groupby("reference_date").sum().tolist() == [len(residents)] * 4
        balance = on_status(deliveries.home, "balance_on_status", status)
        parts = balance[balance["area_id"] != A].groupby("year")[["in", "deaths", "end"]].sum()
        assert (parts == len(residents)).all(axis=None)


def test_an_ended_key_given_anew_is_refused_by_name(deliveries: Deliveries):
    deliveries.stock(A, DAYS[0], people("p", f"{A}-1", 10) | people("q", f"{A}-2", 5))
    mapping = [
        mapped(f"{A}-1", f"{A}-2", since="2018-01-01"),
        mapped(f"{A}-2", f"{A}-1", since="2019-01-01"),
    ]
    deliveries.add(A, "area_mappings", DAYS[2], area_mapping=mapping)
    with pytest.raises(CheckFailed, match=r"wieder Ziel.*neuen Schlüssel"):
        build(deliveries.home)
