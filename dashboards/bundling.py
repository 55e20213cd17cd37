"""What waits for a browser is sent in one go.

Streamlit lets the loop of the web server turn once for every element of a page, and each is written to the
connection by itself. At every turn and every writing the loop lets go of the interpreter; where another page
is being drawn meanwhile it gets it back milliseconds later, seventy times for a page that was finished.
Here the loop turns once for all that waits for a browser, and writes it at once.
"""

import asyncio
from typing import Any, cast

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.session_manager import ActiveSessionInfo
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

Bundle = list[ForwardMsg]
# A browser for which more than five hundred elements wait to be written is taken for gone.
MOST = 100

_flush, _send = AppSession.flush_browser_queue, Runtime._send_message
_meet = WebSocketsSansIOProtocol.connection_made


def begin() -> None:
    """Have this process send in bundles; before its runtime is made."""
    # Streamlit and its web server call all three by these names; a test notices if they no longer do.
    AppSession.flush_browser_queue = flush  # type: ignore[method-assign, assignment]
    Runtime._send_message = send  # type: ignore[method-assign, assignment]
    WebSocketsSansIOProtocol.connection_made = meet  # type: ignore[method-assign, assignment]


def flush(session: AppSession) -> list[Bundle]:
    """Return what waits for a browser: few bundles, where Streamlit returns every message."""
    waiting = _flush(session)
    return [waiting[first : first + MOST] for first in range(0, len(waiting), MOST)]


def send(runtime: Runtime, session: ActiveSessionInfo, bundle: Bundle) -> None:
    """Hand a bundle to the connection of a session."""
    for message in bundle:
        _send(runtime, session, message)


def meet(protocol: WebSocketsSansIOProtocol, transport: asyncio.BaseTransport) -> None:
    """Begin a connection whose writings are gathered."""
    _meet(protocol, cast("asyncio.Transport", Gathering(transport, protocol.loop)))


class Gathering:
    """A connection that writes once per turn of the loop what is written to it meanwhile."""

    def __init__(self, transport: Any, loop: asyncio.AbstractEventLoop) -> None:  # noqa: ANN401  # any that writes
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []

    def write(self, part: bytes) -> None:
        """Write with all else that comes before the loop turns."""
        if not self._parts:
            self._loop.call_soon(self._write)
        self._parts.append(part)

    def close(self) -> None:
        """Write what waits and close the connection."""
        self._write()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # whatever a connection has
        return getattr(self._transport, name)

    def _write(self) -> None:
        if self._parts:
            whole, self._parts = b"".join(self._parts), []
            self._transport.write(whole)
