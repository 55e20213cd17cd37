"""What a run is named by: build, code, settings and scenarios; equal names mean equal numbers."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path

from forecasting.scenario import Scenario
from forecasting.settings import RunSettings

PACKAGE = Path(__file__).parent
# Scenario files are part of the name by their content, whichever folder they come from.
SHAPING = {".py", ".sql", ".csv"}


@cache
def code_version() -> str:
    """Return a hash of everything in this package that can change a number."""
    digest = hashlib.sha256()
    for path in sorted(path for path in PACKAGE.rglob("*") if path.suffix in SHAPING):
        digest.update(path.relative_to(PACKAGE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def run_name(build_id: str, scenarios: Sequence[Scenario], settings: RunSettings, declared: str = "") -> str:
    """Return the id of a run; `declared` is the checksum of what the home states for its forecasts."""
    parts = [
        build_id,
        code_version(),
        json.dumps(asdict(settings)),
        declared,
        *(one.model_dump_json() for one in scenarios),
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
