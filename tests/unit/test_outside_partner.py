"""Moves by single municipality or state outside: the mart on a handful of moves, each traced by hand."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

import warehouse
from warehouse.query import statement

PACKAGE = Path(warehouse.__file__).parent
TOWN, NORTH, BREMEN, NEAR = "03959001", "03959001-0101", "04011000", "03451005"
# origin, destination, sex, moves
MOVES = [
    (BREMEN, NORTH, "w", 4),
    (BREMEN, NORTH, "m", 2),
    (NORTH, BREMEN, "w", 1),
    ("163", NORTH, "m", 3),
    (NEAR, NORTH, "w", 5),
    ("LAND", NORTH, "w", 7),
    ("UNBEKANNT", NORTH, "w", 6),
    ("09999999", NORTH, "w", None),
    ("03952001", NORTH, "w", 8),
    (NORTH, NORTH, "w", 9),
]
ENDS = {
    NORTH: ("own", NORTH),
    "03952001": ("member", "03952001"),
    BREMEN: ("external", "BUND"),
    "163": ("external", "AUSLAND"),
    NEAR: ("external", "UMLAND"),
    "LAND": ("external", "LAND"),
    "UNBEKANNT": ("external", "UNBEKANNT"),
    "09999999": ("external", "BUND"),
}


@pytest.fixture(scope="module")
def found() -> pd.DataFrame:
    con = duckdb.connect()
    con.execute(statement(PACKAGE / "macros" / "sum_known.sql"))
    moves = pd.DataFrame(MOVES, columns=["origin", "destination", "sex", "moves"])
    moves["moves"] = moves["moves"].astype("Int64")
    con.from_df(moves.assign(reporter_ags=TOWN, year=2024, nationality="D")).create("staged_move")
    ends = pd.DataFrame(
        [(TOWN, code, side, partner) for code, (side, partner) in ENDS.items()],
        columns=["reporter_ags", "code", "side", "area_id"],
    )
    con.from_df(ends).create("move_end")
    con.from_df(pd.DataFrame({"area_id": [TOWN], "today_id": ["03959009"]})).create("area_today")
    con.from_df(pd.DataFrame({"code": [BREMEN], "label": ["Bremen"]})).create("partner_name")
    con.from_df(pd.DataFrame({"code": [NEAR], "label": ["Rastede"]})).create("umland")
    return con.execute((PACKAGE / "marts" / "outside_partner.sql").read_text(encoding="utf-8")).df()


def row(found: pd.DataFrame, direction: str, partner: str) -> list[tuple]:
    rows = found[(found["direction"] == direction) & (found["partner"] == partner)]
    names = ["code", "name", "sex", "moves"]
    return [tuple(None if pd.isna(one) else one for one in line) for line in rows[names].to_numpy()]


def test_each_partner_keeps_its_key_name_and_direction(found):
    assert row(found, "in", "BUND") == [
        (BREMEN, "Bremen", "m", 2),
        (BREMEN, "Bremen", "w", 4),
        ("09999999", None, "w", None),
    ], "and a withheld count stays missing"
    assert row(found, "out", "BUND") == [(BREMEN, "Bremen", "w", 1)]
    assert row(found, "in", "AUSLAND") == [("163", None, "m", 3)]
    assert row(found, "in", "UMLAND") == [(NEAR, "Rastede", "w", 5)], "an office's own name of its Umland"


def test_what_is_known_as_a_kind_only_has_no_key(found):
    assert row(found, "in", "LAND") == [(None, None, "w", 7)]
    assert row(found, "in", "UNBEKANNT") == [(None, None, "w", 6)]


def test_moves_inside_and_between_members_are_not_listed(found):
    assert found["moves"].sum() == 4 + 2 + 1 + 3 + 5 + 7 + 6
    assert set(found["reporter_ags"]) == {"03959009"}, "under the key of today"
