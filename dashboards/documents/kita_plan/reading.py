"""What the Kita plan of an area is made of: the balance of each band down to the settlements, and lists."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd

from dashboards import areas, data
from dashboards.areas import Area
from dashboards.documents.kita_views import usual_choice
from dashboards.topic import Context
from dashboards.topics.kita import cube, listing, queries, state
from dashboards.topics.kita.assumptions import Band
from dashboards.topics.kita.bands import BANDS, choice_of
from dashboards.topics.kita.filters import REPORT_YEARS, Choice
from dashboards.topics.kita.past import files
from dashboards.topics.kita.past.record import KeptPlan
from dashboards.topics.kita.state import State
from forecasting.kita import OLDEST_AGE
from forecasting.kita.statement import KEY, LONG_HOURS, Parts, statement
from forecasting.kita.take_up import forms

FOLDER = Path(__file__).parent
RUNGS = ("approved", "bookable")
CHILDREN = ["area_id", "kita_year", "age", "children", "is_forecast"]


@dataclass(frozen=True)
class Plan:
    """Everything the plan of an area tells; `states` by band, those with known children."""

    context: Context
    area: Area
    states: dict[Band, State]
    created: date

    @property
    def any_state(self) -> State:
        """The state of the first band: years and run are those of all."""
        return next(iter(self.states.values()))

    @cached_property
    def years(self) -> list[int]:
        """The six Kita years of the plan, or the last observed ones without a forecast."""
        return listing.table_years(self.any_state)

    @cached_property
    def last_observed(self) -> int:
        """The last Kita year with both year-ends in the register."""
        observed = self.any_state.choice.years.observed
        return observed[-1] if observed else self.years[0]

    @cached_property
    def earlier(self) -> KeptPlan | None:
        """The newest kept plan of another run or an earlier day that tells of the area; None without one."""
        run = self.context.run_id or ""
        found = list(files.kept(self.context, self.area.area_id).values())
        other = [one for one in found if one.run_id != run] or [
            one for one in found if one.kept_on < self.created
        ]
        return other[0] if other else None

    @cached_property
    def parts(self) -> list[Area]:
        """The planning areas of the balance: those right below, or the area itself."""
        levels = areas.levels_below(self.context, self.area.area_id)
        found = areas.below(self.context, self.area.area_id, next(iter(levels), None)) if levels else []
        return [area for area in found if area.is_place] or [self.area]

    @cached_property
    def settlements(self) -> list[Area]:
        """The municipalities of the area and below each its settlements (the smallest areas)."""
        inside = [self.area, *areas.below(self.context, self.area.area_id)]
        parents = {area.parent_id for area in areas.tree(self.context).values()}
        return [
            area
            for area in inside
            if area.is_place
            and (area.level == "gemeinde" or area.area_id not in parents)
            and area.level != "planungsbezirk"
        ] or [self.area]

    @cached_property
    def groups(self) -> pd.DataFrame:
        """The open groups on 1 August of the first year of the plan, one row each."""
        return data.frame(
            self.context, FOLDER / "groups.sql", area_id=self.area.area_id, day=date(self.years[0], 8, 1)
        )

    @cached_property
    def statement(self) -> pd.DataFrame:
        """The statement of § 21: last observed and planned Kita years of all settlements, by band."""
        ids = [area.area_id for area in self.settlements]
        years = [self.last_observed, *[year for year in self.years if year != self.last_observed]]
        need = pd.concat([_need(found, band, ids, years) for band, found in self.states.items()])
        supply = pd.concat([_supply(self, band, ids, years) for band in self.states])
        occupied = _occupied(self, ids).drop(columns="reference_date")
        return statement(need, supply, occupied, {band: self.shares(band) for band in self.states})

    @cached_property
    def children(self) -> pd.DataFrame:
        """Children by age on 1 August: area_id, kita_year, age, children (ahead the median), is_forecast.

        All areas of the statement and the area itself, last observed year and those of the plan.
        """
        found = self.any_state
        asked = state.scope(self.context, found.choice)
        wanted = {self.area.area_id, *(area.area_id for area in [*self.settlements, *self.parts])}
        seen, ahead = cube.observed(self.context, asked), cube.simulated(self.context, asked)
        rows = [_seen(seen, self.last_observed, wanted)]
        if ahead is not None:
            rows += [_ahead(ahead, age, wanted) for age in range(OLDEST_AGE)]
        table = pd.concat(rows, ignore_index=True)
        return table[table["kita_year"].isin([self.last_observed, *self.years])]

    @cached_property
    def counted_on(self) -> date | None:
        """The day the children in care were counted; None where none were delivered."""
        days = _occupied(self, [self.area.area_id])["reference_date"]
        return None if days.empty else pd.Timestamp(days.iloc[0]).date()

    def shares(self, band: Band) -> Parts:
        """Return the parts of the need: over seven hours as published, integrative as approved today."""
        long = forms(self.area.municipality_ags, band).hours[2]
        groups = self.groups[self.groups["band"] == band]
        approved = groups["places_approved"].sum(skipna=False)
        special = groups.loc[groups["is_integrative"].astype(bool), "places_approved"].sum(skipna=False)
        return Parts(long, float(special / approved) if approved else 0.0)

    def balance(self, band: Band, areas_: list[Area]) -> pd.DataFrame:
        """Return the balance of some areas over the years of the plan."""
        table = self.states[band].table
        wanted = table["area_id"].isin([area.area_id for area in areas_]) & table["kita_year"].isin(
            self.years
        )
        return table[wanted]


def read_plan(context: Context, basis: Choice, created: date) -> Plan | None:
    """Return the plan of a choice, its settings carried to all bands; None where no children are known."""
    area = basis.area
    levels = areas.levels_below(context, area.root_id)
    finest = list(levels)[-1] if levels else area.level
    finest = next((level for level in reversed(levels) if level != "planungsbezirk"), finest)
    if basis.kita_year is None:
        return None
    usual = usual_choice(context, area, "u3").kita_year
    is_planned = basis.kita_year in basis.years.forecast[:REPORT_YEARS] or not basis.years.forecast
    year = basis.kita_year if is_planned else usual
    states: dict[Band, State] = {}
    for band in BANDS:
        choice = replace(choice_of(context, basis, band), level=finest, kita_year=year)
        found = state.load(context, choice)
        if found.has_children:
            states[band] = found
    return Plan(context, area, states, created) if states else None


def _seen(seen: cube.Observed, year: int, wanted: set[str]) -> pd.DataFrame:
    rows = [
        (area, year, age, float(seen.children[place, seen.years.index(year), age]), False)
        for place, area in enumerate(seen.areas)
        if area in wanted and year in seen.years
        for age in range(seen.children.shape[2])
    ]
    return pd.DataFrame(rows, columns=CHILDREN)


def _ahead(ahead: cube.Simulated, age: int, wanted: set[str]) -> pd.DataFrame:
    """The median of the joint draws of an age, summed over the leaves of each area draw by draw."""
    years = len(ahead.years)
    middle = np.median(ahead.summed(np.ascontiguousarray(ahead.children[:, :years, age])), axis=2)
    rows = [
        (area, year, age, float(middle[place, at]), True)
        for place, area in enumerate(ahead.areas)
        if area in wanted
        for at, year in enumerate(ahead.years)
    ]
    return pd.DataFrame(rows, columns=CHILDREN)


def _need(found: State, band: Band, ids: list[str], years: list[int]) -> pd.DataFrame:
    table = found.table
    rows = table[table["area_id"].isin(ids) & table["kita_year"].isin(years)]
    return rows[["area_id", "kita_year", "need", "is_forecast"]].assign(band=band)


def _supply(plan: Plan, band: Band, ids: list[str], years: list[int]) -> pd.DataFrame:
    """Approved and bookable places with their parts; parts are 0 where places are known, none listed."""
    found = plan.states[band]
    asked = state.scope(plan.context, found.choice)
    tables = []
    for rung in RUNGS:
        settings = replace(found.choice.assumptions, rung=rung)
        places = queries.places(plan.context, asked, settings, min(years))
        tables.append(places.set_index(["area_id", "kita_year"])["places"].rename(rung))
    supply = pd.concat(tables, axis=1).reset_index()
    supply = supply[supply["area_id"].isin(ids) & supply["kita_year"].isin(years)].assign(band=band)
    parts = data.frame(
        plan.context, FOLDER / "parts.sql", areas=ids, first_year=min(years), last_year=max(years),
        long_hours=LONG_HOURS,
    )  # fmt: skip
    merged = supply.merge(parts.assign(is_listed=True), on=KEY, how="left")
    listed = merged["is_listed"].eq(True)
    for name in ("approved_long", "bookable_long", "approved_integrative", "bookable_integrative"):
        # Places are known, yet no group of the band stands there: none of them is long or integrative.
        merged[name] = merged[name].where(listed, 0.0).where(merged["approved"].notna())
    return merged.drop(columns="is_listed")


def _occupied(plan: Plan, ids: list[str]) -> pd.DataFrame:
    return data.frame(plan.context, FOLDER / "occupied.sql", areas=ids, long_hours=LONG_HOURS)
