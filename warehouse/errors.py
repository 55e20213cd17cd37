"""Errors of the warehouse.

WarehouseError
├── SourceError     a delivery or declaration cannot be understood
├── CheckFailed     a build contradicts itself and does not become current
└── NoBuildError    there is no build to read yet

Every message is German and says what is wrong, where, how much, and what to do.
"""


class WarehouseError(Exception):
    """Anything the warehouse refuses to do."""


class SourceError(WarehouseError):
    """A delivery, profile or code list cannot be understood."""


class CheckFailed(WarehouseError):
    """A new build failed its checks; the build before stays current."""


class NoBuildError(WarehouseError):
    """No build exists in this home."""
