"""The selection as part of the page's address, in codes that outlive a renaming: ?gebiet=03951000&jahr=2024.

Streamlit's own binding writes the words on the button into the address and leaves no trace in the browser's
history; here ids stand there, and "back" leads to the view before. What the address says is untrusted: it
only ever selects among the values a control offers.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Generic, TypeVar

import streamlit as st

T = TypeVar("T", bound=Hashable)

STORE = "_address"
# An address that still lags behind our own last word is not a wish of the reader, seconds.
SETTLED = 1.0


@dataclass(frozen=True)
class Domain(Generic[T]):
    """The values a control can take: from code, to code, and a mark that changes when the values do."""

    read: Callable[[str], T | None]
    write: Callable[[T], str]
    default: T
    mark: Hashable


@dataclass(frozen=True)
class Kept:
    """What a control said last: its value, what the address said then, on which page, when."""

    value: Any
    told: str | None
    page: str
    mark: Hashable
    at: float


@dataclass
class Store:
    """What a session keeps: the page that is drawn, and what every control said last, by its key.

    Each look into Streamlit's session costs as much as all the rest here, so it is looked up once.
    """

    page: str = ""
    controls: dict[str, Kept] = field(default_factory=dict)


def among(options: Mapping[T, str], default: T) -> Domain[T]:
    """Return the domain of a list of options; the code is the option as text: an id, a year, an ISO date."""
    codes = {str(value): value for value in options}
    return Domain(codes.get, str, default, (tuple(codes), default))


def within(low: float, high: float, step: float, default: float) -> Domain[float]:
    """Return the domain of a slider; values between its steps are no wish it could show."""

    def read(code: str) -> float | None:
        value = _number(code)
        if value is None or not low <= value <= high:
            return None
        return value if abs((value - low) / step - round((value - low) / step)) < 1e-6 else None

    return Domain(read, lambda value: f"{value:g}", default, (low, high, step))


def span(low: int, high: int, default: tuple[int, int]) -> Domain[tuple[int, int]]:
    """Return the domain of a slider with two ends; the code is "2020-2024"."""

    def read(code: str) -> tuple[int, int] | None:
        ends = [_number(part) for part in code.split("-")]
        if len(ends) != 2 or ends[0] is None or ends[1] is None:
            return None
        first, last = int(ends[0]), int(ends[1])
        return (first, last) if low <= first <= last <= high else None

    return Domain(read, lambda ends: f"{ends[0]}-{ends[1]}", default, (low, high))


def several(options: Mapping[T, str], most: int) -> Domain[tuple[T, ...]]:
    """Return the domain of a list of choices, at most `most`; the code is "a,b,c"."""
    codes = {str(value): value for value in options}

    def read(code: str) -> tuple[T, ...]:
        known = [codes[part] for part in code.split(",") if part in codes]
        return tuple(dict.fromkeys(known))[:most]

    return Domain(read, lambda chosen: ",".join(str(one) for one in chosen), (), (tuple(codes), most))


def written(read: Callable[[str], str | None], mark: Hashable = "") -> Domain[str]:
    """Return the domain of a written setting; `read` returns it tidied, or None for what makes no sense."""
    return Domain(lambda code: read(code) if code else "", str, "", mark)


def enter(page: str) -> None:
    """Say which page is drawn; once per run, before any control."""
    _store().page = page


def restore(key: str, domain: Domain[T]) -> None:
    """Give the control `key` its value before it is drawn: from the address, the last visit, or its default.

    Nothing is written while the reader moves the control: that would throw it back.
    """
    store, told, now = _store(), st.query_params.get(key), st.session_state.get(key)
    kept = store.controls.get(key)
    if kept is None or kept.page != store.page:
        wishes = [_valid(domain, told), _known(domain, kept.value if kept else None)]
    elif told != kept.told and now == kept.value and monotonic() - kept.at > SETTLED:
        wishes = [_valid(domain, told)]
    elif now is None and key not in st.session_state:
        wishes = [_known(domain, kept.value)]
    elif kept.mark != domain.mark:
        wishes = [_known(domain, now)]
    else:
        return
    st.session_state[key] = next((wish for wish in wishes if wish is not None), domain.default)


def keep(key: str, domain: Domain[T], value: T) -> None:
    """Write the value a control came back with into the address; a default only if it stood there already."""
    code, told = domain.write(value), st.query_params.get(key)
    wanted = None if code == domain.write(domain.default) and told != code else code
    store = _store()
    before = store.controls.get(key)
    if told == wanted and before is not None and before.told == wanted:
        at = before.at
    else:
        at = monotonic()
    if told != wanted:
        _write(key, wanted)
    store.controls[key] = Kept(value, wanted, store.page, domain.mark, at)


def _write(key: str, code: str | None) -> None:
    if code is None:
        del st.query_params[key]
    else:
        st.query_params[key] = code


def _valid(domain: Domain[T], told: str | None) -> T | None:
    return None if told is None else domain.read(told)


def _known(domain: Domain[T], value: T | None) -> T | None:
    """The value if it still is one of the domain."""
    return None if value is None else domain.read(domain.write(value))


def _store() -> Store:
    store: Store = st.session_state.setdefault(STORE, Store())
    return store


def _number(code: str) -> float | None:
    try:
        return float(code)
    except ValueError:
        return None
