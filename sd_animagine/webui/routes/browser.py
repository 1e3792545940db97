"""The routes inside the host: what they know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from sd_animagine.api.surroundings import Limit, Names, Program, Shelf, Style, Surroundings
from sd_animagine.api.work import done
from sd_animagine.webui import problems
from sd_animagine.webui.context import context_of
from sd_animagine.webui.host import facts, folders, hooks, language, settings
from sd_animagine.webui.limit import operator
from sd_animagine.webui.options import GATE_PLACE
from sd_animagine.webui.request import history
from sd_animagine.webui.routes.credentials import login_of, may_use
from sd_animagine.webui.routes.worker import LONGEST, Worker
from sd_animagine.words import Message


def surroundings() -> Surroundings:
    """This host, for the routes."""
    worker = Worker()
    alone = _facts(worker.pause)
    return replace(alone, work=partial(worker.do, partial(done, alone)))


def _facts(pause: Callable[[], None]) -> Surroundings:
    return Surroundings(
        context=partial(context_of, pause=pause),
        names=names,
        with_styles=settings.with_styles,
        setting=GATE_PLACE,
        may_use=may_use,
        limit=lambda: Limit(*operator()),
        program=lambda: Program(*facts.host()),
        history=_shelf,
        problems=_problems,
        speaks=language.speaks,
        longest=LONGEST,
    )


def add_routes(app: Any) -> None:
    """Add the routes to the host's server."""
    from sd_animagine.api.routes import router  # fastapi only where a server runs

    app.include_router(router(surroundings()))


def _problems() -> tuple[str, ...]:
    """What could not be loaded, and what this host does not let us do."""
    return (*problems.noted(), *hooks.lacking())


def _shelf(request: Any) -> Shelf:
    """The history of the login of whoever asks."""
    hidden, login = history.why_hidden(), login_of(request)
    if hidden or login is None:
        return Shelf(off=hidden or Message("Log in to the page to see its history."))
    return Shelf(history.history(), login, history.why_off())


def names() -> Names:
    """The host's LoRAs, embeddings and styles, as they are now."""
    return Names(
        loras=tuple(sorted(folders.lora_names())),
        embeddings=tuple(sorted(folders.embedding_names())),
        styles=tuple(_styles()),
    )


def _styles() -> list[Style]:
    database = settings.prompt_styles()
    styles = getattr(database, "styles", None) or {}
    fields = ("prompt", "negative_prompt")
    return [
        Style(str(name), *(str(getattr(style, field, "") or "") for field in fields))
        for name, style in styles.items()
        if style is not None
    ]
