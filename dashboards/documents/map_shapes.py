"""The shapes of a map for a picture drawn on the server: what the browser would fetch by address."""

from urllib.parse import unquote

from dashboards.documents.drawing.ground import Shapes
from dashboards.maps import background, shapes
from dashboards.maps.route import PREFIX
from dashboards.topic import Context

OUTLINE = "umriss"


def shapes_of(context: Context) -> Shapes:
    """Return what answers with the GeoJSON that a map of this build would fetch by its address."""

    def found(address: str) -> str | None:
        parts = [unquote(part) for part in address.removesuffix(".json").split("/")]
        if parts[0] == background.PREFIX:
            file = background.file_of(parts[-1])
            return file.read_text(encoding="utf-8") if file else None
        if parts[0] != PREFIX or parts[1] != context.build_id:
            return None
        root_id, level, *more = parts[2:]
        if not more:
            return shapes.feature_collection(context.reader, level, root_id)
        if more[0] == OUTLINE:
            return shapes.area_outline(context.reader, level, root_id, more[1])
        return shapes.parent_outlines(context.reader, level, root_id)

    return found
