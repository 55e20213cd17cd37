"""How one step of a projection is counted; engines differ by nothing else.

x is the age reached at the end of a step, w the open age group. The formulas stand in forecasting/README.md.
"""

from dataclasses import asdict, dataclass, replace
from typing import Literal

from forecasting.errors import ComponentError

Migration = Literal["end", "even", "mid_year_gross", "sequential_gross"]
Order = Literal[
    "deaths_births_migration",
    "half_migration_around",
    "together",
    "deaths_migration_births",
    "migration_deaths_births",
]
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
    rate_age: Literal["reached", "completed"]
    # Women at risk: mean of start and end by age, mean along the cohort, or those present after migration.
    births_exposure: Literal["mean_of_age", "mean_of_cohort", "after_migration"]
    order: Order
    # joint: those who reach w and those already there share one group. closed: nobody outlives the last age.
    open_age_group: Literal["joint", "closed"] = "joint"
    # Deaths, moves and naturalisation also befall the newborn of the step.
    newborn_events: bool = True
    # Ages of mothers left out at both ends of the age range.
    no_births_at_edges: bool = False
    # Smallest value of a cell; more than 0 only where a published engine does so.
    floor: float = 0.0
    # Length of a step and of an age group in years.
    step: int = 1
    # How survivorship was meant to come from a life table; printed, not computed here.
    ax_rule: str = "a(0) beigegeben, sonst 0,5"

    def __post_init__(self) -> None:
        if self.order not in _ORDERS[self.migration]:
            allowed = " oder ".join(_ORDERS[self.migration])
            raise ComponentError(
                f"Konvention {self.name}: order = {self.order} passt nicht zu migration = {self.migration}; "
                f"erlaubt ist {allowed}."
            )
        if self.migration == "mid_year_gross" and self.rate_age != "reached":
            raise ComponentError(
                f"Konvention {self.name}: mid_year_gross rechnet mit dem erreichten Alter; bitte "
                "rate_age = reached angeben und die Raten um ein Jahr verschieben."
            )
        if self.newborn_events and self.rate_age == "completed":
            raise ComponentError(
                f"Konvention {self.name}: Raten nach vollendetem Alter kennen keine Ereignisse der "
                "Neugeborenen; bitte newborn_events = False angeben."
            )
        if not self.newborn_events and self.migration == "mid_year_gross":
            raise ComponentError(
                f"Konvention {self.name}: mid_year_gross rechnet immer mit Ereignissen der Neugeborenen; "
                "bitte newborn_events = True angeben."
            )
        if self.step not in (1, 5):
            raise ComponentError(
                f"Konvention {self.name}: step = {self.step}; erlaubt sind Schritte von 1 oder 5 Jahren."
            )

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
)
UN_EVEN = replace(UN_END, name="UN_EVEN", migration="even", order="half_migration_around")
# Swiss Federal Statistical Office and propop: gross flows, migrants exposed for half a year.
FSO = Convention(
    "FSO",
    "mid_year_gross",
    "reached",
    "mean_of_cohort",
    "together",
    ax_rule="prospektive Sterbewahrscheinlichkeit",
)
# Swedish municipal practice: order death, migration, birth on the start population.
MUNICIPAL = Convention(
    "MUNICIPAL",
    "sequential_gross",
    "completed",
    "after_migration",
    "deaths_migration_births",
    newborn_events=False,
    ax_rule="qx",
)
# German registers deliver gross flows by age reached in the year: the FSO form is closest to them.
PRODUCT = replace(FSO, name="KOHORTE")
