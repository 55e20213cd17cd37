"""Take-up of one's own: shares by single age under a name, kept in the home beside the usual scenarios.

One file each in <home>/kita-quoten. They appear wherever a source of take-up is chosen or compared.
"""

from datetime import date
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from dashboards.topic import Context
from dashboards.topics.kita import home_files
from forecasting.kita.take_up import KITA_AGES, TakeUp, scenarios

FOLDER = "kita-quoten"
# Begins the key of an own source, so that it never meets that of a usual scenario.
MARK = "eigen-"
Share = Annotated[float, Field(ge=0, le=1)]


class OwnRates(BaseModel):
    """Shares (0 to 1) of children who want care: by completed age 0 to 6, and of pupils of grades 1 to 4."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(min_length=1, max_length=60)]
    saved_on: date
    kita: Annotated[tuple[Share, ...], Field(min_length=KITA_AGES, max_length=KITA_AGES)]
    pupil: Share

    @property
    def take_up(self) -> TakeUp:
        """The shares as a source of take-up."""
        return TakeUp(f"{MARK}{home_files.key_of(self.name)}", self.name, self.kita, self.pupil)


def known(context: Context) -> dict[str, TakeUp]:
    """Return every source of take-up by key: the usual scenarios, then the own ones by name."""
    found = home_files.read(context, FOLDER, OwnRates).values()
    own = sorted((one.take_up for one in found if isinstance(one, OwnRates)), key=lambda one: one.title)
    return scenarios() | {one.key: one for one in own}


def damaged(context: Context) -> list[str]:
    """Return a German sentence per file that holds no shares: where it is wrong and what to do."""
    found = home_files.read(context, FOLDER, OwnRates).values()
    return [fault for fault in found if isinstance(fault, str)]


def keep(context: Context, name: str, percents: tuple[float, ...], pupil: float) -> TakeUp:
    """Keep shares given in per cent and return them as a source. Raises KeepingError."""
    plain = " ".join(name.split())[:60]
    if not plain:
        raise home_files.KeepingError("Eigene Quoten brauchen einen Namen. Bitte eintragen.")
    shares = [share / 100 for share in (*percents, pupil)]
    wrong = [at for at, share in enumerate(shares) if not 0 <= share <= 1 or np.isnan(share)]
    if wrong:
        where = "Grundschule" if wrong[0] == KITA_AGES else f"Alter {wrong[0]}"
        raise home_files.KeepingError(
            f"{where}: {100 * shares[wrong[0]]:.0f} % liegt nicht zwischen 0 und 100 %. Bitte berichtigen."
        )
    kept = OwnRates(name=plain, saved_on=date.today(), kita=tuple(shares[:-1]), pupil=shares[-1])
    home_files.write(context, FOLDER, plain, kept)
    return kept.take_up


def drop(context: Context, key: str) -> None:
    """Delete an own source by its key. Raises KeepingError outside the Werkbank."""
    home_files.remove(context, FOLDER, key.removeprefix(MARK))
