"""Reported projects and the building of the base period: what of a project goes beyond the trend.

Arrivals of the base years already contain the residents of what was built then. Per municipality and year the
part of the expected dwellings above the yearly completions of the base period is extra; the rest is the usual
building, only at a known place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import numpy as np

from forecasting.components import Array
from forecasting.declared import Line
from forecasting.housing_tables import dwelling_types
from forecasting.jump_off import Flags, Places, Root
from warehouse.query import rows

# Taken where nobody says what was built.
HOUSES = "efh"
QUERY = Path(__file__).parent / "queries" / "housing.sql"


@dataclass(frozen=True)
class Phase:
    """Dwellings of one project first occupied in one year; `probability` that it is built."""

    project_id: str
    name: str
    area_id: str
    municipality_ags: str
    year: int
    dwelling_type: str
    dwellings: float
    probability: float

    @property
    def expected(self) -> float:
        """Dwellings times probability."""
        return self.dwellings * self.probability


@dataclass(frozen=True)
class Trend:
    """Completions of the base period a year: by municipality (NaN if unknown) and, where known, by leaf.

    `kinds` are the types of dwellings of those leaves, `completed` what was finished in them, by year.
    """

    by_municipality: Array
    by_leaf: Array
    kinds: Mapping[int, str]
    years: tuple[int, ...]
    completed: Mapping[int, tuple[str, Mapping[int, float]]] = field(default_factory=dict)


def read_phases(con: duckdb.DuckDBPyConnection, root: Root) -> tuple[Phase, ...]:
    """Return every reported phase below `root`, past ones too."""
    return tuple(Phase(*row) for row in rows(con, QUERY, roots=root.area_ids))


def estimate_trend(
    phases: Sequence[Phase], lines: Sequence[Line], places: Places, years: Sequence[int]
) -> Trend:
    """Return yearly completions over the base `years`, from the declared lines or else from past projects.

    Raises DeclarationError for a year stated twice.
    """
    stated: dict[tuple[str, int], float] = {}
    for line in lines:
        area, year = line.text("area_id"), line.year()
        if (area, year) in stated:
            raise line.refuse(f"Für {area} und {year} steht schon eine andere Zahl in der Datei.")
        stated[area, year] = line.amount("dwellings")
    by_leaf = np.zeros(len(places.leaves))
    by_municipality = np.full(len(places.municipalities), np.nan)
    for i, ags in enumerate(places.municipalities):
        inside = [leaf for leaf, owner in enumerate(places.municipality) if owner == i]
        whole = _mean({year: n for (area, year), n in stated.items() if area == ags}, years)
        single = {leaf: _mean(_of_leaf(stated, phases, places.leaves[leaf]), years) for leaf in inside}
        known = {leaf: value for leaf, value in single.items() if value is not None}
        for leaf, value in known.items():
            by_leaf[leaf] = value
        if whole is not None or known:
            by_municipality[i] = sum(known.values()) if whole is None else whole
            surplus = by_leaf[inside].sum() / max(by_municipality[i], 1e-9)
            by_leaf[inside] /= max(surplus, 1.0)
    kinds = {int(leaf): _kind(lines, phases, places.leaves[leaf]) for leaf in np.flatnonzero(by_leaf)}
    completed = {leaf: completions_by_leaf(phases, lines, places.leaves[leaf]) for leaf in kinds}
    return Trend(by_municipality, by_leaf, kinds, tuple(years), completed)


def completions_by_leaf(
    phases: Sequence[Phase], lines: Sequence[Line], area: str
) -> tuple[str, dict[int, float]]:
    """Return the type of what was built in a leaf and dwellings by year, as stated or else as reported."""
    stated = {(one.text("area_id"), one.year()): one.amount("dwellings") for one in lines}
    return _kind(lines, phases, area), _of_leaf(stated, phases, area)


def without_leaves(trend: Trend, settled: Flags) -> Trend:
    """Return the trend without the building of leaves whose arrivals no longer contain it."""
    kinds = {leaf: kind for leaf, kind in trend.kinds.items() if not settled[leaf]}
    return replace(trend, by_leaf=np.where(settled, 0.0, trend.by_leaf), kinds=kinds)


def unknown_phases(phases: Sequence[Phase], places: Places) -> tuple[str, ...]:
    """Return German notes on phases that cannot act: no smallest area, or a type without table."""
    types = dwelling_types(1)
    outside = sorted({phase.name for phase in phases if phase.area_id not in places.leaves})
    strange = sorted({phase.dwelling_type for phase in phases if phase.dwelling_type not in types})
    notes = []
    if outside:
        notes.append(
            f"{len(outside)} Bauvorhaben nennen kein kleinstes Gebiet und wirken nicht (zuerst {outside[0]})."
        )
    if strange:
        notes.append(
            f"Für die Wohnungsart {strange[0]} gibt es keine Ertragstafel; ihre Vorhaben wirken nicht."
        )
    return tuple(notes)


def extra_share(
    phases: Sequence[Phase], trend: Trend, places: Places, horizon: int, first_year: int
) -> Array:
    """Return the part of a municipality's expected dwellings beyond the trend, (year, municipality), 0 to 1.

    Where the completions of the base period are unknown nothing is extra.
    """
    planned = np.zeros((horizon, len(places.municipalities)))
    for phase in phases:
        year = phase.year - first_year
        if 0 <= year < horizon and phase.area_id in places.leaves:
            planned[year, places.municipality[places.leaves.index(phase.area_id)]] += phase.expected
    usual = np.where(np.isnan(trend.by_municipality), np.inf, trend.by_municipality)
    beyond = np.maximum(planned - usual, 0.0)
    share: Array = np.divide(beyond, planned, out=np.zeros_like(planned), where=planned > 0)
    return share


def _kind(lines: Sequence[Line], phases: Sequence[Phase], area: str) -> str:
    """Type of what was built in a leaf: as stated, else as reported there, else houses."""
    stated = [line for line in lines if line.text("area_id") == area and line.text("dwelling_type")]
    for line in stated:
        if line.text("dwelling_type") not in dwelling_types(1):
            raise line.refuse(f"Die Wohnungsart „{line.text('dwelling_type')}“ ist unbekannt.")
    reported = [phase.dwelling_type for phase in phases if phase.area_id == area]
    return next((line.text("dwelling_type") for line in stated), next(iter(reported), HOUSES))


def _of_leaf(stated: dict[tuple[str, int], float], phases: Sequence[Phase], area: str) -> dict[int, float]:
    own = {year: dwellings for (name, year), dwellings in stated.items() if name == area}
    if own:
        return own
    built: dict[int, float] = {}
    for phase in phases:
        if phase.area_id == area:
            built[phase.year] = built.get(phase.year, 0.0) + phase.expected
    return built


def _mean(by_year: dict[int, float], years: Sequence[int]) -> float | None:
    """Mean over the base years from the first to the last known one; a gap between: nothing was built."""
    inside = [year for year in years if by_year and min(by_year) <= year <= max(by_year)]
    return sum(by_year.get(year, 0.0) for year in inside) / len(inside) if inside else None
