"""The web application around the pages: German as page language, map shapes by address, a warm start."""

import gc
import importlib
import logging
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards import links, resuming
from dashboards.access.guard import Guard
from dashboards.access.permits import House
from dashboards.maps.route import routes

# Comes with a learning library: seconds that the first reader to ask for classes of the map need not wait.
LATE_LIBRARY, LATE_SECONDS = "mapclassify", 30.0
# Objects made before the garbage is collected, and rounds before older ones are looked at too. A run makes
# some ten thousand that die by themselves; Python's own 700 searched all pictures kept every few runs.
COLLECTED_AFTER = (50_000, 20, 100)
ENGLISH, GERMAN = b'<html lang="en"', b'<html lang="de"'


def surroundings(
    house: House, municipalities: Callable[[], Iterable[str]], pages: Sequence[str]
) -> tuple[list[BaseRoute], list[Middleware]]:
    """Return routes and middleware of a house; `municipalities` and `pages` are what its guard asks about."""
    guard = Middleware(Guard, house=house, municipalities=municipalities, pages=pages)
    return [*routes(), *links.routes()], [guard, Middleware(GermanPage)]


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Take the pages, which are loaded by now, out of garbage collection; be ready for views of before."""
    resuming.take_up_views()
    # Before the first visitor there is no runtime yet; that the caches say so is no news to an office.
    logging.getLogger("streamlit.runtime.caching").setLevel(logging.ERROR)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    late = threading.Timer(LATE_SECONDS, importlib.import_module, (LATE_LIBRARY,))
    late.daemon = True
    late.start()
    yield
    late.cancel()


class GermanPage:
    """Middleware that names German as the language of the one HTML page Streamlit serves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; change the language tag of an HTML answer on its way back."""
        if scope["type"] != "http" or not _wants_html(scope):
            await self.app(scope, receive, send)
            return
        # A compressed answer could not be edited.
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}

        async def translate(message: Message) -> None:
            if message["type"] == "http.response.body" and ENGLISH in message.get("body", b""):
                # Same length, so the announced content length still holds.
                message = {**message, "body": message["body"].replace(ENGLISH, GERMAN, 1)}
            await send(message)

        await self.app(scope, receive, translate)


def _wants_html(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
