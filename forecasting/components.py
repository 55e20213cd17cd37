"""What moves a population: arrays of rates and volumes, checked before they are used.

Axes: year, area, nationality, sex, age. Sex 0 is male, 1 female. Nationality 0 receives naturalised persons
from 1; with a single group the axis has length 1. Any axis may have length 1 and is then repeated.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forecasting.component_checks import check_shape, check_sum, check_values, check_whole_numbers
from forecasting.convention import Convention
from forecasting.errors import ComponentError

Array = NDArray[np.floating]
Integers = NDArray[np.integer]
MALE, FEMALE = 0, 1
# 100 girls in 205 births: the share FSO and Destatis use.
GIRLS_SHARE = 100 / 205
AXES = {
    "cell": ("Jahr", "Fläche", "Nationalität", "Geschlecht", "Alter"),
    "mother": ("Jahr", "Fläche", "Nationalität", "Alter"),
    "person": ("Jahr", "Fläche", "Geschlecht", "Alter"),
    "area": ("Jahr", "Fläche"),
    "share": ("Fläche", "Nationalität", "Geschlecht", "Alter"),
    "jump_off": ("Fläche", "Nationalität", "Geschlecht", "Alter", "Ziehung"),
    "level": ("Jahr", "Fläche", "Altersgruppe", "Ziehung"),
}


@dataclass(frozen=True)
class InternalFlow:
    """Moves between areas through a pool, so that as many arrive as leave.

    `group` (area): pool an area sends to and receives from. `rate` (year, area, nationality, sex, age):
    out-rate into the pool. `share` (area, nationality, sex, age): how a pool is divided, sums to 1 in each
    group. `transfer` (group, group): share of one group's leavers that arrive in another, rows sum to 1;
    None: they stay in the group.
    """

    name: str
    group: Integers
    rate: Array
    share: Array
    transfer: Array | None = None


@dataclass(frozen=True)
class Levels:
    """Factors per draw, (year, area, age group, draw); `age_group` (age) names the group; None is 1.

    `arrival` divides the pools anew (it is normalised, persons are conserved); `fertility` is (year, area,
    draw).
    """

    age_group: Integers
    death: Array | None = None
    out: Array | None = None
    inflow: Array | None = None
    arrival: Array | None = None
    fertility: Array | None = None

    @property
    def draws(self) -> int:
        """Number of draws the factors carry, 1 if there are none."""
        sizes = [array.shape[-1] for array in self.arrays().values()]
        return max(sizes, default=1)

    def arrays(self) -> dict[str, Array]:
        """Return the factors that are given, by name."""
        named = {name: getattr(self, name) for name in ("death", "out", "inflow", "arrival", "fertility")}
        return {name: array for name, array in named.items() if array is not None}


@dataclass(frozen=True)
class Components:
    """Everything one projection needs besides its jump-off population.

    Give `death_probability` or `survivorship` (year, area, nationality, sex, age), never both. `fertility`
    (year, area, nationality, age): live births per woman and year. `out_rate`, `in_volume`, `net_migration`
    as death_probability: shares of the origin, persons, persons. `in_rate` × `outside_population` (both as
    death_probability; a country by sex and age, year by year) adds to the arrivals.
    `naturalisation_rate` (year, area, sex, age) of nationality 1. `native_birth_share` (year,
    area): births to nationality 1 that count as nationality 0.
    `girls_share` (year).
    """

    fertility: Array
    death_probability: Array | None = None
    survivorship: Array | None = None
    girls_share: Array = field(default_factory=lambda: np.array([GIRLS_SHARE]))
    out_rate: Array | None = None
    in_volume: Array | None = None
    net_migration: Array | None = None
    in_rate: Array | None = None
    outside_population: Array | None = None
    naturalisation_rate: Array | None = None
    native_birth_share: Array | None = None
    internal: tuple[InternalFlow, ...] = ()
    levels: Levels | None = None

    @property
    def years(self) -> int:
        """Number of steps, the longest year axis of all arrays."""
        given = [array for array, _ in _declared(self).values()] + [self.girls_share]
        given += [flow.rate for flow in self.internal]
        given += list(self.levels.arrays().values()) if self.levels else []
        return max(int(array.shape[0]) for array in given)

    def years_of_rates(self) -> int:
        """Return the number of years over which rates differ; levels have their own."""
        given = [array for array, _ in _declared(self).values()] + [self.girls_share]
        return max(int(array.shape[0]) for array in [*given, *(flow.rate for flow in self.internal)])

    def deaths_share(self) -> Array:
        """Return the probability to die by age, whichever way mortality was given."""
        if self.death_probability is not None:
            return self.death_probability
        assert self.survivorship is not None
        return 1.0 - self.survivorship

    def arrivals(self) -> Array | None:
        """Return arrivals before levels: volumes plus in-rate × outside population; None if neither is given.

        Years, areas and groups of length 1 stay so; an array of fewer years keeps its last.
        """
        if self.in_rate is None or self.outside_population is None:
            return self.in_volume
        parts = [self.in_rate, self.outside_population]
        parts += [] if self.in_volume is None else [self.in_volume]
        years = np.arange(max(len(part) for part in parts))
        rate, outside, *volume = (part[np.minimum(years, len(part) - 1)] for part in parts)
        arrivals: Array = rate * outside + (volume[0] if volume else 0.0)
        return arrivals


def check_convention(components: Components, convention: Convention) -> None:
    """Raise ComponentError for a component the convention would leave out silently."""
    unused = (
        {"out_rate", "in_volume", "in_rate", "outside_population"}
        if not convention.takes_gross_flows
        else set()
    )
    if convention.migration != "mid_year_gross":
        unused |= {"naturalisation_rate", "internal"}
    given = sorted(unused & {*_declared(components), *(["internal"] if components.internal else [])})
    levels = components.levels.arrays() if components.levels else {}
    acting = {"death", "fertility"} | ({"out", "inflow"} if convention.takes_gross_flows else set())
    acting |= {"arrival"} if convention.migration == "mid_year_gross" else set()
    given += [f"levels.{name}" for name in levels if name not in acting]
    if given:
        raise ComponentError(
            f"Die Konvention {convention.name} verwendet {', '.join(given)} nicht. Bitte weglassen oder eine "
            "Konvention mit Bruttoströmen wählen (FSO; MUNICIPAL ohne Einbürgerung und Umzüge)."
        )


def check_components(jump_off: Array, components: Components) -> None:
    """Raise ComponentError naming the array, the index and the value of the first impossible entry."""
    if jump_off.ndim != 5:
        raise ComponentError(
            f"jump_off hat {jump_off.ndim} Achsen statt 5 (Fläche, Nationalität, Geschlecht, Alter, Ziehung)."
        )
    check_values("jump_off", jump_off, AXES["jump_off"], (0.0, np.inf))
    areas, nationalities, sexes, ages, draws = jump_off.shape
    if sexes != 2 or nationalities not in (1, 2) or ages < 3 or 0 in (areas, draws):
        raise ComponentError(
            f"jump_off hat die Form {jump_off.shape}; gebraucht werden mindestens 1 Fläche, 1 oder 2 "
            "Nationalitäten, 2 Geschlechter, 3 Alter, 1 Ziehung."
        )
    if (components.death_probability is None) == (components.survivorship is None):
        raise ComponentError("Bitte genau eines angeben: death_probability oder survivorship.")
    if (components.in_rate is None) != (components.outside_population is None):
        raise ComponentError("in_rate und outside_population gehören zusammen; bitte beide angeben.")
    years = components.years
    shapes = {
        "cell": (years, areas, nationalities, sexes, ages),
        "mother": (years, areas, nationalities, ages),
        "person": (years, areas, sexes, ages),
        "area": (years, areas),
    }
    for name, (array, kind) in _declared(components).items():
        check_shape(name, array, AXES[kind], shapes[kind])
        check_values(name, array, AXES[kind], _RANGES[name])
    check_shape("girls_share", components.girls_share, ("Jahr",), (years,))
    check_values("girls_share", components.girls_share, ("Jahr",), (0.0, 1.0))
    for flow in components.internal:
        _check_flow(flow, shapes["cell"])
    if components.levels is not None:
        _check_levels(components.levels, (years, areas, ages), draws)
        _check_arrival(components)


_RANGES: dict[str, tuple[float, float]] = {
    "death_probability": (0.0, 1.0),
    "survivorship": (0.0, 1.0),
    "fertility": (0.0, np.inf),
    "out_rate": (0.0, np.inf),
    "in_volume": (0.0, np.inf),
    "in_rate": (0.0, np.inf),
    "outside_population": (0.0, np.inf),
    "net_migration": (-np.inf, np.inf),
    "naturalisation_rate": (0.0, 1.0),
    "native_birth_share": (0.0, 1.0),
}


def _declared(components: Components) -> dict[str, tuple[Array, str]]:
    kinds = {name: "cell" for name in _RANGES}
    kinds |= {"fertility": "mother", "naturalisation_rate": "person", "native_birth_share": "area"}
    given = {name: getattr(components, name) for name in kinds}
    return {name: (array, kinds[name]) for name, array in given.items() if array is not None}


def _check_flow(flow: InternalFlow, cell: tuple[int, ...]) -> None:
    groups = check_whole_numbers(f"{flow.name}.group", flow.group, cell[1])
    check_shape(f"{flow.name}.rate", flow.rate, AXES["cell"], cell)
    check_values(f"{flow.name}.rate", flow.rate, AXES["cell"], (0.0, np.inf))
    check_shape(f"{flow.name}.share", flow.share, AXES["share"], cell[1:])
    check_values(f"{flow.name}.share", flow.share, AXES["share"], (0.0, 1.0))
    share = np.broadcast_to(flow.share, cell[1:])
    for group in range(groups):
        check_sum(f"{flow.name}.share der Gruppe {group}", share[flow.group == group].sum(axis=0))
    if flow.transfer is not None:
        if flow.transfer.shape != (groups, groups):
            raise ComponentError(
                f"{flow.name}.transfer hat die Form {flow.transfer.shape} statt {(groups, groups)}: "
                "eine Zeile je Herkunftsgruppe, eine Spalte je Zielgruppe."
            )
        check_values(f"{flow.name}.transfer", flow.transfer, ("Herkunft", "Ziel"), (0.0, 1.0))
        check_sum(f"{flow.name}.transfer", flow.transfer.sum(axis=1))


def _check_levels(levels: Levels, sizes: tuple[int, int, int], jump_off_draws: int) -> None:
    years, areas, ages = sizes
    groups = check_whole_numbers("levels.age_group", levels.age_group, ages)
    draws = max(levels.draws, jump_off_draws)
    for name, array in levels.arrays().items():
        by_group = name != "fertility"
        axes = AXES["level"] if by_group else ("Jahr", "Fläche", "Ziehung")
        shape = (years, areas, groups, draws) if by_group else (years, areas, draws)
        check_shape(f"levels.{name}", array, axes, shape)
        check_values(f"levels.{name}", array, axes, (0.0, np.inf))


def _check_arrival(components: Components) -> None:
    # A pool all of whose areas are shut would swallow its leavers.
    level = components.levels.arrival if components.levels else None
    if level is None or level.min() > 0:
        return
    for flow in components.internal:
        areas = len(flow.group)
        for group in range(int(flow.group.max()) + 1):
            open_ = (np.broadcast_to(level, (level.shape[0], areas, *level.shape[2:])) > 0)[
                :, flow.group == group
            ]
            shut = ~open_.any(axis=1)
            if shut.any():
                year, ages, draw = (int(i) for i in np.argwhere(shut)[0])
                raise ComponentError(
                    f"levels.arrival ist im Jahr {year}, Altersgruppe {ages}, Ziehung {draw} in allen "
                    f"Flächen der Gruppe {group} von {flow.name} 0; wer dort umzieht, käme nirgends an. "
                    "Bitte mindestens eine Fläche offen lassen."
                )
