"""The mini municipality Kleinauen for tests: three areas, about 500 people, same formats, no injected faults.

Regenerate the committed files with `python -m sample_data.region_auenburg.mini`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from .deliveries import DeliveryFile, write_manifest
from .extracts import extracts_of
from .geometry import draw_map
from .places import KLEINAUEN, kleinauen
from .simulation import simulate
from .truth import FaultList
from .writers_csv import write_house
from .writers_kita import write_kita
from .writers_region import write_areas, write_geometry

SEED, FIRST_YEAR = 7, 2019
HOME = Path(__file__).parent.parent / "mini"


def make_mini(target: Path, *, seed: int = SEED) -> list[DeliveryFile]:
    """Write the deliveries of Kleinauen below `target`, reference dates 2019 to 2024, with manifest.json."""
    region, owner = kleinauen(), KLEINAUEN.ags
    history = simulate(region, seed, first_year=FIRST_YEAR)
    region_map = draw_map(region)
    folder = target / owner
    delivered = [
        DeliveryFile(write_areas(region, folder / "gebiete", owner), "generic_areas"),
        DeliveryFile(write_geometry(region_map, folder / "geometrie", owner), "geo_areas"),
    ]
    extract = extracts_of(history, np.random.default_rng([seed, 1]))[0]
    stock, events = write_house(extract, target, FaultList(seed))
    delivered += [DeliveryFile(stock, "generic_bestand"), DeliveryFile(events, "generic_bewegung")]
    kita = write_kita(history, region_map, folder, owner, np.random.default_rng([seed, 3]))
    delivered += [DeliveryFile(path, profile) for path, profile in kita]
    write_manifest(delivered, target)
    return delivered


if __name__ == "__main__":
    make_mini(HOME)
