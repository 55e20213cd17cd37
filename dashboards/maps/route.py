"""Map shapes by address: the browser fetches a layer once per build, a rerun sends values only."""

from collections.abc import Callable
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from dashboards import data
from dashboards.maps import background, shapes
from warehouse.connection import Reader

PREFIX = "karte"
EMPTY = '{"type":"FeatureCollection","features":[]}'
# The address carries the build, so a stored answer can never be stale.
CACHING = "private, max-age=31536000, immutable"


def layer_address(build_id: str, root_id: str, level: str) -> str:
    """Return the address of the polygons of a level, relative to the page."""
    return "/".join((PREFIX, build_id, _part(root_id), f"{_part(level)}.json"))


def border_address(build_id: str, root_id: str, level: str) -> str:
    """Return the address of the borders of the areas a level belongs to."""
    return "/".join((PREFIX, build_id, _part(root_id), _part(level), "grenzen.json"))


def outline_address(build_id: str, root_id: str, level: str, area_id: str) -> str:
    """Return the address of the border of one area."""
    return "/".join((PREFIX, build_id, _part(root_id), _part(level), "umriss", f"{_part(area_id)}.json"))


def _part(name: str) -> str:
    """A part of an address; a slash in an id must not become a folder."""
    return quote(name, safe="")


def routes() -> list[Route]:
    """Return the routes to add to the web application."""
    start = f"/{PREFIX}/{{build_id}}/{{root_id}}/{{level}}"
    return [
        Route(f"{start}.json", _layer),
        Route(f"{start}/grenzen.json", _borders),
        Route(f"{start}/umriss/{{area_id}}.json", _outline),
        Route(f"/{background.PREFIX}/{{version}}/{{name}}.json", _background),
    ]


async def _layer(request: Request) -> Response:
    path = request.path_params
    return await _answer(
        path["build_id"], lambda reader: shapes.feature_collection(reader, path["level"], path["root_id"])
    )


async def _background(request: Request) -> Response:
    """Answer with a layer of the home; the address carries its date, so it may be stored."""
    file = background.file_of(request.path_params["name"])
    if file is None:
        return Response(EMPTY, status_code=404, media_type="application/geo+json")
    content = await run_in_threadpool(file.read_bytes)
    return Response(content, media_type="application/geo+json", headers={"Cache-Control": CACHING})


async def _borders(request: Request) -> Response:
    path = request.path_params
    return await _answer(
        path["build_id"], lambda reader: shapes.parent_outlines(reader, path["level"], path["root_id"])
    )


async def _outline(request: Request) -> Response:
    path = request.path_params
    return await _answer(
        path["build_id"],
        lambda reader: shapes.area_outline(reader, path["level"], path["root_id"], path["area_id"]),
    )


async def _answer(build_id: str, shape: Callable[[Reader], str]) -> Response:
    """Answer with GeoJSON of the current build; an older or unknown build is not found."""
    reader = await run_in_threadpool(data.reader_of, build_id)
    if reader is None:
        return Response(EMPTY, status_code=404, media_type="application/geo+json")
    content = await run_in_threadpool(shape, reader)
    return Response(content, media_type="application/geo+json", headers={"Cache-Control": CACHING})
