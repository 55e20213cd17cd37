"""Why a forecast changed: this run's Basis against that of the previous run of the same home.

Residents at the end of year y are the base plus everything that happened since, in either run. With both runs
counted from this run's jump-off year j on:
    base       N(j) − N'(j), what has come since against what was expected
    births, deaths, migration, housing       sums over j+1 … y of this run less those of the previous one
    method     the rest: constraints, residents who are held, rounding
Where data, settings and scenario are the same and only the program differs, all of it is method. The result
stands in a file of its own: it depends on what was there before, the run does not.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from forecasting.probability import LEADS
from warehouse.query import frame, statement

QUERIES = Path(__file__).parent / "queries"
SCHEMA = Path(__file__).parent / "schema" / "forecast_difference.sql"
PARTS = ("base", "births", "deaths", "migration", "housing", "method")
NAMES = {
    "base": "Ausgangsbestand",
    "births": "Geburten",
    "deaths": "Sterbefälle",
    "migration": "Wanderungen",
    "housing": "Neubau",
    "method": "Verfahren",
}
# What the people in an area must have changed by to be worth a sentence.
NOTED_PERSONS, DECIMALS = 0.5, 3
LEAD_OF_NOTE = 10


@dataclass(frozen=True)
class Basis:
    """The Basis of one stored run: facts, and its residents and flows by (area_id, year)."""

    facts: dict[str, object]
    table: pd.DataFrame

    @property
    def run_id(self) -> str:
        """Id of the run."""
        return str(self.facts["run_id"])

    @property
    def jump_off_year(self) -> int:
        """Year of the register the run starts from."""
        return int(pd.Timestamp(str(self.facts["jump_off_date"])).year)

    def same_question(self, other: "Basis") -> bool:
        """Whether both were asked the same, data, settings and statements: then only the program differs."""
        return self._asked == other._asked

    @property
    def _asked(self) -> tuple[object, ...]:
        sheet = json.loads(str(self.facts["assumptions"]))
        return self.facts["build_id"], sheet["settings"], sheet.get("declared")


def read_basis(path: Path) -> Basis | None:
    """Return the Basis of a run file; None if the run has none or was written in an older form."""
    with duckdb.connect(str(path), read_only=True) as con:
        try:
            facts = frame(con, QUERIES / "run_facts.sql")
            table = frame(con, QUERIES / "run_basis.sql")
            housing = frame(con, QUERIES / "run_housing.sql")
        except duckdb.CatalogException:
            return None
    if facts.empty:
        return None
    # Runs of several scenarios name each area once; nothing is built where no row stands.
    joined = table.merge(housing, on=["area_id", "year"], how="left").fillna({"housing": 0.0})
    joined["migration"] -= joined["housing"]
    row = {str(name): value for name, value in facts.iloc[0].items()}
    return Basis(row, joined.set_index(["area_id", "year"]))


def compare(now: Basis, before: Basis) -> pd.DataFrame:
    """Return area_id, year, part, persons, previous_persons for areas and years both runs know.

    `part` is one of PARTS, or total. Empty if the previous run does not reach this run's jump-off year.
    """
    first = now.jump_off_year
    flows = ["births", "deaths", "migration", "housing"]
    place = ["area_id", "year"]
    both = now.table.merge(before.table, on=place, suffixes=("", "_before")).reset_index()
    both = both[both["year"] >= first].sort_values(["area_id", "year"])
    known = both.groupby("area_id")["year"].transform("min") == first
    both = both[known]
    start = both[both["year"] == first].set_index("area_id")
    later = both[both["year"] > first].copy()
    parts = pd.DataFrame({"total": later["persons"] - later["persons_before"]})
    parts["base"] = later["area_id"].map(start["persons"] - start["persons_before"])
    for flow in flows:
        change = (later[flow] - later[f"{flow}_before"]) * (-1 if flow == "deaths" else 1)
        parts[flow] = change.groupby(later["area_id"]).cumsum()
    parts["method"] = parts["total"] - parts[["base", *flows]].sum(axis=1)
    if now.same_question(before):
        parts[["base", *flows]] = 0.0
        parts["method"] = parts["total"]
    told = later[["area_id", "year"]].assign(previous_persons=later["persons_before"])
    wide = told.join(parts)
    wide = wide[(wide["year"] - first).isin(LEADS)]
    long = wide.melt(["area_id", "year", "previous_persons"], var_name="part", value_name="persons")
    return long.sort_values(["area_id", "year", "part"], ignore_index=True)


def write_difference(run: Path, previous: Path) -> tuple[Path, tuple[str, ...]] | None:
    """Write the difference file of a run and return it with a German note; None where nothing can be said."""
    now, before = read_basis(run), read_basis(previous)
    if now is None or before is None or now.run_id == before.run_id:
        return None
    table = compare(now, before)
    if table.empty:
        return None
    path = difference_file(run)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    rows = table.assign(run_id=now.run_id, previous_run_id=before.run_id)
    rows[["persons", "previous_persons"]] = rows[["persons", "previous_persons"]].round(DECIMALS)
    columns = ["run_id", "previous_run_id", "area_id", "year", "part", "persons", "previous_persons"]
    with duckdb.connect(str(part)) as con:
        con.execute(statement(SCHEMA))
        con.from_df(rows[columns]).insert_into("forecast_difference")
    part.replace(path)
    return path, _notes(table, now, before)


def difference_from_current(run: Path) -> tuple[str | None, tuple[str, ...]]:
    """Return the name of the difference file of a run about to become current, and notes.

    Compared is with the run that is current in the same folder. A run that is current already keeps what it
    has.
    """
    pointer = run.parent / "current.json"
    if not pointer.exists():
        return None, ()
    current: dict[str, str] = json.loads(pointer.read_text(encoding="utf-8"))
    if current["file"] == run.name:
        return current.get("difference"), ()
    previous = run.parent / current["file"]
    written = write_difference(run, previous) if previous.exists() else None
    return (written[0].name, written[1]) if written else (None, ())


def difference_file(run: Path) -> Path:
    """Return where the difference of a run stands."""
    return run.with_name(f"{run.stem}-vergleich.duckdb")


def _notes(table: pd.DataFrame, now: Basis, before: Basis) -> tuple[str, ...]:
    """Say in one sentence by how much the largest area changed and which part led."""
    years = sorted(table["year"].unique())
    year = min(years, key=lambda one: abs(one - now.jump_off_year - LEAD_OF_NOTE))
    of_year = table[table["year"] == year]
    largest = of_year.loc[of_year["previous_persons"].idxmax(), "area_id"]
    parts = of_year[of_year["area_id"] == largest].set_index("part")["persons"]
    since = f"Gegenüber dem vorigen Lauf {before.run_id}"
    if abs(parts["total"]) < NOTED_PERSONS:
        return (f"{since} ändert sich die Basis für {largest} bis {year} nicht.",)
    ranked = sorted(PARTS, key=lambda part: -abs(parts[part]))
    told = ", ".join(f"{NAMES[part]} {_signed(parts[part])}" for part in ranked if abs(parts[part]) >= 1)
    changed = now.facts["code_version"] != before.facts["code_version"]
    program = " Auch das Programm wurde geändert." if changed and not now.same_question(before) else ""
    return (
        f"{since}: Basis für {largest} Ende {year} {_signed(parts['total'])} Personen ({told}).{program}",
    )


def _signed(persons: float) -> str:
    whole = round(float(persons))
    return f"{'+' if whole > 0 else '−' if whole < 0 else ''}{abs(whole):,}".replace(",", ".")
