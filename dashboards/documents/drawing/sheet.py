"""The paper a picture is drawn on: elements in order, hatches and clips defined once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

FONT = "'Source Sans 3', 'Source Sans', 'Segoe UI', Arial, sans-serif"
# What plotly's words for dashes mean, in pixels.
DASHES = {"dash": "9,9", "dot": "3,3", "dashdot": "9,3,3,3", "longdash": "15,15"}
Point = tuple[float, float]
Attribute = str | float | None


@dataclass
class Sheet:
    """Collects SVG elements; sizes and places are pixels, y grows downwards."""

    width: float
    height: float
    parts: list[str] = field(default_factory=list)
    defined: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, content: str = "", **attributes: Attribute) -> None:
        """Append one element; attributes without a value are left out, "_" in a name is "-"."""
        told = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
        self.parts.append(f"<{name}{told}>{content}</{name}>" if content else f"<{name}{told}/>")

    def define(self, name: str, content: str) -> str:
        """Define a pattern or clip once and return the reference to it."""
        self.defined.setdefault(name, content)
        return f"url(#{name})"

    def hatch(self, colour: str, size: float, width: float, ground: str = "none") -> str:
        """Return a fill of diagonal lines that rise to the right."""
        name = "h" + "".join(sign for sign in f"{colour}{size:g}-{width:g}{ground}" if sign.isalnum())
        step = _value(size)
        return self.define(
            name,
            f'<pattern id="{name}" width="{step}" height="{step}" patternUnits="userSpaceOnUse" '
            f'patternTransform="rotate(45)"><rect width="{step}" height="{step}" fill="{ground}"/>'
            f'<line x1="0" y1="0" x2="0" y2="{step}" stroke="{colour}" stroke-width="{_value(2 * width)}"/>'
            "</pattern>",
        )

    def clip(self, box: tuple[float, float, float, float]) -> str:
        """Return the reference to a clip of left, top, right, bottom."""
        left, top, right, bottom = box
        name = "c" + "-".join(_value(side).replace(".", "_") for side in box)
        area = {"x": left, "y": top, "width": right - left, "height": bottom - top}
        told = " ".join(f'{key}="{_value(value)}"' for key, value in area.items())
        return self.define(name, f'<clipPath id="{name}"><rect {told}/></clipPath>')

    def line(self, start: Point, end: Point, stroke: str, width: float = 1, dash: str | None = None) -> None:
        """Draw one straight line."""
        self.add(
            "line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], stroke=stroke, stroke_width=width,
            stroke_dasharray=dash,
        )  # fmt: skip

    @property
    def body(self) -> str:
        """The definitions and elements, without the element around them."""
        defined = "".join(self.defined.values())
        return (f"<defs>{defined}</defs>" if defined else "") + "".join(self.parts)

    @property
    def text(self) -> str:
        """The whole SVG document."""
        size = f'width="{_value(self.width)}" height="{_value(self.height)}"'
        box = f'viewBox="0 0 {_value(self.width)} {_value(self.height)}"'
        start = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{FONT}">'
        return f"{start}{self.body}</svg>"


def path(points: Iterable[Point], is_closed: bool = False) -> str:
    """Return the path along some points."""
    words = [f"{_value(x)},{_value(y)}" for x, y in points]
    return f"M{'L'.join(words)}{'Z' if is_closed else ''}" if words else ""


def dashes(name: str | None) -> str | None:
    """Return plotly's dash ("dash", "5px,4px") as SVG takes it; None for a solid line."""
    if not name or name == "solid":
        return None
    return DASHES.get(name, name.replace("px", ""))


def _attribute(key: str, value: Attribute) -> str:
    name = key.replace("_", "-")
    clear = re.fullmatch(r"rgba\((\d+),(\d+),(\d+),([\d.]+)\)", value) if isinstance(value, str) else None
    if clear is None:
        return f' {name}="{_value(value)}"'
    # Office programs know colours and their opacity only apart.
    red, green, blue = (int(part) for part in clear.groups()[:3])
    return f' {name}="#{red:02X}{green:02X}{blue:02X}" {name}-opacity="{clear[4]}"'


def _value(value: Attribute) -> str:
    if isinstance(value, str):
        return escape(value)
    # Hundredths of a pixel are finer than any printer.
    return f"{round(float(value or 0), 2):g}"
