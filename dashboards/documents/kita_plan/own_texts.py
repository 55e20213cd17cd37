"""What only the office can write: texts from <home>/kita-texte, and labelled fields where there is none.

One Markdown file each, see NAMES: paragraphs between empty lines, "- " for points, "## " for a heading.
"""

import re
from collections.abc import Sequence

from dashboards import text
from dashboards.documents.blocks import Block, Cell, Heading, Paragraph, Points, Table
from dashboards.documents.words import TEXTS
from dashboards.topic import Context
from dashboards.topics.kita import home_files
from warehouse.settings import home

FOLDER = "kita-texte"
# Names of the files, without ".md", and what an office is asked for where a file is missing.
NAMES = {
    "vorwort": (),
    "beschluss": ("Gremium", "Sitzung am", "Vorlage Nr.", "Beschluss"),
    "beteiligung": (
        "Freie Träger, gehört am",
        "Gemeinden, gehört am",
        "Elternvertretung, gehört am",
        "Ergebnis der Elternbefragung",
        "Abweichende Stellungnahmen",
    ),
    "wartelisten": (
        "Stichtag der Wartelisten",
        "Unversorgte Kinder U3",
        "Unversorgte Kinder Ü3",
        "Anmerkung",
    ),
}
MOST_BYTES = 200_000
# Width of the column that names what is asked for.
ASKED = 0.34


def own(context: Context, name: str) -> list[Block]:
    """Return the office's own text of a chapter; empty where there is none.

    Raises DashboardError where the file is too large or no text.
    """
    file = home().root / FOLDER / f"{name}.md"
    if not home_files.may_keep(context) or not file.is_file():
        return []
    return _blocks(home_files.read_text(file, f"{FOLDER}/{file.name}", MOST_BYTES))


def field(name: str) -> list[Block]:
    """Return the field an office fills in by hand where it has written no text."""
    caption = text.load_text(TEXTS, "Feld", what=name.capitalize())
    rows = tuple((Cell(asked), Cell("")) for asked in NAMES[name])
    note = text.load_text(TEXTS, "Feld gefüllt", file=f"{FOLDER}/{name}.md")
    return [Table(caption, ("Angabe", "Eintrag"), rows, note=note, widths=(ASKED, 1 - ASKED))]


def own_or_field(context: Context, name: str) -> list[Block]:
    """Return the office's own text, else the field to fill in."""
    return own(context, name) or field(name)


def _blocks(words: str) -> list[Block]:
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", words.replace("\r\n", "\n")):
        lines = [line.strip() for line in part.splitlines() if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("#"):
            found.append(Heading(lines[0].lstrip("# "), 2))
            lines = lines[1:]
        found += _paragraphs(lines)
    return found


def _paragraphs(lines: Sequence[str]) -> list[Block]:
    points = [line[2:].strip() for line in lines if line.startswith(("- ", "* "))]
    plain = " ".join(line for line in lines if not line.startswith(("- ", "* ")))
    found: list[Block] = [Paragraph(_unmarked(plain))] if plain else []
    return [*found, Points(tuple(_unmarked(point) for point in points))] if points else found


def _unmarked(words: str) -> str:
    """Words without the marks for bold and italics, which a plan does not use."""
    return re.sub(r"(\*\*|__)(.+?)\1", r"\2", words)
