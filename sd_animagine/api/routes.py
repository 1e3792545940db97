"""The routes under ``/animagine/v1``.

Answers are written as ASCII JSON, so that any text survives, lone surrogates too. What takes time
runs in the server's thread pool; nothing is made before somebody asks for it.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, Final

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from sd_animagine.api import bodies, schemas
from sd_animagine.api.surroundings import Surroundings
from sd_animagine.compiler import OptionError, check_request
from sd_animagine.serial import TEXTS, finding_json, request_from
from sd_animagine.transform import SizeError
from sd_animagine.vocabulary import browser_index

BASE: Final = "/animagine/v1"
_FOR_EVER: Final = "private, max-age=31536000, immutable"
_ASK_AGAIN: Final = "private, no-cache"


def router(surroundings: Surroundings | None = None) -> APIRouter:
    """The routes, for an application that includes them.

    Args:
        surroundings: what the host knows; without one, an open server with default options.
    """
    around = surroundings or Surroundings()

    def guard(request: Request) -> None:
        if not around.may_use(request):
            raise HTTPException(401, "this server asks for credentials")

    made = APIRouter(prefix=BASE, tags=["animagine"], dependencies=[Depends(guard)])

    @made.get("/tags.json", summary="The tag lists, for completion in a browser")
    def tags(request: Request, v: str = "") -> Response:
        return _tags(request, around, v)

    @made.get("/names", summary="The host's networks, embeddings and styles")
    def names() -> Response:
        found = around.names()
        return _json(
            {
                "tags": browser_index.version(around.vocabulary()),
                "loras": list(found.loras),
                "embeddings": list(found.embeddings),
                "styles": [style._asdict() for style in found.styles],
            }
        )

    async def body(request: Request) -> dict[str, Any]:
        return bodies.parse(await bodies.read(request))

    @made.post(
        "/check",
        summary="What the rules say of a request; nothing is changed",
        openapi_extra=schemas.body(schemas.request(), schemas.findings()),
    )
    def check(values: dict[str, Any] = Depends(body)) -> Response:  # noqa: B008
        return _check(values, around)

    return made


def _tags(request: Request, around: Surroundings, asked_for: str) -> Response:
    """The index, or nothing where the browser has it already; immutable under its own version."""
    vocabulary = around.vocabulary()
    version = browser_index.version(vocabulary)
    tag = f'"{version}"'
    headers = {
        "ETag": tag,
        "Cache-Control": _FOR_EVER if asked_for == version else _ASK_AGAIN,
        "Vary": "Accept-Encoding",
    }
    known = request.headers.get("if-none-match", "")
    if tag in known.replace("W/", "") or known.strip() == "*":
        return Response(status_code=304, headers=headers)
    index = browser_index.encoded(vocabulary)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(index.packed, media_type="application/json", headers=headers)
    return Response(index.plain, media_type="application/json", headers=headers)


def _check(values: dict[str, Any], around: Surroundings) -> Response:
    try:
        base = around.options()
    except OptionError as error:
        raise bodies.Refused(422, f"on the settings page: {error}", "options") from None
    asked = bodies.asked(values, lambda given: request_from(given, base))
    texts: list[str] = [text for name in TEXTS if (text := getattr(asked, name))]
    known = asked.known_names.union(around.known_names(texts))
    asked = replace(asked, known_names=known)
    if not asked.checkpoint:
        loaded = around.checkpoint()
        asked = replace(asked, checkpoint=loaded.name, verdict=loaded.verdict)
    try:
        findings = check_request(asked, around.vocabulary())
    except SizeError as error:
        raise bodies.refusal(error) from None
    return _json({"findings": [finding_json(finding) for finding in findings]})


def _json(value: Any) -> Response:
    return Response(
        json.dumps(value, separators=(",", ":")),
        media_type="application/json",
        headers={"Cache-Control": "no-store"},
    )
