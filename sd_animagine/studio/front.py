"""What stands between the server and gradio: who may ask, and the page with our scripts in it.

A page of another website, open in the same browser, could ask a server on this machine too. It
cannot read our answers, and by the two headers it cannot change here it is turned away besides.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from sd_animagine.studio.assets import tags

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK: Final = ("127.0.0.1", "localhost", "[::1]")
_TAG: Final = re.compile(
    r"<link\b(?P<link>[^<>]*)>|<script\b(?P<script>[^<>]*)>\s*</script>"
)
"""What fetches something for a page."""
_ELSEWHERE: Final = ('="http://', '="https://')
"""gradio's page fetches fonts and a script for frames from elsewhere; it does without them."""
_REFUSED: Final = (
    "This studio answers the machine it runs on only. To let others in, start it with --host."
)


class Front:
    """The application that the server runs."""

    def __init__(self, app: App, *, loopback: bool) -> None:
        """Wrap an application.

        Args:
            app: gradio's page and our routes.
            loopback: answer under the names of this machine only.
        """
        self._app = app
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {key.lower(): value.decode("latin-1") for key, value in scope["headers"]}
        if not self._may_ask(headers):
            await _refuse(scope, send)
        elif scope["type"] == "http" and scope["path"] in ("", "/"):
            plain = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
            await self._app({**scope, "headers": plain}, receive, _Completed(send))
        else:
            await self._app(scope, receive, send)

    def _may_ask(self, headers: dict[bytes, str]) -> bool:
        host = headers.get(b"host", "")
        origin = headers.get(b"origin", "")
        if origin and origin.partition("://")[2] != host:
            return False
        return not self._loopback or re.sub(r":\d+\Z", "", host) in LOOPBACK


class _Completed:
    """Sends an answer on; a page of HTML with our scripts and styles in it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: MutableMapping[str, Any] | None = None
        self._body = b""

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            kinds = [value for key, value in message["headers"] if key.lower() == b"content-type"]
            if any(kind.startswith(b"text/html") for kind in kinds):
                self._start = message
                return
        elif self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            body = with_assets(self._body.decode()).encode()
            length = (b"content-length", str(len(body)).encode())
            others = [each for each in self._start["headers"] if each[0].lower() != length[0]]
            self._start["headers"] = [*others, length]
            await self._send(self._start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)


def with_assets(html: str) -> str:
    """Gradio's page with our scripts and styles, and with nothing from elsewhere."""
    scripts, styles = tags()
    html = _TAG.sub(_without_elsewhere, html).replace("<gradio-app", '<gradio-app role="main"', 1)
    return html.replace("</head>", f"{scripts}</head>", 1).replace("</body>", f"{styles}</body>", 1)


def _without_elsewhere(tag: re.Match[str]) -> str:
    name = "href" if tag["script"] is None else "src"
    return "" if any(f" {name}{start}" in tag[0] for start in _ELSEWHERE) else tag[0]


async def _refuse(scope: Scope, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": _REFUSED.encode()})
