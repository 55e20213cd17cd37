"""Housing projects 2025–2035: the new areas go on, elsewhere gaps are filled and estates extended."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .arrays import Array, spread
from .places import AREA_TYPES, NEW_BUILD, Region

# Dwellings a year per municipality (domain.md §5.5); a project list holds the larger half of them.
DWELLINGS_PER_YEAR = {
    "03951000": 450, "03952001": 120, "03952002": 140, "03952003": 40,
    "03952004": 35, "03952005": 30, "03952006": 10, "03952007": 12, "03959001": 2,
}  # fmt: skip
PROJECTS = {
    "03951000": 13, "03952001": 5, "03952002": 4, "03952003": 2,
    "03952004": 2, "03952005": 2, "03952006": 1, "03952007": 1, "03959001": 1,
}  # fmt: skip
LISTED_SHARE = 0.5
FIRST_YEAR, LAST_YEAR = 2025, 2035
PROBABILITIES = (0.95, 0.9, 0.8, 0.6, 0.4, 0.25)
TYPES = {
    "neubau": ("efh", "mfh_miete", "mfh_eigentum"),
    "dorf": ("efh",),
    "haeuser_60_70": ("efh", "senioren"),
    "haeuser_90_00": ("efh",),
    "innenstadt": ("mfh_eigentum", "mfh_miete", "senioren"),
    "campus": ("mfh_miete", "senioren"),
    "grosssiedlung": ("mfh_miete",),
    "gemischt": ("mfh_miete", "mfh_eigentum", "efh"),
}
TITLES = {
    "efh": "Baugebiet",
    "mfh_miete": "Mietwohnungen",
    "mfh_eigentum": "Eigentumswohnungen",
    "senioren": "Wohnen im Alter",
}


def housing_table(region: Region, rng: np.random.Generator) -> pd.DataFrame:
    """Table housing_project: a row per project and year of first occupation."""
    rows: list[dict[str, object]] = []
    for m, municipality in enumerate(region.members):
        areas = [
            int(a) for a in np.flatnonzero(region.municipality == m) if region.areas[a].successor is None
        ]
        total = DWELLINGS_PER_YEAR[municipality.ags] * (LAST_YEAR - FIRST_YEAR + 1) * LISTED_SHARE
        count = PROJECTS[municipality.ags]
        sizes = spread(max(int(total), count), rng.lognormal(0, 0.5, count) + 0.1, rng)
        places = sorted(areas, key=lambda a: (region.areas[a].name not in NEW_BUILD, rng.random()))[:count]
        for area, size in zip(places, np.minimum(sizes, most_dwellings(region, places)), strict=True):
            rows += project_rows(region, area, int(size), len({str(r["project_id"]) for r in rows}) + 1, rng)
    return pd.DataFrame(rows)


def most_dwellings(region: Region, areas: list[int]) -> Array:
    """Largest believable project per area: a tenth of its inhabitants, in new areas a third."""
    share = np.array([0.33 if region.areas[a].name in NEW_BUILD else 0.10 for a in areas])
    return np.asarray(np.maximum((region.path[-1][areas] / region.scale * share).astype(np.int64), 6))


def project_rows(
    region: Region, area: int, dwellings: int, number: int, rng: np.random.Generator
) -> list[dict[str, object]]:
    """One project spread over its years of first occupation."""
    ags = region.members[region.municipality[area]].ags
    kind = str(rng.choice(TYPES[AREA_TYPES[region.area_type[area]]]))
    running = region.areas[area].name in NEW_BUILD
    start = FIRST_YEAR if running else int(rng.integers(FIRST_YEAR, LAST_YEAR - 2))
    years = int(np.clip(dwellings // 45 + 1, 1, LAST_YEAR - start + 1))
    probability = (
        0.95 if running else float(PROBABILITIES[min(start - FIRST_YEAR, 9) // 2 + int(rng.integers(0, 2))])
    )
    parts = spread(dwellings, np.ones(years), rng)
    return [
        {
            "project_id": f"{ags}-B{number:02d}",
            "year": start + i,
            "municipality_ags": ags,
            "area_id": region.area_id(area),
            "name": f"{TITLES[kind]} {region.areas[area].name}",
            "dwelling_type": kind,
            "dwellings": int(part),
            "probability": probability,
        }
        for i, part in enumerate(parts)
    ]
