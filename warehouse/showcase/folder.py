"""What a folder of releases is not: missing, or a home. Loads nothing that takes time."""

from pathlib import Path

from warehouse.errors import ReleaseError

# What only a home holds: a folder that has it is not a copy of releases.
EXACT = ("deliveries", "warehouse", "secrets", "protection")


def check_folder(folder: Path) -> None:
    """Refuse a folder that is missing or that holds exact numbers; ReleaseError."""
    if not folder.is_dir():
        raise ReleaseError(
            f"Den Ordner {folder} gibt es nicht. Bitte den Ordner angeben, in den die Freigaben kopiert "
            "wurden (aus <Datenordner>/releases, ohne den Datenordner)."
        )
    found = [name for name in EXACT if (folder / name).exists()]
    if found:
        raise ReleaseError(
            f"{folder} ist der Datenordner einer Werkbank (darin: {', '.join(found)}). Ein Schaufenster "
            "bekommt nur die Dateien aus <Datenordner>/releases, am besten auf einem anderen Rechner."
        )
