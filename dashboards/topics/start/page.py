"""Start page."""

from dashboards import cards
from dashboards.topic import Context, Topic

TOPIC = Topic("start", "Start", 0)


def page(context: Context) -> None:
    """Draw the start page."""
    cards.page_head("Kohorte", "Start", "…")
