"""Write versions of deliveries: first beside their place, then visible at once by renaming."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from warehouse.address_areas import GAPS, gap_file
from warehouse.receipt import RECEIPT_FILE, REJECTS_FILE, Receipt
from warehouse.recovery import Renames, remove, take_over
from warehouse.settings import Home
from warehouse.spilling import Spilled, encoded_columns

InForce = Callable[[tuple[str, str, str]], Receipt | None]


@dataclass(frozen=True)
class Draft:
    """A delivery ready to be written; version, status and changes are settled when it is stored."""

    receipt: Receipt
    tables: Mapping[str, pa.Table | Spilled]
    rejects: pa.Table


def store(drafts: list[Draft], home: Home, in_force: InForce) -> list[Receipt]:
    """Write all drafts of one file or none; a draft equal to the version in force is not written."""
    previous = [in_force(draft.receipt.slot) for draft in drafts]
    receipts, renames = write_drafts(drafts, home, in_force)
    take_over(home, renames, _settled_addresses(previous, receipts, home))
    return receipts


def _settled_addresses(previous: list[Receipt | None], receipts: list[Receipt], home: Home) -> list[Path]:
    """Work lists of versions that are replaced: an address is kept only while its area is sought."""
    pairs = zip(previous, receipts, strict=True)
    replaced = [old for old, new in pairs if old is not None and new.status == "ersetzt"]
    return [gap_file(old.folder(home)) for old in replaced if GAPS in old.tables]


def write_drafts(drafts: list[Draft], home: Home, in_force: InForce) -> tuple[list[Receipt], Renames]:
    """Write the drafts beside their places; return their receipts and the renames that make them visible."""
    all_settled = [settled(draft, home, in_force(draft.receipt.slot)) for draft in drafts]
    new = [draft for draft in all_settled if draft.receipt.status != "unverändert"]
    places = [draft.receipt.folder(home) for draft in new]
    drafted = [place.with_name(f".{place.name}.neu") for place in places]
    try:
        for draft, folder in zip(new, drafted, strict=True):
            _write(draft, folder)
    except OSError:
        for folder in drafted:
            remove(folder)
        raise
    return [draft.receipt for draft in all_settled], list(zip(drafted, places, strict=True))


def settled(draft: Draft, home: Home, previous: Receipt | None) -> Draft:
    """The draft with its version, status and changes against the version in force."""
    if previous is None:
        return draft
    new = draft.receipt
    if (previous.checksum, previous.profile_checksum) == (new.checksum, new.profile_checksum):
        return Draft(previous.model_copy(update={"status": "unverändert"}), draft.tables, draft.rejects)
    added, removed = _changes(draft, previous.folder(home)) or (None, None)
    changes = {"status": "ersetzt", "rows_added": added, "rows_removed": removed}
    receipt = new.model_copy(update={"version": previous.version + 1, **changes})
    return Draft(receipt, draft.tables, draft.rejects)


def _changes(draft: Draft, previous: Path) -> tuple[int, int] | None:
    """Rows of the leading table that are new, and rows that are gone; None where they cannot be compared."""
    name, table = next(iter(draft.tables.items()))
    before = previous / f"{name}.parquet"
    if isinstance(table, Spilled):
        return table.changes(before)
    old = pq.read_table(before).cast(table.schema) if before.exists() else table.slice(0, 0)
    signed = pa.concat_tables([_with_sign(table, 1), _with_sign(old, -1)])
    difference = signed.group_by(table.column_names).aggregate([("sign", "sum")])["sign_sum"].to_numpy()
    return int(difference[difference > 0].sum()), int(-difference[difference < 0].sum())


def _with_sign(table: pa.Table, sign: int) -> pa.Table:
    return table.append_column("sign", pa.repeat(pa.scalar(sign, pa.int64()), table.num_rows))


def _write(draft: Draft, folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, table in draft.tables.items():
        place = folder / f"{name}.parquet"
        if isinstance(table, Spilled):
            table.move_to(place)
        else:
            encoded = encoded_columns(table.schema)
            pq.write_table(table, place, compression="zstd", use_dictionary=encoded)
    pq.write_table(draft.rejects, folder / REJECTS_FILE, compression="zstd")
    (folder / RECEIPT_FILE).write_text(draft.receipt.model_dump_json(indent=2), encoding="utf-8")
