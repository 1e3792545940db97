"""What the routes need to know of the program they run in; a host gives its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from sd_animagine.compiler.context import Context, default_context
from sd_animagine.model import RATINGS
from sd_animagine.store.history import History
from sd_animagine.words import Message
from sd_animagine.words.languages import Language

LONGEST: Final = 256 * 1024
"""Characters of the texts of a request; its body may have as many bytes."""


class Style(NamedTuple):
    """A saved style of the host."""

    name: str
    prompt: str
    negative_prompt: str


class Names(NamedTuple):
    """What else than tags can stand in a prompt."""

    loras: tuple[str, ...] = ()
    embeddings: tuple[str, ...] = ()
    styles: tuple[Style, ...] = ()
    wildcards: tuple[str, ...] = ()


class Limit(NamedTuple):
    """The operator's rating ceiling in words."""

    rating: str = RATINGS[-1]
    source: str = ""
    """Who says so; empty where everything is allowed."""


class Shelf(NamedTuple):
    """The history of whoever asks."""

    history: History | None = None
    """None where nobody may look into it, or there is none."""
    login: str = ""
    off: str = ""
    """Why nothing new is kept; empty where it is."""


Kind = Literal["compile", "check", "fix", "batch"]
"""Of work that takes time."""


class Program(NamedTuple):
    """What these routes run in."""

    kind: str = "server"
    """``a1111``, ``forge``, ``studio``, or ``server`` for anything else."""
    version: str = ""
    """Empty where it is not known."""


def _open(_request: Any) -> bool:
    return True


def _no_history(_request: Any) -> Shelf:
    return Shelf(off=Message("This server keeps no history."))


@dataclass(frozen=True)
class Surroundings:
    """Looked up anew for each request, since settings change while a host runs."""

    context: Callable[[], Context] = default_context
    """What a compile depends on besides the request."""
    names: Callable[[], Names] = Names
    with_styles: Callable[[str, str, Sequence[str]], tuple[str, str]] | None = None
    """Prompt and negative prompt with saved styles put in; None where no styles are kept."""
    may_use: Callable[[Any], bool] = _open
    """Does a request (starlette's) bring the credentials that the host asks for?"""
    limit: Callable[[], Limit] = Limit
    program: Callable[[], Program] = Program
    speaks: Callable[[], tuple[str, ...]] = tuple
    """What says in which language, before the caller does: see ``words.languages.chosen``."""
    work: Callable[[Kind, Any, Language], Awaitable[list[bytes]]] | None = None
    """Has the work of a route done elsewhere, see ``work.done``; None where it is done here."""
    longest: int = LONGEST
    """Characters that the texts of a request may have together."""
    setting: str = ""
    """Where a person changes what is acted on, as the page names it; empty where nobody can."""
    history: Callable[[Any], Shelf] = _no_history
    """The history of whoever a request (starlette's) comes from."""
    problems: Callable[[], tuple[str, ...]] = tuple
    """What of ours could not be loaded here, a sentence each."""
