"""Words in a picture: plotly's few marks (bold, break, colour, size) as SVG text, and their width."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape, unescape
from html.parser import HTMLParser
from pathlib import Path

from PIL import ImageFont

from dashboards.documents.drawing.sheet import Sheet

FONTS = Path(__file__).parents[1] / "fonts"
FACES = {False: "SourceSans3-Regular.otf", True: "SourceSans3-Semibold.otf"}
SERIF = "SourceSerif4-Semibold.otf"
LINE_HEIGHT = 1.3
# Where a line's baseline lies below its middle, and its middle below its top, in sizes of the face.
TO_BASELINE = 0.35
ANCHORS = {"left": "start", "center": "middle", "right": "end"}


@dataclass(frozen=True)
class Ink:
    """How words are written."""

    colour: str = "#1B2629"
    size: float = 13
    is_bold: bool = False


@dataclass(frozen=True)
class Spot:
    """Where words stand: place, side of the block that touches it, and turn in degrees."""

    x: float
    y: float
    across: str = "left"
    along: str = "middle"
    turn: float = 0


class _Runs(HTMLParser):
    """Splits marked up words into lines of runs."""

    def __init__(self, ink: Ink) -> None:
        super().__init__(convert_charrefs=True)
        self.inks, self.lines = [ink], [[]]  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        now = self.inks[-1]
        if tag == "br":
            self.lines.append([])
        elif tag == "b":
            self.inks.append(replace(now, is_bold=True))
        else:
            style = dict(attrs).get("style") or ""
            size = re.search(r"font-size:\s*([\d.]+)px", style)
            colour = re.search(r"(?<!-)color:\s*([^;]+)", style)
            self.inks.append(
                replace(
                    now,
                    size=float(size[1]) if size else now.size,
                    colour=colour[1].strip() if colour else now.colour,
                )
            )

    def handle_endtag(self, tag: str) -> None:
        if tag != "br" and len(self.inks) > 1:
            self.inks.pop()

    def handle_data(self, data: str) -> None:
        self.lines[-1].append((data, self.inks[-1]))


def lines_of(words: str, ink: Ink) -> list[list[tuple[str, Ink]]]:
    """Return lines of runs, each run with its ink."""
    parser = _Runs(ink)
    parser.feed(words)
    parser.close()
    return parser.lines


def write(sheet: Sheet, words: str, spot: Spot, ink: Ink) -> None:
    """Write words at a spot, several lines if they hold <br>."""
    if not words.strip():
        return
    lines = lines_of(words, ink)
    step = LINE_HEIGHT * ink.size
    tall = step * len(lines)
    top = {"top": spot.y, "middle": spot.y - tall / 2, "bottom": spot.y - tall}[spot.along]
    turn = f"rotate({spot.turn:g} {spot.x:g} {spot.y:g})" if spot.turn else None
    for place, runs in enumerate(lines):
        baseline = top + step * (place + 0.5) + TO_BASELINE * ink.size
        content = "".join(_run(text, own, ink) for text, own in _trimmed(runs))
        sheet.add(
            "text", content, x=spot.x, y=baseline, fill=ink.colour, font_size=ink.size,
            font_weight="600" if ink.is_bold else None, text_anchor=ANCHORS[spot.across], transform=turn,
        )  # fmt: skip


def width(words: str, size: float, is_bold: bool = False) -> float:
    """Return the width of one line of plain words in pixels."""
    return _length(words, is_bold) * size / 100


def serif_width(words: str, size: float) -> float:
    """Return the width of a title in pixels."""
    return float(_face(SERIF).getlength(words)) * size / 100


def wrapped(words: str, size: float, room: float, is_bold: bool = False) -> list[str]:
    """Return words broken into lines that fit into `room` pixels."""
    lines: list[str] = []
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width(longer, size, is_bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def plain(words: str) -> str:
    """Return words without marks; a line break is a blank."""
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r"<br\s*/?>", " ", words)))


def _trimmed(runs: list[tuple[str, Ink]]) -> list[tuple[str, Ink]]:
    """SVG drops blanks at the ends of a text; ours keep their distance as hard blanks."""
    return [(text.replace("  ", "\u00a0\u00a0"), ink) for text, ink in runs]


def _run(text: str, own: Ink, ink: Ink) -> str:
    text = escape(text)
    if own == ink:
        return text
    marks = [
        f' font-weight="{600 if own.is_bold else 400}"' if own.is_bold != ink.is_bold else "",
        f' fill="{escape(own.colour)}"' if own.colour != ink.colour else "",
        f' font-size="{own.size:g}"' if own.size != ink.size else "",
    ]
    return f"<tspan{''.join(marks)}>{text}</tspan>"


# A table asks for the same few words over and over.
@lru_cache(maxsize=20_000)
def _length(words: str, is_bold: bool) -> float:
    return float(_face(FACES[is_bold]).getlength(words))


@lru_cache(maxsize=4)
def _face(name: str) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / name), 100)
