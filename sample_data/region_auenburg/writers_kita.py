"""Kita and housing files of the whole association."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from .children import mean_children
from .geometry import Map
from .housing import housing_table
from .kita_care import care_tables
from .kita_plan import measure_table
from .kita_supply import HouseRules, build_supply
from .past_lists import past_lists
from .simulation import History
from .writers_counts import save

REFERENCE = "2025-03-01"


def write_kita(
    history: History, region_map: Map, folder: Path, owner: str, rng: np.random.Generator
) -> list[tuple[Path, str]]:
    """Facilities, groups, children in care, measures and housing projects.

    Returns (folder, profile id) in ingest order.
    """
    children = mean_children(history)
    is_mini = len(history.region.places) == 1
    # In a village of some hundred people small groups are spread over small houses.
    rules = HouseRules(7.0, 9.0, 1.2) if is_mini else HouseRules()
    supply = build_supply(history.region, region_map, children, rules, rng)
    size = 0 if is_mini else 5
    tables = {
        "kita_einrichtungen": ("kita_facilities", supply.facilities),
        "kita_gruppen": ("kita_groups", with_truth_words(supply.groups)),
        "kita_massnahmen": ("kita_measures", measure_table(history.region, supply, children, size)),
        "bauvorhaben": ("housing_projects", housing_table(history.region, rng)),
    }  # fmt: skip
    delivered = []
    for name, (profile, table) in tables.items():
        save(table, folder / name / f"{owner}_{name}_{REFERENCE}.csv")
        delivered.append((folder / name, profile))
    for year, table in past_lists(history.region, tables["bauvorhaben"][1]).items():
        save(table, folder / "bauvorhaben" / f"{owner}_bauvorhaben_{year}-12-31.csv")
    for year, table in care_tables(history, region_map, supply, rng).items():
        save(table, folder / "kita_betreuung" / f"{owner}_kita_betreuung_{year}-03-01.csv")
    delivered.insert(2, (folder / "kita_betreuung", "kita_care"))
    return delivered


def with_truth_words(groups: pd.DataFrame) -> pd.DataFrame:
    """Groups with is_integrative written as true or false."""
    return groups.assign(is_integrative=groups["is_integrative"].map({True: "true", False: "false"}))
