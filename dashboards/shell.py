"""The one HTML page around all pages: German, connected at once, its programs fetched before they are needed.

Streamlit's page asks for what draws a picture when the first picture arrives: five megabytes of program,
unpacked while the reader waits. Here the page names them in its head, so the browser fetches them beside
everything else, and they are set up while the server works (`assets/ahead.js`).
"""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import file_util

from dashboards.access.settings import login_of_server

SCRIPT = Path(__file__).parent / "assets" / "shell.js"
AHEAD = Path(__file__).parent / "assets" / "ahead.js"
# Beside Streamlit's own programs, which everybody may fetch, who is logged in or not.
PREFIX = "static/kohorte"
CACHING = "public, max-age=31536000, immutable"
ENGLISH, GERMAN = b'<html lang="en"', b'<html lang="de"'
BEFORE, END = b'<script type="module"', b"</head>"
# Programs of Streamlit that every page needs, the largest first.
COMMON = ("PlotlyChart", "Html", "ButtonGroup", "Selectbox", "Slider", "DownloadButton", "Checkbox", "Button")
# Here words come first: setting up what draws the pictures below would hold them back.
PAGES_OF_WORDS, PICTURES = frozenset({"/", "/start"}), "PlotlyChart"
# How React's own file is known from all others of Streamlit.
REACT = ".lazy=function("
# What would bring a compressed or an empty answer, which could not be edited.
UNASKED = frozenset({b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"})
# An answer made for an older page must not be taken for this one.
UNKEPT = frozenset({b"etag", b"last-modified", b"content-length", b"accept-ranges"})


class Shell:
    """Middleware that puts its head and its language into the one HTML page Streamlit serves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the script of the page; pass other requests on, and change a page on its way back."""
        if scope["type"] == "http" and f"/{PREFIX}/" in scope["path"]:
            script = _scripts().get(scope["path"].rpartition("/")[2])
            if script is not None:
                await _answer(script)(scope, receive, send)
                return
        if scope["type"] != "http" or scope["method"] != "GET" or not _wants_html(scope):
            await self.app(scope, receive, send)
            return
        answer = _Answer(send, scope["path"])
        asked = [pair for pair in scope["headers"] if pair[0] not in UNASKED]
        await self.app({**scope, "headers": asked}, receive, answer.send)


class _Answer:
    """An answer on its way to the browser: held back until it is whole if it is a page, else passed on."""

    def __init__(self, send: Send, path: str) -> None:
        self._send = send
        self._path = path
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        """Take a message of the answer."""
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._finish(self._start)

    async def _finish(self, start: Message) -> None:
        body = page(self._body, self._path, login_of_server() is not None)
        kept = [pair for pair in start["headers"] if pair[0].lower() not in UNKEPT]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**start, "headers": [*kept, length]})
        await self._send({"type": "http.response.body", "body": body})


def page(html: bytes, path: str, has_login: bool) -> bytes:
    """Return the page of an address, German and with its head; anything else as it is."""
    if ENGLISH not in html:
        return html
    parts = programs()
    pictures = [part for part in parts if part.startswith(PICTURES)]
    told = f'data-parts="{" ".join(part for part in parts if part not in pictures)}"'
    told += "" if path in PAGES_OF_WORDS else f' data-pictures="{" ".join(pictures)}"'
    words = f'{told} data-login=""' if has_login else told
    first, *later = _scripts()
    script = f'<script src="./{PREFIX}/{first}" {words}></script>\n    '
    script += "".join(
        f'<script type="module" crossorigin src="./{PREFIX}/{name}"></script>\n    ' for name in later
    )
    links = "".join(
        f'  <link rel="modulepreload" crossorigin href="./static/js/{part}">\n  ' for part in parts
    )
    html = html.replace(ENGLISH, GERMAN, 1).replace(BEFORE, script.encode() + BEFORE, 1)
    return html.replace(END, links.encode() + END, 1)


@lru_cache(maxsize=1)
def programs() -> tuple[str, ...]:
    """Return the files of Streamlit's programs every page needs; none that is not there."""
    folder = Path(file_util.get_static_dir()) / "static" / "js"
    return tuple(file.name for name in COMMON for file in sorted(folder.glob(f"{name}.*.js")))


@lru_cache(maxsize=1)
def react() -> str | None:
    """Return the file of Streamlit's programs that React is in."""
    folder = Path(file_util.get_static_dir()) / "static" / "js"
    files = sorted(folder.glob("*.js"), key=lambda file: file.stat().st_size)
    return next((file.name for file in files if REACT in file.read_text(encoding="utf-8")), None)


@lru_cache(maxsize=1)
def _scripts() -> dict[str, bytes]:
    """Return our scripts by name; a name carries the content, so a stored one can never be stale."""
    scripts, source = [SCRIPT.read_bytes()], react()
    if source is not None:
        scripts.append(f'import * as chunk from "../js/{source}";\n'.encode() + AHEAD.read_bytes())
    return {f"{sha256(script).hexdigest()[:12]}.js": script for script in scripts}


def _answer(script: bytes) -> Response:
    return Response(script, media_type="text/javascript", headers={"Cache-Control": CACHING})


def _wants_html(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _is_page(start: Message) -> bool:
    return any(
        name.lower() == b"content-type" and value.startswith(b"text/html") for name, value in start["headers"]
    )
