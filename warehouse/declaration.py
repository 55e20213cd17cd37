"""The parts a delivery profile is made of; every one refuses keys it does not know."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

Scalar = str | int | bool | None
Type = Literal[
    "text", "integer", "number", "date", "age_group", "area_key", "area_id", "register_id", "birth_date"
]


class Declaration(BaseModel):
    """Base of everything read from YAML: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Column(Declaration):
    """One column of the file.

    Found by one of its `headings` (any case) or, at fixed width, by `position` (1-based start, width);
    there the first heading is what the record description calls the field.
    `codes` maps a delivered key to a value, or to several columns at once; `other` is the value of keys
    that match `pattern` but are not listed. `zero_fill` restores leading zeros lost in a spreadsheet, up
    to that length. `code_list` names the list the result must be in. `optional` allows the heading to be
    absent, `required: false` an empty value. `formats` are date formats; %Y%m means the last day of that
    month.
    """

    headings: tuple[str, ...] = ()
    position: tuple[int, int] | None = None
    type: Type = "text"
    formats: tuple[str, ...] = ("%Y-%m-%d",)
    codes: dict[str, Scalar | dict[str, Scalar]] = Field(default_factory=dict)
    other: Scalar = None
    code_list: str | None = None
    zero_fill: int | None = None
    pattern: str | None = None
    # What one unit of the file is worth: 1000 where persons are given in thousands.
    factor: Annotated[float, Field(gt=0)] = 1.0
    minimum: float | None = None
    maximum: float | None = None
    required: bool = True
    optional: bool = False

    def label(self, name: str) -> str:
        """What people who know the file call this column: its heading, or field and place in the record."""
        known = (*self.headings, name)[0]
        if not self.position:
            return known
        start, width = self.position
        return f"{known} (Stellen {start}–{start + width - 1})" if width > 1 else f"{known} (Stelle {start})"

    def outputs(self, name: str) -> tuple[str, ...]:
        """Names of the columns this one yields."""
        mapped = [value for value in self.codes.values() if isinstance(value, dict)]
        if mapped:
            return tuple(mapped[0])
        split = {"age_group": (name, f"{name}_to"), "birth_date": ("birth_year", "birth_month")}
        return split.get(self.type, (name,))


class Origin(Declaration):
    """Where a fact about the whole file comes from: a column, the file name (first group), or a constant."""

    column: str | None = None
    file_name: str | None = None
    constant: str | None = None
    otherwise: str | None = None

    @model_validator(mode="after")
    def _one_origin(self) -> Self:
        if sum(origin is not None for origin in (self.column, self.file_name, self.constant)) != 1:
            raise ValueError("genau eines von column, file_name, constant angeben")
        return self


class Skip(Declaration):
    """Rows that belong in the file but not in the table; counted with their reason, never silent."""

    where: dict[str, tuple[str, ...]]
    unless: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    reason: str


class RejectLimit(Declaration):
    """A delivery is refused when more rows than `rows` and a larger share than `share` are rejected."""

    share: Annotated[float, Field(ge=0, le=1)] = 0.005
    rows: Annotated[int, Field(ge=0)] = 10


class AgeGroup(Declaration):
    """One column of a wide file: an age group, of one sex or nationality where they are told apart."""

    heading: str
    age: Annotated[int, Field(ge=0, le=100)]
    age_to: Annotated[int, Field(ge=0, le=100)]
    sex: Literal["m", "w"] | None = None
    nationality: Literal["D", "A"] | None = None


class Wide(Declaration):
    """A file with one column per age group (and sex, nationality), turned into one row per group.

    `margins`: sex → column with the total of that sex.
    """

    groups: tuple[AgeGroup, ...]
    margins: dict[Literal["m", "w"], str] = Field(default_factory=dict)


class SumRule(Declaration):
    """A column that must equal the sum of others in every row; `age_groups` stands for all wide columns."""

    total: str
    parts: tuple[str, ...]


class Shares(Declaration):
    """Rows with equal `keys` divide one whole: their `share` must add up to 1."""

    keys: tuple[str, ...]
    share: str


class Level(Declaration):
    """A level of areas whose key is the first `digits` characters of the delivered key."""

    level: str
    digits: int
    title: str


class Hierarchy(Declaration):
    """Areas that follow from the delivered keys, from the smallest level up to the municipality."""

    levels: tuple[Level, ...]
    root_name: str


class Halves(Declaration):
    """Inner moves delivered as two records, told apart by the column `half`."""

    arrival: str
    departure: str
