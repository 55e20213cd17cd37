"""The list of faults put into the deliveries on purpose: the truth a test can hold the warehouse against."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Residual:
    """Effect of a fault on the balance of an area: end − (start + events), on today's territorial status."""

    area_id: str
    year: int
    persons: int


@dataclass(frozen=True)
class Fault:
    """One fault: what, where, when, how many, in which file and lines (1-based, a header is line 1)."""

    kind: str
    municipality_ags: str
    year: int
    count: int
    area_id: str | None = None
    file: str | None = None
    lines: tuple[int, ...] = ()
    detail: str = ""
    residuals: tuple[Residual, ...] = ()


KINDS = {
    "correction": "0.2 % of inhabitants a year corrected ex officio and booked as such: no residual",
    "clean_up": "1.5 % of the inhabitants of one municipality struck off in one year without events",
    "late_booking": "0.3 % of events booked after January: not in the stock, delivered a year later",
    "duplicate": "a person stands twice in one stock; residuals assume the second row is not counted",
    "area_recut": "an address block gets the key of the neighbouring area in the stock, without events",
    "area_merge": "an Ortsteil ends, its successor takes over (valid_to, successor_id): no residual",
    "cancellation": "an event booked twice, the second booking taken back: no residual",
    "unassigned_area": "a stock row without area key: counted in <ags>-ohne for one year",
    "broken_row": "an extra row that must be rejected: no residual",
    "count_delivery": "counts only: status changes and corrections are not delivered and show as residual",
}


@dataclass
class FaultList:
    """Collects faults and writes them as faults.json."""

    seed: int
    faults: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        """Note a fault; its kind must be documented in KINDS."""
        if fault.kind not in KINDS:
            raise ValueError(f"kind of fault without description: {fault.kind!r}")
        self.faults.append(fault)

    def expected_residuals(self) -> list[dict[str, Any]]:
        """Sum of all residuals by area and year, those of zero left out."""
        total: Counter[tuple[str, int]] = Counter()
        for fault in self.faults:
            for residual in fault.residuals:
                total[residual.area_id, residual.year] += residual.persons
        return [
            {"area_id": area, "year": year, "residual": n} for (area, year), n in sorted(total.items()) if n
        ]

    def write(self, path: Path) -> None:
        """Write faults.json: descriptions, faults in order, and the residual to expect per area and year."""
        content = {
            "seed": self.seed,
            "kinds": KINDS,
            "faults": [asdict(fault) for fault in self.faults],
            "expected_residuals": self.expected_residuals(),
        }
        path.write_text(
            json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n"
        )
