"""What a plan of measures is: named, dated, readable by hand; hashable, so that a view can depend on it."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from dashboards.topics.kita.home_files import key_of

PlanBand = Literal["u3", "ue3", "grundschule"]
Line = Annotated[str, Field(min_length=1, max_length=200)]
Status = Literal["idee", "beschlossen", "im_bau", "fertig", "schliessung"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Planned(_Strict):
    """One measure of a plan; groups and places are negative where they go."""

    title: Line
    area_id: Line
    facility_id: Line | None = None
    band: PlanBand
    group_type: Line
    status: Status = "idee"
    starts_on: date
    groups: Annotated[int, Field(ge=-50, le=50)]
    places: Annotated[int, Field(ge=-1000, le=1000)]
    why: Annotated[str, Field(max_length=400)] = ""


class Plan(_Strict):
    """A named list of measures and what it was made from, in words."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    saved_on: date
    basis: Annotated[str, Field(max_length=1000)] = ""
    measures: Annotated[tuple[Planned, ...], Field(min_length=1, max_length=400)]

    @property
    def key(self) -> str:
        """Name of its file, and its code in an address."""
        return key_of(self.name)

    def of_band(self, band: str) -> tuple[Planned, ...]:
        """Return the measures of a band in the order of the plan."""
        return tuple(one for one in self.measures if one.band == band)
