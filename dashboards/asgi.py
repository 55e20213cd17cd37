"""The web application around the pages: German as page language, map shapes by address, a warm start."""

import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboards import data, links
from dashboards.access.guard import Guard
from dashboards.access.permits import House
from dashboards.maps.route import routes
from dashboards.topic import topic_pages
from dashboards.web import GermanPage

SCRIPT = Path(__file__).parent / "app.py"


@asynccontextmanager
async def _lifespan(app: st.App) -> AsyncIterator[None]:
    """Load the pages once, then take what was loaded out of garbage collection."""
    # Before the first visitor there is no runtime yet; that the caches say so is no news to an office.
    logging.getLogger("streamlit.runtime.caching").setLevel(logging.ERROR)
    topic_pages()
    gc.collect()
    gc.freeze()
    yield


GUARD = Middleware(
    Guard,
    house=House.WERKBANK,
    municipalities=data.municipalities,
    pages=[entry.topic.id for entry in topic_pages()],
)
app = st.App(
    SCRIPT,
    routes=[*routes(), *links.routes()],
    middleware=[GUARD, Middleware(GermanPage)],
    lifespan=_lifespan,
)
