"""The web application of the Schaufenster: the same frame as that of the Werkbank, other pages."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from dashboards import data, memory, showcase
from dashboards.access.permits import RELEASED_PAGES, House
from dashboards.handing_down import Notes
from dashboards.schaufenster import standing
from dashboards.topic import topic_pages
from dashboards.web import lifespan, surroundings

SCRIPT = Path(__file__).parent / "schaufenster_app.py"

pages = [*(entry.topic.id for entry in topic_pages(RELEASED_PAGES)), standing.PAGE]
routes, middleware = surroundings(House.SCHAUFENSTER, showcase.municipalities, pages)


@asynccontextmanager
async def warmed_up(app: st.App) -> AsyncIterator[None]:
    """Open the releases before anybody is let in: a process started again beside others takes over warm."""
    showcase.warm_up()
    shared = showcase.shared()
    if shared is not None:
        notes = Notes(shared, {"frames": data.FRAMES, "known": memory.KNOWN})
        notes.take_up()
        notes.begin()
    async with lifespan(app):
        yield


# Streamlit looks for this very call in the text of the file it is given.
app = st.App(SCRIPT, routes=routes, middleware=middleware, lifespan=warmed_up)
