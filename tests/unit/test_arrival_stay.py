"""How long arrivals stayed: the mart on a handful of events, each stay followed by hand."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

import warehouse

MART = Path(warehouse.__file__).parent / "marts" / "arrival_stay.sql"
TOWN, NORTH, OLD = "03959001", "03959001-0101", "03959001-0109"
# person, kind, date, partner, sign; years 2020 to 2022 and 2024 are delivered, 2023 is not.
EVENTS = [
    ("leaves", "in", "2020-03-10", "AUSLAND", 1),
    ("leaves", "out", "2022-03-09", "LAND", 1),
    ("stays", "in", "2020-06-01", "03959002", 1),
    ("dies", "in", "2021-01-01", "LAND", 1),
    ("dies", "death", "2021-05-05", None, 1),
    ("cancelled", "in", "2021-02-02", "LAND", 1),
    ("cancelled", "in", "2021-02-02", "LAND", -1),
    ("back", "in", "2020-01-01", "BUND", 1),
    ("back", "out", "2020-07-01", "BUND", 1),
    ("back", "in", "2022-01-01", "BUND", 1),
    ("same day", "in", "2022-04-04", "BUND", 1),
    ("same day", "out", "2022-04-04", "BUND", 1),
    ("later", "in", "2022-12-31", "LAND", 1),
    ("later", "out", "2024-02-01", "LAND", 1),
    ("new", "in", "2024-11-30", "99", 1),
    ("unseen", "in", "2023-05-05", "LAND", 1),
]


@pytest.fixture(scope="module")
def stays() -> pd.DataFrame:
    con = duckdb.connect()
    events = pd.DataFrame(EVENTS, columns=["person_key", "event_kind", "event_date", "partner", "sign"])
    events["event_date"] = pd.to_datetime(events["event_date"]).dt.date
    events = events.assign(municipality_ags=TOWN, area_id=NORTH, sex="w", nationality="D")
    events.loc[events["person_key"] == "new", "area_id"] = OLD
    con.from_df(events).create("staged_event")
    whole = pd.DataFrame({"municipality_ags": TOWN, "year": [2020, 2021, 2022, 2024], "has_moves": True})
    con.from_df(whole).create("record_year")
    ends = {
        "AUSLAND": "external",
        "LAND": "external",
        "BUND": "external",
        "03959002": "member",
        "99": "external",
    }
    con.from_df(
        pd.DataFrame(
            [(TOWN, code, side, code if len(code) > 2 else "UNBEKANNT") for code, side in ends.items()],
            columns=["reporter_ags", "code", "side", "area_id"],
        )
    ).create("move_end")
    con.from_df(pd.DataFrame({"area_id": [NORTH, OLD], "today_id": [NORTH, NORTH]})).create("area_today")
    return con.execute(MART.read_text(encoding="utf-8")).df()


def of(stays: pd.DataFrame, year: int, partner: str) -> list[tuple[int, str, int]]:
    rows = stays[(stays["year"] == year) & (stays["partner"] == partner)]
    return list(zip(rows["stayed"], rows["ending"], rows["persons"], strict=True))


def test_a_stay_counts_completed_years(stays):
    # from 10 March 2020 to 9 March 2022 is one year and 364 days
    assert of(stays, 2020, "AUSLAND") == [(1, "out", 1)]


def test_a_stay_is_followed_to_the_end_of_the_years_delivered_without_a_gap(stays):
    assert of(stays, 2020, "VERBAND") == [(2, "observed", 1)]
    # left in 2024, after a year nobody delivered: unknown whether still there in between
    assert of(stays, 2022, "LAND") == [(0, "observed", 1)]


def test_a_death_ends_a_stay_without_leaving(stays):
    assert of(stays, 2021, "LAND") == [(0, "death", 1)], "and the cancelled arrival is gone"


def test_each_arrival_of_a_person_has_its_own_stay(stays):
    assert of(stays, 2020, "BUND") == [(0, "out", 1)]
    assert of(stays, 2022, "BUND") == [(0, "observed", 1), (0, "out", 1)], "back for good; and one day only"


def test_an_arrival_in_a_year_nobody_delivered_is_not_counted(stays):
    assert 2023 not in set(stays["year"])


def test_areas_stand_on_todays_territory_and_the_unknown_stays(stays):
    assert set(stays["area_id"]) == {NORTH}
    assert of(stays, 2024, "UNBEKANNT") == [(0, "observed", 1)]


def test_no_stay_ends_after_the_delivered_years(stays):
    assert stays["stayed"].max() == 2
