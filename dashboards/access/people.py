"""Roles and persons as the dashboards know them."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to an association; the German words stand in rechte.yml."""

    STATISTICIAN = "statistik"
    PLANNER = "planung"
    MEMBER = "mitglied"
    PUBLIC = "öffentlichkeit"


@dataclass(frozen=True)
class Account:
    """An identity at a provider: who vouches (issuer) and the number there (subject). Never reused."""

    issuer: str
    subject: str


@dataclass(frozen=True)
class Person:
    """Somebody with a role in some municipalities (AGS); `account` is None without login."""

    name: str
    role: Role
    municipalities: frozenset[str]
    account: Account | None = None

    @property
    def cache_key(self) -> str:
        """What keeps cached numbers of persons with different rights apart."""
        return f"{self.role.value}:{','.join(sorted(self.municipalities))}"


ANYONE = Person("Öffentlichkeit", Role.PUBLIC, frozenset())
