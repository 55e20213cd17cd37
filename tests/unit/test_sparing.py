"""What a run says reaches the session in groups, whole and in order; the colours are gathered once."""

import asyncio
import inspect
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import Runtime, app_session
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner import ScriptRunnerEvent

from dashboards import sparing

ELEMENT, BEGIN = ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, ScriptRunnerEvent.SCRIPT_STARTED
END = ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS


class Loop:
    """A loop that does what it was asked for when it is told to; waiting costs nothing."""

    def __init__(self) -> None:
        self.soon: list[Callable[[], None]] = []
        self.late: list[Callable[[], None]] = []

    def call_later(self, _seconds: float, call: Callable[[], None]) -> None:
        self.late.append(call)

    def turn(self) -> None:
        now = list(self.soon)
        self.soon.clear()
        for call in now:
            call()


class Session:
    """What of Streamlit's session the groups work with."""

    def __init__(self) -> None:
        self._event_loop = Loop()
        self._call_soon_on_event_loop = self._event_loop.soon.append
        self.heard: list[tuple[ScriptRunnerEvent, object]] = []
        self.woken = 0
        self._scriptrunner = None
        self._browser_queue = SimpleNamespace(enqueue=lambda word: self.heard.append((ELEMENT, word)))

    def _message_enqueued_callback(self) -> None:
        self.woken += 1

    def _handle_scriptrunner_event_on_event_loop(
        self, _sender: object, event: ScriptRunnerEvent, forward_msg: object = None
    ) -> None:
        self.heard.append((event, forward_msg))


def say(session: Session, event: ScriptRunnerEvent, word: object = None) -> None:
    sparing.tell(session, None, event, forward_msg=word)  # type: ignore[arg-type]


def test_a_run_is_heard_whole_and_in_its_order_however_late_the_loop_turns() -> None:
    session = Session()
    said = [(BEGIN, None), *((ELEMENT, n) for n in range(60)), (END, None)]
    for event, word in said:
        say(session, event, word)
    while session._event_loop.soon:
        session._event_loop.turn()
    assert session.heard == said


def test_sixty_elements_wake_the_loop_once() -> None:
    session = Session()
    for n in range(60):
        say(session, ELEMENT, n)
    loop = session._event_loop
    assert (len(loop.soon), session.heard) == (1, [])
    loop.turn()
    [take] = loop.late
    take()
    assert [word for _, word in session.heard] == list(range(60))
    assert session.woken == 1


def test_what_others_or_nobody_should_see_goes_the_way_of_streamlit() -> None:
    session, usual = Session(), []
    session._handle_scriptrunner_event_on_event_loop = lambda *told, **named: usual.append(told)  # type: ignore[method-assign]
    say(session, ELEMENT, "of a run that is over")
    session._scriptrunner = "another"  # type: ignore[assignment]
    sparing.hand_on(session)  # type: ignore[arg-type]
    session._scriptrunner = None
    session._enqueue_forward_msg = lambda _word: None  # type: ignore[attr-defined]
    say(session, ELEMENT, "of a view drawn again unseen")
    sparing.hand_on(session)  # type: ignore[arg-type]
    assert (len(usual), session.heard) == (2, [])


def test_the_end_of_a_run_does_not_wait_for_the_pause() -> None:
    session = Session()
    say(session, ELEMENT, 1)
    session._event_loop.turn()
    say(session, END)
    session._event_loop.turn()
    assert session.heard == [(ELEMENT, 1), (END, None)]
    # What waits for the pause finds nothing left.
    session._event_loop.late[0]()
    assert len(session.heard) == 2


def test_the_loop_is_not_woken_by_itself() -> None:
    class Needed:
        eventloop: object
        need_send_data: asyncio.Event

    class Server:
        def _get_async_objs(self) -> Needed:
            return needed

    needed = Needed()

    async def enqueue() -> bool:
        needed.eventloop, needed.need_send_data = asyncio.get_running_loop(), asyncio.Event()
        sparing.wake(Server())  # type: ignore[arg-type]
        return needed.need_send_data.is_set()

    assert asyncio.run(enqueue())


def test_a_loop_that_sleeps_is_woken_from_outside_and_once_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    woken: list[object] = []
    monkeypatch.setattr(sparing, "_wake", woken.append)
    loop, mark = asyncio.new_event_loop(), asyncio.Event()
    server = SimpleNamespace(_get_async_objs=lambda: SimpleNamespace(eventloop=loop, need_send_data=mark))
    sparing.wake(server)  # type: ignore[arg-type]
    assert woken == [server]
    mark.set()
    sparing.wake(server)  # type: ignore[arg-type]
    assert woken == [server]
    loop.close()


def test_colours_are_those_of_the_settings_and_gathered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def gather(told: CustomThemeConfig, section: str) -> None:
        asked.append(section)
        told.primary_color = f"#{len(section)}"

    monkeypatch.setattr(sparing, "_gather", gather)
    monkeypatch.setattr(sparing, "_themes", {})
    for _ in range(3):
        for section in ("theme", "theme.dark"):
            told = CustomThemeConfig()
            sparing.theme(told, section)
            assert told.primary_color == f"#{len(section)}"
    assert asked == ["theme", "theme.dark"]


@pytest.mark.parametrize(
    ("caller", "name"),
    [
        (AppSession._create_scriptrunner, "self._on_scriptrunner_event"),
        (Runtime.__init__, "self._enqueued_some_message"),
        (AppSession._create_new_session_message, "_populate_theme_msg("),
        (app_session.AppSession._on_scriptrunner_event, "_handle_scriptrunner_event_on_event_loop"),
    ],
)
def test_streamlit_still_calls_by_these_names(caller: Callable[..., object], name: str) -> None:
    assert name in inspect.getsource(caller)
