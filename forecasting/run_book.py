"""The book of a run: what the tasks of its roots give is written into the run's file in a fixed order."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from forecasting.assumptions import scenario_rows, sheet_rows, write_sheet
from forecasting.backtest import KnownPast, Tested, calibration_entries, run_notes, stored_tables
from forecasting.calibrated_results import calibrated
from forecasting.components import Array
from forecasting.convention import PRODUCT
from forecasting.declared import Declared
from forecasting.output import ResultWriter, RunKey, write_rows, write_table
from forecasting.probability import Ends, missing_note, probability_rows, scenario_ends
from forecasting.run_root import Outcome, RootModel
from forecasting.scenario import Scenario
from forecasting.settings import RunSettings
from forecasting.version import code_version
from forecasting.withheld import has_fertility_scenario, withheld_note, without_child_bands


@dataclass(frozen=True)
class RunFacts:
    """What a run is: its id, its build, its scenarios, settings, and what the home states."""

    run_id: str
    build_id: str
    scenarios: tuple[Scenario, ...]
    settings: RunSettings
    declared: Declared = field(default_factory=Declared)


@dataclass
class RunBook:
    """Writes the results of one root after the other.

    `con` is the file of the run, `sheet` its assumption sheet; `progress` hears what is written. `refusals`
    say why a root is not forecast.
    """

    con: duckdb.DuckDBPyConnection
    facts: RunFacts
    sheet: Path
    progress: Callable[[str], None]
    notes: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    jump_offs: dict[str, int] = field(default_factory=dict)
    _sheets: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    _ends: list[Ends] = field(default_factory=list)
    _cuts: dict[str, float] = field(default_factory=dict)
    _root: str = ""
    _factors: Array | None = None

    def __post_init__(self) -> None:
        self._writer = ResultWriter(self.con)
        self.notes += missing_note(self.facts.scenarios)
        self.notes += withheld_note(self.facts.scenarios, self.facts.settings.horizon)
        self._sheets = {scenario.id: [] for scenario in self.facts.scenarios}

    def add(self, root: RootModel | KnownPast, result: Tested | str | tuple[Outcome, ...]) -> None:
        """Write what a task gave; the past of a root begins it, its scenarios follow."""
        if isinstance(root, RootModel):
            self._begin(root)
            assert isinstance(result, tuple)
            for outcome in result:
                self._add_outcome(root, outcome)
        else:
            assert not isinstance(result, tuple)
            self._end_root()
            self._add_past(result)

    def _begin(self, model: RootModel) -> None:
        area_id = model.places.root.area_id
        if area_id not in self.jump_offs:
            self.jump_offs[area_id] = model.register.jump_off_year
            self._root = model.places.root.name
            self.notes += model.notes

    def _end_root(self) -> None:
        """Write what is said of the scenarios of a root together, once they are all there."""
        write_rows(self.con, "forecast_probability", probability_rows(self.facts.run_id, self._ends))
        self.notes += cut_note(self._root, self._cuts)
        self._ends, self._factors, self._cuts = [], None, {}

    def _add_past(self, tested: Tested | str) -> None:
        if isinstance(tested, str):
            # The past is too short to be tested: a note, not an end.
            self.notes.append(tested)
            return
        for table, rows in stored_tables(tested.report).items():
            write_table(self.con, table, rows)
        self.notes += run_notes(tested.report)
        self._factors = tested.factors
        for sheet in self._sheets.values():
            sheet.extend(calibration_entries(tested))

    def _add_outcome(self, model: RootModel, outcome: Outcome) -> None:
        """Write one scenario, its fan as wide as the own record asks for."""
        places, scenario, result = model.places, outcome.scenario, outcome.result
        if self._factors is not None:
            result = calibrated(result, places, self._factors)
        if not has_fertility_scenario(self.facts.scenarios):
            result = without_child_bands(result)
        year = model.register.jump_off_year
        self.progress(f"{places.root.name}: {scenario.title} wird gespeichert")
        self._writer.add(RunKey(self.facts.run_id, scenario.id, year), model.register, result)
        self._ends.append(scenario_ends(scenario, places.areas, year, result.total_draws))
        for table, rows in outcome.tables.items():
            write_rows(self.con, table, [{"run_id": self.facts.run_id, **row} for row in rows])
        self._sheets[scenario.id] += outcome.sheet
        self._cuts[scenario.title] = result.cut
        self.notes += outcome.notes

    def close(self) -> None:
        """Write what holds for the whole run."""
        self._end_root()
        # Whatever is said twice is said once.
        self.notes = list(dict.fromkeys([*self.notes, *self.refusals]))
        facts = self.facts
        write_rows(self.con, "forecast_run", [self._run_row(scenario) for scenario in facts.scenarios])
        write_rows(self.con, "forecast_scenario", scenario_rows(facts.run_id, facts.scenarios))
        sheet = sheet_rows(facts.run_id, self._sheets)
        write_rows(self.con, "forecast_assumption", sheet)
        self._writer.close()
        write_sheet(self.sheet, sheet)

    def _run_row(self, scenario: Scenario) -> dict[str, object]:
        facts = self.facts
        # The run's own date is that of its largest root's kind: associations come first, else the latest.
        year = max(self.jump_offs.values())
        sheet = {
            "settings": asdict(facts.settings),
            "declared": facts.declared.checksum,
            "jump_off_years": self.jump_offs,
            "notes": self.notes,
        }
        return {
            "run_id": facts.run_id,
            "scenario": scenario.id,
            "title": scenario.title,
            "narrative": scenario.narrative,
            "build_id": facts.build_id,
            "jump_off_date": f"{year}-12-31",
            "horizon_year": year + facts.settings.horizon,
            "convention": PRODUCT.name,
            "code_version": code_version(),
            "seed": facts.settings.seed,
            "draws": facts.settings.draws,
            "assumptions": json.dumps(sheet, ensure_ascii=False),
        }


def cut_note(root: str, cuts: Mapping[str, float]) -> tuple[str, ...]:
    """Return one sentence about departures that were cut, persons a year by title of scenario; or none."""
    named = [f"{title} bis zu {persons:.0f}" for title, persons in cuts.items() if persons > 1]
    if not named:
        return ()
    return (
        f"{root}: Fortzüge je Jahr wurden gekappt, weil kleine Gebiete sonst leer gelaufen wären "
        f"({', '.join(named)}).",
    )
