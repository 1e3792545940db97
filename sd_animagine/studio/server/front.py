"""What stands between the server and gradio: who may ask, what, and the page with our scripts.

A page of another website, open in the same browser, could ask a server on this machine too. It
cannot read our answers, and by the two headers it cannot change here it is turned away besides.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from sd_animagine.studio.page.document import Document
from sd_animagine.studio.page.packer import Packer, quickly, takes_packed
from sd_animagine.studio.page.whole import Whole
from sd_animagine.studio.server.hosts import Hosts
from sd_animagine.studio.server.incoming import EVENT, UPLOAD, Incoming, Refusal
from sd_animagine.words import Message, said_by
from sd_animagine.words.languages import Language, chosen, in_language

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Any]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

GRADIO: Final = "/gradio_api"
"""What gradio's own addresses begin with, but those of its page."""
_UPLOAD: Final = f"{GRADIO}/upload"
_NEEDLESS: Final = re.compile(
    rf"/+(?:monitoring|{GRADIO[1:]}/"
    r"(?!(?:cancel|file=.*|heartbeat/.*|queue/(?:join|data)|run/\w+|startup-events|upload)/?\Z))"
)
"""Addresses of gradio that our page has no use for: some reach files and other servers."""
_ROUTES: Final = "/animagine/"
"""Ours; they look at their bodies themselves."""
_TAGS: Final = f"{_ROUTES}v1/tags.json"
"""Half of all that a page loads."""
_MOST_HEADERS: Final = 64 * 1024
"""Bytes; the server itself breaks off where there are some times as many."""
_SECURITY: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
"""A browser takes nothing for more than it is, and shows and loads it on our own page only."""


class Front:
    """The application that the server runs."""

    def __init__(self, app: App, hosts: Hosts, document: Document, packer: Packer) -> None:
        """Wrap an application.

        Args:
            app: gradio's page and our routes.
            hosts: the names under which it answers.
            document: the page.
            packer: packs what is sent.
        """
        self._app = app
        self._hosts = hosts
        self._document = document
        self._packer = packer

    def pack(self) -> None:
        """Pack what every page loads, in the background."""
        self._packer.improve(each.content for each in self._document.files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # nobody here speaks it
        elif scope["type"] == "http":
            await self._serve(scope, receive, _guarded(send))
        else:
            await self._app(scope, receive, send)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        is_upload = path == _UPLOAD
        incoming = Incoming(receive, UPLOAD if is_upload else EVENT)
        try:
            self._check(scope)
            if path in ("", "/"):
                change = self._document.completed
                pack = quickly if _takes_packed(scope) else None
                await self._app(_unpacked(scope), incoming, Whole(send, change, pack))
            elif path == _TAGS and _takes_packed(scope):
                await self._app(_unpacked(scope), incoming, Whole(send, None, self._packer.kept))
            elif path.startswith(_ROUTES) or is_upload or scope["method"] != "POST":
                await _unless_broken_off(self._app, scope, incoming, send)
            else:
                await self._app(scope, await incoming.event(), send)
        except Refusal as refusal:
            await _refuse(refusal, _language(scope), send)

    def _check(self, scope: Scope) -> None:
        if sum(len(key) + len(value) for key, value in scope["headers"]) > _MOST_HEADERS:
            most = _MOST_HEADERS // 1024
            raise Refusal(
                431, Message("The headers have over {most} KiB, the most allowed.", most=most)
            )
        headers = {key.lower(): value.decode("latin-1") for key, value in scope["headers"]}
        host = headers.get(b"host", "")
        if not self._hosts.answer_to(host):
            raise Refusal(403, _unknown(host, loopback=self._hosts.is_loopback))
        origin = headers.get(b"origin", "")
        if origin and origin.partition("://")[2] != host:
            raise Refusal(
                403, Message("This studio answers its own page only, not that of another website.")
            )
        if _NEEDLESS.match(scope["path"]):
            raise Refusal(404, Message("The studio has no such address."))


def _unknown(host: str, *, loopback: bool) -> Message:
    return Message(
        "This studio does not answer to the name {name}. "
        "Start it with --host and an address that others reach, or --allow-host and the name."
        if loopback
        else "This studio does not answer to the name {name}. "
        "Start it with --allow-host and the name.",
        name=repr(host.encode("ascii", "replace").decode()[:100]),
    )


async def _unless_broken_off(app: App, scope: Scope, incoming: Incoming, send: Send) -> None:
    """Serve; where the body was broken off that is the answer, whatever has become of the rest."""
    begun = False

    async def send_on(message: MutableMapping[str, Any]) -> None:
        nonlocal begun
        if incoming.refusal is None:
            begun = True
            await send(message)

    try:
        await app(scope, incoming, send_on)
    except Exception:
        if incoming.refusal is None:
            raise
    if incoming.refusal is not None and not begun:
        raise incoming.refusal


def _guarded(send: Send) -> Send:
    """Sends an answer with the headers that keep it from being misused."""

    async def send_on(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", ()))
            given = {key.lower() for key, _ in headers}
            message["headers"] = [*headers, *(pair for pair in _SECURITY if pair[0] not in given)]
        await send(message)

    return send_on


def _takes_packed(scope: Scope) -> bool:
    return takes_packed(_header(scope, b"accept-encoding"))


def _unpacked(scope: Scope) -> Scope:
    """The same request of a browser that takes no packed answer."""
    plain = [pair for pair in scope["headers"] if pair[0].lower() != b"accept-encoding"]
    return {**scope, "headers": plain}


def _header(scope: Scope, name: bytes) -> str:
    found = (value for key, value in scope["headers"] if key.lower() == name)
    return next(found, b"").decode("latin-1")


def _language(scope: Scope) -> Language:
    return chosen(_header(scope, b"accept-language"))


async def _refuse(refusal: Refusal, language: Language, send: Send) -> None:
    body = json.dumps({"detail": in_language(said_by(refusal), language)}).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # of the body there may be more to come
    ]
    start = {"type": "http.response.start", "status": refusal.status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": body})
