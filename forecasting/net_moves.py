"""How far the balance of moves strays: measured on an area's own years, with the chance of counts taken off.

Yearly net moves per resident, of municipalities around the root and of areas around their municipality.
Squared residuals are regressed on 1 and on the variance independent persons would have: the slope says how
much chance is left where flats that fall empty are filled again (below 1) or families move together (above
1), the rest is what an area wanders beyond chance. Both are drawn to what is usual (method of moments).
"""

from dataclasses import dataclass

import numpy as np

from forecasting.components import Array, Integers
from forecasting.jump_off import Register

# What is believed without data, and the yearly changes of an area it counts for: spread of yearly growth of
# Norwegian municipalities (backtest.md § 5), chance of independent persons.
USUAL_SPREAD, USUAL_CHANCE, USUAL_CHANGES = 0.005, 1.0, 20
# How many of its own yearly changes an area needs to be believed as much as its siblings together.
OWN_CHANGES = 20
CHANCE_RANGE = (0.1, 3.0)
# A new estate or a closed barracks is one area's event, not everybody's spread.
LARGEST_NET, MOST_RESTLESS, OUTLYING = 0.1, 0.9, 3.0
# A year's deviation fades, the error of the level stays: a share of the spread (backtest.md § 5).
YEARLY_PERSISTENCE, CONSTANT_SHARE = 0.3, 0.6
# Fewer years show no residuals; fewer areas are too alike in size to tell chance from spread.
LEAST_YEARS, LEAST_AREAS = 3, 10


@dataclass(frozen=True)
class NetMoves:
    """Spread of yearly net moves per resident beyond chance, by (municipality) and by (leaf).

    `chance`: variance of an area's net moves by chance over that of independent persons. `owner` (leaf):
    place of its municipality.
    """

    municipality: Array
    leaf: Array
    chance: float
    owner: Integers


@dataclass(frozen=True)
class _Series:
    """Yearly net moves per resident around what lies above, persons moved, residents: all (year, area)."""

    rates: Array
    moved: Array
    people: Array


def estimate_net_moves(register: Register) -> NetMoves:
    """Return what the yearly residuals of a register show, drawn to what is usual."""
    places, everything = register.places, (2, 3, 4)
    stock = register.stock.sum(axis=everything)
    natural = (register.births - register.deaths).sum(axis=everything)
    net, people = np.diff(stock, axis=0) - natural, (stock[1:] + stock[:-1]) / 2
    flows = [*register.arrivals.values(), *register.departures.values()]
    moved = sum((cube.sum(axis=everything) for cube in flows), np.zeros_like(net))
    of_town = np.eye(len(places.municipalities))[places.municipality]
    town = _divided(net @ of_town, people @ of_town)
    whole = _divided(net.sum(axis=1, keepdims=True), people.sum(axis=1, keepdims=True))
    # A new building is known, it is no restlessness.
    new = 0.0 if register.first_occupied is None else register.first_occupied.sum(axis=2)
    inside = _divided(net - new, people) - town[:, places.municipality]
    leaf, chance = _spread(_Series(inside, moved, people), USUAL_CHANCE)
    around = _Series(town - whole, moved @ of_town, people @ of_town)
    return NetMoves(_spread(around, chance)[0], leaf, chance, places.municipality)


def draw_net_moves(spread: Array, size: tuple[int, int], random: np.random.Generator) -> Array:
    """Draw net moves per resident beyond the point, (year, area, draw); `size` (years, draws)."""
    horizon, draws = size
    yearly = random.standard_normal((horizon, len(spread), draws), dtype=np.float32)
    for year in range(1, horizon):
        new = np.float32(np.sqrt(1 - YEARLY_PERSISTENCE**2))
        yearly[year] = np.float32(YEARLY_PERSISTENCE) * yearly[year - 1] + new * yearly[year]
    yearly += np.float32(CONSTANT_SHARE) * random.standard_normal((len(spread), draws), dtype=np.float32)
    drawn: Array = yearly * spread[:, np.newaxis].astype(np.float32)
    return drawn


def _spread(series: _Series, usual: float) -> tuple[Array, float]:
    """Return the spread of each area beyond chance, and chance relative to independent persons."""
    years, count = series.rates.shape
    there = (series.people > 0).all(axis=0)
    if years < LEAST_YEARS or there.sum() < 2:
        return np.full(count, USUAL_SPREAD), usual
    rates = np.clip(series.rates, -LARGEST_NET, LARGEST_NET)
    # The mean of few years lies close to each of them: the squares are raised by what it took.
    squares = (rates - rates.mean(axis=0)) ** 2 * years / (years - 1)
    independent = _divided(series.moved, series.people**2)
    # Restless beside the chance of its size: small areas stray more without being restless.
    restless = squares.mean(axis=0) / (independent.mean(axis=0) + USUAL_SPREAD**2)
    quiet = there & (restless <= OUTLYING * np.median(restless[there]))
    chance = usual
    if quiet.sum() >= LEAST_AREAS:
        chance = _chance(squares[:, quiet].ravel(), independent[:, quiet].ravel(), usual)
    beyond = np.maximum((squares - chance * independent).mean(axis=0), 0.0)
    changes = (years - 1) * int(there.sum())
    seen = np.minimum(beyond, np.quantile(beyond[there], MOST_RESTLESS))[there].mean()
    together = (changes * seen + USUAL_CHANGES * USUAL_SPREAD**2) / (changes + USUAL_CHANGES)
    own = ((years - 1) * beyond + OWN_CHANGES * together) / (years - 1 + OWN_CHANGES)
    return np.sqrt(np.where(there, own, together)), chance


def _chance(squares: Array, independent: Array, usual: float) -> float:
    """Return the slope of squared residuals on the variance of independent persons, drawn to the usual."""
    # A square scatters as much as it is large: small areas must not lead the fit.
    weight = 1 / (independent + USUAL_SPREAD**2)
    design = np.stack([np.ones_like(independent), independent], axis=1) * weight[:, np.newaxis]
    slope = float(np.linalg.lstsq(design, squares * weight, rcond=None)[0][1])
    drawn = (len(squares) * slope + USUAL_CHANGES * usual) / (len(squares) + USUAL_CHANGES)
    # Draws must not hang on the last digits of a machine.
    return round(float(np.clip(drawn, *CHANCE_RANGE)), 4)


def _divided(top: Array, bottom: Array) -> Array:
    share: Array = np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
    return share
