"""From values to pixels: the plot areas of a figure with their axes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isnan
from typing import Any

from dashboards import charts, text

Part = dict[str, Any]
# What plotly assumes where a figure does not say.
MARGIN = {"l": 80, "r": 80, "t": 100, "b": 80}
HEIGHT = 450
AIR = 0.05
YEARS = (1800, 2200)


@dataclass(frozen=True)
class Axis:
    """One axis: its range in values and in pixels, its look as plotly names it, names of a text axis."""

    key: str
    span: tuple[float, float]
    pixels: tuple[float, float]
    look: Mapping[str, Any]
    names: tuple[str, ...] = ()

    def at(self, value: object) -> float:
        """Return the pixel of a value; NaN where it is missing."""
        place = self.place(value)
        low, high = self.span
        share = (place - low) / ((high - low) or 1.0)
        return self.pixels[0] + share * (self.pixels[1] - self.pixels[0])

    def place(self, value: object) -> float:
        """Return a value as a number; names of a text axis count from 0."""
        if isinstance(value, str):
            return float(self.names.index(value)) if value in self.names else _number(value)
        return _number(value)

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Places and words of the ticks inside the range."""
        low, high = sorted(self.span)
        return [(at, words) for at, words in self._all_ticks() if low - 1e-9 <= at <= high + 1e-9]

    def _all_ticks(self) -> list[tuple[float, str]]:
        values, words = self.look.get("tickvals"), self.look.get("ticktext")
        if values is not None:
            told = words if words is not None else [_tick(float(value)) for value in values]
            return [(self.place(value), str(word)) for value, word in zip(values, told, strict=False)]
        if self.names:
            return [(float(place), name) for place, name in enumerate(self.names)]
        return [(tick, _tick(tick)) for tick in charts.nice_ticks(min(self.span), max(self.span))]


@dataclass(frozen=True)
class Plots:
    """The axes of a figure by key (x, y, x2 …), and the plot in pixels: left, top, right, bottom."""

    axes: Mapping[str, Axis]
    box: tuple[float, float, float, float]

    def pair(self, trace: Mapping[str, Any]) -> tuple[Axis, Axis]:
        """Return the axes a trace is drawn on."""
        return self.axes[trace.get("xaxis") or "x"], self.axes[trace.get("yaxis") or "y"]

    def across(self, reference: str, value: object) -> float:
        """Return the pixel of a place along x, in values of an axis or shares of the plot."""
        if reference == "paper":
            return self.box[0] + float(str(value)) * (self.box[2] - self.box[0])
        return self.axes[reference].at(value)

    def along(self, reference: str, value: object) -> float:
        """Return the pixel of a place along y, in values of an axis or shares of the plot."""
        if reference == "paper":
            return self.box[3] - float(str(value)) * (self.box[3] - self.box[1])
        return self.axes[reference].at(value)


def plots(layout: Mapping[str, Any], traces: list[Part], size: tuple[float, float]) -> Plots:
    """Return the axes of a figure of a size in pixels."""
    margin = MARGIN | {side: value for side, value in (layout.get("margin") or {}).items() if side != "pad"}
    box = (float(margin["l"]), float(margin["t"]), size[0] - margin["r"], size[1] - margin["b"])
    used = {"x", "y"} | {str(trace[side]) for trace in traces for side in ("xaxis", "yaxis") if side in trace}
    used |= {_short(key) for key in layout if key[:5] in {"xaxis", "yaxis"}}
    looks = {key: _look(layout, key) for key in sorted(used)}
    axes = {key: _axis(key, look, traces, box) for key, look in looks.items()}
    for key, look in looks.items():
        twin = axes.get(str(look.get("matches", "")))
        if twin is not None and twin.key != key and look.get("range") is None:
            axes[key] = Axis(key, twin.span, axes[key].pixels, look, twin.names)
    return Plots(axes, box)


def known(values: Iterable[object]) -> list[float]:
    """Return the numbers among some values."""
    return [number for number in map(_number, values) if not isnan(number)]


def merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> Part:
    """Return nested settings, the own ones first."""
    result = dict(base)
    for key, value in own.items():
        both = isinstance(value, Mapping) and isinstance(result.get(key), Mapping)
        result[key] = merged(result[key], value) if both else value
    return result


def _axis(key: str, look: Part, traces: list[Part], box: tuple[float, float, float, float]) -> Axis:
    is_x = key[0] == "x"
    mine = [trace for trace in traces if (trace.get(f"{key[0]}axis") or key[0]) == key]
    names = _names(mine, key[0])
    start, end = look.get("domain") or (0, 1)
    first, last = (box[0], box[2]) if is_x else (box[3], box[1])
    pixels = (first + float(start) * (last - first), first + float(end) * (last - first))
    limits = look.get("range")
    span = (float(limits[0]), float(limits[1])) if limits is not None else _reach(mine, key[0], names)
    return Axis(key, span, pixels, look, names)


def _look(layout: Mapping[str, Any], key: str) -> Part:
    base = ((layout.get("template") or {}).get("layout") or {}).get(f"{key[0]}axis") or {}
    return merged(base, layout.get(f"{key[0]}axis{key[1:]}") or {})


def _short(key: str) -> str:
    return key[0] + key[5:]


def _names(traces: list[Part], side: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for trace in traces:
        values = trace.get(side)
        for value in values if values is not None else ():
            if isinstance(value, str) and isnan(_number(value)):
                found.setdefault(value)
    return tuple(found)


def _reach(traces: list[Part], side: str, names: tuple[str, ...]) -> tuple[float, float]:
    """The range plotly would find: around all marks, bars from zero, some air beside lines."""
    if names:
        return -0.5, len(names) - 0.5
    values, has_bars = [], False
    for trace in traces:
        if trace.get("type") == "heatmap":
            count = len(trace["z"][0]) if side == "x" else len(trace["z"])
            values += [-0.5, count - 0.5]
            continue
        own = trace.get(side)
        numbers = known(own if own is not None else ())
        if trace.get("type") == "bar" and numbers:
            is_value = (trace.get("orientation") == "h") == (side == "x")
            numbers = [*numbers, 0.0] if is_value else [min(numbers) - 0.5, max(numbers) + 0.5]
            has_bars = True
        values += numbers
    if not values:
        return 0.0, 1.0
    low, high = min(values), max(values)
    air = 0.0 if has_bars and side == "x" else AIR * ((high - low) or 1.0)
    return low - air, high + air


def _tick(value: float) -> str:
    if YEARS[0] < value < YEARS[1] and float(value).is_integer():
        return str(int(value))
    needed = next((digits for digits in range(4) if round(value, digits) == round(value, 6)), 3)
    return text.number(value, needed)


def _number(value: object) -> float:
    if value is None:
        return float("nan")
    try:
        return float(str(value)) if isinstance(value, str) else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")
