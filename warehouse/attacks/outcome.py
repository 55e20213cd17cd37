"""What one attack gave: in words a data protection officer can act on, never with the value of a cell."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from warehouse.attacks.bounds import Bounds, bounded
from warehouse.attacks.equations import Equations, all_equations, parted
from warehouse.attacks.knowledge import known_cells, with_exact, with_second_reports
from warehouse.release.register import Judgement, Outcome
from warehouse.release.surface import AttackSurface

PASSED: Final = "bestanden"
NOTED: Final = "hinweis"
REFUSED: Final = "ausschluss"
EMPTY: Final = "entfällt"


@dataclass(frozen=True)
class Ground:
    """The surface of a release with what several attacks work out of it, worked out once."""

    surface: AttackSurface

    @cached_property
    def known(self) -> pd.DataFrame:
        """Known cells with true count and interval (attacks/knowledge.py)."""
        return known_cells(self.surface)

    @cached_property
    def truth(self) -> pd.DataFrame:
        """Published cells with true count and cell key; not delivered ones left out."""
        every: pd.DataFrame = self.surface.truth.to_pandas()
        return every[every["n"].notna()].reset_index(drop=True)

    @cached_property
    def systems(self) -> list[Equations]:
        """Equations of every unit and date."""
        told = with_second_reports(self.known, self.surface)
        return list(all_equations(told, self.surface.places))

    @cached_property
    def linked(self) -> list[Equations]:
        """The same for an attacker who knows the exact numbers published elsewhere."""
        told = with_second_reports(with_exact(self.known, self.surface), self.surface)
        return list(all_equations(told, self.surface.places))

    @cached_property
    def linked_bounds(self) -> Bounds:
        """How closely that attacker pins down cells of one or two people: nobody outside does better."""
        known = with_exact(self.known, self.surface)
        return bounded(parted(known, self.surface.places), withheld=False)


@dataclass(frozen=True)
class Attack:
    """Name of an attack of protection.md §2, what it tries, and what to do if it succeeds."""

    code: str
    title: str
    tries: str
    limit: str
    advice: str

    def outcome(self, found: str, *, refused: bool = False, noted: bool = False) -> Outcome:
        """Return the outcome of the attack; `found` says what was attacked and the worst of it."""
        verdict: Judgement = REFUSED if refused else NOTED if noted else PASSED
        return self._outcome(verdict, found, self.advice if refused or noted else "")

    def nothing_to_attack(self, why: str) -> Outcome:
        """Return that the release holds nothing the attack could use."""
        return self._outcome(EMPTY, why, "")

    def _outcome(self, verdict: Judgement, found: str, advice: str) -> Outcome:
        return Outcome(
            code=self.code, title=self.title, tries=self.tries, limit=self.limit, found=found,
            verdict=verdict, advice=advice,
        )  # fmt: skip


def number(value: float, digits: int = 0) -> str:
    """Return a number as Germans write it."""
    return f"{value:,.{digits}f}".replace(",", " ").replace(".", ",").replace(" ", ".")


def share(part: float, whole: float) -> str:
    """Return a share in percent, „–“ of nothing."""
    return f"{number(100 * part / whole)} %" if whole else "–"
