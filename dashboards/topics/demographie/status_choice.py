"""The territorial status a view is shown on; its drawer is that of every page."""

from dashboards.territory import TODAY
from dashboards.territory_choice import KEY, current, drawer, names
from dashboards.topics.demographie.selection import Selection

__all__ = ["KEY", "current", "drawer", "names", "of"]


def of(selection: Selection) -> str:
    """Return the status a view is shown on."""
    return selection.options.get(KEY, TODAY)
