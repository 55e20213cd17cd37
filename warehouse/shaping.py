"""Typed rows → canonical tables: what one row can tell only together with the file or with other rows."""

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.address_areas import assign_areas
from warehouse.canonical import SCHEMAS
from warehouse.casting import ASSIGNED, Context, Mask, Rows
from warehouse.declaration import AgeGroup, Hierarchy, Shares, SumRule, Wide
from warehouse.events import shape_events
from warehouse.ledger import Ledger
from warehouse.profile import Profile
from warehouse.reading import TextTable
from warehouse.repetition import repeated
from warehouse.values import OPEN_AGE

_SHARE_ROUNDING = 0.0015  # three times 0.333 is a whole
_WITHOUT_ADDRESS = "ohne"  # persons of a municipality in no area


def drop_skipped(table: TextTable, profile: Profile, ledger: Ledger) -> TextTable:
    """Leave out the rows a profile declares as not belonging to the data, and count them."""
    for rule in profile.skip:
        hit = _matches(table, rule.where)
        if rule.unless:
            hit &= ~_matches(table, rule.unless)
        ledger.skip(int(hit.sum()), rule.reason)
        table = table.keep(~hit)
    return table


def _matches(table: TextTable, values: dict[str, tuple[str, ...]]) -> Mask:
    hit: Mask = np.ones(len(table.lines), dtype=bool)
    for name, wanted in values.items():
        delivered = pc.utf8_trim_whitespace(table.columns[name])
        hit &= pc.is_in(delivered, value_set=pa.array(wanted, pa.string())).to_numpy(zero_copy_only=False)
    return hit


def shape_rows(rows: Rows, context: Context, file_columns: Mapping[str, object], ledger: Ledger) -> Rows:
    """Complete the rows with what the file says once, and refuse rows that contradict others.

    `file_columns` are values for the whole file (municipality_ags, reference_date).
    """
    profile = context.profile
    constants = {**profile.constants, **file_columns}
    missing = {name: value for name, value in constants.items() if name not in rows.columns}
    rows = rows.replace(**{name: _constant(value, len(rows.lines)) for name, value in missing.items()})
    if profile.is_personal:
        rows = _assign_sex(rows)
        rows = assign_areas(rows, context, ledger)
        rows = rows.replace(area_id=in_area_or_without(rows, "area_id"))
    if profile.kind == "events":
        rows = shape_events(rows, in_area_or_without(rows, "partner_area"), profile, ledger)
    for rule in profile.sums:
        rows = _refuse_wrong_sums(rows, rule, profile, ledger)
    return _refuse_broken_shares(rows, profile.shares, profile, ledger) if profile.shares else rows


def _constant(value: object, length: int) -> pa.Array:
    return pa.repeat(pa.scalar(value), length)


def in_area_or_without(rows: Rows, name: str) -> pa.Array:
    """The area of each row, or the municipality's area for persons without an assignable address."""
    without = pc.binary_join_element_wise(rows.columns["municipality_ags"], _WITHOUT_ADDRESS, "-")
    areas = rows.columns.get(name)
    return without if areas is None else pc.coalesce(areas, without)


def _assign_sex(rows: Rows) -> Rows:
    """Assign persons who are neither m nor w by their key: always the same way, half and half."""
    sex = rows.columns["sex"]
    if not pc.any(pc.equal(sex, ASSIGNED)).as_py():
        return rows
    first_half = pc.is_in(
        pc.utf8_slice_codeunits(rows.columns["person_key"], 0, 1), value_set=pa.array(list("01234567"))
    )
    return rows.replace(sex=pc.if_else(pc.equal(sex, ASSIGNED), pc.if_else(first_half, "m", "w"), sex))


def _refuse_wrong_sums(rows: Rows, rule: SumRule, profile: Profile, ledger: Ledger) -> Rows:
    groups = [group.heading for group in profile.wide.groups] if profile.wide else []
    names = [name for part in rule.parts for name in (groups if part == "age_groups" else [part])]
    total = rows.columns[rule.total]
    parts = rows.columns[names[0]]
    for name in names[1:]:
        parts = pc.add(parts, rows.columns[name])
    # a missing part cannot contradict
    wrong = pc.fill_null(pc.not_equal(total, parts), False).to_numpy(zero_copy_only=False)
    listed = ", ".join(
        {"age_groups": "allen Altersgruppen"}.get(part, profile.label(part)) for part in rule.parts
    )
    ledger.reject(rows.lines[wrong], profile.label(rule.total), f"nicht die Summe von {listed}")
    return rows.keep(~wrong)


def refuse_duplicates(rows: Rows, profile: Profile, ledger: Ledger) -> Rows:
    """Refuse rows that repeat an earlier one in the columns that must be unique."""
    if not profile.unique:
        return rows
    keys = [name for name in profile.unique if name in rows.columns]
    again = repeated({name: rows.columns[name] for name in keys})
    if not again.any():
        return rows
    ledger.reject(rows.lines[again], None, repetition_reason(profile, keys))
    return rows.keep(~again)


def repetition_reason(profile: Profile, keys: Iterable[str]) -> str:
    """Why a row that repeats an earlier one is refused."""
    listed = ", ".join(profile.label(name) for name in keys if name in profile.columns)
    return f"doppelt: gleiche {listed} wie in einer früheren Zeile"


def _refuse_broken_shares(rows: Rows, rule: Shares, profile: Profile, ledger: Ledger) -> Rows:
    table = pa.table({name: rows.columns[name] for name in (*rule.keys, rule.share)})
    sums = table.group_by(list(rule.keys)).aggregate([(rule.share, "sum")])
    whole = dict(zip(_keys(sums, rule.keys), sums[f"{rule.share}_sum"].to_pylist(), strict=True))
    found = np.array([whole[key] for key in _keys(table, rule.keys)])
    wrong: Mask = np.abs(found - 1) > _SHARE_ROUNDING
    listed = ", ".join(profile.label(name) for name in rule.keys)
    for total in np.unique(found[wrong]):
        reason = f"Anteile gleicher {listed} ergeben {f'{total:g}'.replace('.', ',')} statt 1"
        ledger.reject(rows.lines[wrong & (found == total)], profile.label(rule.share), reason)
    return rows.keep(~wrong)


def _keys(table: pa.Table, names: tuple[str, ...]) -> list[tuple[object, ...]]:
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def canonical_tables(rows: Rows, profile: Profile) -> dict[str, pa.Table]:
    """The tables of the delivery, leading table first; columns that were not delivered are NULL."""
    name = profile.table
    if profile.wide:
        return _wide_tables(rows, profile.wide, profile.hierarchy)
    table = _conform(rows.columns, name, len(rows.lines))
    return {name: _close_open_ages(table, name)}


def _conform(columns: dict[str, pa.Array], name: str, length: int) -> pa.Table:
    schema = SCHEMAS[name]
    arrays = [
        columns[field.name].cast(field.type) if field.name in columns else pa.nulls(length, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def _close_open_ages(table: pa.Table, name: str) -> pa.Table:
    """Put ages above 100 into 100+; the counts of merged rows are added, a missing part stays missing."""
    for age in [column for column in ("age", "mother_age") if f"{column}_to" in table.column_names]:
        if not pc.any(pc.greater(table[f"{age}_to"], OPEN_AGE)).as_py():
            continue
        for column in (age, f"{age}_to"):
            closed = pc.min_element_wise(table[column], pa.scalar(OPEN_AGE, pa.int16()))
            table = table.set_column(table.column_names.index(column), column, closed)
        measure = {"population": "persons"}.get(name, name)
        keys = [column for column in table.column_names if column != measure]
        options = pc.ScalarAggregateOptions(skip_nulls=False)
        summed = table.group_by(keys, use_threads=False).aggregate([(measure, "sum", options)])
        table = summed.rename_columns([*keys, measure]).select(table.column_names).cast(SCHEMAS[name])
    return table


def _wide_tables(rows: Rows, wide: Wide, hierarchy: Hierarchy | None) -> dict[str, pa.Table]:
    length = len(rows.lines)
    shared = {name: rows.columns[name] for name in SCHEMAS["population"].names if name in rows.columns}
    groups = [
        _conform(
            {
                **shared,
                **_told_apart(group, length),
                "age": _constant(group.age, length),
                "age_to": _constant(group.age_to, length),
                "persons": rows.columns[group.heading],
            },
            "population",
            length,
        )
        for group in wide.groups
    ]
    margins = [
        _conform(
            {**shared, "sex": _constant(sex, length), "persons": rows.columns[name]},
            "population_margin",
            length,
        )
        for sex, name in wide.margins.items()
    ]
    tables = {"population": pa.concat_tables(groups).combine_chunks()}
    if margins:
        tables["population_margin"] = pa.concat_tables(margins).combine_chunks()
    if hierarchy:
        tables["area"] = _area_table(rows, hierarchy)
    return tables


def _told_apart(group: AgeGroup, length: int) -> dict[str, pa.Array]:
    given = {"sex": group.sex, "nationality": group.nationality}
    return {name: _constant(value, length) for name, value in given.items() if value is not None}


def _area_table(rows: Rows, hierarchy: Hierarchy) -> pa.Table:
    """Areas of every level from the delivered keys; named by their key until a geometry names them."""
    pairs = pa.table({"ags": rows.columns["municipality_ags"], "area": rows.columns["area_id"]})
    areas: dict[str, dict[str, str | None]] = {}
    for pair in pairs.group_by(["ags", "area"], use_threads=False).aggregate([]).to_pylist():
        ags, key = pair["ags"], pair["area"].removeprefix(f"{pair['ags']}-")
        area_id, parent_id, level, name = ags, None, "gemeinde", hierarchy.root_name
        for step in (None, *reversed(hierarchy.levels)):
            if step:
                area_id, parent_id = f"{ags}-{key[: step.digits]}", area_id
                level, name = step.level, f"{step.title} {key[: step.digits]}"
            areas[area_id] = {
                "area_id": area_id,
                "level": level,
                "name": name,
                "parent_id": parent_id,
                "municipality_ags": ags,
            }
    return pa.Table.from_pylist(list(areas.values()), schema=SCHEMAS["area"])
