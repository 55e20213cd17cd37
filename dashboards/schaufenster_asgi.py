"""The web application of the Schaufenster: the same frame as that of the Werkbank, other pages."""

from pathlib import Path

import streamlit as st

from dashboards import showcase
from dashboards.access.permits import RELEASED_PAGES, House
from dashboards.schaufenster import standing
from dashboards.topic import topic_pages
from dashboards.web import lifespan, surroundings

SCRIPT = Path(__file__).parent / "schaufenster_app.py"

pages = [*(entry.topic.id for entry in topic_pages(RELEASED_PAGES)), standing.PAGE]
routes, middleware = surroundings(House.SCHAUFENSTER, showcase.municipalities, pages)
# Streamlit looks for this very call in the text of the file it is given.
app = st.App(SCRIPT, routes=routes, middleware=middleware, lifespan=lifespan)
