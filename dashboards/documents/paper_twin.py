"""The twin of a map for the printer: browsers leave the drawing surface of a map empty on paper."""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

import plotly.graph_objects as go
import streamlit as st

from dashboards.documents.drawing import svg
from dashboards.documents.map_shapes import shapes_of
from dashboards.topic import Context


def drawing(context: Context, figure: go.Figure) -> str:
    """Return a map as an address that holds the whole picture (SVG), in the colours of the screen.

    Its legend stands above the map on the page, so the drawing is the map alone.
    """
    picture = svg(figure, shapes=shapes_of(context))
    return f"data:image/svg+xml;base64,{b64encode(picture.encode()).decode()}"


@contextmanager
def replaced(key: str, picture: str, alt: str) -> Iterator[None]:
    """Lay a map inside; on paper the picture stands in its place. `key` is unique on the page."""
    with st.container(key=f"k-twin-{key}"):
        yield
        st.html(f'<div class="k-paper"><img src="{picture}" alt="{escape(alt)}"></div>')
