"""What the web application adds to every answer: the page language is German."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

ENGLISH, GERMAN = b'<html lang="en"', b'<html lang="de"'


class GermanPage:
    """Middleware that names German as the language of the one HTML page Streamlit serves."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; change the language tag of an HTML answer on its way back."""
        if scope["type"] != "http" or not _wants_html(scope):
            await self.app(scope, receive, send)
            return
        # A compressed answer could not be edited.
        scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]}

        async def translate(message: Message) -> None:
            if message["type"] == "http.response.body" and ENGLISH in message.get("body", b""):
                # Same length, so the announced content length still holds.
                message = {**message, "body": message["body"].replace(ENGLISH, GERMAN, 1)}
            await send(message)

        await self.app(scope, receive, translate)


def _wants_html(scope: Scope) -> bool:
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])
