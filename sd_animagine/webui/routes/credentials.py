"""Who may use the routes: whoever the host lets in."""

from __future__ import annotations

import base64
import binascii
import secrets
from typing import Any, Final

from sd_animagine.panel.html import element
from sd_animagine.webui.host.settings import start_flag

PAGE_TOKEN: Final = secrets.token_urlsafe(24)
"""Written into the page: whoever was let in to the page may ask on its behalf."""
_PAGE_HEADER: Final = "x-animagine-page"
_COOKIE: Final = "access-token"


def page_token_html() -> str:
    """What the page carries to show that it is one: nothing where the host asks for nothing."""
    if not _pairs(start_flag("api_auth")):
        return ""
    return element("span", hidden=True, data_token=PAGE_TOKEN)


def may_use(request: Any) -> bool:
    """Does a request bring what the host asks for?

    ``--api-auth``: its user and password. ``--gradio-auth``: a page that has logged in. Where
    both are set either will do, and the page's own token says that a page was delivered.
    """
    api = _pairs(start_flag("api_auth"))
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


def login_of(request: Any) -> str | None:
    """The login of the page that asks: empty where the host has none, None where it is not told."""
    app = request.app
    if getattr(app, "auth", None) is None:
        return ""
    tokens = getattr(app, "tokens", None) or {}
    cookies = (value for name, value in request.cookies.items() if name.startswith(_COOKIE))
    return next((str(tokens[value]) for value in cookies if value in tokens), None)


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
