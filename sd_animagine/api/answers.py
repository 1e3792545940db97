"""Answers as ASCII JSON, so that any text survives, lone surrogates too."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import Response
from fastapi.responses import StreamingResponse

_TYPE: Final = "application/json"
_HEADERS: Final = {"Cache-Control": "no-store"}


def answer(value: Any) -> Response:
    """JSON that nobody keeps."""
    return ready(text(value))


def ready(answer: bytes) -> Response:
    """The same of what is JSON already."""
    return Response(answer, media_type=_TYPE, headers=_HEADERS)


def stream(answers: AsyncIterator[bytes]) -> Response:
    """A JSON list, each answer made and sent before the next ones: a long list needs no memory."""
    return StreamingResponse(_listed(answers), media_type=_TYPE, headers=_HEADERS)


async def _listed(answers: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    start = b"["
    async for answer in answers:
        yield start + answer
        start = b","
    yield b"]" if start == b"," else b"[]"


def text(value: Any) -> bytes:
    """A value as JSON."""
    return json.dumps(value, separators=(",", ":")).encode()
