"""Files beside the pages: downloads, pictures and map shapes go only to somebody who may open the pages.

The web server gives out a file it made to whoever names its address. So behind a login every address that is
not needed to show the login itself is refused without one.
"""

import json
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import AUTH_COOKIE_NAME, get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value

from dashboards.access.permits import House, may_enter
from dashboards.access.settings import Login, login_of_server

# What a browser needs to show the page that asks for the login, and the way to the provider and back. The
# socket is open because the page behind it asks who is there at every rerun.
OPEN = ("/static/", "/app/static/", "/auth/", "/oauth2callback", "/_stcore/")
OPEN_FILES = frozenset({"/favicon.png", "/favicon.ico", "/manifest.json", "/robots.txt"})
# Inside /_stcore/, these take or give data.
CLOSED = ("/_stcore/metrics", "/_stcore/upload_file")
# Files made for one person: no cache keeps them.
MADE = "/media/"
REFUSAL = "Bitte anmelden."


class Guard:
    """Middleware that refuses files to whoever may not enter the house."""

    def __init__(
        self, app: ASGIApp, house: House, municipalities: Callable[[], Iterable[str]], pages: Iterable[str]
    ) -> None:
        self.app = app
        self.house = house
        self.municipalities = municipalities
        self.pages = frozenset({"/", *(f"/{page}" for page in pages)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is open or asked for by somebody with the right; refuse the rest with 401."""
        login = login_of_server() if scope["type"] == "http" else None
        if login is None or self._is_open(scope["path"]):
            await self.app(scope, receive, send)
        elif await run_in_threadpool(self._may, login, scope["path"], _cookies(scope)):
            await self.app(scope, receive, _unstored(send) if scope["path"].startswith(MADE) else send)
        else:
            await PlainTextResponse(REFUSAL, status_code=401)(scope, receive, send)

    def _is_open(self, path: str) -> bool:
        if path.startswith(CLOSED):
            return False
        return path in self.pages or path in OPEN_FILES or path.startswith(OPEN)

    def _may(self, login: Login, path: str, cookies: dict[str, str]) -> bool:
        if self.house is House.SCHAUFENSTER:
            # Nobody there has anything to upload or to measure.
            return not path.startswith(CLOSED)
        # As at the door: loaded for a server with a login only.
        from dashboards.access.identity import identify

        person, _ = identify(login, _claims(cookies))
        return person is not None and may_enter(person, self.house, self.municipalities())


def _claims(cookies: dict[str, str]) -> dict[str, object]:
    """Return the claims in the signed cookie of the login; none if it is missing or forged."""

    def unsigned(name: str) -> bytes | None:
        value = cookies.get(name)
        return (
            None if value is None else decode_signed_value(get_cookie_secret(), name, value.encode("latin-1"))
        )

    content = get_cookie_with_chunks(unsigned, AUTH_COOKIE_NAME)
    if content is None:
        return {}
    claims = json.loads(content)
    return claims if isinstance(claims, dict) else {}


def _cookies(scope: Scope) -> dict[str, str]:
    jar = SimpleCookie()
    for name, value in scope["headers"]:
        if name == b"cookie":
            try:
                jar.load(value.decode("latin-1"))
            except CookieError:
                return {}
    return {name: morsel.value for name, morsel in jar.items()}


def _unstored(send: Send) -> Send:
    """Return a sender that keeps browsers and proxies from storing the answer."""

    async def marked(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [pair for pair in message["headers"] if pair[0].lower() != b"cache-control"]
            message = {**message, "headers": [*headers, (b"cache-control", b"private, no-store")]}
        await send(message)

    return marked
