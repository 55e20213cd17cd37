"""Views that outlive their server: a new session does what a reader asked for as the old one would have.

A browser whose server fell keeps the page, connects again and asks for nothing. Its next click reaches a
session that knows nothing: the part of the page to be redrawn is unknown and would be passed over, and the
address, in which the view before the click stands, would throw the clicked control back. So the new session
draws the view of the address first, unseen, and then does what was asked.
"""

from weakref import WeakKeyDictionary

from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent

_waiting: WeakKeyDictionary[AppSession, ClientState] = WeakKeyDictionary()
_request = AppSession.request_rerun
_handle = AppSession._handle_scriptrunner_event_on_event_loop


def take_up_views() -> None:
    """Have the sessions of this process take up views of sessions that are gone; before the first reader."""
    # Streamlit calls it by this name; a test of a killed server notices if it no longer does.
    AppSession.request_rerun = request_rerun  # type: ignore[method-assign, assignment]


def request_rerun(session: AppSession, wish: ClientState | None) -> None:
    """Run the page for a session, in one that is new to an old page first the view of its address."""
    if wish is not None and session in _waiting:
        if wish.fragment_id != _waiting[session].fragment_id:
            wish.ClearField("fragment_id")
        _waiting[session] = wish
    elif wish is None or session.page_script_hash or not _is_of_old_page(wish):
        _request(session, wish)
    else:
        _take_up(session, wish)


def _is_of_old_page(wish: ClientState) -> bool:
    return bool(wish.fragment_id or wish.widget_states.widgets)


def _take_up(session: AppSession, wish: ClientState) -> None:
    before = ClientState()
    before.CopyFrom(wish)
    # What only a page that is already drawn can say.
    before.ClearField("fragment_id")
    before.ClearField("widget_states")
    before.ClearField("is_auto_rerun")
    _waiting[session] = wish

    def handle(sender: ScriptRunner | None, event: ScriptRunnerEvent, *told: object, **named: object) -> None:
        is_over = event == ScriptRunnerEvent.SHUTDOWN and sender is session._scriptrunner
        _handle(session, sender, event, *told, **named)  # type: ignore[arg-type]
        if is_over:
            del session._enqueue_forward_msg, session._handle_scriptrunner_event_on_event_loop
            _request(session, _waiting.pop(session))

    session._handle_scriptrunner_event_on_event_loop = handle  # type: ignore[method-assign]
    session._enqueue_forward_msg = lambda msg: None  # type: ignore[method-assign]
    _request(session, before)
