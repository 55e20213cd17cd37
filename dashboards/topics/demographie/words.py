"""Where the sentences of the page lie, and the German names it uses in several places."""

from pathlib import Path

from dashboards import areas
from dashboards.topics.demographie.selection import Selection

TEXTS = Path(__file__).parent / "text.md"


def level_name(selection: Selection) -> str:
    """Return the German plural of the chosen level."""
    levels = areas.levels_below(selection.context, selection.root.area_id)
    return levels.get(selection.level, selection.area.level_plural)
