"""A question as a planner asks it: which houses and plots, which steps, how much money, how far to walk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from forecasting.errors import SitingError
from forecasting.siting.distance import pairs_in_reach, walking_kilometres
from forecasting.siting.options import MOVES, Allowed, Choice, Kind, Move, Site, choices, places_today
from forecasting.siting.problem import Array, Futures, Limits, SitingProblem, Weights


@dataclass(frozen=True)
class Home:
    """Where children live: an area, and the point their way begins at, in degrees."""

    area_id: str
    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Wishes:
    """What a planner allows and how goals weigh.

    `budget` is euros of investment; `steps` limits how many groups are touched, None: no limit. `extension`
    groups may be added to a house, `plot_rooms` built on a plot, but a house never grows beyond
    `largest_house`. `reach` is kilometres on foot. `million_a_year` and `million_once` are what a million
    euros of running cost and of investment weigh in children without a place, `step` what a group opened or
    converted does. `house` and `conversion` are euros, assumptions of the planner.
    """

    budget: float = 10e6
    moves: tuple[Move, ...] = MOVES
    steps: int | None = None
    extension: int = 1
    plot_rooms: int = 4
    largest_house: int = 5
    reach: float = 2.0
    million_a_year: float = 0.1
    million_once: float = 1.0
    step: float = 3.0
    house: float = 500_000.0
    conversion: float = 50_000.0
    minimal_regret: bool = False


@dataclass(frozen=True)
class Question:
    """The programme to solve with the meaning of its sites, areas and actions."""

    problem: SitingProblem
    choice: Choice
    sites: tuple[Site, ...]
    homes: tuple[Home, ...]
    bands: tuple[str, ...]
    minimal_regret: bool


@dataclass(frozen=True)
class Town:
    """Houses and plots, areas, kinds of groups on offer, and bands in the order of the need.

    `known` are kilometres on foot by home and site: NaN takes the usual way, infinite is a barrier.
    """

    sites: tuple[Site, ...]
    homes: tuple[Home, ...]
    kinds: tuple[Kind, ...]
    bands: tuple[str, ...]
    known: Array | None = None


def ask(town: Town, futures: Futures, wishes: Wishes) -> Question:
    """Return the question; `futures.need` is (future, band, area) in the order of the town.

    Raises SitingError where there is neither a house nor a plot, or nobody to look after.
    """
    if not town.sites or not town.homes:
        raise SitingError(
            f"Standortvorschlag: {len(town.sites)} Häuser und Bauplätze, {len(town.homes)} Gebiete mit "
            "Kindern. Bitte Einrichtungen liefern, neue Häuser erlauben oder ein größeres Gebiet wählen."
        )
    if futures.need.shape[1:] != (len(town.bands), len(town.homes)):
        raise SitingError(
            f"Standortvorschlag: der Bedarf hat {futures.need.shape[1]} Bänder und {futures.need.shape[2]} "
            f"Gebiete, erwartet sind {len(town.bands)} und {len(town.homes)}. Bitte Gebiete neu wählen."
        )
    sites = tuple(_with_rooms(site, wishes) for site in town.sites)
    allowed = Allowed(wishes.moves, wishes.house, wishes.conversion)
    choice = choices(sites, town.kinds, town.bands, allowed)
    places = places_today(sites, town.bands)
    # The nearest houses of a band count, without and with those only a measure tells of; plots do not.
    there, planned = ~np.array([one.is_plot for one in sites]), np.array([one.is_planned for one in sites])
    offers = np.concatenate([(places > 0) & there & ~planned, (places > 0) & there])
    pairs, kilometres = pairs_in_reach(_distances(town, sites), farthest=wishes.reach, offers=offers)
    problem = SitingProblem(
        futures,
        places,
        pairs,
        kilometres,
        choice.actions,
        choice.stocks,
        choice.setups,
        Limits(investment=wishes.budget, steps=wishes.steps),
        Weights(million_a_year=wishes.million_a_year, step=wishes.step, million_once=wishes.million_once),
    )
    return Question(problem, choice, sites, town.homes, town.bands, wishes.minimal_regret)


def _with_rooms(site: Site, wishes: Wishes) -> Site:
    """Return the site with the groups that may be added: a house with five groups or more does not grow."""
    if site.is_plot:
        return replace(site, rooms=wishes.plot_rooms)
    left = max(wishes.largest_house - sum(site.groups.values()), 0)
    return replace(site, rooms=min(wishes.extension, left, site.rooms))


def _distances(town: Town, sites: Sequence[Site]) -> Array:
    ends = (np.array([[one.longitude, one.latitude] for one in group]) for group in (town.homes, sites))
    usual = walking_kilometres(*ends)
    return usual if town.known is None else np.where(np.isnan(town.known), usual, town.known)
