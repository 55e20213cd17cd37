"""Entry point of the pages: opens the data, lays the navigation, draws the chosen dashboard."""

import streamlit as st

from dashboards import address, data, style
from dashboards.access import door
from dashboards.access.people import Person
from dashboards.access.permits import House, may_open
from dashboards.topic import TopicPage, topic_pages
from dashboards.topics.datenlage import anfang
from dashboards.turns import PAGES
from warehouse.errors import NoBuildError

DEFAULT_TOPIC = "start"


def main() -> None:
    """Draw the page the reader is on."""
    st.set_page_config(page_title="Kohorte", page_icon=str(style.ASSETS / "kohorte.svg"), layout="wide")
    person = door.admit(House.WERKBANK, data.municipalities)
    # A page that is not in the list has no address.
    pages = [
        _page(entry, person) for entry in topic_pages() if may_open(person, House.WERKBANK, entry.topic.id)
    ]
    chosen = st.navigation(pages, position="top")
    with PAGES.turn():
        chosen.run()
    door.offer_account(person)


def show(topic_id: str) -> None:
    """Draw one dashboard without the navigation, as the page tests do."""
    entry = next(entry for entry in topic_pages() if entry.topic.id == topic_id)
    _draw(entry, door.admit(House.WERKBANK, data.municipalities))


def _page(entry: TopicPage, person: Person) -> st.Page:
    return st.Page(
        lambda: _draw(entry, person),
        title=entry.topic.title,
        icon=entry.topic.icon,
        url_path=entry.topic.id,
        default=entry.topic.id == DEFAULT_TOPIC,
    )


def _draw(entry: TopicPage, person: Person) -> None:
    try:
        context = data.open_context(person.cache_key, who=person.name)
    except NoBuildError:
        anfang.page(data.theme())
        return
    address.enter(entry.topic.id)
    style.inject(context)
    entry.page(context)


if __name__ == "__main__":
    main()
