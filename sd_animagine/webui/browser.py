"""The routes inside the host: what they know of it, and who may use them."""

from __future__ import annotations

import base64
import binascii
import secrets
from pathlib import Path
from typing import Any, Final

from modules import shared

from sd_animagine.api.surroundings import Limit, Loaded, Names, Program, Style, Surroundings
from sd_animagine.webui import compat, guard, known
from sd_animagine.webui.options import settings_page_options
from sd_animagine.webui.plan import judge

PAGE_TOKEN: Final = secrets.token_urlsafe(24)
"""Written into the page: whoever was let in to the page may ask on its behalf."""
_PAGE_HEADER: Final = "x-animagine-page"
_COOKIE: Final = "access-token"
_LORA_SUFFIXES: Final = frozenset((".safetensors", ".pt", ".ckpt"))


def surroundings() -> Surroundings:
    """This host, for the routes."""
    return Surroundings(
        vocabulary=known.vocabulary,
        options=settings_page_options,
        names=names,
        known_names=known.names_for,
        checkpoint=checkpoint,
        may_use=may_use,
        ceiling=guard.ceiling,
        limit=lambda: Limit(*guard.operator()),
        program=lambda: Program(*compat.host()),
    )


def add_routes(_demo: Any, app: Any) -> None:
    """Called by the host when its server stands; ``_demo`` is None without a page."""
    from sd_animagine.api.routes import router  # fastapi only where a server runs

    app.include_router(router(surroundings()))


def names() -> Names:
    """The host's LoRAs, embeddings and styles, as they are now."""
    return Names(
        loras=tuple(sorted(_lora_names())),
        embeddings=tuple(sorted(compat.embedding_names())),
        styles=tuple(_styles()),
    )


def checkpoint() -> Loaded:
    """The checkpoint that is chosen in the page."""
    found = compat.checkpoint_of(None)
    return Loaded(found.name, judge(found))


def page_token_html() -> str:
    """What the page carries to show that it is one: nothing where the host asks for nothing."""
    if not _pairs(getattr(shared.cmd_opts, "api_auth", None)):
        return ""
    return f'<span hidden data-token="{PAGE_TOKEN}"></span>'


def may_use(request: Any) -> bool:
    """Does a request bring what the host asks for?

    ``--api-auth``: its user and password. ``--gradio-auth``: a page that has logged in. Where
    both are set either will do, and the page's own token says that a page was delivered.
    """
    api = _pairs(getattr(shared.cmd_opts, "api_auth", None))
    app = request.app
    page = getattr(app, "auth", None) is not None
    if not api and not page:
        return True
    if api and _basic(request.headers.get("authorization", "")) in api:
        return True
    if secrets.compare_digest(request.headers.get(_PAGE_HEADER, "").encode(), PAGE_TOKEN.encode()):
        return True
    tokens = getattr(app, "tokens", None) or {}
    return page and any(
        value in tokens for name, value in request.cookies.items() if name.startswith(_COOKIE)
    )


def _pairs(text: str | None) -> frozenset[str]:
    """``user:password,user:password`` as the host splits it."""
    return frozenset(pair.strip() for pair in (text or "").split(",") if ":" in pair)


def _basic(header: str) -> str:
    """``user:password`` of a Basic header; empty where it holds none."""
    scheme, _, packed = header.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(packed, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return ""


def _lora_names() -> set[str]:
    folders = (getattr(shared.cmd_opts, name, None) for name in ("lora_dir", "lyco_dir"))
    found: set[str] = set()
    for folder in folders:
        if folder and Path(folder).is_dir():
            files = Path(folder).rglob("*")
            found.update(file.stem for file in files if file.suffix.lower() in _LORA_SUFFIXES)
    return found


def _styles() -> list[Style]:
    database = getattr(shared, "prompt_styles", None)
    styles = getattr(database, "styles", None) or {}
    fields = ("prompt", "negative_prompt")
    return [
        Style(str(name), *(str(getattr(style, field, "") or "") for field in fields))
        for name, style in styles.items()
        if style is not None
    ]
