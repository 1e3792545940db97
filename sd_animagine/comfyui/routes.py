"""What ComfyUI's page asks for, under ``/animagine/v1``: the same answers as every other server's.

ComfyUI has no fastapi, so its own aiohttp carries the parts of ``api/`` that know no server.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from sd_animagine.comfyui.context import context
from sd_animagine.comfyui.drawing.embeddings import names
from sd_animagine.words import Message
from sd_animagine.words.languages import LANGUAGES, Language, chosen, in_language, page_words

BASE: Final = "/animagine/v1"
_ROOT: Final = Path(__file__).resolve().parents[2]
_SCRIPTS: Final = _ROOT / "javascript"
_FOR_EVER: Final = "private, max-age=31536000, immutable"
_ASK_AGAIN: Final = "private, no-cache"

Handler = Callable[[Any], Awaitable[Any]]


def add_routes(table: Any) -> None:
    """Add the routes to ComfyUI's table, which also serves them under ``/api``."""
    for name in ("check", "compile", "fix"):
        table.post(f"{BASE}/{name}")(_telling(_worked(name)))
    for name, answer in {
        "names": _names,
        "tags.json": _tags,
        "words": _words,
        "rules": _rules,
        "scripts": _scripts,
        "scripts/{name}": _script,
    }.items():
        table.get(f"{BASE}/{name}")(_telling(answer))


def _telling(handler: Handler) -> Handler:
    """A handler that answers with a sentence, whatever fails behind it."""

    async def answer(request: Any) -> Any:
        from aiohttp import web

        from sd_animagine.api import bodies

        try:
            return await handler(request)
        except bodies.Refused as refused:
            said = refused
        except web.HTTPException:
            raise
        except Exception as error:
            said = bodies.failure(error)
        said = said.within(_language(request))
        return web.json_response({"detail": said.detail}, status=said.status_code)

    return answer


def _worked(kind: Any) -> Handler:
    """The work of a route, in a thread: the server's loop feeds the page's progress meanwhile."""

    async def handler(request: Any) -> Any:
        from sd_animagine.api import bodies, work

        fields = bodies.FIX_FIELDS if kind == "fix" else bodies.FIELDS
        values = bodies.parse(await _body(request), fields)
        (answer,) = await asyncio.to_thread(
            work.done, _surroundings(), kind, values, _language(request)
        )
        return _json(answer)

    return handler


async def _body(request: Any) -> bytes:
    """The body, refused before it is all here if it is too long."""
    from sd_animagine.api import bodies

    size, parts = 0, []
    async for part in request.content.iter_chunked(65_536):
        size += len(part)
        if size > bodies.LIMIT:
            raise bodies.too_long()
        parts.append(part)
    return b"".join(parts)


def _surroundings() -> Any:
    from sd_animagine.api.surroundings import Names, Program, Surroundings

    return Surroundings(
        context=context,
        names=lambda: Names(embeddings=tuple(sorted(names()))),
        program=lambda: Program("comfyui"),
    )


async def _names(_request: Any) -> Any:
    from sd_animagine.api import lookups

    around = _surroundings()
    found = await asyncio.to_thread(lambda: lookups.names(around.names(), around.context()))
    return _json(_text(found))


async def _tags(request: Any) -> Any:
    from aiohttp import web

    from sd_animagine.lookup import browser_index

    vocabulary = context().vocabulary
    version = await asyncio.to_thread(browser_index.version, vocabulary)
    asked = request.query.get("v", "")
    headers = {
        "ETag": f'"{version}"',
        "Cache-Control": _FOR_EVER if asked == version else _ASK_AGAIN,
        "Vary": "Accept-Encoding",
    }
    if version in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    index = await asyncio.to_thread(browser_index.encoded, vocabulary)
    packs = "gzip" in request.headers.get("Accept-Encoding", "")
    if packs:
        headers["Content-Encoding"] = "gzip"
    body = index.packed if packs else index.plain
    return web.Response(body=body, content_type="application/json", headers=headers)


async def _words(request: Any) -> Any:
    from sd_animagine.api import bodies
    from sd_animagine.values import must_be

    language = request.query.get("language", "")
    if language not in LANGUAGES:
        allowed = Message("one of {choices}", choices=", ".join(LANGUAGES))
        raise bodies.Refused(422, must_be("language", language, allowed), "language")
    return _json(_text(await asyncio.to_thread(page_words, language)))


async def _rules(request: Any) -> Any:
    from sd_animagine.api import facts

    language = _language(request)
    return _json(_text(in_language(await asyncio.to_thread(facts.rules, language), language)))


async def _scripts(_request: Any) -> Any:
    """The page's scripts in the order in which they are loaded, each with its time of change."""
    files = [*sorted(_SCRIPTS.glob("*.js")), _ROOT / "style.css"]
    return _json(_text([f"{file.name}?{file.stat().st_mtime_ns}" for file in files]))


async def _script(request: Any) -> Any:
    from aiohttp import web

    name = request.match_info["name"]
    folder = _ROOT if name == "style.css" else _SCRIPTS
    known = {file.name for file in (*_SCRIPTS.glob("*.js"), _ROOT / "style.css")}
    if name not in known:
        raise web.HTTPNotFound
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    headers = {"Cache-Control": _FOR_EVER, "Content-Type": f"{kind}; charset=utf-8"}
    return web.FileResponse(folder / name, headers=headers)


def _language(request: Any) -> Language:
    return chosen(request.headers.get("Accept-Language", ""))


def _text(value: Any) -> bytes:
    from sd_animagine.api.fitting import text

    return text(value)


def _json(body: bytes) -> Any:
    from aiohttp import web

    headers = {"Cache-Control": "no-store"}
    return web.Response(body=body, content_type="application/json", headers=headers)
