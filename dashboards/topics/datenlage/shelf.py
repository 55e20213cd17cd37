"""What lies in the home beside the build: deliveries not built yet, refused rows, open addresses, deletions.

Only for those who work with the registers themselves: none of it belongs to a published build.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import streamlit as st

from dashboards import data
from dashboards.access.people import Role
from dashboards.memory import remembered
from dashboards.topic import Context
from warehouse.purge import purge_receipts
from warehouse.receipt import RECEIPT_FILE, REJECTS_FILE, Receipt, read_receipt
from warehouse.settings import Home, home

HERE = Path(__file__).parent
# Roles of people who work with the registers; a role may be followed by its municipalities.
WERKBANK = frozenset({"werkbank", Role.STATISTICIAN.value})
REJECT_COLUMNS = ("delivery_id", "line", "column", "reason", "value")


def is_open_to(context: Context) -> bool:
    """Whether the reader may see what lies beside the build, and add to it."""
    return context.role.split(":", 1)[0] in WERKBANK


def waiting(context: Context) -> list[str]:
    """Return the deliveries in force that the build on the screen does not hold yet."""
    if not is_open_to(context):
        return []
    built = data.frame(context, HERE / "built.sql")["delivery_id"]
    known = remembered(context, ("datenlage-gebaut",), lambda: set(built))
    return [one for one in _in_force(home()) if one not in known]


def _in_force(place: Home) -> list[str]:
    """The deliveries in force; receipts are never changed, so each is read once."""
    files = place.deliveries.glob(f"*/*/*/[0-9]*/{RECEIPT_FILE}")
    found = sorted((_receipt(file.parent, file.stat().st_mtime_ns) for file in files), key=_age)
    return list({one.slot: one.delivery_id for one in found}.values())


def _age(receipt: Receipt) -> tuple[tuple[str, str, str], int]:
    return receipt.slot, receipt.version


@lru_cache(maxsize=5000)
def _receipt(folder: Path, version: int) -> Receipt:
    del version  # part of the cache key only
    return read_receipt(folder)


def rejects(context: Context, delivery_ids: Sequence[str]) -> pd.DataFrame:
    """Return every refused row of some deliveries: delivery_id, line, column, reason, value.

    value is kept for counts only; of a person's row nothing but line and reason was ever stored.
    """
    if not is_open_to(context):
        return pd.DataFrame(columns=list(REJECT_COLUMNS))
    place = home()
    version = (str(place.root), context.build_id, context.role)
    return _rejects(place, tuple(sorted(delivery_ids)), version).copy()


@st.cache_data(max_entries=20, show_spinner=False)
def _rejects(_home: Home, delivery_ids: tuple[str, ...], version: tuple[str, ...]) -> pd.DataFrame:
    del version  # part of the cache key only
    parts = []
    for delivery_id in delivery_ids:
        slot, number = delivery_id.rsplit("/v", 1)
        file = _home.deliveries / slot / number / REJECTS_FILE
        # A delivery may have been deleted since the build on the screen was made.
        if file.exists():
            parts.append(pq.read_table(file).to_pandas().assign(delivery_id=delivery_id))
    table = pd.concat(parts) if parts else pd.DataFrame(columns=list(REJECT_COLUMNS))
    return table[list(REJECT_COLUMNS)].sort_values(["delivery_id", "line"], ignore_index=True)


def addresses(context: Context, owner_ids: Sequence[str]) -> pd.DataFrame:
    """Return the addresses without area, most persons first: municipality_ags, address, rows, suggestions."""
    columns = ["municipality_ags", "address", "rows", "suggestions"]
    if not is_open_to(context):
        return pd.DataFrame(columns=columns)
    # What compares words is loaded for who works with the registers.
    from warehouse.address_areas import open_addresses

    found = [row for row in open_addresses(home()) if row["municipality_ags"] in set(owner_ids)]
    return pd.DataFrame(found, columns=columns)


def deletions(context: Context) -> pd.DataFrame:
    """Return the deletions, latest first: at, by, reason, deliveries, condensed."""
    columns = ["at", "by", "reason", "deliveries", "condensed"]
    if not is_open_to(context):
        return pd.DataFrame(columns=columns)
    rows = [
        (one.at, one.by, one.reason, len(one.deliveries), len(one.condensed))
        for one in reversed(purge_receipts(home()))
    ]
    return pd.DataFrame(rows, columns=columns)
