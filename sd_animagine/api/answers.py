"""Answers as ASCII JSON, so that any text survives, lone surrogates too."""

from __future__ import annotations

import json
from typing import Any

from fastapi import Response


def answer(value: Any) -> Response:
    """JSON that nobody keeps."""
    return Response(
        json.dumps(value, separators=(",", ":")),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
