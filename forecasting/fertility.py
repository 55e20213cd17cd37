"""Births per woman by area, nationality and age: own shape, levels shrunk to what is known above the area.

f(area, age) = shape(age) × level(area) × recent. The pattern between areas is pooled over the base years; the
level of all is drawn to the last two years, because births follow the last level, not the mean of five
(backtest.md § 1, § 4.6).
"""

from dataclasses import dataclass

import numpy as np

from forecasting import standards
from forecasting.components import FEMALE, Array
from forecasting.jump_off import Register
from forecasting.settings import RunSettings
from forecasting.shrinkage import Level, shrink_levels, smooth_ages

# Own shape from this many births on, else the national one (domain rules § 4.2).
BIRTHS_FOR_OWN_SHAPE = 500
# Births per foreign woman relative to a German one: 1.74 to 1.26 in 2023 (Destatis), normalised to the
# observed total.
FOREIGN_TO_GERMAN = 1.35
# Share of births to foreign mothers that are German where nothing is known: § 4 (3) StAG and German fathers.
DEFAULT_NATIVE_SHARE = 0.35
# Weight of the last and the last but one year in the current level, and the births that make it credible.
LAST_YEARS = (0.7, 0.3)
RECENT_K = 300.0


@dataclass(frozen=True)
class Fertility:
    """`rates` (leaf, nationality, age reached), `native_birth_share` (leaf), `tfr` in children per woman."""

    rates: Array
    native_birth_share: Array
    level: Level
    recent: float
    own_shape: bool
    years: tuple[int, ...]

    @property
    def tfr(self) -> Array:
        """Total fertility rate by leaf, all nationalities with equal weight."""
        total: Array = self.rates.mean(axis=1).sum(axis=-1)
        return total


def estimate_fertility(register: Register, settings: RunSettings) -> Fertility:
    """Return the fertility of every leaf from the births and women of the base years."""
    base = settings.vital_years(register.years)
    women = ((register.reached + register.stock[1:]) / 2)[base][:, :, :, FEMALE]
    by_child = register.births[base].sum(axis=3)
    births = by_child.sum(axis=2)
    shape, own = _shape(births.sum(axis=(0, 1)), women.sum(axis=(0, 1, 2)))
    relative = _relative(women, shape)
    schedule = shape * relative[:, np.newaxis]
    expected = (women * schedule).sum(axis=(2, 3))
    level = shrink_levels(
        births.sum(axis=(0, 2))[:, np.newaxis], expected.sum(axis=0)[:, np.newaxis], register.places
    )
    recent = _recent(births.sum(axis=(1, 2)), (expected * level.factor[:, 0]).sum(axis=1))
    rates = schedule * level.factor[:, :, np.newaxis] * recent
    modelled = (women * schedule * level.factor[:, :, np.newaxis]).sum(axis=(0, 3))
    years = tuple(register.years[i] for i in base)
    return Fertility(rates, _native_share(by_child, modelled, register), level, recent, own, years)


def _shape(births: Array, women: Array) -> tuple[Array, bool]:
    national = standards.fertility_shape()
    own = births.sum() >= BIRTHS_FOR_OWN_SHAPE
    if not own:
        return national, False
    observed = smooth_ages(births, 1.0, 1.0)
    exposure = smooth_ages(women, 1.0, 1.0)
    shape = np.divide(observed, exposure, out=np.zeros_like(observed), where=exposure > 0)
    shape[(standards.AGES < standards.FIRST_MOTHER) | (standards.AGES > standards.LAST_MOTHER)] = 0.0
    return shape, True


def _relative(women: Array, shape: Array) -> Array:
    # Factors by nationality that keep the births of all women together.
    if women.shape[2] == 1:
        return np.ones(1)
    expected = (women * shape).sum(axis=(0, 1, 3))
    relative = np.array([1.0, FOREIGN_TO_GERMAN])
    normalised: Array = relative * expected.sum() / max(float((expected * relative).sum()), 1e-9)
    return normalised


def _recent(births: Array, expected: Array) -> float:
    # Level of the last two years against the pooled one, shrunk by the births behind it.
    if len(births) < 2 or expected[-2:].min() <= 0:
        return 1.0
    ratio = births / expected
    last = LAST_YEARS[0] * ratio[-1] + LAST_YEARS[1] * ratio[-2]
    weight = births[-2:].sum() / (births[-2:].sum() + RECENT_K)
    return float(weight * last + (1 - weight) * 1.0)


def _native_share(by_child: Array, modelled: Array, register: Register) -> Array:
    # Share of births to foreign mothers that are German, so that foreign newborn come out as observed.
    leaves = len(register.places.leaves)
    if modelled.shape[1] == 1:
        return np.zeros(leaves)
    foreign = by_child[:, :, 1].sum(axis=(0, 2))
    expected = modelled[:, 1]
    count = len(register.places.municipalities)
    known, wanted = np.zeros(count), np.zeros(count)
    np.add.at(known, register.places.municipality, foreign)
    np.add.at(wanted, register.places.municipality, expected)
    prior = 1 - DEFAULT_NATIVE_SHARE
    overall = np.clip((known.sum() + 50 * prior) / (wanted.sum() + 50), 0.05, 1.0)
    municipal = np.clip((known + 50 * overall) / (wanted + 50), 0.05, 1.0)
    share: Array = 1.0 - municipal[register.places.municipality]
    return share
