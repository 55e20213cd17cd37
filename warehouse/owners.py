"""A file of several municipalities → one delivery for each of them."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.ledger import Ledger
from warehouse.reading import TextTable


def split_tables(tables: dict[str, pa.Table]) -> dict[str, dict[str, pa.Table]]:
    """The tables of each municipality, by its key in ascending order; rows keep their order."""
    parts: dict[str, dict[str, pa.Table]] = {}
    for name, table in tables.items():
        # sorted once and cut, so that the cost does not grow with the number of municipalities
        encoded = table["municipality_ags"].combine_chunks().dictionary_encode()
        owners, codes = encoded.dictionary.to_pylist(), encoded.indices.to_numpy()
        ordered = table.take(np.argsort(codes, kind="stable")) if len(owners) > 1 else table
        start = 0
        for owner, rows in zip(owners, np.bincount(codes, minlength=len(owners)).tolist(), strict=True):
            parts.setdefault(owner, {})[name] = ordered.slice(start, rows)
            start += rows
    return dict(sorted(parts.items()))


def split_ledger(ledger: Ledger, table: TextTable, owners: list[str]) -> dict[str, Ledger]:
    """Rejects go to the municipality their line names; what names none, and all skips, to the first one."""
    shares = {owner: Ledger() for owner in owners}
    rest = shares[owners[0]]
    rest.skipped, rest.notes = ledger.skipped, ledger.notes
    refused = np.isin(table.lines, [reject.line for reject in ledger.rejects])
    named = pc.utf8_trim_whitespace(table.columns["municipality_ags"].filter(pa.array(refused))).to_pylist()
    by_line = dict(zip(table.lines[refused].tolist(), named, strict=True))
    for reject in ledger.rejects:
        shares.get(by_line.get(reject.line, ""), rest).rejects.append(reject)
    return shares
