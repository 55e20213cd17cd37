"""Series on today's territory, by hand: areas divided, merged, renamed; levels and districts around them."""

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from warehouse.build import build
from warehouse.connection import open_reader
from warehouse.errors import SourceError
from warehouse.ingest import ingest
from warehouse.settings import Home

A, B, Z = "03900001", "03900002", "03900009"
BEFORE, AFTER = "2018-12-31", "2019-12-31"


def table(home: Home, name: str) -> pd.DataFrame:
    return open_reader(home).con.table(name).df()


def findings(home: Home, check_id: str) -> pd.DataFrame:
    return table(home, "check_result").query("check_id == @check_id")


def persons(home: Home) -> dict[tuple[str, int], int]:
    """Residents by area and year on today's territory."""
    cells = table(home, "area_population")
    return cells.groupby(["area_id", cells["reference_date"].dt.year])["persons"].sum().astype(int).to_dict()


def mapped(old: str, new: str, weight: float = 1.0, since: str = "2019-01-01") -> dict:
    return {"area_id": old, "successor_id": new, "weight": weight, "valid_from": since}


def people(prefix: str, area: str, count: int) -> dict[str, str]:
    return {f"{prefix}{number}": area for number in range(count)}


@pytest.fixture
def divided(deliveries):
    """Area 1 (ten persons) becomes 2 and 3 by shares .6 and .4; one birth and one death before."""
    deliveries.stock(A, "2017-12-31", people("p", f"{A}-1", 10))
    deliveries.stock(A, BEFORE, people("p", f"{A}-1", 10))
    after = people("p", f"{A}-2", 6) | {f"p{number}": f"{A}-3" for number in range(6, 10)}
    deliveries.stock(A, AFTER, after)
    born = {"event_kind": "birth", "person_key": "b", "area_id": f"{A}-1", "mother_birth_year": 1990}
    died = {"event_kind": "death", "person_key": "d", "area_id": f"{A}-1"}
    deliveries.events(A, 2018, [born, died])
    gone = {"event_kind": "death", "person_key": "e", "area_id": f"{A}-2"}
    deliveries.events(A, 2019, [gone, gone | {"sign": -1}])
    return deliveries


def test_a_divided_area_is_shown_by_shares_and_the_sum_is_kept(divided):
    divided.add(
        A,
        "area_mappings",
        AFTER,
        area_mapping=[mapped(f"{A}-1", f"{A}-2", 0.6), mapped(f"{A}-1", f"{A}-3", 0.4)],
    )
    build(divided.home)
    years = (2017, 2018, 2019)
    expected = {f"{A}-2": 6, f"{A}-3": 4, A: 10}
    assert persons(divided.home) == {(area, year): n for area, n in expected.items() for year in years}
    births = table(divided.home, "births")
    assert births[["area_id", "births"]].query("births > 0").to_numpy().tolist() == [[f"{A}-2", 1]]
    assert table(divided.home, "deaths").query("year == 2018")["deaths"].sum() == 1
    balance = table(divided.home, "balance").set_index(["area_id", "year"])
    assert balance["residual"].to_dict() == {
        (f"{A}-2", 2018): 0,
        (f"{A}-2", 2019): 0,
        (f"{A}-3", 2018): 0,
        (f"{A}-3", 2019): 0,
    }
    areas = table(divided.home, "area").set_index("area_id")
    assert areas.loc[f"{A}-1", "valid_to"] == pd.Timestamp(BEFORE)
    assert areas.loc[f"{A}-3", "valid_from"] == pd.Timestamp("2019-01-01")


def test_the_reader_is_told_what_was_converted_and_can_read_what_came(divided):
    divided.add(
        A,
        "area_mappings",
        AFTER,
        area_mapping=[mapped(f"{A}-1", f"{A}-2", 0.6), mapped(f"{A}-1", f"{A}-3", 0.4)],
    )
    build(divided.home)
    told = table(divided.home, "area_conversion")
    assert set(zip(told["area_id"], told["reference_date"].dt.year, strict=True)) == {
        (f"{A}-{part}", year) for part in (2, 3) for year in (2017, 2018)
    }
    assert told["is_estimated"].all()
    assert told["estimated_share"].tolist() == [1.0] * 4
    assert told["source_areas"].map(list).tolist() == [[f"{A}-1"]] * 4
    assert "geschätzt" in told["note"].iloc[0]
    came = table(divided.home, "area_as_delivered").query("measure == 'population'")
    assert came.set_index(["area_id", came["reference_date"].dt.year])["persons"].to_dict() == {
        (f"{A}-1", 2017): 10,
        (f"{A}-1", 2018): 10,
        (f"{A}-2", 2019): 6,
        (f"{A}-3", 2019): 4,
    }
    hints = findings(divided.home, "umgerechneter_gebietsstand")
    assert hints["area_id"].tolist() == [f"{A}-2", f"{A}-3"]
    assert set(hints["severity"]) == {"hinweis"}


def test_without_a_mapping_the_break_is_named(deliveries):
    deliveries.stock(A, BEFORE, people("p", f"{A}-1", 150) | {"q": f"{A}-9"})
    deliveries.stock(A, AFTER, people("p", f"{A}-2", 150) | {"q": f"{A}-9"})
    build(deliveries.home)
    [lost] = findings(deliveries.home, "gebiet_ohne_nachfolger")["message"]
    assert f"{A}-1" in lost and "150" in lost and "generic_area_mapping" in lost
    assert findings(deliveries.home, "gebiet_ohne_vorgeschichte")["area_id"].tolist() == [f"{A}-2"]
    deliveries.add(A, "area_mappings", AFTER, area_mapping=[mapped(f"{A}-1", f"{A}-2")])
    build(deliveries.home)
    assert findings(deliveries.home, "gebiet_ohne_nachfolger").empty
    assert findings(deliveries.home, "gebiet_ohne_vorgeschichte").empty
    assert persons(deliveries.home)[f"{A}-2", 2018] == 150


def test_an_area_that_gives_a_part_away_keeps_the_rest(deliveries):
    deliveries.stock(A, BEFORE, people("p", f"{A}-1", 9) | people("q", f"{A}-2", 1))
    deliveries.stock(A, AFTER, people("p", f"{A}-1", 6) | people("q", f"{A}-2", 4))
    shares = [mapped(f"{A}-1", f"{A}-1", 0.667), mapped(f"{A}-1", f"{A}-2", 0.333)]
    deliveries.add(A, "area_mappings", AFTER, area_mapping=shares)
    build(deliveries.home)
    expected = {f"{A}-1": 6, f"{A}-2": 4, A: 10}
    assert persons(deliveries.home) == {
        (area, year): n for area, n in expected.items() for year in (2018, 2019)
    }
    told = table(deliveries.home, "area_conversion").set_index("area_id")["estimated_share"]
    assert told.to_dict() == {f"{A}-1": pytest.approx(1, abs=0.01), f"{A}-2": pytest.approx(0.75, abs=0.01)}


def test_changes_in_a_row_multiply(deliveries):
    deliveries.stock(A, "2017-12-31", people("p", f"{A}-1", 8))
    deliveries.stock(A, BEFORE, people("p", f"{A}-2", 4) | people("q", f"{A}-3", 4))
    deliveries.stock(A, AFTER, people("p", f"{A}-4", 2) | people("q", f"{A}-3", 6))
    first = [mapped(f"{A}-1", f"{A}-2", 0.5, "2018-01-01"), mapped(f"{A}-1", f"{A}-3", 0.5, "2018-01-01")]
    second = [mapped(f"{A}-2", f"{A}-3", 0.5), mapped(f"{A}-2", f"{A}-4", 0.5)]
    deliveries.add(A, "area_mappings", AFTER, area_mapping=first + second)
    build(deliveries.home)
    found = persons(deliveries.home)
    assert {year: (found[f"{A}-3", year], found[f"{A}-4", year]) for year in (2017, 2018, 2019)} == {
        2017: (6, 2),
        2018: (6, 2),
        2019: (6, 2),
    }


def test_every_cell_is_divided_in_whole_persons(deliveries):
    ages = [{"person_key": f"k{year}", "area_id": f"{A}-1", "birth_year": year} for year in range(1940, 2010)]
    deliveries.stock(A, BEFORE, {}, extra=ages)
    deliveries.stock(A, AFTER, {"x": f"{A}-2", "y": f"{A}-3", "z": f"{A}-4"})
    thirds = [mapped(f"{A}-1", f"{A}-{part}", 0.333) for part in (2, 3, 4)]
    deliveries.add(A, "area_mappings", AFTER, area_mapping=thirds)
    build(deliveries.home)
    cells = table(deliveries.home, "population").query("reference_date == @pd.Timestamp(@BEFORE)")
    assert cells.groupby("age")["persons"].sum().tolist() == [1] * 70
    assert sorted(cells.groupby("area_id")["persons"].sum()) in ([23, 23, 24], [22, 24, 24])
    # each new area gets young and old alike, not one end of the pyramid
    assert cells.groupby("area_id")["age"].mean().between(41, 46).all()


def test_a_municipality_with_a_new_key_keeps_its_series_and_balance(deliveries):
    for ags, day in ((A, "2017-12-31"), (A, BEFORE), (Z, AFTER)):
        deliveries.stock(ags, day, {"p": f"{ags}-1", "q": f"{ags}-2"})
    death = {"event_kind": "death", "person_key": "e"}
    for ags, year in ((A, 2018), (Z, 2019)):
        booked = death | {"area_id": f"{ags}-1"}
        came = {"event_kind": "in", "person_key": "n", "area_id": f"{ags}-1", "partner": "128"}
        deliveries.events(ags, year, [booked, booked | {"sign": -1}, came, came | {"sign": -1}])
    deliveries.add("V", "area_mappings", AFTER, area_mapping=[mapped(A, Z)])
    build(deliveries.home)
    areas = {Z: 2, f"{Z}-1": 1, f"{Z}-2": 1}
    assert persons(deliveries.home) == {(area, y): n for area, n in areas.items() for y in (2017, 2018, 2019)}
    balance = table(deliveries.home, "balance").set_index(["area_id", "year"])["residual"].to_dict()
    assert balance == {(f"{Z}-{part}", year): 0 for part in (1, 2) for year in (2018, 2019)}
    assert not table(deliveries.home, "area_conversion")["is_estimated"].any()
    assert findings(deliveries.home, "gebiet_ohne_nachfolger").empty


def test_merged_municipalities_are_complete_only_together(deliveries):
    deliveries.areas(
        {"area_id": "V", "level": "verband", "name": "Verbund"},
        *(
            {
                "area_id": ags,
                "level": "gemeinde",
                "name": f"Ort {ags}",
                "parent_id": "V",
                "municipality_ags": ags,
            }
            for ags in (A, B, Z)
        ),
    )
    deliveries.stock(A, "2017-12-31", {"p": A})
    deliveries.stock(A, BEFORE, {"p": A})
    deliveries.stock(B, BEFORE, {"q": B, "r": B})
    deliveries.stock(Z, AFTER, {"p": Z, "q": Z, "r": Z})
    deliveries.add("V", "area_mappings", AFTER, area_mapping=[mapped(A, Z), mapped(B, Z)])
    build(deliveries.home)
    cells = table(deliveries.home, "area_population").query("area_id == @Z")
    by_year = cells.groupby(cells["reference_date"].dt.year)["persons"].sum(min_count=1)
    assert by_year[[2018, 2019]].tolist() == [3, 3]
    assert pd.isna(by_year[2017])


def test_a_samtgemeinde_stands_between_municipality_and_association(town):
    town.areas(
        {"area_id": "SG", "level": "samtgemeinde", "name": "Samtgemeinde", "parent_id": "V"},
        {"area_id": A, "level": "gemeinde", "name": "Adorf", "parent_id": "SG", "municipality_ags": A},
        day="2021-12-31",
    )
    build(town.home)
    found = persons(town.home)
    assert [found[area, 2020] for area in (A, "SG", "V")] == [4, 4, 6]
    levels = table(town.home, "area_level").set_index("code")["sort"]
    assert levels["verband"] < levels["samtgemeinde"] < levels["gemeinde"]


def test_a_planning_district_shows_its_areas_and_adds_to_nothing(town):
    member = {"district_id": "PB1", "name": "Kita-Bezirk West"}
    town.add(
        "V", "districts", "2020-12-31", district=[member | {"area_id": f"{A}-2"}, member | {"area_id": B}]
    )
    before = {key: value for key, value in persons_after_build(town).items() if key[0] != "PB1"}
    assert before["V", 2020] == 6
    found = persons(town.home)
    assert found["PB1", 2020] == found[f"{A}-2", 2020] + found[B, 2020]
    area = table(town.home, "area").set_index("area_id").loc["PB1"]
    assert (area["level"], area["parent_id"], area["name"]) == ("planungsbezirk", "V", "Kita-Bezirk West")
    assert "PB1" not in set(table(town.home, "balance")["area_id"])
    values = table(town.home, "indicator_value").query("indicator_id == 'bevoelkerung' and year == 2020")
    assert values.set_index("area_id")["value"]["PB1"] == found["PB1", 2020]


def persons_after_build(town) -> dict[tuple[str, int], int]:
    build(town.home)
    return persons(town.home)


def test_a_mapping_of_areas_nobody_knows_is_reported(deliveries):
    deliveries.stock(A, BEFORE, {"p": f"{A}-1"})
    deliveries.stock(A, AFTER, {"p": f"{A}-1"})
    rows = [mapped(f"{A}-1", f"{A}-77"), mapped("03999999-5", f"{A}-1")]
    deliveries.add(A, "area_mappings", AFTER, area_mapping=rows)
    build(deliveries.home)
    found = findings(deliveries.home, "umschluesselung_unbekannt")
    assert len(found) == 3
    text = " ".join(found["message"])
    assert "weder geliefert" in text and "bewirkt nichts" in text and "leben dort aber 1 Personen" in text


def test_shares_that_are_no_whole_are_refused_with_their_line(tmp_path: Path):
    file = tmp_path / "03900001_umschluesselung_2019-12-31.csv"
    rows = [f"{A}-1,{A}-2,0.6,2019-01-01", f"{A}-1,{A}-3,0.3,2019-01-01", f"{A}-4,{A}-5,1,2019-01-01"]
    file.write_text("area_id,successor_id,weight,valid_from\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"Zeile 2, Spalte 'weight': .* ergeben 0,9 statt 1") as refused:
        ingest(file, "generic_area_mapping", Home(tmp_path / "home"))
    assert "Zeile 3" in str(refused.value)
    assert "Zeile 4" not in str(refused.value)


def test_whole_shares_come_in_by_file(tmp_path: Path):
    file = tmp_path / "03900001_umschluesselung_2019-12-31.csv"
    rows = [f"{A}-1;{A}-{part};0.333;01.01.2019" for part in (2, 3, 4)]
    file.write_text("altes Gebiet;neues Gebiet;Anteil;gültig ab\n" + "\n".join(rows) + "\n", encoding="utf-8")
    [receipt] = ingest(file, "generic_area_mapping", Home(tmp_path / "home"))
    assert (receipt.municipality_ags, receipt.kind, receipt.rows) == (A, "area_mappings", 3)
    assert receipt.reference_date == date(2019, 12, 31)
