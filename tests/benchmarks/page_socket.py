"""One reader of the pages without a browser: speaks the web server's own protocol over its socket.

It keeps what a browser keeps (address, values of the controls, which map shapes it has) and asks for no more
than a browser would. Nothing is drawn, so dozens of readers fit beside the server they are to load.
"""

import asyncio
import random
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

# Ways a run can end: well, cut short by the next run (another end follows), or not at all.
FINISHED = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
LARGEST_MESSAGE = 64 * 2**20
# Map shapes a figure names; a browser fetches each once.
SHAPES = re.compile(rb'karte/[^"\\ ]+?\.json')
# Controls that are not clicked: they lead away, ask for a login, or start a run of the slider by itself.
SHUNNED = ("login", "logout", "spielen")


class SocketError(Exception):
    """The page answered with an error, or not at all."""


@dataclass(frozen=True)
class Control:
    """Something on the page that can be set: its id, what it can be set to, and in which fragment it lies."""

    id: str
    label: str
    fragment: str
    options: tuple[WidgetState, ...]


@dataclass
class Answer:
    """What came back: bytes, elements, and whether any of them differs from before."""

    size: int = 0
    elements: int = 0
    changed: bool = False
    failures: list[str] = field(default_factory=list)


class PageSocket:
    """An open tab. `address` is http://host:port, `page` the path of a dashboard."""

    def __init__(self, address: str, page: str, query: str = "") -> None:
        self.address, self.page, self.query = address, page, query
        self.controls: dict[str, Control] = {}
        self.values: dict[str, WidgetState] = {}
        self.pages: dict[str, str] = {}
        self.texts: dict[tuple[int, ...], str] = {}
        self._page_hash, self._fragment = "", ""
        self._seen: dict[tuple[int, ...], int] = {}
        self._named: set[bytes] = set()
        self._fetched: set[bytes] = set()
        self._socket: websockets.ClientConnection | None = None

    async def open(self) -> Answer:
        """Connect and load the page; in a tab that was open before, with the values it has."""
        await self.connect()
        return await self._run(page_name="" if self._page_hash else self.page)

    async def connect(self) -> None:
        """Connect without asking for anything, as a browser does whose server fell while nobody clicked."""
        stream = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = await websockets.connect(
            stream, subprotocols=["streamlit"], max_size=LARGEST_MESSAGE, origin=self.address, open_timeout=30
        )

    async def is_lost_within(self, seconds: float) -> bool:
        """Wait so long; return at once, True, if the server goes."""
        assert self._socket is not None
        try:
            await asyncio.wait_for(self._socket.wait_closed(), seconds)
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """Close the tab."""
        if self._socket is not None:
            await self._socket.close()

    async def turn_to(self, page: str) -> Answer:
        """Go to another page through the navigation."""
        self.page, self._page_hash, self.query = page, self.pages[page], ""
        self.values.clear()
        return await self._run()

    async def set(self, control: Control, value: WidgetState) -> Answer:
        """Set a control and wait for the page that follows."""
        self.values[control.id] = value
        try:
            return await self._run(control.fragment)
        finally:
            if value.HasField("trigger_value"):
                del self.values[control.id]

    def any_control(self, chance: random.Random) -> tuple[Control, WidgetState] | None:
        """Return a control and another value for it; None on a page without any."""
        movable = [one for one in self.controls.values() if self._others(one)]
        if not movable:
            return None
        control = chance.choice(movable)
        return control, chance.choice(self._others(control))

    def text(self) -> str:
        """Return all text of the page, as its elements carry it."""
        return "\n".join(self.texts[place] for place in sorted(self.texts))

    def _others(self, control: Control) -> list[WidgetState]:
        now = self.values.get(control.id)
        return [value for value in control.options if value != now]

    async def _run(self, fragment: str = "", page_name: str = "") -> Answer:
        if self._socket is None:
            raise SocketError("the socket is not open")
        ask = BackMsg()
        state = ask.rerun_script
        state.query_string, state.page_script_hash, state.page_name = self.query, self._page_hash, page_name
        state.fragment_id = fragment
        state.widget_states.widgets.extend(self.values.values())
        state.context_info.url = f"{self.address}/{self.page}"
        state.context_info.locale, state.context_info.timezone = "de-DE", "Europe/Berlin"
        await self._socket.send(ask.SerializeToString())
        answer, self._fragment = Answer(), fragment
        while not await self._take(await self._socket.recv(), answer):
            pass
        await self._fetch_shapes()
        return answer

    async def _take(self, raw: bytes | str, answer: Answer) -> bool:
        """Take in one message; True if the run is over."""
        content = raw if isinstance(raw, bytes) else raw.encode()
        answer.size += len(content)
        message = ForwardMsg.FromString(content)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self._page_hash = message.new_session.page_script_hash
            if not self._fragment:
                self.controls.clear()
                self.texts.clear()
        elif kind == "navigation":
            self.pages = {one.url_pathname: one.page_script_hash for one in message.navigation.app_pages}
            self._page_hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "page_not_found":
            answer.failures.append(f"page not found: {self.page}")
        elif kind == "delta":
            self._take_delta(tuple(message.metadata.delta_path), message.delta, content, answer)
        elif kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                answer.failures.append("the page does not compile")
                return True
            return message.script_finished in FINISHED
        return False

    def _take_delta(self, place: tuple[int, ...], delta: Delta, raw: bytes, answer: Answer) -> None:
        answer.elements += 1
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        mark = hash(element.SerializeToString(deterministic=True))
        answer.changed |= self._seen.get(place) != mark
        self._seen[place] = mark
        kind = element.WhichOneof("type")
        if kind == "exception":
            answer.failures.append(f"{element.exception.type}: {element.exception.message}"[:200])
        elif kind in {"markdown", "html", "heading"}:
            self.texts[place] = getattr(element, kind).body
        else:
            control = control_of(element, delta.fragment_id)
            if control is not None:
                self.controls[control.id] = control
                shown = value_of(element)
                if shown is not None:
                    self.values[control.id] = shown
        if b"karte/" in raw:
            self._named |= set(SHAPES.findall(raw))

    async def _fetch_shapes(self) -> None:
        wanted, self._named = self._named - self._fetched, set()
        self._fetched |= wanted
        for path in sorted(wanted):
            await fetch(self.address, path.decode())


def control_of(element: object, fragment: str) -> Control | None:
    """Return what a reader could set, or None: not a control, switched off, or one that leads away."""
    kind = element.WhichOneof("type")
    read = READERS.get(kind)
    if read is None:
        return None
    proto = getattr(element, kind)
    options = tuple(read(proto))
    if proto.disabled or proto.form_id or any(word in proto.id for word in SHUNNED):
        options = ()
    return Control(proto.id, proto.label, fragment, options)


def value_of(element: object) -> WidgetState | None:
    """Return the value a control shows: what the page set it to, else its default."""
    kind = element.WhichOneof("type")
    proto, place = getattr(element, kind), element.WhichOneof("type")
    if place == "checkbox":
        return WidgetState(id=proto.id, bool_value=proto.value if proto.set_value else proto.default)
    if place == "selectbox":
        told = proto.raw_value if proto.set_value else None
        if told is None and proto.HasField("default"):
            told = proto.options[proto.default]
        return None if told is None else WidgetState(id=proto.id, string_value=told)
    if place == "slider":
        if proto.options:
            words = proto.raw_value if proto.set_value else [proto.options[int(one)] for one in proto.default]
            return _words(proto.id, words)
        return _numbers(proto.id, proto.value if proto.set_value else proto.default)
    if place == "button_group":
        chosen = (
            proto.raw_values if proto.set_value else [proto.options[one].content for one in proto.default]
        )
        return _words(proto.id, chosen)
    return None


def _words(name: str, words: object) -> WidgetState:
    state = WidgetState(id=name)
    state.string_array_value.data.extend(words)
    return state


def _numbers(name: str, numbers: object) -> WidgetState:
    state = WidgetState(id=name)
    state.double_array_value.data.extend(numbers)
    return state


def _slider(proto: object) -> list[WidgetState]:
    if proto.options:
        if len(proto.default) == 1:
            return [_words(proto.id, [word]) for word in proto.options]
        ends = [list(proto.options[first : first + 2]) for first in range(len(proto.options) - 1)]
        return [_words(proto.id, pair) for pair in ends]
    steps = min(20, int((proto.max - proto.min) / proto.step)) if proto.step else 0
    values = [proto.min + round(number) * proto.step for number in range(steps + 1)]
    if len(proto.default) == 1:
        return [_numbers(proto.id, [value]) for value in values]
    return [_numbers(proto.id, [value, proto.max]) for value in values]


READERS = {
    "selectbox": lambda proto: [WidgetState(id=proto.id, string_value=one) for one in proto.options],
    "button_group": lambda proto: [_words(proto.id, [one.content]) for one in proto.options],
    "checkbox": lambda proto: [WidgetState(id=proto.id, bool_value=one) for one in (True, False)],
    "slider": _slider,
}


async def fetch(address: str, path: str) -> int:
    """Fetch a file beside the page and return its status, as a browser does with map shapes."""
    host = urlsplit(address)
    reader, writer = await asyncio.open_connection(host.hostname, host.port)
    writer.write(f"GET /{path} HTTP/1.1\r\nHost: {host.netloc}\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    first = await reader.readline()
    await reader.read()
    writer.close()
    if not first:
        raise EOFError(f"no answer to {path}")
    return int(first.split()[1])
