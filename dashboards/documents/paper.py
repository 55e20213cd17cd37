"""Colours on paper: a picture drawn for a dark screen is printed in the light colours of the same tokens."""

import re
from dataclasses import fields
from functools import lru_cache

from dashboards.style import DARK, LIGHT

HEX = re.compile(r"#[0-9A-Fa-f]{6}")
# Lists of colours of classes; a dark class may share its colour with a series that prints in another one.
CLASSES = ("sequential", "diverging", "kita")
# Colours of the text on a class. The page's own text colours come first: marks are told apart by them.
ON_CLASSES = tuple(f"{name}_text" for name in CLASSES)


def on_paper(svg: str, *, has_classes: bool) -> str:
    """Return a drawing in light colours; one that is light already stays as it is.

    `has_classes`: the drawing is a map or a grid, whose fields are classes.
    """
    found = _light_of(has_classes)
    return HEX.sub(lambda colour: found.get(colour[0].upper(), colour[0]), svg)


@lru_cache(maxsize=2)
def _light_of(has_classes: bool) -> dict[str, str]:
    """Dark colour → light colour of the same token, the likelier token first where two share a colour."""
    plain: list[tuple[str, str]] = []
    classes: list[tuple[str, str]] = []
    on_classes: list[tuple[str, str]] = []
    for field in fields(DARK):
        if not isinstance(dark := getattr(DARK, field.name), str | tuple) or field.name == "name":
            continue
        light = getattr(LIGHT, field.name)
        pairs = [(dark, light)] if isinstance(dark, str) else list(zip(dark, light, strict=True))
        wanted = classes if field.name in CLASSES else on_classes if field.name in ON_CLASSES else plain
        wanted += pairs
    order = [*classes, *plain, *on_classes] if has_classes else [*plain, *classes, *on_classes]
    found: dict[str, str] = {}
    for dark, light in order:
        found.setdefault(dark.upper(), light)
    return found
