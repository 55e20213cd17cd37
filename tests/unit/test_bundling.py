"""What waits for a browser leaves in one go, whole and in its order."""

import asyncio
import inspect
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.web.server.starlette import starlette_server
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from dashboards import bundling


class Connection:
    """A connection that notes what is done with it."""

    def __init__(self) -> None:
        self.done: list[object] = []

    def write(self, part: bytes) -> None:
        self.done.append(part)

    def close(self) -> None:
        self.done.append("closed")

    def is_closing(self) -> bool:
        return "closed" in self.done


def gathered(use: Callable[[bundling.Gathering], None]) -> list[object]:
    async def run() -> list[object]:
        connection = Connection()
        use(bundling.Gathering(connection, asyncio.get_running_loop()))
        await asyncio.sleep(0)
        return connection.done

    return asyncio.run(run())


def test_what_is_written_before_the_loop_turns_is_written_once() -> None:
    def use(connection: bundling.Gathering) -> None:
        for part in (b"a", b"b", b"c"):
            connection.write(part)

    assert gathered(use) == [b"abc"]


def test_nothing_is_written_after_the_end_and_nothing_is_lost() -> None:
    def use(connection: bundling.Gathering) -> None:
        connection.write(b"a")
        connection.write(b"bye")
        connection.close()
        assert connection.is_closing()

    assert gathered(use) == [b"abye", "closed"]


def test_a_later_turn_writes_again() -> None:
    async def run() -> list[object]:
        connection = Connection()
        gathering = bundling.Gathering(connection, asyncio.get_running_loop())
        for part in (b"a", b"b"):
            gathering.write(part)
            await asyncio.sleep(0)
        return connection.done

    assert asyncio.run(run()) == [b"a", b"b"]


@pytest.mark.parametrize("count", [0, 1, 250])
def test_every_message_is_sent_once_and_in_order(count: int) -> None:
    queue, sent = ForwardMsgQueue(), []
    for number in range(count):
        queue.enqueue(ForwardMsg(hash=str(number)))
    session = SimpleNamespace(_browser_queue=queue)
    client = SimpleNamespace(write_forward_msg=lambda message: sent.append(message.hash))
    bundles = bundling.flush(session)  # type: ignore[arg-type]
    assert all(len(bundle) <= bundling.MOST for bundle in bundles)
    for bundle in bundles:
        bundling.send(None, SimpleNamespace(client=client, script_run_count=0), bundle)  # type: ignore[arg-type]
    assert sent == [str(number) for number in range(count)]
    assert queue.is_empty()


@pytest.mark.parametrize(
    ("caller", "name"),
    [
        (Runtime._loop_coroutine, "session.flush_browser_queue()"),
        (Runtime._loop_coroutine, "self._send_message(active_session_info, msg)"),
        (WebSocketsSansIOProtocol.connection_made, "self.transport = transport"),
        (AppSession._handle_scriptrunner_event_on_event_loop, "self._enqueue_forward_msg(forward_msg)"),
        (AppSession._enqueue_forward_msg, "self._browser_queue.enqueue(msg)"),
    ],
)
def test_streamlit_still_sends_by_these_names(caller: Callable[..., object], name: str) -> None:
    assert name in inspect.getsource(caller)


def test_the_web_server_speaks_through_the_connection_that_gathers() -> None:
    assert starlette_server._get_websocket_protocol() == "websockets-sansio"
