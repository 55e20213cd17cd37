"""Entry point of the Schaufenster: the pages of released numbers, and what is released."""

import streamlit as st

from dashboards import address, data, showcase, style
from dashboards.access import door
from dashboards.access.people import Person
from dashboards.access.permits import RELEASED_PAGES, House, may_open
from dashboards.schaufenster import standing
from dashboards.topic import TopicPage, topic_pages
from warehouse.errors import NoBuildError, ReleaseError

DEFAULT_TOPIC = "start"
TITLE = "Kohorte · freigegebene Zahlen"


def main() -> None:
    """Draw the page the reader is on."""
    st.set_page_config(page_title=TITLE, page_icon=str(style.ASSETS / "kohorte.svg"), layout="wide")
    person = door.admit(House.SCHAUFENSTER, showcase.municipalities)
    pages = [
        _page(entry, person)
        for entry in topic_pages(RELEASED_PAGES)
        if may_open(person, House.SCHAUFENSTER, entry.topic.id)
    ]
    pages.append(st.Page(lambda: _tell(person), title="Freigaben", url_path=standing.PAGE))
    chosen = st.navigation(pages, position="top")
    chosen.run()
    door.offer_account(person)


def show(topic_id: str) -> None:
    """Draw one dashboard without the navigation, as the page tests do."""
    entry = next(entry for entry in topic_pages(RELEASED_PAGES) if entry.topic.id == topic_id)
    _draw(entry, door.admit(House.SCHAUFENSTER, showcase.municipalities))


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
        context = data.open_context(person.cache_key, showcase.reader_for(person), person.name)
    except (NoBuildError, ReleaseError):
        _tell(person)
        return
    address.enter(entry.topic.id)
    style.inject(context)
    standing.strip(person, entry.topic.id)
    entry.page(context)
    standing.footnote(person, context)


def _tell(person: Person) -> None:
    st.html(style.style_sheet(style.DARK if data.theme() == "dark" else style.LIGHT))
    standing.page(person)


if __name__ == "__main__":
    main()
