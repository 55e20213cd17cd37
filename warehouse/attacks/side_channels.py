"""Attacks A18 and A19: exact numbers and keys beside the engine, in tables, order, patterns and raw bytes."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa

from warehouse.attacks.knowledge import DEFINITION, intervals
from warehouse.attacks.outcome import Attack, Ground, number, share
from warehouse.release.register import Outcome

CHANNELS = Attack(
    "A18", "Nebenwege",
    "Genaue Zahlen werden in allen Tabellen gesucht, in der Reihenfolge der Zeilen, im Muster leerer "
    "Zellen und in "
    "der Streuung der Überlagerung.",
    "nicht mehr unveränderte Zellen als die Tafel vorsieht; Reihenfolge und Lücken nur nach Merkmalen",
    "Nichts freigeben und den Entwurf neu anlegen; bleibt es dabei, liegt ein Fehler des Programms vor.",
)  # fmt: skip
LEAKED = Attack(
    "A19", "Schlüssel in der Datei",
    "Schutzschlüssel, Schlüsselsummen und Pseudonyme werden in jeder Datei der Freigabe gesucht, Byte "
    "für Byte.",
    "kein Fund",
    "Nichts freigeben. Ist die Datei schon übertragen worden: Freigaben zurückziehen, den Vorfall "
    "festhalten.",
)  # fmt: skip
# Cells left as they are may exceed what the table says by this many standard errors.
STANDARD_ERRORS = 4.0
# Harmonised numbers are real numbers: this share of them exactly on the true count is no chance.
EXACT_LIMIT = 0.5
_WORD = 8
_NEAR = 1e-9
_HEXADECIMAL = re.compile(rb"[0-9a-f]{32}")
_ORDER = ["cell_table", "area_id", "reference_date", "kind", "partner", "sex", "age", "nationality"]


def side_channels(ground: Ground) -> Outcome:
    """A18: unchanged cells against the table, row order, gaps, exact numbers elsewhere."""
    cells = ground.truth[ground.truth["n"] > 0]
    unchanged, expected, error = _unchanged(ground, cells)
    too_exact = unchanged > expected + STANDARD_ERRORS * error
    published = ground.surface.published.to_pandas()
    ordered = _is_ordered(published)
    gaps = _gaps(ground)
    exact, compared = _exact_elsewhere(ground)
    found = (
        f"Unverändert {share(unchanged, len(cells))} der {number(len(cells))} Zellen mit Menschen, die "
        "Tafel sieht "
        f"{share(expected, len(cells))} vor; {number(gaps)} Lücken nicht durch Lieferung oder Regel "
        "erklärt; Zeilen "
        f"{'nach Merkmalen geordnet' if ordered else 'in verräterischer Reihenfolge'}; "
        f"{share(exact, compared)} von {number(compared)} harmonisierten Zahlen treffen die genaue."
    )
    often = exact > compared * EXACT_LIMIT
    return CHANNELS.outcome(found, refused=too_exact or not ordered or gaps > 0 or often)


def _unchanged(ground: Ground, cells: pd.DataFrame) -> tuple[int, float, float]:
    """Distinct sets left unchanged, how many the table expects, and the standard error of that."""
    table = ground.surface.order.table
    one_each = cells.drop_duplicates(["unit", "cell_key", "n"])
    rows = [table.rows[table.row_of(int(n))] for n in one_each["n"]]
    stays = np.array(
        [sum(p for v, p in zip(row.noise, row.probability, strict=True) if v == 0) for row in rows]
    )
    unchanged = int((one_each["published"] == one_each["n"]).sum())
    return unchanged, float(stays.sum()), float(np.sqrt((stays * (1 - stays)).sum()))


def _is_ordered(published: pd.DataFrame) -> bool:
    """Whether rows stand in the order of their names, so that their place says nothing."""
    names = published[_ORDER].astype(object).where(published[_ORDER].notna(), None)
    wanted = names.sort_values(_ORDER, kind="stable", na_position="last", key=_comparable)
    return bool((wanted.index == names.index).all())


def _comparable(column: pd.Series) -> pd.Series:
    return column if column.name == "age" else column.map(str, na_action="ignore")


def _gaps(ground: Ground) -> int:
    """Cells without a number that are neither undelivered nor withheld by the rule."""
    cells = ground.truth[ground.truth["published"].isna()]
    low, high = intervals(cells["published"], ground.surface.order.table)
    return int(((cells["n"] < low) | (cells["n"] > high)).sum())


def _exact_elsewhere(ground: Ground) -> tuple[int, int]:
    """Harmonised residents that are exactly the true ones, of how many with anybody in them."""
    base = ground.surface.base.to_pandas()
    true = base[(base["unit"] == "person") & (base["n"] > 0)]
    shown = ground.surface.tables["population"].to_pandas()
    names = [name for name in DEFINITION if name in shown.columns and name != "age_to"]
    summed = true.groupby(names, dropna=False)["n"].sum().reset_index().astype({"nationality": object})
    found = shown.groupby(names, dropna=False)["persons"].sum().reset_index()
    # Without any nationality the column is one of numbers.
    both = found.astype({"nationality": object}).merge(summed, on=names)
    return int((abs(both["persons"] - both["n"]) < _NEAR).sum()), len(both)


def leaked_keys(ground: Ground) -> Outcome:
    """A19: secret, sums of keys and pseudonyms in tables and raw bytes of everything that would leave."""
    confidential = ground.surface.keys
    keys = np.unique(confidential.cell_keys.to_numpy())
    keys = keys[keys > 0]
    files = [path for path in ground.surface.files if path.exists()]
    found = sum(_in_bytes(path.read_bytes(), keys, ground) for path in files)
    found += sum(_in_table(table, keys, ground) for table in ground.surface.tables.values())
    text = (
        f"{len(files)} Dateien und {len(ground.surface.tables)} Tabellen nach {number(len(keys))} "
        "Schlüsselsummen, "
        f"{number(len(confidential.pseudonyms))} Pseudonymen und dem Schutzschlüssel durchsucht: "
        f"{number(found)} gefunden."
    )
    return LEAKED.outcome(text, refused=found > 0)


def _in_bytes(content: bytes, keys: np.ndarray, ground: Ground) -> int:
    confidential = ground.surface.keys
    secret = confidential.secret
    found = sum(form in content for form in (secret, secret.hex().encode(), secret.hex().upper().encode()))
    runs = {run.decode() for run in _HEXADECIMAL.findall(content)}
    found += len(runs & confidential.pseudonyms)
    for start in range(_WORD):
        length = (len(content) - start) // _WORD
        if length > 0:
            words = np.frombuffer(content, np.uint64, length, start)
            found += int(np.isin(words, keys, kind="sort").sum())
    return found


def _in_table(table: pa.Table, keys: np.ndarray, ground: Ground) -> int:
    found = 0
    for column in table.columns:
        if pa.types.is_uint64(column.type) or pa.types.is_int64(column.type):
            values = column.drop_null().to_numpy()
            found += int(np.isin(values.astype(np.uint64), keys).sum())
        elif pa.types.is_string(column.type):
            found += len(set(column.unique().to_pylist()) & ground.surface.keys.pseudonyms)
    return found
