"""The receipt of one delivery: what came, how it was read, what was refused, what changed."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from warehouse.settings import Home

RECEIPT_FILE = "receipt.json"
REJECTS_FILE = "rejects.parquet"

Status = Literal["neu", "unverändert", "ersetzt"]


class Receipt(BaseModel):
    """One version of one delivery; grain of the mart `delivery`.

    `part` tells files of one owner, kind and reference date apart (geometry: one file per level); mostly
    empty. `dates` are the reference dates in the data, years as 31 December. `status` is "unverändert"
    only in the answer of ingest when the same bytes came again; what is stored says "neu" or "ersetzt".
    `profile_checksum` is kept because the same bytes under a changed profile are another delivery.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    municipality_ags: str
    kind: str
    part: str = ""
    profile: str
    reference_date: date
    version: int
    file_name: str
    rows: int
    rejected: int
    skipped: int
    checksum: str
    profile_checksum: str = ""
    received_by: str
    received_at: datetime
    encoding: str | None = None
    delimiter: str | None = None
    tables: dict[str, int] = Field(default_factory=dict)
    dates: tuple[date, ...] = ()
    skipped_reasons: dict[str, int] = Field(default_factory=dict)
    reject_reasons: dict[str, int] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()
    status: Status = "neu"
    rows_added: int | None = None
    rows_removed: int | None = None

    @property
    def delivery_id(self) -> str:
        """Key of the mart `delivery`, stable over homes: the same delivery has the same id everywhere."""
        return "/".join([*self.slot, f"v{self.version}"])

    @property
    def slot(self) -> tuple[str, str, str]:
        """Owner, kind (with part) and reference date: versions of one slot replace each other."""
        kind = f"{self.kind}-{self.part}" if self.part else self.kind
        return self.municipality_ags, kind, self.reference_date.isoformat()

    def folder(self, home: Home) -> Path:
        """The folder of this version; it is written once and never touched again."""
        return slot_folder(home, self.slot) / str(self.version)


def slot_folder(home: Home, slot: tuple[str, str, str]) -> Path:
    """The folder that holds all versions of one owner × kind × reference date."""
    return home.deliveries.joinpath(*slot)


def read_receipt(folder: Path) -> Receipt:
    """Read the receipt of one version folder."""
    return Receipt.model_validate_json((folder / RECEIPT_FILE).read_bytes())


def now() -> datetime:
    """The time of receipt, UTC."""
    return datetime.now(UTC)
