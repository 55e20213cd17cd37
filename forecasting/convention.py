"""How one step of a projection is counted; engines differ by nothing else.

x is the age reached at the end of a step, w the open age group. The formulas stand in forecasting/README.md.
"""

from dataclasses import dataclass
from typing import Literal

Migration = Literal["end", "even", "mid_year_gross", "sequential_gross"]


@dataclass(frozen=True)
class Convention:
    """Declared once and printed with every result."""

    name: str
    # end: net migrants arrive after all other events. even: half before, half after. mid_year_gross: gross
    # flows with half a year of exposure. sequential_gross: deaths, then moves, then births, all on the start
    # population.
    migration: Migration
    # Age that rates belong to: reached at the end of the step (cohort), or completed at its start.
    rate_age: Literal["reached", "completed"]
    # Women at risk: mean of start and end by age, mean along the cohort, or those present after migration.
    births_exposure: Literal["mean_of_age", "mean_of_cohort", "after_migration"]
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

    def with_step(self, step: int) -> "Convention":
        """Return the same convention for age groups and steps of `step` years."""
        fields = {**self.__dict__, "step": step, "name": f"{self.name}, Schritt {step} Jahre"}
        return Convention(**fields)


# United Nations engine ccmppWPP and bayesPop: net migration at the end of the step, or half before and half
# after.
UN_END = Convention("UN_END", "end", "reached", "mean_of_age", no_births_at_edges=True, floor=0.0005)
UN_EVEN = Convention("UN_EVEN", "even", "reached", "mean_of_age", no_births_at_edges=True, floor=0.0005)
# Swiss Federal Statistical Office and propop: gross flows, migrants exposed for half a year.
FSO = Convention(
    "FSO", "mid_year_gross", "reached", "mean_of_cohort", ax_rule="prospektive Sterbewahrscheinlichkeit"
)
# Swedish municipal practice: order death, migration, birth on the start population.
MUNICIPAL = Convention(
    "MUNICIPAL", "sequential_gross", "completed", "after_migration", newborn_events=False, ax_rule="qx"
)
# German registers deliver gross flows by age reached in the year: the FSO form is closest to them.
PRODUCT = Convention(
    "KOHORTE", "mid_year_gross", "reached", "mean_of_cohort", ax_rule="prospektive Sterbewahrscheinlichkeit"
)
