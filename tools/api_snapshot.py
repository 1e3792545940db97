"""Writes ``tests/api/openapi.json``: what the routes promise, as OpenAPI describes it.

Run from the repository's root after a change that is meant::

    python -m tools.api_snapshot
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from sd_animagine.api.routes import router

SNAPSHOT = Path(__file__).parents[1] / "tests" / "api" / "openapi.json"


def described() -> dict[str, Any]:
    """The routes as a host's ``/openapi.json`` has them, without what differs among FastAPIs."""
    app = FastAPI()
    app.include_router(router())
    paths: dict[str, Any] = app.openapi()["paths"]
    return paths


def text() -> str:
    """The snapshot: each line short enough to be read in a diff."""
    return json.dumps(described(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SNAPSHOT.write_text(text(), encoding="utf-8")
