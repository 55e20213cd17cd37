"""The legend of a picture: what the page writes as HTML, drawn as fields and lines."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from dashboards.documents.drawing.sheet import Sheet
from dashboards.documents.drawing.words import Ink, Spot, width, write
from dashboards.style import LIGHT

ROW, SIZE, GAP = 20.0, 12.0, 14.0
FIELD = (14.0, 11.0)
LINE = 22.0
CLASS_HEIGHT = 11.0
VARIABLES = {"--k-axis": LIGHT.axis, "--k-brand": LIGHT.brand, "--k-text": LIGHT.text}


@dataclass
class Key:
    """One entry: a field (swatch, hatch), a line, or a class with its sign."""

    kind: str = "swatch"
    colour: str = LIGHT.axis
    label: str = ""
    sign: str = ""
    ink: str = LIGHT.text


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.keys: list[Key] = []
        self.in_sign = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        words = set(told.get("class", "").split())
        if words & {"k-key", "k-class"}:
            self.keys.append(Key("class" if "k-class" in words else "swatch"))
        elif tag == "i" and self.keys:
            self._mark(words, told.get("style", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "i":
            self.in_sign = False

    def handle_data(self, data: str) -> None:
        if not self.keys:
            return
        if self.in_sign:
            self.keys[-1].sign += data
        else:
            self.keys[-1].label += data

    def _mark(self, words: set[str], style: str) -> None:
        key = self.keys[-1]
        self.in_sign = key.kind == "class"
        if "k-line" in words:
            dash, key.colour = _border(style)
            key.kind = f"line-{dash}"
        elif "k-hatch" in words:
            key.kind = "hatch"
            key.colour = _colour(re.search(r"--h:\s*([^;]+)", style), LIGHT.axis)
        else:
            key.colour = _colour(re.search(r"background:\s*([^;]+)", style), LIGHT.no_data)
            ink = re.search(r"(?<![\w-])color:\s*([^;]+)", style)
            key.ink = ink[1].strip() if ink and ink[1].strip() != "inherit" else LIGHT.text


def keys(html: str) -> list[Key]:
    """Return the entries of a legend written for the page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.keys


def draw(sheet: Sheet, html: str, top: float) -> float:
    """Draw a legend from `top` on, broken into rows, and return where it ends."""
    found = keys(html)
    classes = [key for key in found if key.kind == "class"]
    x, y = 0.0, top
    if classes:
        x, y = _classes(sheet, classes, y)
    for key in (one for one in found if one.kind != "class"):
        room = _room(key)
        if x and x + room > sheet.width:
            x, y = 0.0, y + ROW
        _key(sheet, key, x, y + ROW / 2)
        x += room + GAP
    return y + ROW + 4 if found else top


def _classes(sheet: Sheet, classes: list[Key], y: float) -> tuple[float, float]:
    """Fields side by side with their labels below; returns where the next entry may stand."""
    step = max(max(width(key.label, SIZE) for key in classes) + 8, 34.0)
    for place, key in enumerate(classes):
        x = place * step
        sheet.add("rect", x=x, y=y, width=step, height=CLASS_HEIGHT, fill=key.colour)
        if key.sign:
            write(sheet, key.sign, Spot(x + step / 2, y + CLASS_HEIGHT / 2, "center"), Ink(key.ink, 11, True))
        write(sheet, key.label, Spot(x + step / 2, y + CLASS_HEIGHT + 9, "center"), Ink(LIGHT.muted, SIZE))
    return step * len(classes) + 2 * GAP, y


def _room(key: Key) -> float:
    return (LINE if key.kind.startswith("line") else FIELD[0]) + 6 + width(key.label, SIZE)


def _key(sheet: Sheet, key: Key, x: float, middle: float) -> None:
    start = FIELD[0]
    if key.kind.startswith("line"):
        dash = {"line-dashed": "5,4", "line-dotted": "1.6,3"}.get(key.kind)
        sheet.line((x, middle), (x + LINE, middle), key.colour, 2.2, dash)
        start = LINE
    else:
        fill = sheet.hatch(key.colour, 4, 0.5, LIGHT.no_data) if key.kind == "hatch" else key.colour
        sheet.add("rect", x=x, y=middle - FIELD[1] / 2, width=FIELD[0], height=FIELD[1], fill=fill)
    write(sheet, key.label, Spot(x + start + 6, middle), Ink(LIGHT.muted, SIZE))


def _border(style: str) -> tuple[str, str]:
    found = re.search(r"border-top:\s*\S+\s+(\w+)\s+(.+)", style)
    return (found[1], _resolved(found[2])) if found else ("solid", LIGHT.axis)


def _colour(found: re.Match[str] | None, default: str) -> str:
    return _resolved(found[1]) if found else default


def _resolved(words: str) -> str:
    variable = re.fullmatch(r"var\((--[\w-]+)\)", words.strip().rstrip(";"))
    return VARIABLES.get(variable[1], LIGHT.axis) if variable else words.strip().rstrip(";")
