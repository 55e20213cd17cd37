"""The controls of the filter bar. Their state lives in the URL, so every view is a link.

dashboards.address writes and reads the codes and drops what is no value of a control. The same key on two
pages is the same state.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

import streamlit as st

from dashboards import address, areas, cards, data, play, text
from dashboards.areas import Area
from dashboards.topic import Context

T = TypeVar("T", bound=Hashable)
Style = Literal["auto", "segmented", "select", "slider", "play"]

WORDS = "_filter_words"
SLIDER_WIDTH = 200
# Above this many letters segmented buttons take more room than a list.
SEGMENTED_LETTERS = 34


@contextmanager
def filter_bar(context: Context) -> Iterator[None]:
    """Lay the controls called inside in one row; on a phone fold them into a button naming the selection."""
    before = st.session_state.get(WORDS, "Auswahl")
    st.session_state[WORDS] = ""
    if context.is_phone:
        with st.popover(before, width="stretch", icon=":material/tune:", key="k-filter-phone"):
            yield
        if st.session_state[WORDS] != before:
            st.rerun()
    else:
        with st.container(horizontal=True, key="k-filter", vertical_alignment="bottom", gap="medium"):
            yield
    # Paper has no controls, so the selection is printed in words.
    with st.container(key="k-print"):
        cards.note(f"Auswahl: {st.session_state[WORDS]}")


@contextmanager
def quietly() -> Iterator[None]:
    """Leave the controls called inside out of the words on the phone's button: rarely moved settings."""
    said = st.session_state.get(WORDS, "")
    yield
    st.session_state[WORDS] = said


def area_picker(context: Context, key: str = "gebiet") -> Area:
    """Let the reader search any area of the build; default is the largest root."""
    tree = areas.tree(context)
    options = {area.area_id: area.label for area in tree.values()}
    area_id = _list(context, "Gebiet", options, _Field(key, areas.roots(context)[0].area_id, 240))
    say(tree[area_id].label)
    return tree[area_id]


def pick_area(area_id: str, key: str = "gebiet") -> None:
    """Set the area picker from a callback, such as a click on a map."""
    st.session_state[key] = area_id


def level_picker(context: Context, area: Area, key: str = "ebene") -> str:
    """Let the reader choose among the levels below the area; at a leaf, its own level. Returns its code.

    The default is the finest level of up to 150 areas.
    """
    levels = areas.levels_below(context, area.area_id)
    if len(levels) < 2:
        return next(iter(levels), area.level)
    few = [level for level in levels if len(areas.below(context, area.area_id, level)) <= 150]
    default = few[-1] if few else next(iter(levels))
    return choice(context, "Gebietsebene", levels, key=key, default=default)


def choice(
    context: Context,
    label: str,
    options: Mapping[T, str],
    *,
    key: str,
    default: T | None = None,
    style: Style = "auto",
) -> T:
    """Let the reader choose one of a few things: segmented buttons if they are short, else a list.

    A slider suits things in a row, such as years; its options stand in ascending order. "play" adds a button
    that lets it run.
    `options` maps the value a page works with to its German name; str(value) stands in the address.
    """
    first = next(iter(options)) if default is None or default not in options else default
    letters = sum(len(name) + 3 for name in options.values())
    is_short = len(options) <= 4 and letters <= SEGMENTED_LETTERS
    longest = max(len(name) for name in options.values())
    width = SLIDER_WIDTH if style in {"slider", "play"} else min(260, max(140, 60 + 8 * longest))
    field = _Field(key, first, width)
    if style in {"slider", "play"} and len(options) > 1:
        value = _steps(context, label, options, field, runs=style == "play")
    elif style == "segmented" or (style == "auto" and is_short):
        value = _segments(label, options, field)
    else:
        value = _list(context, label, options, field)
    say(options[value])
    return value


def years_slider(
    context: Context, label: str, years: Sequence[int], key: str = "jahre", last: int = 3
) -> tuple[int, int]:
    """Let the reader choose a span of years; default are the `last` years. Returns first and last year."""
    low, high = min(years), max(years)
    if low == high:
        return low, high
    domain = address.span(low, high, (max(low, high - last + 1), high))
    address.restore(key, domain)
    now, width = _now(key), _width(context, 220)
    ends: Any = st.slider(label, low, high, now, 1, format="%d", key=key, width=width)
    chosen = (int(ends[0]), int(ends[1]))
    address.keep(key, domain, chosen)
    say(f"{chosen[0]}–{chosen[1]}")
    return chosen


def scenario_picker(context: Context, key: str = "variante") -> str | None:
    """Let the reader choose a scenario of the current run; None and nothing shown if there is no run."""
    options = data.scenarios(context)
    if not options:
        return None
    return choice(context, "Prognosevariante", options, key=key, style="select")


def number_slider(
    context: Context, label: str, limits: tuple[float, float, float], *, key: str, default: float
) -> float:
    """Let the reader set a number; limits are lowest, highest and step."""
    low, high, step = (float(limit) for limit in limits)
    domain = address.within(low, high, step, float(default))
    address.restore(key, domain)
    width = _width(context, 170)
    value = float(st.slider(label, low, high, _now(key), step, format="localized", key=key, width=width))
    address.keep(key, domain, value)
    shown = text.number(value, 0 if step >= 1 else 1)
    say(f"{shown}{text.NARROW}%" if label.endswith("in %") else f"{label} {shown}")
    return value


@dataclass(frozen=True)
class _Field(Generic[T]):
    """Key, default and width in pixels of one control."""

    key: str
    default: T
    width: int


def _segments(label: str, options: Mapping[T, str], field: _Field[T]) -> T:
    domain = address.among(options, field.default)
    address.restore(field.key, domain)
    picked = st.segmented_control(
        label,
        list(options),
        default=_now(field.key),
        required=True,
        format_func=lambda value: options.get(value, str(value)),
        key=field.key,
    )
    value: T = field.default if picked is None else picked
    address.keep(field.key, domain, value)
    return value


def _steps(context: Context, label: str, options: Mapping[T, str], field: _Field[T], runs: bool = False) -> T:
    domain = address.among(options, field.default)
    address.restore(field.key, domain)
    if runs:
        play.advance(field.key, list(options))
        with st.container(horizontal=True, vertical_alignment="bottom", gap="xsmall", width="content"):
            picked = _slider(context, label, options, field)
            play.button(field.key, list(options), label)
    else:
        picked = _slider(context, label, options, field)
    # Every year of a run in the address would bury the view the reader came from.
    if not play.is_playing(field.key):
        address.keep(field.key, domain, picked)
    return picked


def _slider(context: Context, label: str, options: Mapping[T, str], field: _Field[T]) -> T:
    picked: T = st.select_slider(
        label,
        list(options),
        value=_now(field.key),
        format_func=lambda value: options.get(value, str(value)),
        key=field.key,
        width=_width(context, field.width),
    )
    return picked


def _list(context: Context, label: str, options: Mapping[T, str], field: _Field[T]) -> T:
    domain = address.among(options, field.default)
    address.restore(field.key, domain)
    picked = st.selectbox(
        label,
        list(options),
        index=list(options).index(_now(field.key)),
        format_func=lambda value: options.get(value, str(value)),
        key=field.key,
        width=_width(context, field.width),
    )
    value = picked if picked in options else field.default
    address.keep(field.key, domain, value)
    return value


def _now(key: str) -> Any:  # noqa: ANN401  # whatever the control holds
    """The value a control is to show; also its default, which is what it shows when a popover opens late."""
    return st.session_state[key]


def _width(context: Context, pixels: int) -> int | Literal["stretch"]:
    return "stretch" if context.is_phone else pixels


def say(word: str) -> None:
    """Add a word to the selection on the phone's button and in print."""
    said = st.session_state.get(WORDS, "")
    st.session_state[WORDS] = f"{said} · {word}" if said else word
