"""How one step of a projection is counted; engines differ by nothing else.

x is the age reached at the end of a step, w the open age group. The formulas stand in forecasting/README.md.
"""

from dataclasses import asdict, dataclass, replace
from typing import Literal, get_args

from forecasting.ax_rules import AxRule, check_ax_rule
from forecasting.errors import ComponentError

Migration = Literal["end", "even", "mid_year_gross", "sequential_gross"]
Order = Literal[
    "deaths_births_migration",
    "half_migration_around",
    "together",
    "deaths_migration_births",
    "migration_deaths_births",
]
RateAge = Literal["reached", "completed"]
BirthsExposure = Literal["mean_of_age", "mean_of_cohort", "after_migration"]
OpenAgeGroup = Literal["joint", "closed"]
_CHOICES = {
    "migration": get_args(Migration),
    "rate_age": get_args(RateAge),
    "births_exposure": get_args(BirthsExposure),
    "order": get_args(Order),
    "open_age_group": get_args(OpenAgeGroup),
    "step": (1, 5),
}
_ORDERS: dict[str, tuple[str, ...]] = {
    "end": ("deaths_births_migration",),
    "even": ("half_migration_around",),
    "mid_year_gross": ("together",),
    "sequential_gross": ("deaths_migration_births", "migration_deaths_births"),
}


@dataclass(frozen=True)
class Convention:
    """Declared once and printed with every result. Raises ComponentError for choices that contradict."""

    name: str
    # end: net migrants arrive after all other events. even: half before, half after. mid_year_gross: gross
    # flows with half a year of exposure. sequential_gross: deaths and moves one after the other, each on
    # those who are left.
    migration: Migration
    # Age that rates and counts belong to: reached at the end of the step (cohort), or completed at its start.
    rate_age: RateAge
    # Women at risk: mean of start and end by age, mean along the cohort, or those present after migration.
    births_exposure: BirthsExposure
    order: Order
    # joint: those who reach w and those already there share one group. closed: nobody outlives the last age.
    open_age_group: OpenAgeGroup = "joint"
    # Deaths, departures and naturalisation also befall the newborn of the step.
    newborn_events: bool = True
    # Ages of mothers left out at both ends of the age range.
    no_births_at_edges: bool = False
    # Smallest value of a cell; more than 0 only where a published engine does so.
    floor: float = 0.0
    # Persons of an age a negative net count leaves where it would take all counted at that age at the start;
    # None: no such limit. Net counts only.
    left_at_start: float | None = None
    # Length of a step and of an age group in years.
    step: int = 1
    # Years lived in the year of death where survivorship comes from rates (survivorship_from_rates): a rule
    # by name or a fixed a(0). A given column goes before it.
    ax_rule: AxRule | float = "andreev_kingkade"

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            if (chosen := getattr(self, name)) not in choices:
                self._refuse(
                    f"{name} = {chosen!r}", f"erlaubt ist {' oder '.join(str(one) for one in choices)}"
                )
        allowed = " oder ".join(_ORDERS[self.migration])
        mid_year, completed = self.migration == "mid_year_gross", self.rate_age == "completed"
        if self.order not in _ORDERS[self.migration]:
            self._refuse(f"order = {self.order}", f"zu migration = {self.migration} passt {allowed}")
        if mid_year and completed:
            wanted = "bitte rate_age = reached angeben und die Raten um ein Jahr verschieben"
            self._refuse("mid_year_gross rechnet mit dem erreichten Alter", wanted)
        if mid_year and not self.newborn_events:
            wanted = "bitte newborn_events = True angeben"
            self._refuse("mid_year_gross rechnet immer mit Ereignissen der Neugeborenen", wanted)
        if completed and self.newborn_events:
            wanted = "bitte newborn_events = False angeben"
            self._refuse("Raten nach vollendetem Alter kennen keine Ereignisse der Neugeborenen", wanted)
        if not 0 <= self.floor < 1 or (mid_year and self.floor > 0):
            wanted = "0 bis unter 1, bei mid_year_gross 0, weil dort kein Bestand negativ wird"
            self._refuse(f"floor = {self.floor:g}", f"erlaubt ist {wanted}")
        if self.left_at_start is not None and (self.takes_gross_flows or not 0 <= self.left_at_start < 1):
            wanted = "None oder 0 bis unter 1, bei Bruttoströmen None, weil es Wanderungssalden begrenzt"
            self._refuse(f"left_at_start = {self.left_at_start:g}", f"erlaubt ist {wanted}")
        check_ax_rule(self.ax_rule)

    def _refuse(self, what: str, wanted: str) -> None:
        raise ComponentError(f"Konvention {self.name}: {what}; {wanted}.")

    @property
    def takes_gross_flows(self) -> bool:
        """Whether out-rates and in-volumes act; else net counts do."""
        return self.migration in ("mid_year_gross", "sequential_gross")

    def with_step(self, step: int) -> "Convention":
        """Return the same convention for age groups and steps of `step` years."""
        return replace(self, step=step, name=f"{self.name}, Schritt {step} Jahre")

    def is_like(self, other: "Convention") -> bool:
        """Whether both count in the same way; name and ax rule do not matter."""
        return {**asdict(self), "name": "", "ax_rule": ""} == {**asdict(other), "name": "", "ax_rule": ""}


# United Nations engine ccmppWPP and bayesPop: net migration at the end of the step, or half before and half
# after.
UN_END = Convention(
    "UN_END",
    "end",
    "reached",
    "mean_of_age",
    "deaths_births_migration",
    no_births_at_edges=True,
    floor=0.0005,
    left_at_start=0.00001,
)
UN_EVEN = replace(UN_END, name="UN_EVEN", migration="even", order="half_migration_around")
# Swiss Federal Statistical Office and propop: gross flows, migrants exposed for half a year.
FSO = Convention(
    "FSO",
    "mid_year_gross",
    "reached",
    "mean_of_cohort",
    "together",
)
# Swedish municipal practice: order death, migration, birth on the start population.
MUNICIPAL = Convention(
    "MUNICIPAL",
    "sequential_gross",
    "completed",
    "after_migration",
    "deaths_migration_births",
    newborn_events=False,
)
# German registers deliver gross flows by age reached in the year: the FSO form is closest to them.
PRODUCT = replace(FSO, name="KOHORTE")
