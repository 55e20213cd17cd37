"""Every view of every page, and the windows it is looked at in."""

from dashboards.topic import topic_pages
from dashboards.topics.datenlage.view import PARTS
from dashboards.topics.demographie.selection import VIEWS
from dashboards.topics.kita.deepening import VIEWS as QUESTIONS
from dashboards.topics.wanderungen.choosing import VIEWS as MIGRATION

PAGES = [page.topic.id for page in topic_pages()]
# Key of the control that switches between the views of a page, and its options, the default first.
SWITCHES = {
    "demographie": ("ansicht", VIEWS),
    "wanderungen": ("ansicht", MIGRATION),
    "kita": ("vertiefung", QUESTIONS),
    "datenlage": ("teil", PARTS),
}
WINDOWS = {
    "desktop-light": {},
    "desktop-dark": {"scheme": "dark"},
    "phone-light": {"phone": True},
    "phone-dark": {"phone": True, "scheme": "dark"},
}
# A page is looked at in all windows, its further views in two: both screens and both themes.
FURTHER_WINDOWS = ("desktop-light", "phone-dark")


def path_of(topic: str) -> str:
    """Return the path of a page; the start page has none of its own."""
    return "" if topic == "start" else topic


def further(topic: str) -> list[str]:
    """Return the paths of the views behind the first one."""
    key, options = SWITCHES.get(topic, ("", {}))
    return [f"{path_of(topic)}?{key}={option}" for option in list(options)[1:]]


def name_of(path: str) -> str:
    """Return a path as part of a file name."""
    return path.replace("?", "-").replace("=", "-") or "start"


# Window by window, so that each loads what all pages share only once.
LOOKS = [
    (path, window)
    for window in WINDOWS
    for topic in PAGES
    for path in [path_of(topic), *(further(topic) if window in FURTHER_WINDOWS else [])]
]
