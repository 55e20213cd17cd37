"""A file of several municipalities → one delivery for each of them."""

from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.ledger import Ledger, Reject
from warehouse.reading import TextTable


def split_tables(tables: dict[str, pa.Table]) -> dict[str, dict[str, pa.Table]]:
    """The tables of each municipality, by its key in ascending order; rows keep their order."""
    parts: dict[str, dict[str, pa.Table]] = {}
    for name, table in tables.items():
        for owner, (rows, _) in split_rows(table).items():
            parts.setdefault(owner, {})[name] = rows
    return dict(sorted(parts.items()))


def split_rows(table: pa.Table) -> dict[str, tuple[pa.Table, npt.NDArray[np.int64]]]:
    """The rows of each municipality and their places in the table, in the order of the table."""
    # sorted once and cut, so that the cost does not grow with the number of municipalities
    encoded = table["municipality_ags"].combine_chunks().dictionary_encode()
    owners, codes = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
    places = np.argsort(codes.astype(np.int16 if len(owners) < 2**15 else np.int32), kind="stable")
    ordered = table.take(places) if len(owners) > 1 else table
    parts, start = {}, 0
    for owner, rows in zip(owners, np.bincount(codes, minlength=len(owners)).tolist(), strict=True):
        parts[owner] = (ordered.slice(start, rows), places[start : start + rows])
        start += rows
    return parts


def named_owners(rejects: Iterable[Reject], table: TextTable) -> dict[int, str]:
    """Refused line → the municipality it names."""
    refused = np.isin(table.lines, [reject.line for reject in rejects])
    named = pc.utf8_trim_whitespace(table.columns["municipality_ags"].filter(pa.array(refused))).to_pylist()
    return dict(zip(table.lines[refused].tolist(), named, strict=True))


def split_ledger(ledger: Ledger, named: Mapping[int, str], owners: list[str]) -> dict[str, Ledger]:
    """Rejects go to the municipality their line names; what names none, and all skips, to the first one."""
    shares = {owner: Ledger() for owner in owners}
    rest = shares[owners[0]]
    rest.skipped, rest.filled, rest.addressed = ledger.skipped, ledger.filled, ledger.addressed
    for reject in ledger.rejects:
        shares.get(named.get(reject.line, ""), rest).rejects.append(reject)
    return shares
