"""The web application of the Werkbank."""

from pathlib import Path

import streamlit as st

from dashboards import data
from dashboards.access.permits import House
from dashboards.topic import topic_pages
from dashboards.web import lifespan, surroundings

SCRIPT = Path(__file__).parent / "app.py"

routes, middleware = surroundings(
    House.WERKBANK, data.municipalities, [entry.topic.id for entry in topic_pages()]
)
# Streamlit looks for this very call in the text of the file it is given.
app = st.App(SCRIPT, routes=routes, middleware=middleware, lifespan=lifespan)
