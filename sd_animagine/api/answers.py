"""Answers as ASCII JSON, so that any text survives, lone surrogates too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, Final

from fastapi import Response
from fastapi.responses import StreamingResponse

from sd_animagine.api.fitting import text

BATCH_LIMIT: Final = 64 * 1024 * 1024
"""Longest answer to a batch, in bytes; each item behind has a sentence in its place."""
_TYPE: Final = "application/json"
_FULL: Final = (
    f"the answer has reached {BATCH_LIMIT // 1024**2} MiB, which is the most; "
    "send this request again in another batch"
)
_HEADERS: Final = {"Cache-Control": "no-store"}


def answer(value: Any) -> Response:
    """JSON that nobody keeps."""
    return ready(text(value))


def ready(answer: bytes) -> Response:
    """The same of what is JSON already."""
    return Response(answer, media_type=_TYPE, headers=_HEADERS)


def stream(answers: AsyncIterator[bytes], count: int) -> Response:
    """A JSON list of so many answers, each made and sent before the next ones."""
    return StreamingResponse(_listed(answers, count), media_type=_TYPE, headers=_HEADERS)


async def _listed(answers: AsyncIterator[bytes], count: int) -> AsyncIterator[bytes]:
    start, told, size = b"[", 0, 0
    async for answer in answers:
        size += len(answer)
        if size > BATCH_LIMIT:
            break  # the rest is not even compiled
        yield start + answer
        start, told = b",", told + 1
    for _ in range(told, count):
        yield start + text({"error": _FULL, "field": "body"})
        start = b","
    yield b"]" if count else b"[]"
