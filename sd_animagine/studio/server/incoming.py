"""What is sent to the studio: bounded in length and time, before anybody works on it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from sd_animagine.studio.limits import Limits
from sd_animagine.studio.server.files import names_kept_only
from sd_animagine.words import Message

Part = MutableMapping[str, Any]
"""Of a request, as ASGI hands it on."""
Receive = Callable[[], Awaitable[Part]]

LARGEST_UPLOAD: Final = 100 * 1024 * 1024
"""Bytes of a picture that is read."""
_MARGIN: Final = 64 * 1024
"""Bytes around a file that is sent as a form."""


UPLOAD: Final = Limits(LARGEST_UPLOAD + _MARGIN, 600.0)
EVENT: Final = Limits(32 * 1024 * 1024, 60.0)
"""Of the page: the largest is a file of presets."""


class Refusal(Exception):
    """A request that is not carried out: its status and the reason."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Incoming:
    """Hands on what comes of a body, as long as it keeps to the limits."""

    def __init__(self, receive: Receive, limits: Limits) -> None:
        self._receive = receive
        self._limits = limits
        self._until = time.monotonic() + limits.seconds
        self._size = 0
        self._complete = False
        self.refusal: Refusal | None = None
        """Why it was broken off; whoever reads the body sees the connection end."""

    async def __call__(self) -> Part:
        """The next part; after the last one whatever follows, in its own time."""
        if self._complete:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._until - time.monotonic())
        except asyncio.TimeoutError:
            seconds = self._limits.seconds
            return self._broken_off(
                408, Message("The request took over {seconds:.0f} s.", seconds=seconds)
            )
        self._size += len(message.get("body", b""))
        if self._size > self._limits.bytes:
            most = self._limits.bytes // 1024
            said = Message("The body has over {most} KiB, the most allowed.", most=f"{most:,}")
            return self._broken_off(413, said)
        self._complete = not message.get("more_body", False)
        return message

    def _broken_off(self, status: int, sentence: str) -> Part:
        self.refusal = self.refusal or Refusal(status, sentence)
        return {"type": "http.disconnect"}

    async def event(self) -> Receive:
        """The whole body, looked at, and then handed on in one piece.

        Raises:
            Refusal: it is too long, too slow, or names a file that is not the page's.
        """
        parts = []
        while not self._complete:
            message = await self()
            if self.refusal is not None:
                raise self.refusal
            if message["type"] != "http.request":
                raise Refusal(400, Message("The request was broken off."))
            parts.append(message.get("body", b""))
        body = b"".join(parts)
        await asyncio.to_thread(_check_files, body)
        handed: list[Part] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Part:
            return handed.pop() if handed else await self._receive()

        return receive


def _check_files(body: bytes) -> None:
    if b'"path"' not in body and b"\\u" not in body:  # any letter may be written as its number
        return
    try:
        event = json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal(422, Message("The body must be JSON.")) from None
    if not names_kept_only(event):
        raise Refusal(422, Message("This page got no such file. Choose it again."))
