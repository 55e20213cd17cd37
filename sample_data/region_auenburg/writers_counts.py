"""Count deliveries: a municipality that keeps its records at home and delivers tables only."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .arrays import Array
from .dates import year_of
from .extracts import Extract
from .partners import BUND_AGS, UMLAND_AGS
from .state import BIRTH, DEATH, GERMAN, IN, INNER_MOVE, OUT
from .tables import event_years

OLDEST = 100


def write_counts(extract: Extract, target: Path) -> list[Path]:
    """Population per reference date; births, deaths and moves per year; returns the four folders."""
    home = target / extract.ags()
    events = counted_events(extract)
    for year in sorted(extract.stocks):
        save(
            population(extract, year),
            home / "bevoelkerung" / f"{extract.ags()}_bevoelkerung_{year}-12-31.csv",
        )
    for year in event_years(extract):
        of_year = events[events["year"] == year]
        zero = zero_row(extract, year)
        save(or_zero(births(of_year), zero), home / "geburten" / f"{extract.ags()}_geburten_{year}.csv")
        save(
            or_zero(deaths(of_year), zero), home / "sterbefaelle" / f"{extract.ags()}_sterbefaelle_{year}.csv"
        )
        save(or_zero(moves(of_year), zero), home / "wanderungen" / f"{extract.ags()}_wanderungen_{year}.csv")
    return [home / name for name in ("bevoelkerung", "geburten", "sterbefaelle", "wanderungen")]


def zero_row(extract: Extract, year: int) -> dict[str, object]:
    """Values of a row that says there were no cases: an empty file would leave that open."""
    area = area_ids(extract)[extract.region.municipality == extract.number][0]
    keys = {"municipality_ags": extract.ags(), "area_id": area, "year": year, "sex": "m", "nationality": "D"}
    places = {"origin": "LAND", "destination": area}
    return keys | places | {"age": 30, "mother_age": 30, "births": 0, "deaths": 0, "moves": 0}


def or_zero(frame: pd.DataFrame, zero: dict[str, object]) -> pd.DataFrame:
    """The table, or one row of zero cases if it has none."""
    if len(frame):
        return frame
    return pd.DataFrame([{name: zero[name] for name in frame.columns}])


def save(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as CSV (UTF-8, comma, LF)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, lineterminator="\n")


def area_ids(extract: Extract) -> Array:
    """Area ids of the region by index."""
    return np.array([extract.region.area_id(i) for i in range(len(extract.region.areas))])


def tally(frame: pd.DataFrame, keys: list[str], measure: str) -> pd.DataFrame:
    """Count rows by keys."""
    return frame.groupby(keys, sort=True).size().reset_index(name=measure)


def population(extract: Extract, year: int) -> pd.DataFrame:
    """Main residents by area, sex, age and nationality."""
    stock = extract.stocks[year]
    main = ~stock.secondary
    person = stock.person[main]
    frame = pd.DataFrame(
        {
            "municipality_ags": extract.ags(),
            "area_id": area_ids(extract)[stock.area[main]],
            "reference_date": f"{year}-12-31",
            "sex": np.array(["m", "w"])[extract.sex[person]],
            "age": np.minimum(year - year_of(extract.birth[person]), OLDEST),
            "nationality": np.where(stock.nation[main] == GERMAN, "D", "A"),
        }
    )
    return tally(frame, list(frame.columns), "persons")


def counted_events(extract: Extract) -> pd.DataFrame:
    """Events of main residents with year, age (year minus year of birth) and typed partner."""
    events = extract.events
    main = (events["secondary"] == 0) & (events["sign"] > 0)
    row = {name: column[main] for name, column in events.items()}
    year = year_of(row["day"])
    ids = area_ids(extract)
    return pd.DataFrame(
        {
            "municipality_ags": extract.ags(),
            "kind": row["kind"],
            "year": year,
            "area_id": ids[row["area"]],
            "other": np.where(row["kind"] == INNER_MOVE, ids[row["other"]], ""),
            "partner": partner_categories(extract, row["partner"]),
            "sex": np.array(["m", "w"])[extract.sex[row["person"]]],
            "age": np.minimum(year - year_of(extract.birth[row["person"]]), OLDEST),
            "nationality": np.where(row["nation"] == GERMAN, "D", "A"),
            "mother_age": year - row["mother_year"],
        }
    )


def partner_categories(extract: Extract, partner: Array) -> Array:
    """AGS of members as they are, everything else as partner category."""
    members = [int(m.ags) for m in extract.region.members]
    other = np.select(
        [np.isin(partner, UMLAND_AGS), np.isin(partner, BUND_AGS), partner > 999, partner >= 0],
        ["UMLAND", "BUND", "LAND", "AUSLAND"],
        "UNBEKANNT",
    )
    own = np.array([f"{p:08d}" for p in np.maximum(partner, 0)])
    return np.where(np.isin(partner, members), own, other)


def births(events: pd.DataFrame) -> pd.DataFrame:
    """Births by area, age of the mother, sex and nationality of the child."""
    keys = ["municipality_ags", "area_id", "year", "mother_age", "sex", "nationality"]
    return tally(events[events["kind"] == BIRTH], keys, "births")


def deaths(events: pd.DataFrame) -> pd.DataFrame:
    """Deaths by area, sex, age and nationality."""
    keys = ["municipality_ags", "area_id", "year", "sex", "age", "nationality"]
    return tally(events[events["kind"] == DEATH], keys, "deaths")


def moves(events: pd.DataFrame) -> pd.DataFrame:
    """In-, out- and inner moves by origin and destination."""
    kind = events["kind"]
    own, other = events["area_id"], events["partner"]
    crossing = (kind == INNER_MOVE) & (events["other"] != own)
    frame = events.assign(
        origin=np.where(kind == IN, other, np.where(kind == OUT, own, events["other"])),
        destination=np.where(kind == OUT, other, own),
    )[(kind == IN) | (kind == OUT) | crossing]
    keys = ["municipality_ags", "year", "origin", "destination", "sex", "age", "nationality"]
    return tally(frame, keys, "moves")
