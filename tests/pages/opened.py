"""A page as Streamlit's own test harness sees it."""

import json
import re

from streamlit.testing.v1 import AppTest


def script(topic_id):
    from dashboards.app import show

    show(topic_id)


def open_topic(topic_id: str, **query: str) -> AppTest:
    """Run a page once at an address; anything it raises fails the test."""
    page = AppTest.from_function(script, kwargs={"topic_id": topic_id}, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def words(page: AppTest) -> str:
    """Everything written on the page, without markup, style sheet and closed definitions."""
    bodies = [re.sub(r"</summary><p>.*?</p>", "</summary>", html.proto.body) for html in page.get("html")]
    return "\n".join(re.sub(r"<[^>]+>", " ", body) for body in bodies if "<style" not in body)


def title(page: AppTest) -> str:
    """The message of the page."""
    found = re.search(r"<h1>(.*?)</h1>", "".join(html.proto.body for html in page.get("html")))
    assert found is not None
    return found.group(1)


def figures(page: AppTest) -> list[dict]:
    """The specifications of its plotly pictures."""
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
