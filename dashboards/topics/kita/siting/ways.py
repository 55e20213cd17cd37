"""Walking times of the office: <home>/kita-wege.csv with von;nach;minuten, areas by key or name.

"gesperrt" instead of minutes is a barrier: nobody walks there (river, railway, main road). A line holds both
ways unless the way back has a line of its own. Pairs without a line are as far as the straight line × 1.3.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dashboards import areas, text
from dashboards.topic import Context
from dashboards.topics.kita import home_files
from forecasting.errors import SitingError
from forecasting.siting.distance import DETOUR
from warehouse.settings import home

FILE = "kita-wege.csv"
COLUMNS = ("von", "nach", "minuten")
ENGLISH = ("from", "to", "minutes")
BARRED = frozenset({"gesperrt", "barriere", "x"})
# Kilometres an adult with a small child walks in an hour (own choice, told beside every proposal).
WALKING_SPEED = 4.0
MOST_BYTES, MOST_MINUTES = 20_000_000, 600.0
Told = dict[tuple[str, str], float]
# Faults told at a time; more are counted.
TOLD = 5


@dataclass(frozen=True)
class Ways:
    """Minutes from area to area; infinite where a barrier lies between."""

    minutes: Mapping[tuple[str, str], float]

    def kilometres(self, homes: Sequence[str], site_areas: Sequence[str]) -> npt.NDArray[np.float64]:
        """Return (home, site) kilometres; NaN where the file says nothing."""
        found = [[self.minutes.get((one, other), np.nan) for other in site_areas] for one in homes]
        return np.array(found, dtype=float).reshape(len(homes), len(site_areas)) / 60 * WALKING_SPEED


def version() -> tuple[int, int]:
    """Return what changes when the file does; zeros without one."""
    file = home().root / FILE
    if not file.is_file():
        return 0, 0
    stat = file.stat()
    return stat.st_mtime_ns, stat.st_size


def load(context: Context) -> Ways | None:
    """Return the office's walking times, None without a file. Raises SitingError that names every fault."""
    file = home().root / FILE
    if not home_files.may_keep(context) or not file.is_file():
        return None
    known = {key: key for key in areas.tree(context)}
    by_name = {area.label.casefold(): key for key, area in areas.tree(context).items()}
    return read(_text(file), {**by_name, **known})


def read(words: str, known: Mapping[str, str]) -> Ways:
    """Return the walking times of a file; `known` is name or key → key. Raises SitingError."""
    rows = list(csv.reader(io.StringIO(words), delimiter=_delimiter(words)))
    head = tuple(name.strip().casefold() for name in rows[0]) if rows else ()
    if head not in (COLUMNS, ENGLISH):
        raise SitingError(
            f"Datei {FILE}, Zeile 1: Spalten {', '.join(head) or 'fehlen'}; erwartet sind "
            f"{';'.join(COLUMNS)}. Bitte die Kopfzeile berichtigen."
        )
    told: Told = {}
    faults: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            _take(told, faults, number, [cell.strip() for cell in row], known)
    if faults:
        more = f" Dazu {len(faults) - TOLD} weitere Fehler." if len(faults) > TOLD else ""
        raise SitingError(
            f"Datei {FILE}: {'; '.join(faults[:TOLD])}.{more} Bitte die Zeilen berichtigen oder die Datei "
            f"entfernen; dann gilt Luftlinie × {text.number(DETOUR, 1)}."
        )
    both = {(there, here): minutes for (here, there), minutes in told.items()}
    return Ways({**both, **told})


def words(ways: Ways | None, found: npt.NDArray[np.float64] | None) -> str:
    """Return how far is known and how far is assumed; `found` are the kilometres of the file."""
    line = f"Luftlinie × {text.number(DETOUR, 1)}; Flüsse, Bahnen und Straßen kennt sie nicht"
    if ways is None or found is None:
        return f"Fußwege: {line}. Eigene Gehzeiten und Sperren: Datei {FILE} im Datenordner."
    share = float(np.mean(~np.isnan(found))) if found.size else 0.0
    barred = int(np.isinf(found).sum())
    speed = text.number(WALKING_SPEED)
    gap = f", sonst {line}" if share < 1 else ""
    return (
        f"Fußwege: {text.percent(share, 0)} der Paare nach {FILE} ({speed} km in der Stunde), davon "
        f"{text.number(barred)} gesperrt{gap}."
    )


def _take(
    told: dict[tuple[str, str], float],
    faults: list[str],
    number: int,
    row: list[str],
    known: Mapping[str, str],
) -> None:
    """Take one line, or add what is wrong with it."""
    if len(row) != len(COLUMNS):
        faults.append(f"Zeile {number} hat {len(row)} statt {len(COLUMNS)} Spalten")
        return
    ends = [known.get(name) or known.get(name.casefold()) for name in row[:2]]
    unknown = [name for name, end in zip(row[:2], ends, strict=True) if end is None]
    if unknown:
        faults.append(f"Zeile {number}: Gebiet „{unknown[0]}“ ist unbekannt")
        return
    minutes = inf if row[2].casefold() in BARRED else _minutes(row[2])
    if minutes is None:
        faults.append(
            f"Zeile {number}: „{row[2]}“ ist keine Gehzeit von 0 bis {MOST_MINUTES:.0f} Minuten und nicht "
            "„gesperrt“"
        )
        return
    pair = (str(ends[0]), str(ends[1]))
    if told.setdefault(pair, minutes) != minutes:
        faults.append(f"Zeile {number}: {row[0]} → {row[1]} steht schon mit anderer Gehzeit da")


def _minutes(words: str) -> float | None:
    try:
        value = float(words.replace(",", "."))
    except ValueError:
        return None
    return value if 0 <= value <= MOST_MINUTES else None


def _delimiter(words: str) -> str:
    head = words.partition("\n")[0]
    return ";" if ";" in head else "\t" if "\t" in head else ","


def _text(file: Path) -> str:
    try:
        return home_files.read_text(file, FILE, MOST_BYTES)
    except home_files.KeepingError as error:
        raise SitingError(str(error)) from error
