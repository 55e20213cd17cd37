"""What a dashboard is, what it is given, and how the app finds it: one folder, one page.py."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from warehouse.connection import Reader

TOPICS = Path(__file__).parent / "topics"


@dataclass(frozen=True)
class Topic:
    """Name and place of one dashboard in the navigation; `id` is its folder and its address."""

    id: str
    title: str
    order: int
    icon: str | None = None


@dataclass(frozen=True)
class Context:
    """What a page may know of the world: the data it reads and how it is looked at.

    `reader` is an open build; use data.frame, which caches, rather than its connection. `role` keeps the
    caches of readers with different rights apart. `is_released`: a Schaufenster, all numbers are protected.
    `who` is the name for the audit log; it belongs in no cache.
    """

    reader: Reader
    build_id: str
    run_id: str | None
    role: str = "werkbank"
    is_phone: bool = False
    theme: Literal["light", "dark"] = "light"
    is_released: bool = False
    who: str = ""


@dataclass(frozen=True)
class TopicPage:
    """A topic together with the function that draws it."""

    topic: Topic
    page: Callable[[Context], None]


@lru_cache(maxsize=2)
def topic_pages(only: frozenset[str] | None = None) -> tuple[TopicPage, ...]:
    """Return every folder under topics/ that has a page.py, in the order of the navigation.

    `only`: no code of another topic is loaded.
    """
    modules = [
        importlib.import_module(f"dashboards.topics.{file.parent.name}.page")
        for file in sorted(TOPICS.glob("*/page.py"))
        if only is None or file.parent.name in only
    ]
    pages = [TopicPage(module.TOPIC, module.page) for module in modules]
    return tuple(sorted(pages, key=lambda page: page.topic.order))
