"""Bad Kita deliveries on their way in: refused with line, column, value and remedy."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from warehouse.errors import SourceError
from warehouse.ingest import ingest
from warehouse.settings import Home

HEAD = (
    "facility_id,group_id,group_type,band,hours_per_day,is_integrative,valid_from,valid_to,"
    "places_approved,places_built,places_staffed,places_bookable\n"
)
GOOD = "F1,F1-1,krippe,u3,8,false,2015-08-01,,15,15,15,15\n"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def delivered(home: Home, tmp_path: Path, *lines: str):
    """Receipt and refused rows of a group list."""
    file = tmp_path / "VRA_kita_gruppen_2025-03-01.csv"
    file.write_text(HEAD + "".join(lines))
    (receipt,) = ingest(file, "kita_groups", home)
    (rejects,) = home.deliveries.rglob("rejects.parquet")
    return receipt, pq.read_table(rejects).to_pylist()


def test_an_unknown_group_type_is_refused_with_line_column_and_value(home: Home, tmp_path: Path) -> None:
    receipt, refused = delivered(home, tmp_path, GOOD, GOOD.replace("F1-1,krippe", "F1-2,waldgruppe"))
    assert receipt.rows == 1
    assert receipt.reject_reasons == {"group_type: nicht in der Schlüsselliste group_type": 1}
    (row,) = refused
    assert (row["line"], row["column"]) == (3, "group_type")


def test_two_rows_of_a_group_that_begin_the_same_day_are_refused(home: Home, tmp_path: Path) -> None:
    receipt, refused = delivered(home, tmp_path, GOOD, GOOD)
    assert receipt.rejected >= 1
    assert refused[0]["line"] in (2, 3)


def test_places_below_zero_and_more_hours_than_a_day_has_are_refused(home: Home, tmp_path: Path) -> None:
    negative = GOOD.replace("F1-1", "F1-2").replace(",15,15,15,15", ",-15,15,15,15")
    long_day = GOOD.replace("F1-1", "F1-3").replace(",u3,8,", ",u3,25,")
    receipt, refused = delivered(home, tmp_path, GOOD, negative, long_day)
    assert receipt.rejected == 2
    assert {(row["line"], row["column"]) for row in refused} == {(3, "places_approved"), (4, "hours_per_day")}


def test_a_list_of_nothing_but_unknown_types_is_refused_as_a_whole(home: Home, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Schlüsselliste group_type"):
        delivered(home, tmp_path, GOOD.replace("krippe", "waldgruppe"))
