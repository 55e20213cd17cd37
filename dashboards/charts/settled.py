"""A picture as it goes to the browser: with all that would otherwise make Streamlit draw it twice.

Streamlit hands a figure to plotly, measures its place, copies it and hands it over again. Plotly then draws a
second time what looks new: a template that is another copy, data whose revision nobody told, a width that was
not known before, clicks that were turned on late, a hatch of a map that is another object of the same lines.
"""

import json
import re
from typing import Any
from zlib import crc32

from plotly.io.json import to_json_plotly

Part = dict[str, Any]
# Kinds of traces that lie on a pair of axes.
ON_AXES = frozenset({"scatter", "bar", "heatmap"})


def settled(picture: Part) -> str:
    """Return traces and layout as JSON, the look of the template written into the layout itself."""
    data = to_json_plotly(picture["data"], engine="json")
    layout = _by_address(_flat(picture["layout"], picture["data"]))
    # Within a picture data does not change; another picture is another revision.
    written = to_json_plotly(layout | {"datarevision": crc32(data.encode())}, engine="json")
    return f'{{"data":{data},"layout":{written}}}'


def _by_address(layout: Part) -> Part:
    """Return the layout with the lines of its map in words: two objects with the same words differ."""
    layers = layout.get("map", {}).get("layers")
    if not layers:
        return layout
    told = [one | {"source": _address(one["source"])} if "source" in one else one for one in layers]
    return layout | {"map": layout["map"] | {"layers": told}}


def _address(source: object) -> object:
    if not isinstance(source, dict):
        return source
    words = json.dumps(source, separators=(",", ":"))
    # Both signs mean something in an address.
    return f"data:application/json,{words.replace('%', '%25').replace('#', '%23')}"


def _flat(layout: Part, traces: list[Part]) -> Part:
    """Return the layout with what its template says of it and of each axis, its own words first."""
    look = (layout.get("template") or {}).get("layout", {})
    own = {name: value for name, value in layout.items() if name != "template"}
    flat = _under({name: value for name, value in look.items() if name not in {"xaxis", "yaxis"}}, own)
    drawn = [one for one in traces if one.get("type", "scatter") in ON_AXES]
    for kind in ("xaxis", "yaxis") if look else ():
        named = {kind + str(one.get(kind, kind[0]))[1:] for one in drawn}
        for name in named | {name for name in own if re.fullmatch(kind + r"\d*", name)}:
            flat[name] = _under(look.get(kind, {}), own.get(name, {}))
    return flat


def _under(look: Part, own: Part) -> Part:
    """Return the look with the own words over it, in every depth."""
    merged = {name: value for name, value in look.items() if value is not None}
    for name, value in own.items():
        below = merged.get(name)
        merged[name] = _under(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return merged
