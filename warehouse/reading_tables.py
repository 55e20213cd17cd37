"""Files that come as tables already, GeoJSON and Parquet, brought to the same text form as the others."""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse.decoding import decoded
from warehouse.errors import SourceError
from warehouse.ledger import Ledger, Lines
from warehouse.profile import Profile

_POLYGONS = {"Polygon", "MultiPolygon"}


def parquet_table(content: bytes, file_name: str, profile: Profile) -> tuple[dict[str, pa.Array], Lines]:
    """Read the declared columns of a Parquet file as text; the line is the row number.

    Raises:
        SourceError: not Parquet, or a column is missing.
    """
    try:
        file = pq.ParquetFile(pa.BufferReader(content))
    except pa.ArrowInvalid as error:
        raise SourceError(f"{file_name} ist keine Parquet-Datei. Bitte neu ausgeben.") from error
    seen = {name.casefold(): name for name in file.schema_arrow.names}
    columns = {}
    for name, column in profile.all_columns.items():
        match = [seen[heading.casefold()] for heading in column.headings if heading.casefold() in seen]
        if match:
            values = file.read(columns=match[:1]).column(0).combine_chunks()
            columns[name] = pc.fill_null(_as_text(values, file_name, name), "")
        elif not column.optional:
            raise SourceError(
                f"{file_name}: Spalte {column.headings[0]!r} fehlt. Gefunden: {', '.join(seen.values())}. "
                "Bitte Datei oder Profil prüfen."
            )
    return columns, np.arange(1, file.metadata.num_rows + 1, dtype=np.int64)


def _as_text(values: pa.Array, file_name: str, name: str) -> pa.Array:
    if pa.types.is_timestamp(values.type):
        values = values.cast(pa.date32())
    if pa.types.is_dictionary(values.type):
        values = values.dictionary_decode()
    try:
        return values.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid) as error:
        raise SourceError(
            f"{file_name}: Spalte {name!r} vom Typ {values.type} ist keine Tabelle. Bitte flach ausgeben."
        ) from error


def geojson_table(
    content: bytes, file_name: str, profile: Profile, ledger: Ledger
) -> tuple[dict[str, pa.Array], Lines]:
    """Read a FeatureCollection; properties become text columns, the geometry one column of GeoJSON text.

    The line is the number of the feature. Features without an area geometry go to the ledger.

    Raises:
        SourceError: no FeatureCollection, not in EPSG:4326, or a property is missing.
    """
    features = _features(content, file_name)
    rows: list[dict[str, str]] = []
    lines: list[int] = []
    for number, feature in enumerate(features, start=1):
        geometry = _area(feature.get("geometry"))
        if geometry is None:
            ledger.reject([number], "geometry", "keine Fläche (Polygon oder MultiPolygon)")
            continue
        if not _is_geographic(geometry):
            raise SourceError(
                f"{file_name}: Objekt {number} liegt nicht in EPSG:4326 (Länge und Breite in Grad). "
                "Bitte so ausgeben oder als GeoPackage mit Koordinatensystem liefern."
            )
        properties = feature.get("properties") or {}
        rows.append({**_properties(properties, number, file_name, profile), "geometry": _compact(geometry)})
        lines.append(number)
    columns = {name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in profile.columns}
    return columns, np.array(lines, dtype=np.int64)


def _features(content: bytes, file_name: str) -> list[dict[str, Any]]:
    text = decoded(content, ("utf-8",), file_name)
    try:
        collection = json.loads(text.data)
    except json.JSONDecodeError as error:
        raise SourceError(
            f"{file_name} ist kein GeoJSON: Zeile {error.lineno}, Stelle {error.colno}. Bitte neu ausgeben."
        ) from error
    if not isinstance(collection, dict) or collection.get("type") != "FeatureCollection":
        raise SourceError(f"{file_name} ist kein GeoJSON mit einer FeatureCollection. Bitte so ausgeben.")
    features = collection.get("features") or []
    if not features:
        raise SourceError(f"{file_name} enthält keine Objekte. Nichts wurde übernommen. Bitte prüfen.")
    return list(features)


def _properties(properties: dict[str, Any], number: int, file_name: str, profile: Profile) -> dict[str, str]:
    row = {}
    for name, column in profile.all_columns.items():
        match = [properties[heading] for heading in column.headings if heading in properties]
        if match:
            row[name] = "" if match[0] is None else str(match[0])
        elif name != "geometry" and not column.optional:
            wanted, seen = " oder ".join(column.headings), ", ".join(properties)
            raise SourceError(
                f"{file_name}: Objekt {number} hat kein Merkmal {wanted}. Gefunden: {seen}. Bitte ergänzen."
            )
    return row


def _area(geometry: dict[str, Any] | None) -> dict[str, Any] | None:
    """A polygon or multipolygon; of a collection its polygons, since some areas come with stray lines."""
    if not geometry:
        return None
    if geometry.get("type") in _POLYGONS:
        return geometry
    parts = [_area(part) for part in geometry.get("geometries", [])]
    polygons = [ring for part in parts if part for ring in _polygons(part)]
    return {"type": "MultiPolygon", "coordinates": polygons} if polygons else None


def _polygons(area: dict[str, Any]) -> list[Any]:
    coordinates = area["coordinates"]
    return [coordinates] if area["type"] == "Polygon" else list(coordinates)


def _is_geographic(area: dict[str, Any]) -> bool:
    points = [point for polygon in _polygons(area) for ring in polygon for point in ring]
    return all(-180 <= point[0] <= 180 and -90 <= point[1] <= 90 for point in points)


def _compact(geometry: dict[str, Any]) -> str:
    shape = {"type": geometry["type"], "coordinates": geometry["coordinates"]}
    return json.dumps(shape, separators=(",", ":"))
