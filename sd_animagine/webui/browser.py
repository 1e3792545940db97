"""The routes inside the host: what they know of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any, Final

from modules import shared

from sd_animagine.api.surroundings import Limit, Loaded, Names, Program, Style, Surroundings
from sd_animagine.api.work import done
from sd_animagine.webui import compat, guard, known, problems
from sd_animagine.webui.credentials import may_use
from sd_animagine.webui.options import settings_page_options
from sd_animagine.webui.plan import judge
from sd_animagine.webui.worker import LONGEST, Worker

_LORA_SUFFIXES: Final = frozenset((".safetensors", ".pt", ".ckpt"))


def surroundings() -> Surroundings:
    """This host, for the routes."""
    worker = Worker()
    alone = _facts(worker.pause)
    return replace(alone, work=partial(worker.do, partial(done, alone)))


def _facts(pause: Callable[[], None]) -> Surroundings:
    return Surroundings(
        vocabulary=known.vocabulary,
        options=settings_page_options,
        names=names,
        dialect=compat.dialect,
        known_names=known.names_for,
        checkpoint=checkpoint,
        may_use=may_use,
        ceiling=guard.ceiling,
        limit=lambda: Limit(*guard.operator()),
        program=lambda: Program(*compat.host()),
        problems=problems.noted,
        pause=pause,
        longest=LONGEST,
    )


def add_routes(app: Any) -> None:
    """Add the routes to the host's server."""
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


def _lora_names() -> set[str]:
    flags = (compat.start_flag(name) for name in ("lora_dir", "lyco_dir", "lora_dirs"))
    found: set[str] = set()
    for folder in map(Path, chain.from_iterable(map(_folders, flags))):
        if folder.is_dir():
            files = folder.rglob("*")
            found.update(file.stem for file in files if file.suffix.lower() in _LORA_SUFFIXES)
    return found


def _folders(flag: Any) -> list[Any]:
    """The folders that a flag names: one, several (Forge Neo's ``--lora-dirs``), or none."""
    return list(flag) if isinstance(flag, (list, tuple)) else [flag] * bool(flag)


def _styles() -> list[Style]:
    database = getattr(shared, "prompt_styles", None)
    styles = getattr(database, "styles", None) or {}
    fields = ("prompt", "negative_prompt")
    return [
        Style(str(name), *(str(getattr(style, field, "") or "") for field in fields))
        for name, style in styles.items()
        if style is not None
    ]
