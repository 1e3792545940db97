"""An answer that is sent on when it is complete: as something else, and packed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

Message = MutableMapping[str, Any]
"""Of an answer, as ASGI hands it on."""
Send = Callable[[Message], Awaitable[None]]
Change = Callable[[bytes], bytes]

_REPLACED: Final = (b"content-length", b"content-encoding", b"vary")


class Whole:
    """Takes what an application sends."""

    def __init__(self, send: Send, change: Change | None = None, pack: Change | None = None):
        """Begin with nothing.

        Args:
            send: sends it on.
            change: what becomes of a body.
            pack: packs it, where the browser takes that.
        """
        self._send = send
        self._change = change
        self._pack = pack
        self._start: Message = {}
        self._body = b""

    async def __call__(self, message: Message) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self._start = message
            return
        if message["type"] != "http.response.body":  # of a server's own, beside the answer
            return
        self._body += message.get("body", b"")
        if message.get("more_body"):
            return
        if self._start["status"] == 200 and self._body:
            self._complete()
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": self._body})

    def _complete(self) -> None:
        if self._change is not None:
            self._body = self._change(self._body)
        more = [(b"vary", b"Accept-Encoding")]
        if self._pack is not None:
            self._body = self._pack(self._body)
            more.append((b"content-encoding", b"br"))
        more.append((b"content-length", str(len(self._body)).encode()))
        kept = (pair for pair in self._start["headers"] if pair[0].lower() not in _REPLACED)
        self._start["headers"] = [*kept, *more]
