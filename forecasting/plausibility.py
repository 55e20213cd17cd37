"""Gates after every run: what cannot be is refused, what is unusual becomes a note.

Hard gates stop a run before anybody sees it: numbers that are missing or negative, quantiles out of order,
components that do not explain the change of the stock, moves inside a municipality that do not meet, and
births, deaths or moves no population has. Soft gates become German notes of the run. The regional forecast of
PBL had to be withdrawn twice for want of such checks (issue 4).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from forecasting.cohort_ratios.births import boys_error
from forecasting.components import FEMALE, GIRLS_SHARE, MALE, Array, Components
from forecasting.errors import ForecastError
from forecasting.jump_off import Places
from forecasting.results import COMPONENTS, ScenarioResult

Flags = NDArray[np.bool_]
# Children per woman and life expectancy at birth (years): impossible outside the first, unusual outside the
# second. Europe's municipalities since 1990 lie within the second.
TFR_LIMITS, TFR_USUAL = (0.3, 5.0), (0.8, 2.6)
E0_LIMITS, E0_USUAL = (60.0, 100.0), (72.0, 92.0)
# Boys per girl among the newborn; 1.05 to 1.06 everywhere in Europe. Where their share is taken from counted
# infants it may lie off by so many of its standard errors.
SEX_RATIO, STANDARD_ERRORS = (1.0, 1.10), 3.0
INFANTS_FOR_SEX_RATIO = 100.0
# Residents move most as young adults, least when old (Rogers and Castro): age bands compared.
YOUNG, OLD, PEAK = (20, 34), (65, 79), (16, 36)
SMOOTHED_YEARS = 5
# Moves of the old per head, as a share of those of the young: still usual, still possible.
OLD_MOVES, MORE_THAN_YOUNG = 0.6, 1.05
# Persons: single floats of means carry six digits.
TOLERANCE, RELATIVE = 0.1, 4e-6
# Change of a population of at least this size over the whole horizon that deserves a word.
NOTED_SIZE, NOTED_CHANGE = 1000.0, 0.4
SHOWN = 3


@dataclass(frozen=True)
class Case:
    """What is judged: areas of a root, the title of the scenario, and the last year of the register.

    `infants`: counted ones that the share of boys is taken from; None: that share is a constant.
    """

    places: Places
    title: str
    jump_off_year: int
    infants: float | None = None

    @property
    def name(self) -> str:
        """Root and scenario in words."""
        return f"{self.places.root.name}, {self.title}"

    @property
    def sex_ratio(self) -> tuple[float, float]:
        """Least and largest boys per girl among the newborn that chance and noise of the base explain."""
        if self.infants is None:
            return SEX_RATIO
        share = boys_error(self.infants, self.places.root.noise_variance)
        # a small change of a share changes the ratio by its square more
        slack = STANDARD_ERRORS * share / GIRLS_SHARE**2
        return SEX_RATIO[0] - slack, SEX_RATIO[1] + slack


def check_result(case: Case, result: ScenarioResult) -> tuple[str, ...]:
    """Return notes on what is unusual. Raises ForecastError naming area, year and value of what cannot be."""
    first = case.jump_off_year
    tables = (
        ("cells", case.places.leaves, first + 1),
        ("bands", case.places.areas, first),
        ("components", case.places.areas, first + 1),
        ("demand", case.places.areas, first + 1),
    )
    for name, areas, year in tables:
        _check_numbers(case, (areas, year), getattr(result, name))
    _check_balance(case, result)
    _check_inner_moves(case, result)
    _check_sex_ratio(case, result.cells[..., 0])
    return _growth_notes(case, result.total_draws)


def check_components(case: Case, components: Components, residents: Array) -> tuple[str, ...]:
    """Return notes on unusual rates of the first year; `residents` (leaf, nationality, sex, age).

    Raises ForecastError naming area and value of what no population has.
    """
    notes: list[str] = []
    fertility = _mean_of_groups(components.fertility, residents[:, :, FEMALE].sum(axis=-1))
    notes += _check_range(case, fertility, TFR_LIMITS, TFR_USUAL, "Kinder je Frau")
    if components.death_probability is not None:
        for sex, who in ((MALE, "Männer"), (FEMALE, "Frauen")):
            dying = components.death_probability[:1, :, :, sex]
            expected = _mean_of_groups(dying, residents[:, :, sex].sum(axis=-1), is_survival=True)
            notes += _check_range(
                case, expected, E0_LIMITS, E0_USUAL, f"Jahre Lebenserwartung der {who} bei Geburt"
            )
    return (*notes, *_check_mobility(case, components, residents))


def mobility(components: Components, residents: Array) -> Array:
    """Return moves of every kind per resident of the first year, by age."""
    rate = np.zeros(residents.shape)
    if components.out_rate is not None:
        rate = rate + components.out_rate[0]
    for flow in components.internal:
        rate = rate + flow.rate[0]
    moves, people = (rate * residents).sum(axis=(0, 1, 2)), residents.sum(axis=(0, 1, 2))
    by_age: Array = np.divide(moves, people, out=np.zeros_like(moves), where=people > 0)
    return by_age


def _check_numbers(case: Case, place: tuple[tuple[str, ...], int], values: Array) -> None:
    # The least of all is NaN if any is: one pass where nothing is wrong.
    if not values.min() >= -TOLERANCE:
        _refuse(case, place, ~np.isfinite(values), values, "fehlt eine Zahl")
        _refuse(case, place, values < -TOLERANCE, values, "steht eine negative Zahl")
    # The first column is the mean.
    falling = values[..., 2:] < values[..., 1:-1] - TOLERANCE
    _refuse(case, place, falling, values[..., 2:], "sind die Quantile nicht der Größe nach geordnet")


def _check_balance(case: Case, result: ScenarioResult) -> None:
    stock = result.bands[:, :, 0, 0].astype(float)
    flow = {name: result.components[:, :, i, 0].astype(float) for i, name in enumerate(COMPONENTS)}
    change = flow["births"] - flow["deaths"] + flow["in"] - flow["out"] + flow["moves_in"] - flow["moves_out"]
    rest = np.diff(stock, axis=0) - change
    _refuse(
        case,
        (case.places.areas, case.jump_off_year + 1),
        np.abs(rest) > _tolerance(stock[1:]),
        rest,
        "erklären Geburten, Sterbefälle und Wanderungen die Veränderung nicht (Rest in Personen)",
    )


def _check_inner_moves(case: Case, result: ScenarioResult) -> None:
    whole = [i for i, area in enumerate(case.places.areas) if area in case.places.municipalities]
    arrived, left = (
        result.components[:, whole, COMPONENTS.index(name), 0] for name in ("moves_in", "moves_out")
    )
    names = tuple(case.places.areas[i] for i in whole)
    unequal = np.abs(arrived - left) > _tolerance(left)
    words = "kommen bei Umzügen innerhalb der Gemeinde nicht so viele an wie aufbrechen (Unterschied)"
    _refuse(case, (names, case.jump_off_year + 1), unequal, arrived - left, words)


def _check_sex_ratio(case: Case, cells: Array) -> None:
    # Children of age 0 of the whole root: few have died or moved, and nobody is drawn by lot in the mean.
    boys, girls = (cells[:, :, :, sex, 0].sum(axis=(1, 2)).astype(float) for sex in (MALE, FEMALE))
    ratio = np.divide(boys, girls, out=np.ones_like(boys), where=girls > 0)
    least, largest = case.sex_ratio
    wrong = (boys + girls >= INFANTS_FOR_SEX_RATIO) & ((ratio < least) | (ratio > largest))
    place = ((case.places.root.area_id,), case.jump_off_year + 1)
    words = "kommen unter den Neugeborenen unmöglich viele oder wenige Jungen auf ein Mädchen"
    _refuse(case, place, wrong[:, np.newaxis], ratio[:, np.newaxis], words)


def _check_range(
    case: Case, values: Array, limits: tuple[float, float], usual: tuple[float, float], words: str
) -> list[str]:
    """Refuse values (leaf) outside the limits, note those outside what is usual; NaN: nobody lives there."""
    known = np.where(np.isfinite(values), values, sum(usual) / 2)
    place = (case.places.leaves, case.jump_off_year + 1)
    impossible = ((known < limits[0]) | (known > limits[1]))[np.newaxis]
    _refuse(case, place, impossible, known[np.newaxis], f"sind die {words} unmöglich")
    unusual = np.flatnonzero((known < usual[0]) | (known > usual[1]))
    if not len(unusual):
        return []
    told = ", ".join(f"{case.places.leaves[i]} ({_german(known[i])})" for i in unusual[:SHOWN])
    more = f" und {len(unusual) - SHOWN} weiteren" if len(unusual) > SHOWN else ""
    return [f"{case.name}: Ungewöhnlich viele oder wenige {words} in {told}{more}. Bitte prüfen."]


def _check_mobility(case: Case, components: Components, residents: Array) -> list[str]:
    moved = mobility(components, residents)
    if moved.max() <= 0:
        return []
    young, old = (moved[low : high + 1].mean() for low, high in (YOUNG, OLD))
    if old > MORE_THAN_YOUNG * young:
        raise ForecastError(
            f"{case.name}: Ältere ({OLD[0]} bis {OLD[1]}) ziehen mit {_german(1000 * old)} von 1000 im Jahr "
            f"häufiger um als junge Erwachsene ({_german(1000 * young)}). Das gibt es in keiner Bevölkerung; "
            "der Lauf wird nicht veröffentlicht. Bitte das Alter in den Wanderungsdaten prüfen."
        )
    smooth = np.convolve(moved, np.ones(SMOOTHED_YEARS) / SMOOTHED_YEARS, mode="same")
    peak = int(smooth[16:].argmax()) + 16
    notes = []
    if not PEAK[0] <= peak <= PEAK[1]:
        notes.append(f"{case.name}: Am häufigsten umgezogen wird mit {peak} Jahren, üblich sind 18 bis 30.")
    if old > OLD_MOVES * young:
        share = _german(100 * old / young)
        notes.append(f"{case.name}: Ältere ziehen fast so oft um wie junge Erwachsene ({share} %).")
    return notes


def _growth_notes(case: Case, draws: Array) -> tuple[str, ...]:
    middle = np.median(draws, axis=-1)
    size = np.maximum(middle[0], 1.0)
    change = middle[-1] / size - 1
    strong = np.flatnonzero((middle[0] >= NOTED_SIZE) & (np.abs(change) > NOTED_CHANGE))
    if not len(strong):
        return ()
    ranked = sorted(strong, key=lambda i: -abs(change[i]))
    told = ", ".join(f"{case.places.areas[i]} ({_german(100 * change[i])} %)" for i in ranked[:SHOWN])
    more = f" und {len(ranked) - SHOWN} weitere" if len(ranked) > SHOWN else ""
    end = case.jump_off_year + len(draws) - 1
    return (f"{case.name}: Sehr starke Veränderung bis {end}: {told}{more}. Bitte die Annahmen prüfen.",)


def _refuse(case: Case, place: tuple[tuple[str, ...], int], wrong: Flags, values: Array, words: str) -> None:
    """Raise ForecastError at the first True of `wrong` (year, area, …); `place` is areas and first year."""
    if not wrong.any():
        return
    areas, first = place
    found = tuple(int(i) for i in np.argwhere(wrong)[0])
    where = f"Gebiet {areas[found[1]]}, Jahr {first + found[0]}"
    raise ForecastError(
        f"{case.name}: In {where} {words}: {_german(float(values[found]))}. Betroffen sind "
        f"{int(wrong.sum())} Stellen. Der Lauf wird nicht veröffentlicht; der bisherige bleibt "
        "gültig. Bitte die Annahmen dieses Gebiets prüfen und, wenn sie stimmen, die Meldung weitergeben."
    )


def _mean_of_groups(rates: Array, people: Array, *, is_survival: bool = False) -> Array:
    """Return TFR or life expectancy by leaf from rates (year, leaf, nationality, age) of the first year.

    `people` (leaf, nationality) weigh the nationalities; NaN where nobody lives. Life expectancy is
    the sum of survivors at the end of every calendar year, half a year after each birthday.
    """
    first = np.broadcast_to(rates[0], (*people.shape, rates.shape[-1]))
    by_group = np.cumprod(1 - first, axis=-1).sum(axis=-1) if is_survival else first.sum(axis=-1)
    total = people.sum(axis=1)
    weighed = (by_group * people).sum(axis=1)
    mean: Array = np.divide(weighed, total, out=np.full(len(total), np.nan), where=total > 0)
    return mean


def _tolerance(persons: Array) -> Array:
    allowed: Array = TOLERANCE + RELATIVE * np.abs(persons)
    return allowed


def _german(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
