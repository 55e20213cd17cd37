"""A plotly figure as SVG, without a browser: the marks our charts use, in the pixels plotly would use."""

from dashboards.documents.drawing.figure import can_draw, svg, svg_body, width_of

__all__ = ["can_draw", "svg", "svg_body", "width_of"]
