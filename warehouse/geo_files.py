"""GeoPackage and shapefile → the GeoJSON text that the reader of geometries takes, in EPSG:4326.

Read by GDAL (pyogrio), in memory; coordinates are transformed from the system the file states.
"""

import io
import json
import warnings
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyogrio.raw
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError

from warehouse.containers import holds_shapefile
from warehouse.errors import SourceError

GEOPACKAGE = b"SQLite format 3\x00"
SHAPEFILE = b"\x00\x00\x27\x0a"
GEOGRAPHIC = 4326
Shapes = npt.NDArray[np.object_]


def is_geo_file(content: bytes) -> bool:
    """Whether the bytes are a GeoPackage or an archive with a shapefile."""
    return content.startswith((GEOPACKAGE, SHAPEFILE)) or holds_shapefile(content)


def as_geojson(content: bytes, file_name: str) -> bytes:
    """Return the only layer of the file as a GeoJSON FeatureCollection in degrees.

    Raises:
        SourceError: unreadable, several layers, no coordinate system, or a shapefile without its companions.
    """
    if content.startswith(SHAPEFILE):
        raise SourceError(
            f"{file_name} ist nur ein Teil eines Shapefiles. Bitte .shp, .shx, .dbf und .prj zusammen "
            "als ZIP liefern."
        )
    try:
        # GDAL warns that a file in memory has no ending.
        with warnings.catch_warnings(action="ignore", category=RuntimeWarning):
            layers = pyogrio.list_layers(io.BytesIO(content))
            if len(layers) != 1:
                names = ", ".join(str(layer[0]) for layer in layers) or "keine"
                raise SourceError(
                    f"{file_name} hat {len(layers)} Ebenen ({names}); erwartet wird genau eine."
                )
            meta, _, geometries, fields = pyogrio.raw.read(io.BytesIO(content))
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise SourceError(
            f"{file_name} ist keine lesbare Geodatei ({Path(str(error)).name}). Bitte neu ausgeben."
        ) from error
    shapes = _in_degrees(shapely.from_wkb(geometries), meta["crs"], file_name)
    features = [
        {
            "type": "Feature",
            "properties": {
                str(name): _plain(values[row]) for name, values in zip(meta["fields"], fields, strict=True)
            },
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
        }
        for row, shape in enumerate(shapes)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _in_degrees(shapes: Shapes, crs: str | None, file_name: str) -> Shapes:
    if not crs:
        raise SourceError(
            f"{file_name} nennt kein Koordinatensystem (.prj fehlt). Bitte mit Koordinatensystem liefern, "
            "etwa EPSG:25832 oder EPSG:4326."
        )
    try:
        system = CRS.from_user_input(crs)
    except CRSError as error:
        raise SourceError(
            f"{file_name}: das Koordinatensystem {crs!r} ist unbekannt. Bitte in EPSG:4326 ausgeben."
        ) from error
    if system.to_epsg() == GEOGRAPHIC:
        return shapes
    transform = Transformer.from_crs(system, GEOGRAPHIC, always_xy=True).transform
    moved: Shapes = shapely.transform(shapely.force_2d(shapes), transform, interleaved=False)
    return moved


def _plain(value: object) -> str | None:
    if value is None or value != value:  # noqa: PLR0124 - NaN is the only value unequal to itself
        return None
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return str(value)
