"""What Streamlit does anew for each element and each run of a page, done once.

It hands every element from the run to the loop of the web server by itself, and wakes that loop for each,
once to take it and once to send it: for a page of sixty elements the waking cost more than what was said.
Here the loop takes at once what was said within a hundredth of a second; it sends no faster anyway. Beginning
and end of a run are handed on without delay, and everything in the order it was said. And the colours of the
pages, which it gathers from some three hundred settings at each run, are the same until the server ends.
"""

import asyncio
from functools import partial
from threading import Lock
from weakref import WeakKeyDictionary

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import Runtime, app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent

# Streamlit's own pause between two rounds of sending, seconds.
PAUSE = 0.01
ELEMENT = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG

Said = tuple[ScriptRunner | None, ScriptRunnerEvent, dict[str, object]]
_waiting: WeakKeyDictionary[AppSession, list[Said]] = WeakKeyDictionary()
_lock = Lock()
_themes: dict[str, CustomThemeConfig] = {}
_wake = Runtime._enqueued_some_message
_gather = app_session._populate_theme_msg


def begin() -> None:
    """Spare the sessions of this process what is done anew; before its runtime is made."""
    # Streamlit calls all three by these names; a test notices if it no longer does.
    AppSession._on_scriptrunner_event = tell  # type: ignore[method-assign, assignment]
    Runtime._enqueued_some_message = wake  # type: ignore[method-assign, assignment]
    app_session._populate_theme_msg = theme  # type: ignore[assignment]


def tell(session: AppSession, sender: ScriptRunner | None, event: ScriptRunnerEvent, **named: object) -> None:
    """Take what a run says to a session; called from the thread of the run."""
    with _lock:
        group = _waiting.setdefault(session, [])
        group.append((sender, event, named))
        is_first = len(group) == 1
    take = partial(hand_on, session)
    if event is not ELEMENT:
        session._call_soon_on_event_loop(take)
    elif is_first:
        session._call_soon_on_event_loop(lambda: _later(session, take))


def hand_on(session: AppSession) -> None:
    """Let a session do what it was told, in that order; in the loop of the web server."""
    with _lock:
        group = _waiting.pop(session, [])
    for sender, event, named in group:
        if event is not ELEMENT or sender is not session._scriptrunner or _is_unseen(session):
            session._handle_scriptrunner_event_on_event_loop(sender, event, **named)  # type: ignore[arg-type]
        else:
            # All the session does with an element, but that it wakes the web server for each.
            session._browser_queue.enqueue(named["forward_msg"])  # type: ignore[arg-type]
    if group and session._message_enqueued_callback:
        session._message_enqueued_callback()


def wake(runtime: Runtime) -> None:
    """Have the web server send what waits; where its own loop says so nobody needs to be woken."""
    needed = runtime._get_async_objs()
    # What was enqueued before this look is sent: the loop takes the mark away before it sends.
    if needed.need_send_data.is_set():
        return
    if asyncio._get_running_loop() is needed.eventloop:
        needed.need_send_data.set()
    else:
        _wake(runtime)


def theme(told: CustomThemeConfig, section: str = "theme") -> None:
    """Write the colours of one section of the settings into a message."""
    if section not in _themes:
        gathered = CustomThemeConfig()
        _gather(gathered, section)
        _themes[section] = gathered
    told.MergeFrom(_themes[section])


def _is_unseen(session: AppSession) -> bool:
    """Whether a session draws a view again that nobody is to see (resuming.py)."""
    return "_enqueue_forward_msg" in vars(session)


def _later(session: AppSession, take: "partial[None]") -> None:
    session._event_loop.call_later(PAUSE, take)
