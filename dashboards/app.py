"""Entry point of the pages: opens the data, lays the navigation, draws the chosen dashboard."""

import streamlit as st

from dashboards import address, cards, data, style
from dashboards.topic import TopicPage, topic_pages
from warehouse.errors import NoBuildError

DEFAULT_TOPIC = "start"


def main() -> None:
    """Draw the page the reader is on."""
    st.set_page_config(page_title="Kohorte", page_icon=str(style.ASSETS / "kohorte.svg"), layout="wide")
    chosen = st.navigation([_page(entry) for entry in topic_pages()], position="top")
    chosen.run()


def show(topic_id: str) -> None:
    """Draw one dashboard without the navigation, as the page tests do."""
    _draw(next(entry for entry in topic_pages() if entry.topic.id == topic_id))


def _page(entry: TopicPage) -> st.Page:
    return st.Page(
        lambda: _draw(entry),
        title=entry.topic.title,
        icon=entry.topic.icon,
        url_path=entry.topic.id,
        default=entry.topic.id == DEFAULT_TOPIC,
    )


def _draw(entry: TopicPage) -> None:
    try:
        context = data.open_context()
    except NoBuildError as error:
        _without_build(str(error))
        return
    address.enter(entry.topic.id)
    style.inject(context)
    entry.page(context)


def _without_build(reason: str) -> None:
    st.html(style.style_sheet(style.LIGHT))
    cards.page_head("Kohorte", "Hier liegt noch kein Datenbestand", reason)
    st.code("kohorte demo", language="bash")


if __name__ == "__main__":
    main()
