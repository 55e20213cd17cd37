"""What is asked of a release: whose numbers, for whom, by which rules."""

from dataclasses import dataclass
from functools import cached_property

from warehouse.protection.perturbation import PerturbationTable
from warehouse.release.design import Audience, CellTable
from warehouse.release.policy import AudiencePolicy


@dataclass(frozen=True)
class Order:
    """One municipality and one audience with the rules that hold for them."""

    municipality_ags: str
    audience: Audience
    rules: AudiencePolicy

    @cached_property
    def table(self) -> PerturbationTable:
        """The public perturbation table; the order of its intervals is secret and set when it is used."""
        return self.rules.table()

    @property
    def cell_tables(self) -> tuple[CellTable, ...]:
        """Every table any area may get."""
        steps = [table for step in self.rules.steps(self.audience) for table in step.tables]
        return tuple(dict.fromkeys([*steps, *self.rules.town_tables(self.audience)]))
