"""What happens to sums of record keys when records are deleted.

Retention replaces records by counts: the sums are brought up to date first and stay, so that old years keep
their noise. Deletion takes them along.
"""

from collections.abc import Collection
from datetime import date
from pathlib import Path

from warehouse.connection import current_build
from warehouse.errors import NoBuildError
from warehouse.locking import writing
from warehouse.protection.key_sums import refresh_key_sums, sum_files
from warehouse.protection.secret import read_secret
from warehouse.settings import Home

# Kinds of deliveries the units of a sum come from.
KINDS = {
    "person": frozenset({"stock", "population"}),
    "birth": frozenset({"events", "births"}),
    "death": frozenset({"events", "deaths"}),
    "move": frozenset({"events", "moves"}),
}


def keep_key_sums(home: Home) -> None:
    """Bring the sums of every municipality that ever protected numbers up to date with its records.

    Raises ProtectionError if a secret is lost or exchanged: without it the noise of these years could never
    be given again.
    """
    try:
        build = current_build(home)
    except NoBuildError:
        # Nothing was built since the last change, so nothing was protected that is not summed already.
        return
    with writing(home, "protection", "Schutzschlüssel"):
        for marked in sorted(home.protection.glob("*/secret.json")):
            ags = marked.parent.name
            refresh_key_sums(home, build, ags, read_secret(home, ags))


def sums_of(
    home: Home, municipality_ags: str | None, kinds: Collection[str], until: date | None
) -> list[Path]:
    """Return the files of sums that a deletion of deliveries takes along; no `kinds`: of all kinds."""
    return [
        path
        for path in sum_files(home, municipality_ags, until)
        if not kinds or KINDS[path.stem.split("-")[0]] & set(kinds)
    ]
