"""The statement of § 21 NKiTaG: approved and occupied places and the need, of settlements over six years.

Places over seven hours and integrative ones stand apart. Occupied is what was counted in the last year of
the register. Ahead nobody can count: there it is what the need fills of the bookable places, the smaller one.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

KEY = ["area_id", "kita_year", "band"]
PARTS = ("", "_long", "_integrative")
MEASURES = ("approved", "occupied", "need")
# More than this many hours a day, five days a week, are told apart (NKiTaG § 21).
LONG_HOURS = 7.0


@dataclass(frozen=True)
class Parts:
    """Shares (0 to 1) of the need of a band that ask for over seven hours, and for an integrative group."""

    long: float
    integrative: float


def statement(
    need: pd.DataFrame, supply: pd.DataFrame, occupied: pd.DataFrame, parts: Mapping[str, Parts]
) -> pd.DataFrame:
    """Return one row per area, Kita year and band: approved, occupied, need, and each as _long, _integrative.

    `need` has KEY, need and is_forecast; `supply` KEY with approved and bookable, each also _long and
    _integrative; `occupied` area_id, band and occupied with its parts, counted in the last observed year.
    `parts` by band. What is missing in a table stays missing: a gap is never zero.
    """
    table = need.merge(supply, on=KEY, how="left", validate="one_to_one")
    table = table.merge(occupied, on=["area_id", "band"], how="left", suffixes=("", "_counted"))
    table["need_long"] = table["need"] * table["band"].map({band: one.long for band, one in parts.items()})
    table["need_integrative"] = table["need"] * table["band"].map(
        {band: one.integrative for band, one in parts.items()}
    )
    ahead = table["is_forecast"].astype(bool)
    last = table["kita_year"] == table.loc[~ahead, "kita_year"].max()
    for part in PARTS:
        filled = table[[f"need{part}", f"bookable{part}"]].min(axis=1, skipna=False)
        # Where no place is approved nobody was counted.
        counted = table[f"occupied{part}"].where(table["approved"] != 0, 0.0)
        table[f"occupied{part}"] = counted.where(last & ~ahead)
        table[f"occupied{part}"] = table[f"occupied{part}"].where(~ahead, filled)
    columns = [f"{measure}{part}" for part in PARTS for measure in MEASURES]
    return table[[*KEY, "is_forecast", *columns]]
