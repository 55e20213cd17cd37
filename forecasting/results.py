"""What a forecast is summarised by: age bands, components, indicators, care bands, and the arrays of them."""

from dataclasses import dataclass

from forecasting.components import Array

# Planning age groups (domain rules § 3), then totals and the bases of ratios.
PLANNING_BANDS = (
    (0, 2), (3, 5), (6, 9), (10, 15), (16, 18), (19, 24),
    (25, 29), (30, 49), (50, 64), (65, 74), (75, 84), (85, 100),
)  # fmt: skip
TOTAL = (0, 100)
OTHER_BANDS = ((0, 17), (0, 19), (18, 64), (20, 64), (65, 100), (80, 100))
COMPONENTS = ("births", "deaths", "in", "out", "moves_in", "moves_out", "naturalisation")
# Draws of demand that are stored; more would add nothing a reader could see.
KEPT = 200
# Kita years whose children are stored draw by draw: ten to plan, one to look into the year after the last.
CHILD_YEARS = 11
INDICATORS = ("jugendquotient", "altenquotient", "gesamtquotient", "durchschnittsalter")


@dataclass(frozen=True)
class Band:
    """One row of age-group results; sex and nationality None: both together."""

    age: int
    age_to: int
    sex: str | None = None
    nationality: str | None = None


@dataclass(frozen=True)
class ScenarioResult:
    """Summaries (…, 6: mean and quantiles) of one scenario of one root.

    `cells` (year, leaf, nationality, sex, age, 6) from the first forecast year; `bands` (year, area, band, 6)
    and `indicators` (year, area, indicator, 6) from the jump-off year; `components` (year, area, component,
    6); `demand` (year, area, care band, 6). `total_draws` (year, area, draw) from the jump-off year:
    residents in the order of the draws. `demand_draws` (year, area, care band, KEPT or fewer): evenly spaced
    draws in ascending order. `children_draws` (year, leaf, age on 1 August, KEPT or fewer): the first
    CHILD_YEARS years in the order of the draws, so that areas and ages add up draw by draw. `cut` is the
    largest number of persons kept in a year.
    """

    cells: Array
    bands: Array
    indicators: Array
    components: Array
    demand: Array
    demand_draws: Array
    children_draws: Array
    total_draws: Array
    cut: float


def band_list(nationalities: int) -> list[Band]:
    """Return the age-group rows in the order of the results."""
    bands = [Band(*TOTAL), *(Band(*ages) for ages in (*PLANNING_BANDS, *OTHER_BANDS))]
    bands += [Band(*TOTAL, sex=sex) for sex in ("m", "w")]
    if nationalities == 2:
        bands += [Band(*TOTAL, nationality=nationality) for nationality in ("D", "A")]
    return bands
