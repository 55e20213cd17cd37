"""Where a Kohorte home keeps its deliveries, builds, forecasts and secrets."""

import os
from dataclasses import dataclass
from pathlib import Path

HOME_VARIABLE = "KOHORTE_HOME"
DEFAULT_HOME = "kohorte-daten"


@dataclass(frozen=True)
class Home:
    """One folder with everything an office keeps; nothing is created by looking at it."""

    root: Path

    @property
    def deliveries(self) -> Path:
        """Append-only deliveries: <ags>/<kind>/<reference date>/<version>."""
        return self.root / "deliveries"

    @property
    def warehouse(self) -> Path:
        """One DuckDB file per build and the pointer to the current one."""
        return self.root / "warehouse"

    @property
    def forecasts(self) -> Path:
        """One DuckDB file per forecast run and the pointer to the current one."""
        return self.root / "forecasts"

    @property
    def secrets(self) -> Path:
        """Keys of this office, readable by its owner only."""
        return self.root / "secrets"

    @property
    def purges(self) -> Path:
        """One receipt per deletion: what went, when, why, on whose order."""
        return self.root / "purges"

    @property
    def protection(self) -> Path:
        """What keeps protected numbers the same for ever: sums of record keys and marks of the secrets."""
        return self.root / "protection"

    @property
    def releases(self) -> Path:
        """Released numbers: one folder per release, its drafts and its register."""
        return self.root / "releases"

    @property
    def locks(self) -> Path:
        """One lock file per part that is written."""
        return self.root / "locks"


def home(root: Path | None = None) -> Home:
    """Return the home at `root`, else at KOHORTE_HOME, else in the working folder."""
    return Home(Path(root or os.environ.get(HOME_VARIABLE) or DEFAULT_HOME).absolute())
