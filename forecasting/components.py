"""What moves a population: arrays of rates and volumes, checked before they are used.

Axes: year, area, nationality, sex, age. Sex 0 is male, 1 female. Nationality 0 receives naturalised persons
from 1; with a single group the axis has length 1. Any axis may have length 1 and is then repeated.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from forecasting.component_words import spoken
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
    gross = {"out_rate", "in_volume", "in_rate", "outside_population"}
    unused = set() if convention.takes_gross_flows else gross
    if convention.migration != "mid_year_gross":
        unused |= {"naturalisation_rate", "internal"}
    given = sorted(name for name in unused if getattr(components, name) not in (None, ()))
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
    _check_values("jump_off", jump_off, AXES["jump_off"], (0.0, np.inf))
    areas, nationalities, sexes, ages, _ = jump_off.shape
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
        _check_shape(name, array, AXES[kind], shapes[kind])
        _check_values(name, array, AXES[kind], _RANGES[name])
    _check_values("girls_share", components.girls_share, ("Jahr",), (0.0, 1.0))
    for flow in components.internal:
        _check_flow(flow, shapes["cell"])
    if components.levels is not None:
        _check_levels(components.levels, (years, areas, ages))


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


def _check_shape(name: str, array: Array, axes: tuple[str, ...], shape: tuple[int, ...]) -> None:
    if array.ndim != len(shape):
        raise ComponentError(f"{name} hat {array.ndim} Achsen statt {len(shape)} ({', '.join(axes)}).")
    for axis, length, wanted in zip(axes, array.shape, shape, strict=True):
        if length not in (1, wanted):
            raise ComponentError(
                f"{name}: Achse {axis} hat {length} Einträge, erwartet werden {wanted} oder 1."
            )


def _check_values(name: str, array: Array, axes: tuple[str, ...], allowed: tuple[float, float]) -> None:
    low, high = allowed
    # NaN fails both comparisons and is caught with the rest.
    bad = ~((array >= low) & (array <= high)) | ~np.isfinite(array)
    if not bad.any():
        return
    index = tuple(int(i) for i in np.argwhere(bad)[0])
    place = ", ".join(_place(axis, i) for axis, i in zip(axes, index, strict=True))
    limits = (
        "eine endliche Zahl"
        if np.isinf(low)
        else f"mindestens {low:g}"
        if np.isinf(high)
        else f"{low:g} bis {high:g}"
    )
    raise ComponentError(
        f"{spoken(name, axes, index, float(array[index]))}{name}[{place}] = {float(array[index]):g}; "
        f"erlaubt ist {limits}. "
        f"Betroffen sind {int(bad.sum())} von {array.size} Werten. Bitte die Herkunft dieser Werte prüfen."
    )


def _place(axis: str, index: int) -> str:
    return ("männlich", "weiblich")[index] if axis == "Geschlecht" and index < 2 else f"{axis} {index}"


def _check_flow(flow: InternalFlow, cell: tuple[int, ...]) -> None:
    _check_shape(f"{flow.name}.rate", flow.rate, AXES["cell"], cell)
    _check_values(f"{flow.name}.rate", flow.rate, AXES["cell"], (0.0, np.inf))
    _check_shape(f"{flow.name}.share", flow.share, AXES["share"], cell[1:])
    _check_values(f"{flow.name}.share", flow.share, AXES["share"], (0.0, 1.0))
    groups = int(flow.group.max()) + 1
    share = np.broadcast_to(flow.share, cell[1:])
    for group in range(groups):
        _check_sum(f"{flow.name}.share der Gruppe {group}", share[flow.group == group].sum(axis=0))
    if flow.transfer is not None:
        _check_shape(f"{flow.name}.transfer", flow.transfer, ("Gruppe", "Gruppe"), (groups, groups))
        _check_sum(f"{flow.name}.transfer", flow.transfer.sum(axis=1))


def _check_sum(name: str, total: Array) -> None:
    # Shares come from divisions: 1e-9 is far above rounding and far below a person.
    if not np.allclose(total, 1.0, atol=1e-9):
        worst = float(total.ravel()[np.argmax(np.abs(total - 1.0))])
        raise ComponentError(f"{name}: die Anteile ergeben {worst:g} statt 1, Personen gingen verloren.")


def _check_levels(levels: Levels, sizes: tuple[int, int, int]) -> None:
    years, areas, ages = sizes
    if len(levels.age_group) != ages:
        raise ComponentError(f"levels.age_group hat {len(levels.age_group)} Einträge statt {ages} Alter.")
    groups, draws = int(levels.age_group.max()) + 1, levels.draws
    for name, array in levels.arrays().items():
        by_group = name != "fertility"
        axes = AXES["level"] if by_group else ("Jahr", "Fläche", "Ziehung")
        _check_shape(
            f"levels.{name}",
            array,
            axes,
            (years, areas, groups, draws) if by_group else (years, areas, draws),
        )
        _check_values(f"levels.{name}", array, axes, (0.0, np.inf))
