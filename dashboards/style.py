"""Colours and sizes of every page: the tokens of the two themes, and the one style sheet."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import streamlit as st

from dashboards.topic import Context

ASSETS = Path(__file__).parent / "assets"
FONT = '"Source Sans", sans-serif'
CONTENT_WIDTH = 1240
PICTURE_HEIGHT = 400
# Pixels of one of two columns beside each other, in a window as wide as the content or wider.
COLUMN_WIDTH = 588
# Paper is white: what the server drew for a dark screen is turned over in lightness, hues kept.
DARK_ON_PAPER = """
@media print {
  html, body, [data-testid="stApp"], [data-testid="stMain"] {
    background: #fff !important; color: #1b2629 !important;
  }
  [data-testid="stPlotlyChart"], [data-testid="stDeckGlJsonChart"], .k-swatch, .k-line, .k-class i {
    filter: invert(1) hue-rotate(180deg); print-color-adjust: exact; -webkit-print-color-adjust: exact;
  }
  [data-testid="stMarkdownContainer"], [data-testid="stWidgetLabel"] p { color: #1b2629 !important; }
}
"""


# Who switches the theme sees what the server drew for the other one until the next click. The browser knows
# which one is seen; while it is not the one drawn for, words take its colours and pictures are turned over.
# "<color>" is written in escapes: the browser's cleaner would take it for markup and drop the whole sheet.
UNTIL_REDRAWN = """
@property --k-seen { syntax: "\\3c color\\3e"; inherits: true; initial-value: transparent; }
[data-testid="stApp"] { --k-seen: light-dark(#fff, #000); }
@container style(--k-seen: %(seen)s) {
  [data-testid="stMain"], [data-testid="stHeader"] { %(variables)s }
  [data-testid="stPlotlyChart"], [data-testid="stDeckGlJsonChart"], .k-swatch, .k-line, .k-class i {
    filter: invert(1) hue-rotate(180deg);
  }
}
"""


@dataclass(frozen=True)
class Palette:
    """All colours of one theme. Tuples run in the order in which classes or series take them.

    `*_text` is the colour for text on the class of the same place. Women, men and their tints always come
    with a label and a fixed side.
    """

    name: str
    page: str
    field: str
    text: str
    muted: str
    brand: str
    on_brand: str
    axis: str
    hairline: str
    grid: str
    no_data: str
    women: str
    men: str
    women_tint: str
    men_tint: str
    german: str
    foreign: str
    shortfall: str
    categorical: tuple[str, ...]
    sequential: tuple[str, ...]
    sequential_text: tuple[str, ...]
    diverging: tuple[str, ...]
    diverging_text: tuple[str, ...]
    kita: tuple[str, ...]
    kita_text: tuple[str, ...]
    fan_outer: float
    fan_inner: float

    @property
    def gain(self) -> str:
        """Colour of a gain in bridges and small multiples."""
        return self.diverging[-1] if self.name == "light" else self.brand

    @property
    def loss(self) -> str:
        """Colour of a loss in bridges and small multiples."""
        return self.diverging[1]


LIGHT = Palette(
    name="light",
    page="#FFFFFF",
    field="#F4F6F5",
    text="#1B2629",
    muted="#56646A",
    brand="#1C5C6F",
    on_brand="#FFFFFF",
    axis="#76848A",
    hairline="#D5DBDA",
    grid="#E7EBEA",
    no_data="#EDEEEC",
    women="#1C5C6F",
    men="#CA7300",
    women_tint="#9DBCC6",
    men_tint="#EDC692",
    german="#4984B0",
    foreign="#770F46",
    shortfall="#BC4E1E",
    categorical=("#1C5C6F", "#CA7300", "#770F46", "#4984B0", "#7A9F66", "#B12C25", "#7F7F86"),
    sequential=("#E8F4E1", "#B8D7BF", "#73B09E", "#328282", "#0B5F70", "#113C55"),
    sequential_text=("#1B2629",) * 3 + ("#FFFFFF",) * 3,
    diverging=("#8A4B00", "#CA7F1E", "#EBC58F", "#F0F1EE", "#A5CDD3", "#4F9AAB", "#1C5C6F"),
    diverging_text=("#FFFFFF",) + ("#1B2629",) * 5 + ("#FFFFFF",),
    kita=("#7C2013", "#BC4E1E", "#EEECE6", "#A3CFD2", "#62A5B0"),
    kita_text=("#FFFFFF", "#FFFFFF", "#1B2629", "#1B2629", "#1B2629"),
    fan_outer=0.16,
    fan_inner=0.34,
)
DARK = Palette(
    name="dark",
    page="#14191C",
    field="#1D2427",
    text="#E6ECEC",
    muted="#A3B1B5",
    brand="#43BCD3",
    on_brand="#14191C",
    axis="#748289",
    hairline="#38434A",
    grid="#262F34",
    no_data="#20282C",
    women="#35A3B8",
    men="#D9A238",
    women_tint="#235B68",
    men_tint="#755C28",
    german="#8DBBEA",
    foreign="#B4557F",
    shortfall="#E98A66",
    categorical=("#43BCD3", "#F9BF46", "#C67B98", "#4882C7", "#83AA73", "#C94B2F", "#DEE5EE"),
    sequential=("#253E4C", "#22646E", "#339187", "#66B68D", "#AED59B", "#F6F9CF"),
    sequential_text=("#E6ECEC",) * 2 + ("#14191C",) * 4,
    diverging=("#F9BF46", "#C98F33", "#7D6033", "#2C3539", "#2F6672", "#3A97A9", "#7FDBE8"),
    diverging_text=("#14191C",) * 2 + ("#E6ECEC",) * 3 + ("#14191C",) * 2,
    kita=("#FFBFAB", "#E98A66", "#2F3A3F", "#255C68", "#4A8A98"),
    kita_text=("#14191C", "#14191C", "#E6ECEC", "#E6ECEC", "#E6ECEC"),
    fan_outer=0.18,
    fan_inner=0.30,
)


def palette(context: Context) -> Palette:
    """Return the colours of the theme the reader has switched on."""
    return DARK if context.theme == "dark" else LIGHT


def rgba(colour: str, opacity: float) -> str:
    """Return a #RRGGBB colour with an opacity, as charts and style sheets take it."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


@lru_cache(maxsize=4)
def style_sheet(colours: Palette) -> str:
    """Return the style sheet with the colours of one theme as CSS variables."""
    sheet = (ASSETS / "page.css").read_text(encoding="utf-8")
    other, seen = (LIGHT, "#fff") if colours.name == "dark" else (DARK, "#000")
    switched = UNTIL_REDRAWN % {"seen": seen, "variables": _variables(other)}
    paper = DARK_ON_PAPER if colours.name == "dark" else ""
    return f"<style>:root{{{_variables(colours)}}}\n{sheet}{switched}{paper}</style>"


def _variables(colours: Palette) -> str:
    names = ("page", "field", "text", "muted", "brand", "on_brand", "axis", "hairline", "grid", "no_data")
    variables = "".join(f"--k-{name.replace('_', '-')}:{getattr(colours, name)};" for name in names)
    return f"{variables}--k-brand-tint:{rgba(colours.brand, 0.12)};"


def inject(context: Context) -> None:
    """Put the style sheet on the page; once per run, before anything else."""
    st.html(style_sheet(palette(context)))
