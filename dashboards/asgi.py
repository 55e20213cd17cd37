"""The web application of the Werkbank."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st

from dashboards import data, warm_up
from dashboards.access.permits import House
from dashboards.topic import topic_pages
from dashboards.web import lifespan, surroundings

SCRIPT = Path(__file__).parent / "app.py"

routes, middleware = surroundings(
    House.WERKBANK, data.municipalities, [entry.topic.id for entry in topic_pages()]
)


@asynccontextmanager
async def warmed_up(app: st.App) -> AsyncIterator[None]:
    """Read what every page begins with while the browser still opens."""
    async with lifespan(app):
        warm_up.begin()
        yield


# Streamlit looks for this very call in the text of the file it is given.
app = st.App(SCRIPT, routes=routes, middleware=middleware, lifespan=warmed_up)
