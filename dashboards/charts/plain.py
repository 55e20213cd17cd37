"""Figures as plain data: written for the browser once, plotly's objects only for who looks into them.

Plotly checks and copies every property it is given, and Streamlit once more before it sends a figure: most of
what a picture used to cost. Here traces and layout stay the dictionaries they were written as. Whoever asks
for `data` or `layout`, such as a test or a document, gets plotly's checked objects, made at that moment. What
was written stays packed, in place of its traces: hundreds are kept, and few are looked into again.
"""

import json
from collections.abc import Mapping, Sequence
from threading import RLock
from typing import Any
from zlib import compress, decompress

import plotly.graph_objects as go
from plotly.io.json import to_json_plotly

from dashboards.charts.settled import settled

Part = dict[str, Any]
# The quickest way of packing: JSON shrinks to a seventh.
QUICK = 1


def trace(kind: str, **properties: object) -> Part:
    """Return a trace of a kind of plotly: scatter, bar."""
    return {"type": kind, **properties}


class Picture(go.Figure):  # type: ignore[misc]  # plotly is untyped
    """A figure of plain traces and layout. Do not change it once it was shown: it is written by then."""

    def __init__(self, traces: Sequence[Part], layout: Mapping[str, Any]) -> None:
        # Plotly's own beginning is put off until somebody asks for what it makes.
        plain = {"data": list(traces), "layout": dict(layout)}
        self.__dict__.update(_plain=plain, _packed=None, _is_growing=False, _lock=RLock())

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever plotly has
        """Become a whole figure of plotly at the first look into it; for all readers of a picture once."""
        own = self.__dict__
        if "_lock" not in own:
            raise AttributeError(name)
        with own["_lock"]:
            if own["_plain"] is not None and not own["_is_growing"]:
                own["_is_growing"] = True
                try:
                    super().__init__(self.plain_traces, own["_plain"]["layout"])
                    own["_plain"] = None
                finally:
                    own["_is_growing"] = False
            if name in own:
                return own[name]
        raise AttributeError(name)

    def __reduce__(self) -> tuple[type[go.Figure], tuple[Part]]:
        """Copies are ordinary figures."""
        return go.Figure, (self.to_plotly_json(),)

    def noted(self) -> tuple[Mapping[str, Any], bytes]:
        """Return what `again` makes the same picture of in another process."""
        self.written()
        return self.plain_layout, self.__dict__["_packed"]

    @classmethod
    def again(cls, layout: Mapping[str, Any], packed: bytes) -> "Picture":
        """Return a picture noted elsewhere."""
        made = cls((), layout)
        made.__dict__["_packed"] = packed
        made.__dict__["_plain"]["data"] = None
        return made

    @property
    def plain_layout(self) -> Mapping[str, Any]:
        """The layout as plain data."""
        plain = self.__dict__["_plain"]
        layout: Mapping[str, Any] = self.layout.to_plotly_json() if plain is None else plain["layout"]
        return layout

    @property
    def plain_traces(self) -> Sequence[Part]:
        """The traces as plain data."""
        plain = self.__dict__["_plain"]
        traces: Sequence[Part] | None = self.to_dict()["data"] if plain is None else plain["data"]
        if traces is None:
            traces = json.loads(self.written())["data"]
        return traces

    def with_more(self, traces: Sequence[Part] = (), shapes: Sequence[Part] = ()) -> "Picture":
        """Return the picture with further traces, and further shapes in its layout."""
        layout = dict(self.plain_layout)
        if shapes:
            layout["shapes"] = [*layout.get("shapes", ()), *shapes]
        return Picture([*self.plain_traces, *traces], layout)

    def with_axis(self, axis: Part) -> "Picture":
        """Return the picture with other properties of the horizontal axis."""
        layout = dict(self.plain_layout)
        return Picture(self.plain_traces, layout | {"xaxis": layout.get("xaxis", {}) | axis})

    def to_dict(self) -> Part:
        """Return traces and layout as plain data of their own."""
        plain = self.__dict__["_plain"]
        if plain is None:
            grown: Part = super().to_dict()
            return grown
        whole = {"data": self.plain_traces, "layout": plain["layout"]}
        told: Part = json.loads(to_json_plotly(whole, engine="json"))
        return told

    def to_plotly_json(self) -> Part:
        """Return traces and layout as plain data of their own."""
        return self.to_dict()

    def written(self) -> str:
        """Return the picture as the browser gets it, as JSON, written once."""
        own = self.__dict__
        with own["_lock"]:
            if own["_packed"] is not None:
                return decompress(own["_packed"]).decode()
            plain = own["_plain"]
            written = settled(super().to_dict() if plain is None else plain)
            own["_packed"] = compress(written.encode(), QUICK)
            if plain is not None:
                plain["data"] = None
            return written
