"""Life tables from rates, probabilities or knots, and what the projection needs of them.

Last axis: age groups 0 … w, the last one open; the axis before it may be (male, female). Radix 1.

    life_table_from_rates(mx)                                  # by single ages, male and female
    life_table_from_rates(mx, ax=ax_column)                    # years lived as given (UN tables)
    life_table_from_probabilities(qx, sex="female", ax=0.1)    # a fixed a(0)
    life_table_from_knots(ages, qx_at_ages, last_age=100)      # single ages between knots
    survivorship(table)                                        # what Components.survivorship wants

With n the width of an age group q = n m / (1 + (n − a) m), L(x) = n l(x+n) + a d(x), L(w) = l(w) / m(w),
S(0) = L(0) / (n l(0)), S(x) = L(x) / L(x−n), S(w) = T(w) / T(w−n) (Preston, Heuveline, Guillot 2001, ch. 3).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.ax_rules import Array, Ax, Sex, ages_1_to_4_share, check_ax_rule, first_year_share, title_of
from forecasting.convention import Convention
from forecasting.errors import ComponentError
from forecasting.knots import values_at_single_ages

# a(0) of Andreev and Kingkade (2015) where nobody dies: today's tables are near it.
A0_MALE, A0_FEMALE = 0.1493, 0.1490
HALF = 0.5
# Probability 1 has no hazard; this one stands for it in the open group.
_ALMOST_ONE = 1 - 1e-12


@dataclass(frozen=True)
class LifeTable:
    """Columns of a period life table, radix 1, and the rules that made it.

    `ages` exact ages at which the groups begin; `Lx` person-years, `Tx` their sum above; `qx` is 1 in the
    open group.
    """

    ages: Array
    mx: Array
    ax: Array
    qx: Array
    lx: Array
    Lx: Array
    Tx: Array
    ax_rule: str
    open_age_group: str

    @property
    def life_expectancy(self) -> Array:
        """e(x) in years."""
        e: Array = self.Tx / self.lx
        return e

    @property
    def dx(self) -> Array:
        """Deaths of the table by age group."""
        deaths: Array = self.lx * self.qx
        return deaths

    def closed_at(self, last_age: int) -> "LifeTable":
        """Return the table with everybody of `last_age` and above in one open group, nobody lost.

        Raises ComponentError if no group begins at that age.
        """
        at = np.flatnonzero(self.ages == last_age)
        if len(at) == 0:
            raise ComponentError(
                f"Die Sterbetafel hat keine Altersgruppe, die mit {last_age} beginnt; sie reicht von "
                f"{self.ages[0]:g} bis {self.ages[-1]:g} und mehr. Bitte eine vorhandene Grenze wählen."
            )
        end = int(at[0]) + 1
        cut = {name: getattr(self, name)[..., :end].copy() for name in ("mx", "ax", "qx", "lx", "Lx", "Tx")}
        cut["Lx"][..., -1] = cut["Tx"][..., -1]
        cut["mx"][..., -1] = cut["lx"][..., -1] / cut["Tx"][..., -1]
        cut["ax"][..., -1] = 1 / cut["mx"][..., -1]
        cut["qx"][..., -1] = 1.0
        rule = self.open_age_group if end == len(self.ages) else f"Alter ab {last_age} zusammengefasst"
        return LifeTable(self.ages[:end], **cut, ax_rule=self.ax_rule, open_age_group=rule)


def life_table_from_rates(
    mx: Array, *, ages: Array | None = None, sex: Sex | None = None, ax: Ax = "andreev_kingkade"
) -> LifeTable:
    """Return the table of death rates by age group; the last rate closes it: L(w) = l(w) / m(w).

    `ages` where groups begin, single years if None. `ax`: a rule by name, a fixed a(0), or the whole column.
    `sex` None: the axis before age is (male, female). Raises ComponentError for impossible rates.
    """
    mx = np.asarray(mx, dtype=float)
    starts, widths = _groups(mx, ages)
    _refuse("mx", mx, (mx < 0) | ~np.isfinite(mx), "mindestens 0")
    _refuse("mx", mx[..., -1:], mx[..., -1:] <= 0, "mehr als 0 in der offenen Altersgruppe")
    lived = _years_lived(ax, widths, mx.shape, _infants(ax, sex, widths, m0=mx[..., 0]))
    m, a = mx[..., :-1], lived[..., :-1]
    qx = widths * m / (1 + (widths - a) * m)
    # Half the width cannot be lived where nearly everybody dies: there the rate is constant within the group.
    steep = qx > 1
    qx = np.where(steep, -np.expm1(-widths * m), qx)
    a = np.where(steep, 1 / np.where(steep, m, 1.0) - widths * (1 - qx) / np.where(steep, qx, 1.0), a)
    return _table((starts, widths), qx, (mx, a), (title_of(ax), "m der offenen Altersgruppe"))


def life_table_from_probabilities(
    qx: Array,
    *,
    ages: Array | None = None,
    sex: Sex | None = None,
    ax: Ax = "andreev_kingkade",
    open_rate: Array | float | None = None,
) -> LifeTable:
    """Return the table of probabilities to die within each age group.

    `open_rate`: death rate of the open group. Without it the hazard of the last age stays constant above, or
    of the age before if the last probability is 1. Other arguments and errors as `life_table_from_rates`.
    """
    qx = np.asarray(qx, dtype=float)
    starts, widths = _groups(qx, ages)
    _refuse("qx", qx, ~((qx >= 0) & (qx <= 1)), "0 bis 1")
    closed = qx[..., :-1]
    lived = _years_lived(ax, widths, qx.shape, _infants(ax, sex, widths, q0=qx[..., 0]))[..., :-1]
    m = closed / (widths - (widths - lived) * closed)
    if open_rate is None:
        last = np.where(qx[..., -1] < 1, qx[..., -1], closed[..., -1])
        rate = -np.log1p(-np.minimum(last, _ALMOST_ONE)) / widths[-1]
        rule = "Sterberisiko bleibt konstant"
    else:
        rate, rule = np.broadcast_to(np.asarray(open_rate, dtype=float), qx.shape[:-1]), "m beigegeben"
    _refuse("m(w)", rate, ~(rate > 0), "mehr als 0")
    mx = np.concatenate([m, rate[..., np.newaxis]], axis=-1)
    return _table((starts, widths), closed, (mx, lived), (title_of(ax), rule))


def life_table_from_knots(
    ages: Array,
    values: Array,
    *,
    kind: str = "qx",
    last_age: int = 100,
    sex: Sex | None = None,
    ax: Ax = "andreev_kingkade",
) -> LifeTable:
    """Return a table by single ages 0 … last_age from values at some exact `ages`, the first of them 0.

    `kind`: 'qx' or 'mx' of the single year that begins at the knot (joined on the log scale, flat above the
    last), or 'lx', survivors at the knot (an abridged table; joined by a monotone curve). Knots beyond
    `last_age` count: what happens there is folded into the open group. Raises ComponentError.
    """
    top = max(int(last_age), int(np.max(ages)))
    single = values_at_single_ages(np.asarray(ages), np.asarray(values, dtype=float), kind, top)
    made = life_table_from_rates if kind == "mx" else life_table_from_probabilities
    return made(single, sex=sex, ax=ax).closed_at(last_age)


def probabilities_from_knots(ages: Array, qx: Array, last_age: int = 100) -> Array:
    """Return q for single ages 0 … last_age, log-linear between the knots and flat beyond the last."""
    return values_at_single_ages(np.asarray(ages), np.asarray(qx, dtype=float), "qx", last_age)


def probabilities_from_rates(mx: Array, ax: Array) -> Array:
    """Return q = m / (1 + (1 − a) m) by single ages, 1 in the open group."""
    return life_table_from_rates(mx, ax=np.asarray(ax)).qx


def life_table(qx: Array, a0: float = A0_MALE) -> LifeTable:
    """Return the table of q by completed age with a fixed a(0), whatever the sex."""
    return life_table_from_probabilities(qx, sex="both", ax=a0)


def survivorship(table: LifeTable, width: int | None = None) -> Array:
    """Return S by the age group reached, the open group last; `width` joins groups first (1 + 4 → 5 years).

    Raises ComponentError if the groups of the table cannot be joined to that width.
    """
    widths = np.diff(table.ages)
    step = int(widths[-1]) if width is None else width
    starts = np.flatnonzero(table.ages % step == 0)
    if table.ages[-1] % step or not (np.diff(table.ages[starts]) == step).all():
        raise ComponentError(
            f"Die Altersgruppen der Sterbetafel lassen sich nicht auf {step} Jahre bringen; sie beginnen bei "
            f"{', '.join(f'{age:g}' for age in table.ages[:6])} …"
        )
    lived = np.add.reduceat(table.Lx, starts, axis=-1)
    first = lived[..., :1] / (step * table.lx[..., :1])
    inner = lived[..., 1:-1] / lived[..., :-2]
    last = lived[..., -1:] / (lived[..., -1:] + lived[..., -2:-1])
    return np.concatenate([first, inner, last], axis=-1)


def survivorship_from_rates(
    mx: Array, convention: Convention, *, sex: Sex | None = None, ax: Array | None = None
) -> Array:
    """Return S as `convention` wants it: groups of its step, years lived by its rule unless `ax` is given."""
    ages = float(convention.step) * np.arange(np.shape(mx)[-1])
    rule: Ax = convention.ax_rule if ax is None else ax
    return survivorship(life_table_from_rates(mx, ages=ages, sex=sex, ax=rule))


def improved(qx: Array, hazard_factor: Array) -> Array:
    """Return q after multiplying the hazard: 1 − (1 − q)^h."""
    changed: Array = -np.expm1(hazard_factor * np.log1p(-np.minimum(qx, _ALMOST_ONE)))
    return changed


def _groups(values: Array, ages: Array | None) -> tuple[Array, Array]:
    if values.ndim == 0 or values.shape[-1] < 2:
        raise ComponentError("Eine Sterbetafel braucht mindestens zwei Altersgruppen auf der letzten Achse.")
    starts = np.arange(values.shape[-1], dtype=float) if ages is None else np.asarray(ages, dtype=float)
    widths = np.diff(starts)
    if starts.shape != values.shape[-1:] or starts[0] != 0 or (widths <= 0).any():
        raise ComponentError(
            f"ages muss bei 0 beginnen, steigen und {values.shape[-1]} Einträge haben; es hat {starts.size}."
        )
    return starts, widths


def _infants(ax: Ax, sex: Sex | None, widths: Array, **infant: Array) -> tuple[Array, Array | None] | None:
    """Return a(0), and a(1 to 4) where the table has such a group; None if the whole column is given."""
    if not isinstance(ax, str | int | float):
        return None
    check_ax_rule(ax)
    if widths[0] != 1:
        raise ComponentError(
            "Ohne eine Altersgruppe 0 bis unter 1 lässt sich keine a0-Regel anwenden; bitte ax als Spalte "
            "angeben."
        )
    a0 = first_year_share(ax, sex, **infant)
    if len(widths) < 2 or widths[1] != 4:
        return a0, None
    m0 = infant["m0"] if "m0" in infant else infant["q0"] / (1 - (1 - a0) * infant["q0"])
    return a0, ages_1_to_4_share(sex, m0)


def _years_lived(
    ax: Ax, widths: Array, shape: tuple[int, ...], infants: tuple[Array, Array | None] | None
) -> Array:
    if infants is None:
        column = np.asarray(ax, dtype=float)
        if column.shape[-1:] != shape[-1:]:
            raise ComponentError(f"ax hat {column.shape[-1]} Altersgruppen, erwartet werden {shape[-1]}.")
        lived = np.broadcast_to(column, shape).copy()
        inner = lived[..., :-1]
        _refuse("ax", inner, ~((inner >= 0) & (inner <= widths)), "0 bis zur Breite der Altersgruppe")
        return lived
    lived = np.broadcast_to(np.append(widths, np.inf) * HALF, shape).copy()
    lived[..., 0] = infants[0]
    if infants[1] is not None:
        lived[..., 1] = infants[1]
    return lived


def _table(
    groups: tuple[Array, Array], qx: Array, given: tuple[Array, Array], names: tuple[str, str]
) -> LifeTable:
    (starts, widths), (mx, lived) = groups, given
    one = np.ones_like(mx[..., :1])
    lx = np.concatenate([one, np.cumprod(1.0 - qx, axis=-1)], axis=-1)
    inner = lx[..., :-1] * (widths - (widths - lived) * qx)
    person_years = np.concatenate([inner, lx[..., -1:] / mx[..., -1:]], axis=-1)
    above = np.cumsum(person_years[..., ::-1], axis=-1)[..., ::-1]
    ax = np.concatenate([lived, 1 / mx[..., -1:]], axis=-1)
    full = np.concatenate([qx, one], axis=-1)
    return LifeTable(starts, mx, ax, full, lx, person_years, above, *names)


def _refuse(name: str, values: Array, bad: NDArray[np.bool_], allowed: str) -> None:
    if not bad.any():
        return
    index = tuple(int(i) for i in np.argwhere(bad)[0])
    place = ", ".join(str(i) for i in index)
    raise ComponentError(
        f"{name}[{place}] = {float(values[index]):g}; erlaubt ist {allowed}. Betroffen sind "
        f"{int(bad.sum())} von {values.size} Werten."
    )
