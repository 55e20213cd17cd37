"""Notes the broken rows of a written file in the fault list."""

from __future__ import annotations

from pathlib import Path

from .fields import REASONS
from .tables import FileTable
from .truth import Fault, FaultList


def note_broken(truth: FaultList, ags: str, year: int, file: Path, table: FileTable, *, header: int) -> None:
    """One fault per broken row with its line; `header`: number of header lines."""
    for row, wrong in table.broken.items():
        truth.add(
            Fault(
                "broken_row",
                ags,
                year,
                1,
                file=file.as_posix(),
                lines=(row + 1 + header,),
                detail=REASONS[wrong],
            )
        )
