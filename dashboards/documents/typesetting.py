"""The typesetter behind PDF and PNG: typst, a wheel without further parts, with our own faces."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any, Literal, cast

import typst

FOLDER = Path(__file__).parent
FONTS = FOLDER / "fonts"
# PDF/UA-1 for readers with assistive technology, PDF/A-2a for the archive of the office.
STANDARDS: list[Literal["ua-1", "a-2a"]] = ["ua-1", "a-2a"]
# A point is 1/72 of an inch, a pixel of the page 1/96: one picture pixel becomes one point.
POINTS_PER_INCH = 72
_lock = Lock()


def pdf(template: Path, content: Mapping[str, Any], created: date) -> bytes:
    """Return the tagged PDF of a template filled with some content.

    The same content gives the same file. The compiler refuses what PDF/UA does not allow, such as a picture
    without words.
    """
    stamp = datetime(created.year, created.month, created.day, tzinfo=UTC)
    with _lock:
        made = _compiler().compile(
            input=template.read_bytes(),
            format="pdf",
            pdf_standards=list(STANDARDS),
            sys_inputs={"content": json.dumps(content, ensure_ascii=False)},
            timestamp=stamp,
        )
    # One document comes as one file; lists are for pictures of several pages.
    return cast("bytes", made)


def png(svg: str, size: tuple[float, float], pixels_per_point: float) -> bytes:
    """Return an SVG as PNG on white; `size` is its width and height."""
    width, height = size
    source = (
        f"#set page(width: {width:g}pt, height: {height:g}pt, margin: 0pt, fill: white)\n"
        f'#image(bytes(sys.inputs.svg), format: "svg", width: {width:g}pt)'
    )
    with _lock:
        made = _compiler().compile(
            input=source.encode(),
            format="png",
            ppi=POINTS_PER_INCH * pixels_per_point,
            sys_inputs={"svg": svg},
        )
    return cast("bytes", made)


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    # Only our faces: a document must not depend on what a machine has installed.
    return typst.Compiler(font_paths=[str(FONTS)], ignore_system_fonts=True)
