"""A plotly figure as SVG, without a browser: the marks our charts use, in the pixels plotly would use."""

from dashboards.documents.drawing.figure import svg, svg_body

__all__ = ["svg", "svg_body"]
