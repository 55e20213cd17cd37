"""What was not taken over from a file: rejected with line and reason, or skipped by a declared rule."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from warehouse.declaration import RejectLimit
from warehouse.errors import SourceError

Lines = npt.NDArray[np.int64]

REJECT_SCHEMA = pa.schema(
    [("line", pa.int64()), ("column", pa.string()), ("reason", pa.string()), ("value", pa.string())]
)


@dataclass(frozen=True)
class Reject:
    """One refused row; `value` only where it cannot tell who the person is."""

    line: int
    column: str | None
    reason: str
    value: str | None = None

    def __str__(self) -> str:
        where = f"Zeile {self.line}" + (f", Spalte {self.column!r}" if self.column else "")
        value = "" if self.value is None else f" ({self.value!r})"
        return f"{where}: {self.reason}{value}"


@dataclass
class Ledger:
    """Collects rejects and skips while one file is read."""

    rejects: list[Reject] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    # column → rows whose key got its leading zeros back; how an address found its area → rows
    filled: Counter[str] = field(default_factory=Counter)
    addressed: Counter[str] = field(default_factory=Counter)
    # (municipality, address, suggestions) → rows without area
    gaps: Counter[tuple[str, str, tuple[str, ...]]] = field(default_factory=Counter)

    def reject(self, lines: Iterable[int], column: str | None, reason: str) -> None:
        """Refuse lines for one reason."""
        self.rejects.extend(Reject(int(line), column, reason) for line in lines)

    def skip(self, rows: int, reason: str) -> None:
        """Count rows left out by a declared rule."""
        if rows:
            self.skipped[reason] += rows

    def notes(self) -> tuple[str, ...]:
        """What was done to rows that were taken over, for the receipt."""
        told = [f"{column}: führende Nullen ergänzt in {rows} Zeilen" for column, rows in self.filled.items()]
        if self.addressed:
            ways = ", ".join(f"{rows} {how}" for how, rows in self.addressed.most_common())
            told.append(f"Adressen: {ways}")
        return tuple(told)

    @property
    def rejected_lines(self) -> int:
        """Rows refused; a row with two faults counts once."""
        return len({reject.line for reject in self.rejects})

    def reasons(self) -> dict[str, int]:
        """Number of faults per reason and column, most frequent first."""
        counted = Counter(f"{r.column}: {r.reason}" if r.column else r.reason for r in self.rejects)
        return dict(counted.most_common())

    def check_limit(self, file_name: str, accepted: int, limit: RejectLimit) -> None:
        """Refuse the delivery when too many rows were refused.

        Raises:
            SourceError: both bounds of the limit are exceeded, or nothing is left.
        """
        rejected = self.rejected_lines
        rows = accepted + rejected
        if accepted and (rejected <= limit.rows or rejected <= limit.share * rows):
            return
        if not rejected:
            skipped = f" ({sum(self.skipped.values())} Zeilen nach Regel übergangen)" if self.skipped else ""
            raise SourceError(
                f"{file_name} enthält keine Datenzeilen{skipped}. Nichts wurde übernommen. Bitte Datei oder "
                "Profil prüfen."
            )
        share = f"{100 * rejected / rows:.1f}".replace(".", ",")
        first = "; ".join(str(reject) for reject in self.first(3))
        raise SourceError(
            f"{file_name}: {rejected} von {rows} Zeilen ({share} %) sind nicht verständlich, "
            f"mehr als das Profil zulässt ({limit.rows} Zeilen oder {100 * limit.share:g} %). "
            f"Die ersten: {first}. Nichts wurde übernommen; bitte Datei oder Profil prüfen."
        )

    def first(self, count: int) -> Sequence[Reject]:
        """The rejects with the lowest line numbers."""
        return sorted(self.rejects, key=lambda reject: reject.line)[:count]

    def table(self) -> pa.Table:
        """All rejects by line; grain: line × column."""
        ordered = self.first(len(self.rejects))
        return pa.Table.from_pylist([vars(reject) for reject in ordered], schema=REJECT_SCHEMA)
