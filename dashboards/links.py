"""Short links: /v/<code> leads to a view; what the code stands for is kept in the home."""

import json
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards import showcase
from warehouse.settings import home

FOLDER = "verweise"
PREFIX = "v"
# Hex digits of a code: 2^40 views before two would share one by chance.
LENGTH = 10
LONGEST = 4000
MOST_LINKS = 100_000


def shorten(page: str, query: dict[str, str]) -> str:
    """Return the short path of a view, "v/3fa81c22e0"; the long one where none is kept."""
    long = f"{page}?{urlencode(sorted(query.items()))}" if query else page
    code = sha256(long.encode()).hexdigest()[:LENGTH]
    file = home().root / FOLDER / f"{code}.json"
    # Visitors of a Schaufenster leave nothing behind.
    if showcase.folder() is not None or len(long) > LONGEST or not _keep(file, long):
        return long
    return f"{PREFIX}/{code}"


def view_of(code: str) -> str | None:
    """Return the page with its query behind a code, or None; the code is untrusted."""
    if len(code) != LENGTH or any(letter not in "0123456789abcdef" for letter in code):
        return None
    try:
        told = json.loads((home().root / FOLDER / f"{code}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    long = str(told.get("view", "")) if isinstance(told, dict) else ""
    # Only a page of this server: never a host, never a scheme.
    return None if not long or long.startswith("/") or ":" in long.split("?")[0] else long


def address(path: str) -> str:
    """Return the whole address of a path on this server, as a reader would send it."""
    here = str(st.context.url or "")
    scheme, _, rest = here.partition("://")
    host = rest.split("/")[0]
    return f"{scheme}://{host}/{path}" if host else f"/{path}"


def routes() -> list[Route]:
    """Return the routes to add to the web application."""
    return [Route(f"/{PREFIX}/{{code}}", _lead)]


async def _lead(request: Request) -> Response:
    found = view_of(request.path_params["code"])
    return RedirectResponse(f"../{found or ''}", status_code=307)


def _keep(file: Path, view: str) -> bool:
    try:
        if file.exists():
            return True
        file.parent.mkdir(exist_ok=True)
        if sum(1 for _ in file.parent.iterdir()) >= MOST_LINKS:
            return False
        part = file.with_suffix(".part")
        part.write_text(json.dumps({"view": view}), encoding="utf-8")
        part.replace(file)
    except OSError:
        return False
    return True
