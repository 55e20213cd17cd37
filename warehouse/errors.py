"""Errors of the warehouse.

WarehouseError
├── SourceError     a delivery or declaration cannot be understood
├── StorageError    the home cannot be written or read: full, read-only, gone
├── BusyError       another process is writing
├── CheckFailed     a build contradicts itself and does not become current
├── NoBuildError    there is no build to read yet
├── ProtectionError a perturbation table, its secret or its keys would not protect
└── ReleaseError    a release is not allowed, or not in the state that is asked of it

Every message is German and says what is wrong, where, how much, and what to do.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


class WarehouseError(Exception):
    """Anything the warehouse refuses to do."""


class SourceError(WarehouseError):
    """A delivery, profile or code list cannot be understood."""


class StorageError(WarehouseError):
    """The folder of the home cannot be written or read."""


class BusyError(WarehouseError):
    """Another process writes into the same part of the home."""


class CheckFailed(WarehouseError):
    """A new build failed its checks; the build before stays current."""


class NoBuildError(WarehouseError):
    """No build exists in this home."""


class ProtectionError(WarehouseError):
    """A perturbation table, a secret or a key would not protect anyone."""


class ReleaseError(WarehouseError):
    """A release is refused, or is not in the state that is asked of it."""


@contextmanager
def spoken_storage_errors(place: Path) -> Iterator[None]:
    """Turn what the system says about a full, read-only or lost folder into a StorageError."""
    try:
        yield
    except OSError as error:
        raise StorageError(_storage_words(error.errno, str(error), place)) from error
    except duckdb.IOException as error:
        raise StorageError(_storage_words(None, str(error), place)) from error


def _storage_words(code: int | None, said: str, place: Path) -> str:
    kept = "Der Stand davor gilt weiter."
    if code in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) or "No space left" in said or "too large" in said:
        return f"Kein Platz mehr auf dem Datenträger von {place}. {kept} Bitte Platz schaffen."
    if code in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"In {place} darf nicht geschrieben werden. {kept} Bitte Schreibrecht geben oder mit --home "
            "einen anderen Ordner wählen."
        )
    return f"Lesen oder Schreiben in {place} ist fehlgeschlagen ({said}). {kept}"
