"""Answers as ASCII JSON, so that any text survives, lone surrogates too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from fastapi import Response
from fastapi.responses import StreamingResponse

_TYPE: Final = "application/json"
_HEADERS: Final = {"Cache-Control": "no-store"}


def answer(value: Any) -> Response:
    """JSON that nobody keeps."""
    return Response(_text(value), media_type=_TYPE, headers=_HEADERS)


def stream(values: Iterable[Any]) -> Response:
    """A JSON list, each value made and sent before the next one: a long list needs no memory."""
    return StreamingResponse(_listed(values), media_type=_TYPE, headers=_HEADERS)


def _listed(values: Iterable[Any]) -> Iterator[str]:
    start = "["
    for value in values:
        yield start + _text(value)
        start = ","
    yield "]" if start == "," else "[]"


def _text(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))
