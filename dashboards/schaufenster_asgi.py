"""The web application of the Schaufenster: the same frame as that of the Werkbank, other pages."""

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from dashboards import showcase
from dashboards.access.permits import RELEASED_PAGES, House
from dashboards.schaufenster import standing
from dashboards.topic import topic_pages
from dashboards.web import LATE_LIBRARY, lifespan, surroundings

SCRIPT = Path(__file__).parent / "schaufenster_app.py"

pages = [*(entry.topic.id for entry in topic_pages(RELEASED_PAGES)), standing.PAGE]
routes, middleware = surroundings(House.SCHAUFENSTER, showcase.municipalities, pages)


@asynccontextmanager
async def warmed_up(app: st.App) -> AsyncIterator[None]:
    """Open the releases before anybody is let in: a process started again beside others takes over warm."""
    showcase.warm_up()
    # Another process answers meanwhile, so nobody waits for the library of the classes of a map.
    importlib.import_module(LATE_LIBRARY)
    async with lifespan(app):
        yield


# Streamlit looks for this very call in the text of the file it is given.
app = st.App(SCRIPT, routes=routes, middleware=middleware, lifespan=warmed_up)
