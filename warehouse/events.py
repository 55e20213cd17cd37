"""Event records → canonical events: moves with two ends, changes with a direction."""

import pyarrow as pa
import pyarrow.compute as pc

from warehouse.casting import Rows
from warehouse.ledger import Ledger
from warehouse.profile import Profile

_WITH_DELTA = pa.array(["dwelling", "correction"])


def shape_events(rows: Rows, other_end: pa.Array, profile: Profile, ledger: Ledger) -> Rows:
    """One event per booking; `other_end` is the area at the other end of an inner move.

    Inner moves delivered in halves become one event from the arrival half, with the origin as partner. A
    departure half without its arrival is refused: the person would leave one area without reaching
    another.
    """
    is_move = pc.equal(rows.columns["event_kind"], "inner_move")
    if "partner_area" in rows.columns:
        given = rows.columns.get("partner", pa.nulls(len(rows.lines), pa.string()))
        partner = pc.if_else(is_move, other_end, given)
    else:
        partner = pc.if_else(
            is_move, pc.coalesce(rows.columns["partner"], other_end), rows.columns["partner"]
        )
    rows = rows.replace(partner=partner)
    if profile.halves:
        rows = _join_halves(rows, profile, ledger)
    return _with_direction(rows, profile, ledger)


def _join_halves(rows: Rows, profile: Profile, ledger: Ledger) -> Rows:
    assert profile.halves is not None
    is_move = pc.equal(rows.columns["event_kind"], "inner_move")
    half = rows.columns["half"]
    arrives = pc.and_(is_move, pc.fill_null(pc.equal(half, profile.halves.arrival), False))
    departs = pc.and_(is_move, pc.fill_null(pc.equal(half, profile.halves.departure), False))
    neither = pc.and_not(is_move, pc.or_(arrives, departs)).to_numpy(zero_copy_only=False)
    ledger.reject(rows.lines[neither], profile.label("half"), "Zuzugs- oder Wegzugshälfte nicht angegeben")
    arrivals = _move_keys(rows, "partner", "area_id").filter(arrives)
    has_arrival = pc.is_in(_move_keys(rows, "area_id", "partner"), value_set=arrivals)
    lonely = pc.and_not(departs, has_arrival).to_numpy(zero_copy_only=False)
    ledger.reject(rows.lines[lonely], profile.label("half"), "Wegzugshälfte eines Umzugs ohne Zuzugshälfte")
    paired = pc.and_(departs, has_arrival).to_numpy(zero_copy_only=False)
    ledger.skip(int(paired.sum()), "Wegzugshälfte eines Umzugs: zählt mit der Zuzugshälfte")
    return rows.keep(~(neither | lonely | paired))


def _move_keys(rows: Rows, origin: str, destination: str) -> pa.Array:
    columns = rows.columns
    day = columns["event_date"].cast(pa.string())
    return pc.binary_join_element_wise(columns["person_key"], day, columns[origin], columns[destination], "|")


def _with_direction(rows: Rows, profile: Profile, ledger: Ledger) -> Rows:
    """Changes of dwelling status and corrections gain or lose a main resident; others carry no delta."""
    length = len(rows.lines)
    delta = rows.columns.get("delta", pa.nulls(length, pa.int8()))
    kind = rows.columns["event_kind"]
    if "dwelling" in rows.columns:
        becomes_main = pc.if_else(pc.equal(rows.columns["dwelling"], "H"), 1, -1).cast(pa.int8())
        delta = pc.if_else(pc.equal(kind, "dwelling"), pc.coalesce(delta, becomes_main), delta)
    needed = pc.is_in(kind, value_set=_WITH_DELTA)
    delta = pc.if_else(needed, delta, pa.scalar(None, pa.int8()))
    unknown = pc.and_(needed, pc.is_null(delta)).to_numpy(zero_copy_only=False)
    ledger.reject(rows.lines[unknown], profile.label("delta"), "nicht angegeben, ob gewonnen oder verloren")
    return rows.replace(delta=delta).keep(~unknown)
