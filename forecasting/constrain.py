"""Holds the forecast to totals: the factors on arrivals, then on departures, that meet them.

One projection without chance, year by year, finds the factors; they then act in every draw. In each year the
layers act in order: declared totals of municipalities, those of a Land projection on what is left open, and
last the mean with LINEXP inside municipalities, which keeps the municipal totals. Every layer leaves its
factor and the result without constraints in the table forecast_constraint.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from forecasting.cohort_component import project_years
from forecasting.components import Array, Components
from forecasting.errors import DeclarationError
from forecasting.jump_off import Places
from forecasting.targets import LINEXP, Target, Targets

# Arrivals are changed within these bounds; what is missing then is left to departures, within the same.
FACTOR_RANGE = (0.2, 5.0)
# A target counts as met within this share of it; what cannot be met is refused.
TOLERANCE = 0.001
# Bounds for the mean with LINEXP, which is a wish and no promise: arrivals only.
SMALL_RANGE = (0.5, 2.0)
# Rounds of meeting the targets of a year, and what counts as no difference (persons).
ROUNDS, CLOSE = 5, 0.01
# Components that may differ from year to year.
YEARLY = (
    "fertility", "death_probability", "out_rate", "in_volume", "naturalisation_rate", "native_birth_share",
    "girls_share",
)  # fmt: skip


@dataclass(frozen=True)
class Start:
    """Where the projection starts: people (leaf, nationality, sex, age, 1), areas, first year.

    `held` (leaf), or (year end from the jump-off on, leaf), persons live there besides and count towards
    the targets.
    """

    people: Array
    places: Places
    first_year: int
    held: Array

    def held_at(self, year: int) -> Array:
        """Return those held at the end of a forecast year, by leaf; 0 is the first."""
        held: Array = self.held if self.held.ndim == 1 else self.held[year + 1]
        return held


@dataclass(frozen=True)
class Constraints:
    """Factors (year, leaf) on arrivals from outside and on departures to outside, and what was asked for."""

    arrivals: Array
    departures: Array
    targets: tuple[Target, ...]

    def act_on(self, components: Components) -> Components:
        """Return the components with the factors in force."""
        assert components.in_volume is not None
        assert components.out_rate is not None
        shape = (*self.arrivals.shape, 1, 1, 1)
        return replace(
            components,
            in_volume=components.in_volume * self.arrivals.reshape(shape),
            out_rate=components.out_rate * self.departures.reshape(shape),
        )


@dataclass
class _Year:
    """One year without chance; the factors `arrivals` and `departures` (leaf) are changed until it fits."""

    components: Components
    people: Array
    held: Array
    arrivals: Array
    departures: Array

    def project(self) -> Array:
        """People at the end of the year, by cell."""
        factors = Constraints(self.arrivals[np.newaxis], self.departures[np.newaxis], ())
        return next(iter(project_years(self.people, factors.act_on(self.components)))).population.copy()

    def totals(self) -> Array:
        """Persons by leaf at the end of the year, with those held."""
        total: Array = self.project()[..., 0].sum(axis=(1, 2, 3)) + self.held
        return total

    def meet(self, opened: Sequence[tuple[Target, list[int]]], bounds: tuple[float, float]) -> None:
        """Change the factors of the open leaves until the targets are met, arrivals first.

        Narrow bounds are for wishes: departures stay then.
        """
        arriving, leaving = self._effects()
        steps = ((self.arrivals, arriving), (self.departures, -leaving))
        for factor, effect in steps if bounds == FACTOR_RANGE else steps[:1]:
            for _ in range(ROUNDS if opened else 0):
                now = self.totals()
                gaps = [target.persons - now[list(target.leaves)].sum() for target, _ in opened]
                if max(abs(gap) for gap in gaps) < CLOSE:
                    return
                for (_, leaves), gap in zip(opened, gaps, strict=True):
                    change = float((effect * factor)[leaves].sum())
                    if abs(change) > CLOSE:
                        factor[leaves] = np.clip(factor[leaves] * max(1 + gap / change, 0.01), *bounds)

    def _effects(self) -> tuple[Array, Array]:
        """Persons who arrive and leave by leaf at factor 1: the slopes, up to deaths among them."""
        parts = self.components
        assert parts.in_volume is not None
        assert parts.out_rate is not None
        inflow = None if parts.levels is None else parts.levels.inflow
        level = np.ones(1) if inflow is None else inflow[0].mean(axis=(1, 2))
        came = parts.in_volume[0].sum(axis=(1, 2, 3)) * level
        return came, (parts.out_rate[0] * self.people[..., 0]).sum(axis=(1, 2, 3))

    def check(self, asked: Sequence[Target]) -> None:
        """Raise DeclarationError for the first declared total that is missed."""
        now = self.totals()
        for target in asked:
            reached = float(now[list(target.leaves)].sum())
            if abs(reached - target.persons) > TOLERANCE * target.persons:
                raise DeclarationError(
                    f"{target.place}: Der Eckwert {target.persons:.0f} für {target.area_id} Ende "
                    f"{target.year} ist nicht zu erreichen. Mit {FACTOR_RANGE[0]:g}- bis {FACTOR_RANGE[1]:g}"
                    f"-fachen Zu- und Fortzügen werden es {reached:.0f}. Bitte den Eckwert prüfen."
                )


def constrain(components: Components, start: Start, targets: Targets) -> Constraints:
    """Return the factors that meet the targets; components of the scenario without changes, without draws.

    A leaf without a target of its own goes on as last corrected. Raises DeclarationError naming file, line,
    target and the nearest possible total if a target cannot be met.
    """
    years, people = components.years, start.people
    factors = [np.ones((years, len(start.places.leaves))) for _ in range(2)]
    free = deterministic_totals(components, start) if targets.linexp_weight.any() else None
    met: list[Target] = []
    for year in range(years):
        for factor in factors:
            factor[year] = factor[max(year - 1, 0)]
        one = _Year(
            one_year(components, year), people, start.held_at(year), factors[0][year], factors[1][year]
        )
        asked = [target for target in targets.declared if target.year == start.first_year + year]
        fixed: set[int] = set()
        for layer in dict.fromkeys(target.layer for target in asked):
            layered = [target for target in asked if target.layer == layer]
            one.meet([(target, sorted(set(target.leaves) - fixed)) for target in layered], FACTOR_RANGE)
            fixed |= {leaf for target in layered for leaf in target.leaves}
        small = [] if free is None else _mix(one, free[year], start, targets, year)
        one.check(asked)
        met += [*asked, *small]
        people = one.project()
    return Constraints(factors[0], factors[1], tuple(met))


def _mix(one: _Year, free: Array, start: Start, targets: Targets, year: int) -> list[Target]:
    """Hold small areas to the mean with LINEXP as far as arrivals reach; municipalities keep their totals."""
    now = one.totals()
    small = _small_targets(now, free, start, targets, year)
    one.meet([(target, list(target.leaves)) for target in small], SMALL_RANGE)
    groups = {int(start.places.municipality[target.leaves[0]]) for target in small}
    whole = []
    for group in sorted(groups):
        inside = tuple(int(leaf) for leaf in np.flatnonzero(start.places.municipality == group))
        total = float(now[list(inside)].sum())
        name = start.places.municipalities[group]
        whole.append((Target(LINEXP, name, start.first_year + year, total, inside, ""), list(inside)))
    one.meet(whole, FACTOR_RANGE)
    return small


def one_year(components: Components, year: int) -> Components:
    """Return the components of one year, with year axes of length 1."""

    def at(array: Array | None) -> Array | None:
        return None if array is None else array[[min(year, len(array) - 1)]]

    changes: dict[str, Any] = {name: at(getattr(components, name)) for name in YEARLY}
    changes["internal"] = tuple(
        replace(flow, rate=flow.rate[[min(year, len(flow.rate) - 1)]]) for flow in components.internal
    )
    if components.levels is not None:
        of_year: dict[str, Any] = {name: at(array) for name, array in components.levels.arrays().items()}
        changes["levels"] = replace(components.levels, **of_year)
    return replace(components, **changes)


def _small_targets(now: Array, free: Array, start: Start, targets: Targets, year: int) -> list[Target]:
    """Own free result × (1 − w) + LINEXP × w, scaled to the total of the municipality as it is now."""
    weight, places, wanted = targets.linexp_weight, start.places, []
    mixed = free * (1 - weight) + targets.linexp[year] * weight
    for municipality in range(len(places.municipalities)):
        inside = np.flatnonzero(places.municipality == municipality)
        if len(inside) < 2 or not weight[inside].any():
            continue
        scaled = mixed[inside] * now[inside].sum() / max(float(mixed[inside].sum()), CLOSE)
        for leaf, count in zip(inside, scaled, strict=True):
            name, end = places.leaves[leaf], start.first_year + year
            wanted.append(Target(LINEXP, name, end, float(count), (int(leaf),), targets.source))
    return wanted


def deterministic_totals(components: Components, start: Start) -> Array:
    """Return persons without chance by year and leaf, with those held."""
    years = [
        year.population[..., 0].sum(axis=(1, 2, 3)) + start.held_at(year.step)
        for year in project_years(start.people, components)
    ]
    return np.stack(years)


def constraint_rows(
    constraints: Constraints, free: Array, held_to: Array, start: Start
) -> list[dict[str, object]]:
    """Return the rows of forecast_constraint for one scenario, without run id and scenario.

    `free` and `held_to` (year, leaf) are its totals without and with the constraints. Factors of an area are
    those of its leaves, weighted by their persons.
    """
    rows: list[dict[str, object]] = []
    for target in constraints.targets:
        year, leaves = target.year - start.first_year, list(target.leaves)
        weight = np.maximum(free[year, leaves], CLOSE)
        rows.append(
            {
                "area_id": target.area_id,
                "year": target.year,
                "layer": target.layer,
                "unconstrained": float(free[year, leaves].sum()),
                "target": target.persons,
                "arrivals_factor": float(np.average(constraints.arrivals[year, leaves], weights=weight)),
                "departures_factor": float(np.average(constraints.departures[year, leaves], weights=weight)),
                "constrained": float(held_to[year, leaves].sum()),
                "source": target.source,
            }
        )
    return rows
