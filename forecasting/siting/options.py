"""From houses, allowed sites and kinds of groups to the actions a proposal may take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from forecasting.siting.problem import Action, Array

Move = Literal["open", "enlarge", "convert", "close"]
MOVES: tuple[Move, ...] = ("open", "enlarge", "convert", "close")


@dataclass(frozen=True)
class Kind:
    """A kind of group: places in one band, euros once for a new group, euros a year to run it."""

    key: str
    label: str
    band: str
    places: float
    investment: float
    running_cost: float


@dataclass(frozen=True)
class Site:
    """A house, or a plot where one may be built (`is_plot`).

    `places` per band and `groups` per kind are what is there in the year asked about; `rooms` is how many
    groups can be added. `sizes` has the places of a group of a kind in this house where they differ from the
    usual ones: that many go when it closes. `is_planned`: a house only a measure tells of.
    """

    key: str
    name: str
    longitude: float
    latitude: float
    rooms: int
    is_plot: bool = False
    places: Mapping[str, float] = field(default_factory=dict)
    groups: Mapping[str, int] = field(default_factory=dict)
    sizes: Mapping[str, float] = field(default_factory=dict)
    is_planned: bool = False

    def size(self, kind: Kind) -> float:
        """Return the places of a group of a kind that is there."""
        return self.sizes.get(kind.key, kind.places)


@dataclass(frozen=True)
class Allowed:
    """What a proposal may do, and the euros that are no matter of a group.

    `house` is paid once per plot that is built on, `conversion` per converted group. Both are assumptions of
    the planner; no published figure stands behind them.
    """

    moves: tuple[Move, ...] = MOVES
    house: float = 500_000.0
    conversion: float = 50_000.0


@dataclass(frozen=True)
class Option:
    """What an action means: the move, the site, the kind of group, and the one it was before."""

    move: Move
    site: Site
    kind: Kind
    before: Kind | None = None


@dataclass(frozen=True)
class Choice:
    """Actions with their meaning by key, and the stocks and setups they refer to."""

    actions: tuple[Action, ...]
    options: dict[str, Option]
    stocks: dict[str, int]
    setups: dict[str, float]


def choices(
    sites: Sequence[Site], kinds: Sequence[Kind], bands: Sequence[str], allowed: Allowed = Allowed()
) -> Choice:
    """Return every action the sites and kinds allow; `bands` gives the order of places in an action.

    Rooms limit what is added to a house; groups to convert or to close are drawn from those it has,
    so none is used twice.
    """
    stocks: dict[str, int] = {}
    setups: dict[str, float] = {}
    options: dict[str, Option] = {}
    actions: list[Action] = []
    for index, site in enumerate(sites):
        stocks |= {f"rooms {site.key}": site.rooms}
        stocks |= {f"{key} {site.key}": count for key, count in site.groups.items()}
        if site.is_plot:
            setups[site.key] = allowed.house
        for option in _options(site, kinds, allowed.moves):
            action = _action(option, index, bands, allowed)
            actions.append(action)
            options[action.key] = option
    return Choice(tuple(actions), options, stocks, setups)


def places_today(sites: Sequence[Site], bands: Sequence[str]) -> Array:
    """Return places by band and site as they are without any action."""
    return np.array([[float(site.places.get(band, 0.0)) for site in sites] for band in bands])


def _options(site: Site, kinds: Sequence[Kind], moves: Sequence[Move]) -> list[Option]:
    grow: Move = "open" if site.is_plot else "enlarge"
    found = [Option(grow, site, kind) for kind in kinds if grow in moves and site.rooms > 0]
    there = [kind for kind in kinds if site.groups.get(kind.key, 0) > 0]
    if "close" in moves:
        found += [Option("close", site, kind) for kind in there]
    if "convert" in moves:
        found += [
            Option("convert", site, after, before)
            for before in there
            for after in kinds
            if after.band != before.band
        ]
    return found


def _action(option: Option, index: int, bands: Sequence[str], allowed: Allowed) -> Action:
    site, kind, before = option.site, option.kind, option.before
    # A converted group has the size of its like in the house, so that turning two round gains nothing.
    size = kind.places if before is None else site.size(kind)
    gained = np.array([size if band == kind.band else 0.0 for band in bands])
    key = f"{option.move} {site.key} {kind.key}"
    if option.move == "close":
        uses = ((f"{kind.key} {site.key}", 1),)
        lost = tuple(-site.size(kind) if band == kind.band else 0.0 for band in bands)
        return Action(key, index, lost, site.groups[kind.key], 0.0, -kind.running_cost, uses)
    if before is not None:
        change = gained - [site.size(before) if band == before.band else 0.0 for band in bands]
        uses = ((f"{before.key} {site.key}", 1),)
        running = kind.running_cost - before.running_cost
        most = site.groups[before.key]
        key = f"{key} {before.key}"
        return Action(key, index, tuple(change.tolist()), most, allowed.conversion, running, uses)
    rooms = ((f"rooms {site.key}", 1),)
    setup = site.key if site.is_plot else None
    added = tuple(gained.tolist())
    return Action(key, index, added, site.rooms, kind.investment, kind.running_cost, rooms, setup)
