"""Delete deliveries with everything made from them, and leave a receipt that says what went and why.

Deliveries are the truth and everything else is derived, so deletion is: the deliveries go (all versions),
every build and forecast made with them goes, and the warehouse is built again from what is left. One decision
covers all of it: a process killed on the way is completed by the next one (warehouse/recovery.py). What the
medium itself or a backup still holds is beyond this program; protection.md §4.5 gives the periods for those.
"""

import secrets
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from warehouse.build import BuildReport, build
from warehouse.catalog import deliveries, deliveries_in_force
from warehouse.condense import condensed
from warehouse.errors import WarehouseError, spoken_storage_errors
from warehouse.locking import writing
from warehouse.protection.keeping import keep_key_sums, sums_of
from warehouse.receipt import Receipt, now
from warehouse.recovery import mend_deliveries, take_over
from warehouse.settings import Home
from warehouse.storing import write_drafts

# Records of persons, by name or pseudonym; everything else is counts.
PERSONAL_KINDS = frozenset({"stock", "events"})
RETENTION_MONTHS = 24


class Selection(BaseModel):
    """Which deliveries go; what is None does not restrict. `until` is the last reference date included."""

    model_config = ConfigDict(frozen=True)

    municipality: str | None = None
    kinds: tuple[str, ...] = ()
    until: date | None = None

    def takes(self, receipt: Receipt) -> bool:
        """Whether a delivery goes."""
        return (
            self.municipality in (None, receipt.municipality_ags)
            and (not self.kinds or receipt.kind in self.kinds)
            and (self.until is None or receipt.reference_date <= self.until)
        )


class Deleted(BaseModel):
    """One version of a delivery that is gone; no content, no file name."""

    delivery_id: str
    checksum: str
    rows: int
    received_at: datetime


class PurgeReceipt(BaseModel):
    """What was deleted, when, why and on whose order; `condensed` are counts kept in place of records."""

    purge_id: str
    at: datetime
    by: str
    reason: str
    selection: Selection
    deliveries: tuple[Deleted, ...]
    condensed: tuple[str, ...]
    builds: tuple[str, ...]
    forecasts: tuple[str, ...]


def retention_selection(months: int, today: date) -> Selection:
    """Records of persons whose reference date is `months` months or longer ago."""
    year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
    # The day of a long month may not exist in a short one; the 28th always does.
    return Selection(kinds=tuple(sorted(PERSONAL_KINDS)), until=date(year, month + 1, min(today.day, 28)))


def purge(
    home: Home, selection: Selection, *, reason: str, by: str, keep_counts: bool = False
) -> tuple[PurgeReceipt, BuildReport | None]:
    """Delete the selected deliveries and all that was made from them, then build from what is left.

    `keep_counts` puts counts in the place of individual records. Returns the receipt and the new build, None
    if no delivery is left. Raises WarehouseError if nothing is selected; then nothing changes.
    """
    with (
        writing(home, "warehouse", "kohorte purge"),
        writing(home, "forecasts", "kohorte purge"),
        writing(home, "deliveries", "kohorte purge"),
        spoken_storage_errors(home.root),
    ):
        mend_deliveries(home)
        receipt = _decide(home, selection, (reason, by), keep_counts)
        _prune(home.deliveries)
    return receipt, build(home) if deliveries(home) else None


def _decide(home: Home, selection: Selection, order: tuple[str, str], keep_counts: bool) -> PurgeReceipt:
    reason, by = order
    gone = [receipt for receipt in deliveries(home) if selection.takes(receipt)]
    if not gone:
        raise WarehouseError(
            f"Zu dieser Auswahl gibt es keine Lieferung ({selection.model_dump_json(exclude_none=True)}). "
            "Nichts wurde gelöscht. Bitte die Auswahl ändern; was da ist, sagt „kohorte status“."
        )
    in_force = deliveries_in_force(home)
    drafts = []
    if keep_counts:
        keep_key_sums(home)
        records = [one for one in in_force if selection.takes(one) and one.kind in PERSONAL_KINDS]
        others = [one for one in in_force if not selection.takes(one)]
        drafts = condensed(home, records, others, by)
    slots = {receipt.slot: receipt for receipt in in_force}
    kept, renames = write_drafts(drafts, home, slots.get)
    derived = _derived(home)
    receipt = PurgeReceipt(
        purge_id=f"{now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
        at=now(),
        by=by,
        reason=reason,
        selection=selection,
        deliveries=tuple(
            Deleted(
                delivery_id=one.delivery_id, checksum=one.checksum, rows=one.rows, received_at=one.received_at
            )
            for one in gone
        ),
        condensed=tuple(one.delivery_id for one in kept),
        builds=_files(derived, home.warehouse),
        forecasts=_files(derived, home.forecasts),
    )
    sums = [] if keep_counts else sums_of(home, selection.municipality, selection.kinds, selection.until)
    removals = [*sorted(derived, key=_pointers_first), *(one.folder(home) for one in gone), *sums]
    take_over(home, [*renames, _write_receipt(home, receipt)], removals)
    return receipt


def _derived(home: Home) -> list[Path]:
    """All files of builds and forecasts: each may have been made with a deleted delivery."""
    return [path for folder in (home.warehouse, home.forecasts) for path in folder.glob("*")]


def _files(derived: Sequence[Path], folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in derived if path.parent == folder and path.suffix == ".duckdb"))


def _pointers_first(path: Path) -> bool:
    # Readers must not be pointed at a file that is gone.
    return path.suffix != ".json"


def _prune(folder: Path) -> None:
    """Remove folders that hold nothing any more: their names tell owner and date."""
    for path in sorted((one for one in folder.rglob("*") if one.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()


def _write_receipt(home: Home, receipt: PurgeReceipt) -> tuple[Path, Path]:
    home.purges.mkdir(exist_ok=True)
    place = home.purges / f"{receipt.purge_id}.json"
    draft = home.purges / f".{place.name}.neu"
    draft.write_text(receipt.model_dump_json(indent=2), encoding="utf-8")
    return draft, place


def purge_receipts(home: Home) -> list[PurgeReceipt]:
    """All deletions of a home, oldest first."""
    return [
        PurgeReceipt.model_validate_json(path.read_bytes()) for path in sorted(home.purges.glob("*.json"))
    ]
