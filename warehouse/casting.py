"""Text tables → typed columns; rows that are not understood go to the ledger with column and reason.

Every column is dictionary-encoded, each distinct value is converted once, and the result is taken back to
the rows: the cost per row is that of Arrow, however rich the rule.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.addresses import AddressList
from warehouse.canonical import SCHEMAS
from warehouse.declaration import Column
from warehouse.ledger import Ledger, Lines, Reject
from warehouse.profile import Profile, codes_of
from warehouse.pseudonym import Pseudonyms
from warehouse.reading import TextTable
from warehouse.values import Outputs, Refused, converter

Mask = npt.NDArray[np.bool_]

ASSIGNED = "*"  # sex neither m nor w: assigned by the person key, see protection.md 3
_LONGEST_SHOWN = 40
_LONGEST_CODE = 2  # a value this short cannot name a person


@dataclass(frozen=True)
class Rows:
    """Typed columns of the rows understood so far, with their line numbers."""

    columns: dict[str, pa.Array]
    lines: Lines

    def keep(self, mask: Mask) -> "Rows":
        """The rows where `mask` holds."""
        if mask.all():
            return self
        selected = pa.array(mask)
        return Rows({name: v.filter(selected) for name, v in self.columns.items()}, self.lines[mask])

    def replace(self, **columns: pa.Array) -> "Rows":
        """The same rows with columns added or exchanged."""
        return Rows({**self.columns, **columns}, self.lines)


@dataclass(frozen=True)
class Context:
    """What casting needs to know beside the values: `municipality` is None where a column names it."""

    profile: Profile
    municipality: str | None
    pseudonyms: Pseudonyms
    memory: dict[tuple[str, str | None], "Outcomes"] = field(default_factory=dict)
    addresses: Mapping[str, AddressList] = field(default_factory=dict)

    def outcomes(self, name: str) -> "Outcomes":
        """What became of each text of a column, remembered over the files of one call."""
        key = (name, self.municipality)
        if key not in self.memory:
            self.memory[key] = Outcomes(_parser(name, self.profile.all_columns[name], self))
        return self.memory[key]


class Outcomes(dict[str, Outputs | Refused]):
    """Delivered text → its values, or why it is refused; parsed at first sight."""

    def __init__(self, parse: Callable[[str], Outputs]) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, text: str) -> Outputs | Refused:
        try:
            outcome: Outputs | Refused = self._parse(text.strip())
        except Refused as refusal:
            outcome = refusal
        self[text] = outcome
        return outcome


def cast_rows(table: TextTable, context: Context, ledger: Ledger) -> Rows:
    """Convert every column of the profile; only rows without any fault are returned."""
    good = np.ones(len(table.lines), dtype=bool)
    columns: dict[str, pa.Array] = {}
    for name, column in context.profile.all_columns.items():
        if name not in table.columns:
            continue
        if column.type == "register_id":
            made, fault = _cast_register_ids(name, table, context)
        else:
            values = _with_zeros(name, table.columns[name], column, ledger)
            made, fault = _cast_column(name, values, context)
        columns.update(made)
        if fault is not None:
            good &= ~fault.rows
            ledger.rejects.extend(fault.rejects(column.label(name), table.lines))
    return Rows(columns, table.lines).keep(good)


def _with_zeros(name: str, values: pa.Array, column: Column, ledger: Ledger) -> pa.Array:
    """Restore leading zeros of keys; how many rows needed it is noted."""
    if not column.zero_fill:
        return values
    trimmed = pc.utf8_trim_whitespace(values)
    length = pc.utf8_length(trimmed).to_numpy()
    short = int(((length > 0) & (length < column.zero_fill)).sum())
    if not short:
        return values
    ledger.filled[column.label(name)] += short
    return pc.if_else(pa.array(length > 0), pc.utf8_lpad(trimmed, column.zero_fill, "0"), trimmed)


@dataclass(frozen=True)
class _Fault:
    """Refused rows of one column with a reason and a showable value per row."""

    rows: Mask
    reason: Callable[[int], str]
    value: Callable[[int], str | None]

    def rejects(self, name: str, lines: Lines) -> list[Reject]:
        places = np.flatnonzero(self.rows).tolist()
        return [Reject(int(lines[row]), name, self.reason(row), self.value(row)) for row in places]


def _cast_column(name: str, values: pa.Array, context: Context) -> tuple[dict[str, pa.Array], _Fault | None]:
    column = context.profile.all_columns[name]
    encoded = pc.dictionary_encode(values)
    distinct, indices = encoded.dictionary.to_pylist(), encoded.indices
    outputs = column.outputs(name)
    outcomes = context.outcomes(name)
    parsed = [outcomes[text] for text in distinct]
    refused = {code: str(outcome) for code, outcome in enumerate(parsed) if isinstance(outcome, Refused)}
    for code in refused:
        parsed[code] = (None,) * len(outputs)
    by_output = zip(*parsed, strict=True) if parsed else [()] * len(outputs)
    made = {
        output: pa.array(list(cells), _type_of(output, column, context.profile)).take(indices)
        for output, cells in zip(outputs, by_output, strict=True)
    }
    if not refused:
        return made, None
    codes = indices.to_numpy()
    shown = {code: _shown(distinct[code].strip(), column, context.profile) for code in refused}
    rows = np.isin(codes, list(refused))
    return made, _Fault(rows, lambda row: refused[codes[row]], lambda row: shown[codes[row]])


def _type_of(output: str, column: Column, profile: Profile) -> pa.DataType:
    schema = SCHEMAS[profile.table]
    if output in schema.names:
        return schema.field(output).type
    return pa.int32() if column.type == "integer" else pa.string()


def _parser(name: str, column: Column, context: Context) -> Callable[[str], Outputs]:
    outputs = column.outputs(name)
    codes = {key: _code_outputs(value, outputs) for key, value in column.codes.items()}
    pattern = re.compile(column.pattern, re.ASCII) if column.pattern else None
    allowed = codes_of(column.code_list) if column.code_list else None
    convert = converter(column, context.profile.decimal, context.municipality)

    def parse(text: str) -> Outputs:
        if text in codes:
            return codes[text]
        if not text:
            if column.required:
                raise Refused("Wert fehlt")
            return (None,) * len(outputs)
        if pattern and not pattern.fullmatch(text):
            raise Refused(f"nicht in der vereinbarten Form {column.pattern}")
        if codes:
            if column.other is None:
                raise Refused("unbekannter Schlüssel")
            return (column.other,)
        if allowed is not None and text not in allowed:
            raise Refused(f"nicht in der Schlüsselliste {column.code_list}")
        return convert(text)

    return parse


def _code_outputs(value: object, outputs: tuple[str, ...]) -> Outputs:
    return tuple(value[output] for output in outputs) if isinstance(value, dict) else (value,)


def _shown(text: str, column: Column, profile: Profile) -> str | None:
    if profile.is_personal and not (column.codes and len(text) <= _LONGEST_CODE):
        return None
    return text[:_LONGEST_SHOWN]


def _cast_register_ids(
    name: str, table: TextTable, context: Context
) -> tuple[dict[str, pa.Array], _Fault | None]:
    column = context.profile.columns[name]
    numbers = pc.utf8_trim_whitespace(table.columns[name])
    if column.pattern:
        good = pc.match_substring_regex(numbers, f"^(?:{column.pattern})$")
    else:
        good = pc.greater(pc.binary_length(numbers), 0)
    owner: object = context.municipality
    if owner is None:
        owner = pc.utf8_trim_whitespace(table.columns["municipality_ags"])
    made = {name: context.pseudonyms.keys(pc.binary_join_element_wise(owner, numbers, "/"))}
    rows = ~good.to_numpy(zero_copy_only=False)
    if not rows.any():
        return made, None
    return made, _Fault(
        rows, lambda _: "Registernummer fehlt oder ist nicht in der vereinbarten Form", lambda _: None
    )
