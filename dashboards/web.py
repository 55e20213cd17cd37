"""The web application around the pages: its one HTML page, map shapes by address, a warm start."""

import gc
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from dashboards import bundling, links, resuming, shell, sparing
from dashboards.access.guard import Guard
from dashboards.access.permits import House
from dashboards.maps.route import routes

# Objects made before the garbage is collected, and rounds before older ones are looked at too. A run makes
# some ten thousand that die by themselves; Python's own 700 searched all pictures kept every few runs.
COLLECTED_AFTER = (50_000, 20, 100)


def surroundings(
    house: House, municipalities: Callable[[], Iterable[str]], pages: Sequence[str]
) -> tuple[list[BaseRoute], list[Middleware]]:
    """Return routes and middleware of a house; `municipalities` and `pages` are what its guard asks about.

    Called before Streamlit's runtime is made, it also spares that what it would do anew for each element.
    """
    sparing.begin()
    bundling.begin()
    guard = Middleware(Guard, house=house, municipalities=municipalities, pages=pages)
    return [*routes(), *links.routes()], [guard, Middleware(shell.Shell)]


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Take the pages, which are loaded by now, out of garbage collection; be ready for views of before."""
    resuming.take_up_views()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECTED_AFTER)
    yield
