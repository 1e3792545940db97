"""The routes of the page's files."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from fastapi import APIRouter, Request, Response

from sd_animagine.studio.page.assets import Asset
from sd_animagine.studio.page.packer import Packer, takes_packed

_FOR_EVER: Final = "private, max-age=31536000, immutable"
"""Another file has another address."""


def router(files: Iterable[Asset], packer: Packer) -> APIRouter:
    """Return the routes.

    Args:
        files: all that the page loads.
        packer: packs them.
    """
    made = APIRouter()
    for each in files:
        path = f"/{each.path}"
        made.add_route(path, _answering(each, packer), methods=["GET"], include_in_schema=False)
    return made


def _answering(asset: Asset, packer: Packer) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        headers = {"Cache-Control": _FOR_EVER, "Vary": "Accept-Encoding"}
        content = asset.content
        if takes_packed(request.headers.get("accept-encoding", "")):
            headers["Content-Encoding"], content = "br", packer.kept(content)
        return Response(content, media_type=f"{asset.kind}; charset=utf-8", headers=headers)

    return answer
