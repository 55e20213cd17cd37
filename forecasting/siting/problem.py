"""What a siting proposal is asked: children by area and future, places by site, actions, budget, wishes."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from forecasting.errors import SitingError

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Action:
    """One kind of step at one site that can be taken `at_most` times, a group each time.

    `site` indexes the sites of the problem. `places` has one entry per band, negative where places go.
    `investment` is in euros once, `running_cost` in euros a year (negative if the step saves money).
    `uses` names stocks it draws on, and how many units a step takes: groups to convert or close, rooms left.
    `setup` names a fixed cost paid once however often the action is taken: the new house.
    """

    key: str
    site: int
    places: tuple[float, ...]
    at_most: int
    investment: float = 0.0
    running_cost: float = 0.0
    uses: tuple[tuple[str, int], ...] = ()
    setup: str | None = None


@dataclass(frozen=True)
class Futures:
    """Need in places: `need` is (future, band, area); weights sum to 1; `scenario` groups futures."""

    need: Array
    weights: Array
    scenario: tuple[str, ...]

    def __post_init__(self) -> None:
        if not np.isfinite(self.need).all() or (self.need < 0).any():
            missing = int((~np.isfinite(self.need)).any(axis=(0, 1)).sum())
            raise SitingError(
                f"Standortvorschlag: der Bedarf fehlt in {missing} Gebieten oder ist negativ. "
                "Bitte nur Gebiete mit Prognose auswählen."
            )


@dataclass(frozen=True)
class Limits:
    """What may be spent and begun: euros once, euros a year more than today, steps; None for no limit."""

    investment: float | None = None
    running_cost: float | None = None
    steps: int | None = None


@dataclass(frozen=True)
class Weights:
    """What counts how much in the objective, in children without a place.

    `kilometre`: one child walking one kilometre; `million_a_year`: a million euros of running cost a year,
    small, so that money only decides between plans that serve children equally well. `step`: a group opened
    or converted; closing one costs nobody a step. `million_once`: a million euros of investment, small as
    well, so that no house is built for a shorter walk alone.
    """

    kilometre: float = 0.05
    million_a_year: float = 0.1
    step: float = 0.0
    million_once: float = 0.0


@dataclass(frozen=True)
class SitingProblem:
    """A question to the programme.

    `places` is (band, site) today; `pairs` (pair, 2) lists area and site within walking distance,
    `kilometres` their distance; `stocks` limits what actions use; `setups` gives the fixed cost of a setup
    in euros.
    """

    futures: Futures
    places: Array
    pairs: npt.NDArray[np.int64]
    kilometres: Array
    actions: tuple[Action, ...]
    stocks: dict[str, int] = field(default_factory=dict)
    setups: dict[str, float] = field(default_factory=dict)
    limits: Limits = Limits()
    weights: Weights = Weights()

    def __post_init__(self) -> None:
        bands = self.places.shape[0]
        for action in self.actions:
            if len(action.places) != bands or not 0 <= action.site < self.places.shape[1]:
                raise SitingError(
                    f"Standortvorschlag: die Maßnahme {action.key} nennt {len(action.places)} Bänder und "
                    f"Standort {action.site}; erwartet sind {bands} Bänder und ein Standort von 0 bis "
                    f"{self.places.shape[1] - 1}."
                )
            unknown = [name for name, _ in action.uses if name not in self.stocks]
            if unknown or (action.setup is not None and action.setup not in self.setups):
                raise SitingError(
                    f"Standortvorschlag: die Maßnahme {action.key} greift auf einen unbekannten Bestand zu "
                    f"({', '.join([*unknown, action.setup or ''])})."
                )
