"""A plan as it was told on a day: numbers by area, band and Kita year, with what they were made from."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dashboards.topics.kita.planned import Line, PlanBand

Number = float | None
Series = tuple[Number, ...]
Ages = tuple[Series, ...]
AreaKey = Annotated[str, Field(min_length=1, max_length=80)]
# Columns of the balance that are kept, one number per Kita year each.
COLUMNS = (
    *("children", "children_q10", "children_q90", "need", "need_q10", "need_q90"),
    *("places", "pending", "saldo", "probability"),
)
MOST_AREAS = 20_000


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AreaRecord(_Strict):
    """One area of a band: a number per Kita year and column, places one child needs by Kita year and age."""

    children: Series
    children_q10: Series
    children_q90: Series
    need: Series
    need_q10: Series
    need_q90: Series
    places: Series
    pending: Series
    saldo: Series
    probability: Series
    per_child: Ages


class BandRecord(_Strict):
    """One band: how it was counted, in words, and its areas."""

    settings: Annotated[str, Field(max_length=2000)]
    areas: Annotated[dict[AreaKey, AreaRecord], Field(max_length=MOST_AREAS)]


class KeptPlan(_Strict):
    """A plan that was kept. `base_year` is the last observed Kita year; it is the first of `years`.

    `children` has the children on the reference day by area, Kita year and age.
    """

    name: Annotated[str, Field(min_length=1, max_length=120)]
    kept_on: date
    author: Annotated[str, Field(max_length=120)] = ""
    area_id: Line
    area_name: Line
    build_id: Line
    run_id: Annotated[str, Field(max_length=200)] = ""
    variant: Annotated[str, Field(max_length=200)] = ""
    years: Annotated[tuple[int, ...], Field(min_length=1, max_length=40)]
    base_year: int
    own_plans: tuple[Line, ...] = ()
    bands: dict[PlanBand, BandRecord]
    children: Annotated[dict[AreaKey, Ages], Field(max_length=MOST_AREAS)]

    @model_validator(mode="after")
    def _is_whole(self) -> "KeptPlan":
        """Every series has a number per Kita year: a file cut by hand is refused, not misread."""
        count = len(self.years)
        for band, record in self.bands.items():
            for area_id, rows in record.areas.items():
                lengths = {len(getattr(rows, name)) for name in (*COLUMNS, "per_child")}
                if lengths != {count}:
                    raise ValueError(f"{band}, {area_id}: nicht {count} Kita-Jahre")
        if any(len(rows) != count for rows in self.children.values()):
            raise ValueError(f"children: nicht {count} Kita-Jahre")
        return self

    def number(self, band: PlanBand, area_id: str, kita_year: int, column: str) -> float:
        """Return a number of the balance; NaN where the plan has none."""
        record = self.bands.get(band)
        rows = record.areas.get(area_id) if record else None
        if rows is None or kita_year not in self.years:
            return float("nan")
        value = getattr(rows, column)[self.years.index(kita_year)]
        return float("nan") if value is None else float(value)
