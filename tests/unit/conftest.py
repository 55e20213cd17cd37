"""Hand-made deliveries in the canonical layout, for tests of the build with known results."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from warehouse.canonical import SCHEMAS
from warehouse.receipt import RECEIPT_FILE, Receipt
from warehouse.settings import Home

Row = dict[str, Any]
START = datetime(2025, 2, 3, 9, 0, tzinfo=UTC)
# birth year 1990, so 30 at the end of 2020
PERSON: Row = {"sex": "w", "birth_year": 1990, "birth_month": 6, "nationality": "D"}


class Deliveries:
    """A home that deliveries are put into by hand, in the order of receipt."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root)
        self.count = 0

    def add(self, owner: str, kind: str, day: str, version: int = 1, **tables: list[Row]) -> Receipt:
        """Write one delivery; missing columns are NULL."""
        self.count += 1
        content = {name: table(name, rows) for name, rows in tables.items()}
        receipt = Receipt(
            municipality_ags=owner,
            kind=kind,
            profile="hand",
            reference_date=date.fromisoformat(day),
            version=version,
            file_name=f"{owner}_{kind}_{day}.csv",
            rows=sum(len(rows) for rows in tables.values()),
            rejected=0,
            skipped=0,
            checksum=f"{self.count:064d}",
            received_by="test",
            received_at=START + timedelta(minutes=self.count),
            tables={name: len(rows) for name, rows in tables.items()},
            dates=tuple(sorted({day for rows in tables.values() for day in map(_date, rows) if day})),
        )
        folder = receipt.folder(self.home)
        folder.mkdir(parents=True)
        for name, data in content.items():
            pq.write_table(data, folder / f"{name}.parquet")
        (folder / RECEIPT_FILE).write_text(receipt.model_dump_json(), encoding="utf-8")
        return receipt

    def stock(
        self, ags: str, day: str, people: dict[str, str], version: int = 1, extra: list[Row] | None = None
    ) -> Receipt:
        """One stock from person key → area; every person is PERSON with main residence, or as in `extra`."""
        usual = PERSON | {"municipality_ags": ags, "reference_date": day, "dwelling": "H"}
        named = [{"person_key": key, "area_id": area} for key, area in people.items()]
        return self.add(ags, "stock", day, version, stock=[usual | row for row in [*named, *(extra or [])]])

    def events(self, ags: str, year: int, rows: list[Row]) -> Receipt:
        """Events of one year; unless said otherwise in the middle of it and booked two weeks later."""
        usual = PERSON | {
            "municipality_ags": ags,
            "event_date": f"{year}-06-15",
            "booking_date": f"{year}-06-29",
        }
        return self.add(ags, "events", f"{year}-12-31", event=[usual | {"sign": 1} | row for row in rows])

    def areas(self, *rows: Row, owner: str = "V", day: str = "2020-12-31") -> Receipt:
        """One areas delivery."""
        return self.add(owner, "areas", day, area=list(rows))


def table(name: str, rows: list[Row]) -> pa.Table:
    """Rows in the canonical schema; dates may be given as text."""
    schema = SCHEMAS[name]
    dates = {field.name for field in schema if pa.types.is_date(field.type)}
    return pa.Table.from_pylist(
        [
            {
                key: date.fromisoformat(value) if key in dates and isinstance(value, str) else value
                for key, value in row.items()
            }
            for row in rows
        ],
        schema,
    )


def _date(row: Row) -> date | None:
    if "reference_date" in row:
        return date.fromisoformat(row["reference_date"])
    return date(row["year"], 12, 31) if "year" in row and "project_id" not in row else None


@pytest.fixture
def deliveries(tmp_path: Path) -> Deliveries:
    """An empty home to put deliveries into."""
    return Deliveries(tmp_path / "home")


@pytest.fixture
def town(deliveries: Deliveries) -> Deliveries:
    """Association V of A (areas A-1, A-2) and B (area B-1); stocks and events of 2020 balance by hand."""
    a, b = "03900001", "03900002"
    deliveries.areas(
        {"area_id": "V", "level": "verband", "name": "Verbund"},
        {"area_id": a, "level": "gemeinde", "name": "Adorf", "parent_id": "V", "municipality_ags": a},
        {"area_id": b, "level": "gemeinde", "name": "Bdorf", "parent_id": "V", "municipality_ags": b},
        {"area_id": f"{a}-1", "level": "ortsteil", "name": "Mitte", "parent_id": a, "municipality_ags": a},
        {"area_id": f"{a}-2", "level": "ortsteil", "name": "Nord", "parent_id": a, "municipality_ags": a},
        {"area_id": f"{b}-1", "level": "ortsteil", "name": "Süd", "parent_id": b, "municipality_ags": b},
    )
    child = {"person_key": "p6", "area_id": f"{a}-1", "birth_year": 2020}
    deliveries.stock(a, "2019-12-31", {"p1": f"{a}-1", "p2": f"{a}-1", "p3": f"{a}-1", "p4": f"{a}-2"})
    # p2 died, p3 moved inside, p4 went to B, p5 came from abroad, p6 was born; a death of p3 was taken back
    deliveries.stock(a, "2020-12-31", {"p1": f"{a}-1", "p3": f"{a}-2", "p5": f"{a}-1"}, extra=[child])
    deliveries.stock(b, "2019-12-31", {"q1": f"{b}-1"})
    deliveries.stock(b, "2020-12-31", {"q1": f"{b}-1", "p4": f"{b}-1"})
    deliveries.events(
        a,
        2020,
        [
            {"event_kind": "death", "person_key": "p2", "area_id": f"{a}-1"},
            {"event_kind": "inner_move", "person_key": "p3", "area_id": f"{a}-2", "partner": f"{a}-1"},
            {"event_kind": "out", "person_key": "p4", "area_id": f"{a}-2", "partner": b},
            {"event_kind": "in", "person_key": "p5", "area_id": f"{a}-1", "partner": "128"},
            {
                "event_kind": "birth",
                "person_key": "p6",
                "area_id": f"{a}-1",
                "birth_year": 2020,
                "mother_birth_year": 1990,
            },
            {"event_kind": "death", "person_key": "p3", "area_id": f"{a}-1"},
            {"event_kind": "death", "person_key": "p3", "area_id": f"{a}-1", "sign": -1},
        ],
    )
    deliveries.events(b, 2020, [{"event_kind": "in", "person_key": "p4", "area_id": f"{b}-1", "partner": a}])
    return deliveries
