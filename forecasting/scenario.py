"""Scenarios are files: what they change against the estimated rates, why, who says so and since when."""

import datetime
from pathlib import Path
from typing import Literal

import numpy as np
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from forecasting.components import Array
from forecasting.errors import ScenarioError

SCENARIOS = Path(__file__).parent / "scenarios"
# Order on screen and in results; further files follow by name.
FIRST = ("basis", "untere", "obere", "null_wanderung")
DEFAULT_SCENARIOS = ("basis", "untere", "obere")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Changes(_Frozen):
    """Driver levels relative to the estimate; what is not named stays as estimated.

    `mortality_improvement` is the yearly fall of the death hazard (share). The others are factors by years
    after the jump-off (straight lines between the named years, flat outside): births per woman, arrivals from
    outside, departures to outside, moves inside the region.
    """

    fertility: dict[int, float] = {}
    in_migration: dict[int, float] = {}
    out_migration: dict[int, float] = {}
    internal_moves: dict[int, float] = {}
    mortality_improvement: float | None = Field(default=None, ge=0, le=0.05)

    def path(
        self, driver: Literal["fertility", "in_migration", "out_migration", "internal_moves"], horizon: int
    ) -> Array:
        """Return the factor of one driver for the years 1 … horizon."""
        points: dict[int, float] = getattr(self, driver) or {0: 1.0}
        years = sorted(points)
        path: Array = np.interp(np.arange(1, horizon + 1), years, [points[year] for year in years])
        return path


class Scenario(_Frozen):
    """One scenario file; `id` is its name. Title and narrative are German, for the screen."""

    id: str
    title: str
    narrative: str
    author: str
    date: datetime.date
    kind: Literal["mittel", "was_waere_wenn", "diagnose"]
    parents: tuple[str, ...] = ()
    changes: Changes = Changes()


def read_scenario(path: Path) -> Scenario:
    """Return the scenario of one file. Raises ScenarioError naming file, key and reason."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        scenario = Scenario.model_validate({"id": path.stem, **(content or {})})
    except yaml.YAMLError as error:
        raise ScenarioError(
            f"{path.name} ist kein gültiges YAML: {error}. Bitte die Datei berichtigen."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "(Datei)"
        raise ScenarioError(
            f"{path.name}: Schlüssel „{key}“ ist nicht zulässig: {first['msg']} "
            f"({error.error_count()} Fehler in der Datei). Erlaubt sind {', '.join(Scenario.model_fields)}; "
            f"unter changes: {', '.join(Changes.model_fields)}."
        ) from error
    _check_factors(path, scenario.changes)
    return scenario


def read_scenarios(names: tuple[str, ...] | None = None, folder: Path = SCENARIOS) -> list[Scenario]:
    """Return the named scenarios, or all files of the folder in screen order.

    Raises ScenarioError if one is unknown.
    """
    files = {path.stem: path for path in folder.glob("*.yml")}
    rank = {name: i for i, name in enumerate(FIRST)}
    wanted = (
        sorted(files, key=lambda name: (rank.get(name, len(rank)), name)) if names is None else list(names)
    )
    for name in wanted:
        if name not in files:
            raise ScenarioError(
                f"Szenario „{name}“ gibt es nicht. Vorhanden sind: {', '.join(sorted(files))}."
            )
    return [read_scenario(files[name]) for name in wanted]


def _check_factors(path: Path, changes: Changes) -> None:
    for driver in ("fertility", "in_migration", "out_migration", "internal_moves"):
        for year, factor in getattr(changes, driver).items():
            if not 0 <= factor <= 5 or year < 0:
                raise ScenarioError(
                    f"{path.name}: changes.{driver} im Jahr {year} = {factor:g}. Erlaubt sind Faktoren von 0 "
                    "bis 5 und Jahre ab 0 nach dem Basisjahr."
                )
