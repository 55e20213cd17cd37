"""Births per woman by area, nationality and age: shape bent from a standard, levels shrunk.

f(area, age) = shape(municipality, age) × level(area) × recent. The pattern between areas is pooled over the
base years; the level of all is drawn to the last two years, because births follow the last level, not the
mean of five (backtest.md § 1, § 4.6).
"""

from dataclasses import dataclass

import numpy as np

from forecasting import standards
from forecasting.components import FEMALE, Array
from forecasting.jump_off import Register
from forecasting.relational import FERTILITY_KNOTS, fit_relational, spline_basis
from forecasting.settings import RunSettings
from forecasting.shrinkage import Evidence, Level, shrink_levels

# Births at which the root's own level counts as much as the Land's (domain rules § 4.2: about 150).
LAND_K = 150.0
# Usual difference of the log schedule between neighbouring knots: a root against the nation, a municipality
# against its root.
ROOT_STEP, MUNICIPALITY_STEP = 0.30, 0.12
# Births from which on the sheet calls the shape the root's own (domain rules § 4.2).
BIRTHS_FOR_OWN_SHAPE = 500
# Births per foreign woman relative to a German one: 1.74 to 1.26 in 2023 (Destatis), normalised to the
# observed total.
FOREIGN_TO_GERMAN = 1.35
# Share of births to foreign mothers that are German where nothing is known: § 4 (3) StAG and German fathers.
DEFAULT_NATIVE_SHARE = 0.35
# Weight of the last and the last but one year in the current level, and the births that make it credible.
LAST_YEARS = (0.7, 0.3)
RECENT_K = 300.0
MOTHERS = slice(standards.FIRST_MOTHER, standards.LAST_MOTHER + 1)


@dataclass(frozen=True)
class Fertility:
    """`rates` (leaf, nationality, age reached), `native_birth_share` (leaf), `tfr` in children per woman.

    `shape` (municipality, age) sums to the TFR its level stands on; `theta` (municipality, knot) is how it is
    bent from the German schedule; `land_tfr` is what a root without births would get.
    """

    rates: Array
    native_birth_share: Array
    level: Level
    recent: float
    own_shape: bool
    years: tuple[int, ...]
    shape: Array
    theta: Array
    land_tfr: float

    @property
    def tfr(self) -> Array:
        """Total fertility rate by leaf, all nationalities with equal weight."""
        total: Array = self.rates.mean(axis=1).sum(axis=-1)
        return total


def estimate_fertility(register: Register, settings: RunSettings) -> Fertility:
    """Return the fertility of every leaf from the births and women of the base years."""
    base = settings.vital_years(register.years)
    weight = settings.weights(base, register.years)[:, np.newaxis, np.newaxis, np.newaxis]
    women = ((register.reached + register.stock[1:]) / 2)[base][:, :, :, FEMALE]
    by_child = register.births[base].sum(axis=3)
    births = by_child.sum(axis=2)
    land = standards.land_fertility(register.places.municipalities)
    pooled = ((births * weight[..., 0]).sum(axis=0), (women * weight).sum(axis=0).sum(axis=1))
    shape, theta = _shapes(*pooled, register, standards.fertility_shape() * land)
    own = shape[register.places.municipality]
    relative = _relative(women, own)
    schedule = own[:, np.newaxis] * relative[:, np.newaxis]
    expected = (women * schedule).sum(axis=(2, 3))
    effective = weight[:, 0, 0, 0]
    evidence = Evidence(
        (effective @ births.sum(axis=2))[:, np.newaxis], (effective @ expected)[:, np.newaxis], root_k=LAND_K
    )
    level = shrink_levels(evidence, register.places)
    recent = _recent(births.sum(axis=(1, 2)), (expected * level.factor[:, 0]).sum(axis=1))
    rates = schedule * level.factor[:, :, np.newaxis] * recent
    modelled = (women * schedule * level.factor[:, :, np.newaxis]).sum(axis=(0, 3))
    return Fertility(
        rates,
        _native_share(by_child, modelled, register),
        level,
        recent,
        bool(births.sum() >= BIRTHS_FOR_OWN_SHAPE),
        tuple(register.years[i] for i in base),
        shape,
        theta,
        float(shape[0].sum()),
    )


def _shapes(births: Array, women: Array, register: Register, standard: Array) -> tuple[Array, Array]:
    """Return schedules (municipality, age) that sum to the standard's TFR, and how far they are bent."""
    basis = spline_basis(np.arange(standards.FIRST_MOTHER, standards.LAST_MOTHER + 1), FERTILITY_KNOTS)
    base = standard[MOTHERS]
    root = fit_relational(births.sum(axis=0)[MOTHERS], women.sum(axis=0)[MOTHERS] * base, basis, ROOT_STEP)
    root_shape = base * np.exp(basis @ root)
    municipality, count = register.places.municipality, len(register.places.municipalities)
    shapes, bent = np.zeros((count, len(standard))), np.zeros((count, basis.shape[1]))
    for i in range(count):
        inside = municipality == i
        expected = women[inside].sum(axis=0)[MOTHERS] * root_shape
        own = fit_relational(births[inside].sum(axis=0)[MOTHERS], expected, basis, MUNICIPALITY_STEP)
        if count == 1:
            own = np.zeros_like(own)
        bent[i] = root + own
        shapes[i, MOTHERS] = base * np.exp(basis @ bent[i])
    # Levels are estimated by themselves; the shape only says how they lie on the ages.
    shapes *= standard.sum() / shapes.sum(axis=1, keepdims=True)
    return shapes, bent


def _relative(women: Array, shape: Array) -> Array:
    # Factors by nationality that keep the births of all women together.
    if women.shape[2] == 1:
        return np.ones(1)
    expected = (women * shape[:, np.newaxis]).sum(axis=(0, 1, 3))
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
