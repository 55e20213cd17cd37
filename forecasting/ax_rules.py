"""How long those who die in an age group have lived in it: the a0 rules of life tables, by name.

a(0) hardly matters today (1e-5 in survival), but up to 1.5 % of the newborn at the mortality of 1950. So the
rule is an argument of every life table and stands in its result.
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from forecasting.errors import ComponentError

Array = NDArray[np.floating]
AxRule = Literal["andreev_kingkade", "coale_demeny", "coale_demeny_m0"]
# A rule by name, a fixed a(0), or a column of years lived in every age group.
Ax = AxRule | float | Array
Sex = Literal["male", "female", "both"]
# Share of the male rule.
_MALE = {"male": 1.0, "female": 0.0, "both": 0.5}
Segments = tuple[tuple[float, float, float], ...]
# (limit, constant, slope) up to the limit, male then female; years as a function of m(0).
# Andreev and Kingkade (2015) as in the HMD Methods Protocol, version 6 (2017), table 3.
_ANDREEV_KINGKADE: tuple[Segments, Segments] = (
    ((0.02300, 0.14929, -1.99545), (0.08307, 0.02832, 3.26021), (np.inf, 0.29915, 0.0)),
    ((0.01724, 0.14903, -2.05527), (0.06891, 0.04667, 3.88089), (np.inf, 0.31411, 0.0)),
)
# Coale and Demeny (1983), West, restated for m(0) by Preston, Heuveline and Guillot (2001), table 3.3.
_COALE_DEMENY_M0: tuple[Segments, Segments] = (
    ((0.107, 0.045, 2.684), (np.inf, 0.330, 0.0)),
    ((0.107, 0.053, 2.800), (np.inf, 0.350, 0.0)),
)
# Years lived from 1 to 4 by those who die there, same table, as a function of m(0).
_AGES_1_TO_4: tuple[Segments, Segments] = (
    ((0.107, 1.651, -2.816), (np.inf, 1.352, 0.0)),
    ((0.107, 1.522, -1.518), (np.inf, 1.361, 0.0)),
)
# Coale and Demeny (1983), West, as published: a function of q(0). Gives the column of the UN tables exactly.
_COALE_DEMENY_Q0: tuple[Segments, Segments] = (
    ((0.100, 0.0425, 2.875), (np.inf, 0.330, 0.0)),
    ((0.100, 0.0500, 3.000), (np.inf, 0.350, 0.0)),
)
_TITLES = {
    "andreev_kingkade": "Andreev und Kingkade (2015)",
    "coale_demeny": "Coale und Demeny (1983, West, aus q(0))",
    "coale_demeny_m0": "Coale und Demeny (1983, West, aus m(0))",
}
# Each round leaves about 3 q(0)² of the error: enough for the last bit at any infant mortality below 0.3.
_ROUNDS = 60


def check_ax_rule(rule: object) -> None:
    """Raise ComponentError for a rule that is neither known by name nor a share of a year."""
    if isinstance(rule, str) and rule in get_args(AxRule):
        return
    if isinstance(rule, int | float) and not isinstance(rule, bool) and 0 < rule < 1:
        return
    raise ComponentError(
        f"a0-Regel {rule!r} ist unbekannt; erlaubt sind {', '.join(get_args(AxRule))} oder eine Zahl "
        "zwischen 0 und 1."
    )


def first_year_share(
    rule: AxRule | float, sex: Sex | None, *, m0: Array | None = None, q0: Array | None = None
) -> Array:
    """Return a(0) in years for infant death rates `m0` or probabilities `q0`; give one of them.

    `sex` None: the last axis of the values is (male, female). Raises ComponentError for an unknown rule.
    """
    check_ax_rule(rule)
    given = m0 if q0 is None else q0
    if (m0 is None) == (q0 is None) or given is None:
        raise ComponentError("Bitte genau eines angeben: m0 oder q0.")
    given = np.asarray(given, dtype=float)
    male = _share_of_male(sex, given.shape)
    if not isinstance(rule, str):
        return np.full(given.shape, float(rule))
    by_rate = rule != "coale_demeny"
    segments = _SEGMENTS[rule]
    a0 = _blend(segments, given, male)
    if by_rate == (q0 is None):
        return a0
    # The rule speaks of the other measure, which depends on a(0): repeat until both agree.
    for _ in range(_ROUNDS):
        other = given / (1 - (1 - a0) * given) if by_rate else given / (1 + (1 - a0) * given)
        a0 = _blend(segments, other, male)
    return a0


def ages_1_to_4_share(sex: Sex | None, m0: Array) -> Array:
    """Return the years lived from exact age 1 to 5 by those who die there, from the infant death rate."""
    rate = np.asarray(m0, dtype=float)
    return _blend(_AGES_1_TO_4, rate, _share_of_male(sex, rate.shape))


def title_of(ax: Ax) -> str:
    """Return the German name of a rule, as it stands in a result."""
    if isinstance(ax, str):
        return f"a(0) nach {_TITLES[ax]}, sonst halbe Breite"
    if isinstance(ax, int | float):
        return f"a(0) = {ax:g}".replace(".", ",") + ", sonst halbe Breite"
    return "a(x) beigegeben"


_SEGMENTS = {
    "andreev_kingkade": _ANDREEV_KINGKADE,
    "coale_demeny": _COALE_DEMENY_Q0,
    "coale_demeny_m0": _COALE_DEMENY_M0,
}


def _share_of_male(sex: Sex | None, shape: tuple[int, ...]) -> Array:
    if sex is not None:
        if sex not in _MALE:
            raise ComponentError(f"sex = {sex!r} ist unbekannt; erlaubt sind male, female, both.")
        return np.array(_MALE[sex])
    if not shape or shape[-1] != 2:
        raise ComponentError(
            "Das Geschlecht fehlt: bitte sex angeben oder die Achse vor dem Alter mit (männlich, weiblich) "
            f"besetzen; sie hat {shape[-1] if shape else 0} Einträge."
        )
    return np.array([1.0, 0.0])


def _blend(segments: tuple[Segments, Segments], given: Array, male: Array) -> Array:
    both: Array = male * _years(segments[0], given) + (1 - male) * _years(segments[1], given)
    return both


def _years(segments: Segments, given: Array) -> Array:
    limits = np.array([limit for limit, _, _ in segments])
    constants = np.array([constant for _, constant, _ in segments])
    slopes = np.array([slope for _, _, slope in segments])
    at = np.searchsorted(limits, given, side="right")
    years: Array = constants[at] + slopes[at] * given
    return years
