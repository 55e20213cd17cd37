"""A time slider that runs by itself: one step every PACE seconds, to the last value."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from time import monotonic

import streamlit as st

PLAYING = "_laeuft"
# Seconds a step stands: long enough to look at the map once.
PACE = 1.4


@dataclass(frozen=True)
class Playing:
    """Which control runs, and when it moved last (monotonic seconds)."""

    key: str
    at: float


def is_playing(key: str) -> bool:
    """Return whether a control is moving by itself."""
    playing: Playing | None = st.session_state.get(PLAYING)
    return playing is not None and playing.key == key


def advance(key: str, options: Sequence[Hashable]) -> None:
    """Move a running control to its next value, before it is drawn; at the last value it stops."""
    playing: Playing | None = st.session_state.get(PLAYING)
    if playing is None or playing.key != key or monotonic() - playing.at < 0.8 * PACE:
        return
    now = st.session_state.get(key)
    place = options.index(now) if now in options else -1
    if place + 1 >= len(options):
        st.session_state[PLAYING] = None
        return
    st.session_state[key] = options[place + 1]
    st.session_state[PLAYING] = Playing(key, monotonic())


def button(key: str, options: Sequence[Hashable], label: str) -> None:
    """Draw the button that starts and stops a control, and keep it moving."""
    runs = is_playing(key)
    st.button(
        " ",
        icon=":material/pause:" if runs else ":material/play_arrow:",
        key=f"k-play-{key}",
        help=f"{label} anhalten" if runs else f"{label} abspielen",
        on_click=_stop if runs else _start,
        args=() if runs else (key, options),
        type="tertiary",
    )
    if runs:
        _tick()


def _start(key: str, options: Sequence[Hashable]) -> None:
    if st.session_state.get(key) == options[-1]:
        st.session_state[key] = options[0]
        st.session_state[PLAYING] = Playing(key, monotonic())
    else:
        st.session_state[PLAYING] = Playing(key, monotonic() - PACE)


def _stop() -> None:
    playing: Playing | None = st.session_state.get(PLAYING)
    if playing is not None and playing.key in st.session_state:
        # Said again, so that a step that was under way can't leave the slider ahead of the pictures.
        st.session_state[playing.key] = st.session_state[playing.key]
    st.session_state[PLAYING] = None


@st.fragment(run_every=PACE)
def _tick() -> None:
    """Ask for the next step when its time has come."""
    playing: Playing | None = st.session_state.get(PLAYING)
    if playing is not None and monotonic() - playing.at >= 0.8 * PACE:
        st.rerun()
