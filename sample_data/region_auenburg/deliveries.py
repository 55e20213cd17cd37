"""From the simulation to the files the offices send, with manifest and fault list."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .booking_faults import book_late, cancel_some, duplicate_rows, lose_areas
from .extracts import Extract, extracts_of
from .faults import RegisterFaults, note_corrections, note_count_delivery
from .geometry import ASSOCIATION_ID, draw_map
from .places import association
from .simulation import History, simulate
from .truth import FaultList
from .writers_counts import write_counts
from .writers_csv import write_german, write_house
from .writers_kita import write_kita
from .writers_kosis import write_kosis
from .writers_region import write_areas, write_geometry, write_river

REGISTER_PROFILES = {
    "kosis": ("kosis_bestand", "kosis_bewegung"),
    "auenburg_csv": ("auenburg_csv_bestand", "auenburg_csv_bewegung"),
    "generic": ("generic_bestand", "generic_bewegung"),
    "counts": ("generic_population", "generic_births", "generic_deaths", "generic_moves"),
}


@dataclass(frozen=True)
class DeliveryFile:
    """A delivered file, or a folder of files of one profile."""

    path: Path
    profile_id: str


def make_deliveries(
    target: Path, *, seed: int = 2024, scale: float = 1.0, progress: Callable[[str], None] = lambda _: None
) -> list[DeliveryFile]:
    """Write all deliveries below `target`, with manifest.json (ingest order) and faults.json."""
    region = association(scale)
    truth = FaultList(seed)
    progress("Menschen und Haushalte werden simuliert …")
    history = simulate(region, seed, year_end=RegisterFaults(truth).year_end, progress=progress)
    note_corrections(history, truth)
    note_count_delivery(history, truth)
    region_map = draw_map(region)
    union = target / "verband"
    delivered = [
        DeliveryFile(write_areas(region, union / "gebiete", ASSOCIATION_ID), "generic_areas"),
        DeliveryFile(write_geometry(region_map, union / "geometrie", ASSOCIATION_ID), "geo_areas"),
    ]
    write_river(region_map, union / "river.geojson")
    delivered += write_registers(history, target, truth, seed, progress)
    kita = write_kita(history, region_map, union, ASSOCIATION_ID, np.random.default_rng([seed, 3]))
    delivered += [DeliveryFile(folder, profile) for folder, profile in kita]
    progress("Kitas und Bauvorhaben geschrieben")
    write_manifest(delivered, target)
    truth.write(target / "faults.json")
    return delivered


def write_registers(
    history: History, target: Path, truth: FaultList, seed: int, progress: Callable[[str], None]
) -> list[DeliveryFile]:
    """Register files of every municipality, with the faults of booking and delivery."""
    delivered = []
    for extract in extracts_of(history, np.random.default_rng([seed, 1])):
        rng = np.random.default_rng([seed, 2, extract.number])
        if extract.municipality.office != "counts":
            book_late(extract, truth, rng)
            cancel_some(extract, truth, rng)
            duplicate_rows(extract, truth, rng)
            lose_areas(extract, truth, rng)
        folders = write_office(extract, target, truth)
        profiles = REGISTER_PROFILES[extract.municipality.office]
        delivered += [
            DeliveryFile(folder, profile) for folder, profile in zip(folders, profiles, strict=True)
        ]
        progress(f"{extract.municipality.name}: Dateien geschrieben")
    return delivered


def write_office(extract: Extract, target: Path, truth: FaultList) -> list[Path]:
    """Files in the shape of the office; returns the folders in the order of its profiles."""
    office = extract.municipality.office
    if office == "kosis":
        return write_kosis(extract, target, truth)
    if office == "auenburg_csv":
        return write_german(extract, target, truth)
    if office == "generic":
        return write_house(extract, target, truth)
    return write_counts(extract, target)


def write_manifest(delivered: list[DeliveryFile], target: Path) -> None:
    """List of what was delivered in ingest order."""
    entries = [
        {"file": item.path.relative_to(target).as_posix(), "profile": item.profile_id} for item in delivered
    ]
    text = json.dumps(entries, indent=1) + "\n"
    (target / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
