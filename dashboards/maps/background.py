"""What lies below the areas: nothing, own layers from the home, or basemap.de where an office switched it on.

Own layers are GeoJSON files in <home>/hintergrund/: gewaesser.geojson (filled), grenzen.geojson (lines). They
come from this server. basemap.de is a request to another host, so it is off unless KOHORTE_KARTENGRUND says
"basemap.de"; its terms (CC BY 4.0, GeoBasis-DE / BKG) are named below the map.
"""

import os
from pathlib import Path
from typing import Any, Literal

from dashboards.style import palette
from dashboards.topic import Context
from warehouse.settings import home

EMPTY_STYLE = 'data:application/json,{"version":8,"sources":{},"layers":[]}'
SETTING, BASEMAP = "KOHORTE_KARTENGRUND", "basemap.de"
# The grey vector style of the German surveying offices.
BASEMAP_STYLE = "https://sgx.geodatenzentrum.de/gdz_basemapde_vektor/styles/bm_web_gry.json"
BASEMAP_SOURCE = "Kartengrund: basemap.de / BKG, CC BY 4.0"
FOLDER = "hintergrund"
PREFIX = "karte-hintergrund"
Layer = Literal["gewaesser", "grenzen"]
LAYERS: tuple[Layer, ...] = ("gewaesser", "grenzen")
# Largest file the browser is given, bytes.
LARGEST = 1_500_000


def is_basemap() -> bool:
    """Return whether the office switched basemap.de on."""
    return os.environ.get(SETTING, "").strip().lower() == BASEMAP


def style() -> str:
    """Return the style below the areas: empty unless basemap.de is on."""
    return BASEMAP_STYLE if is_basemap() else EMPTY_STYLE


def source_words() -> str:
    """Return what the source line must say of the background; empty for none."""
    return BASEMAP_SOURCE if is_basemap() else ""


def layers(context: Context) -> list[dict[str, Any]]:
    """Return the layers of the home below the areas, by address; water filled, borders as lines."""
    colours = palette(context)
    found = []
    for name in LAYERS:
        file = file_of(name)
        if file is None:
            continue
        address = f"{PREFIX}/{int(file.stat().st_mtime)}/{name}.json"
        base: dict[str, Any] = {"sourcetype": "geojson", "source": address, "below": "traces"}
        if name == "gewaesser":
            found.append(base | {"type": "fill", "color": colours.grid})
        else:
            found.append(base | {"type": "line", "color": colours.hairline, "line": {"width": 1}})
    return found


def file_of(name: str) -> Path | None:
    """Return the file of a background layer in the home; None without one, or if it is too large."""
    if name not in LAYERS:
        return None
    file = home().root / FOLDER / f"{name}.geojson"
    try:
        return file if file.stat().st_size <= LARGEST else None
    except OSError:
        return None
