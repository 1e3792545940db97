"""What the routes need to know of the program they run in; a host gives its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal, NamedTuple

from sd_animagine.ceiling import Ceiling
from sd_animagine.compiler import Options
from sd_animagine.files.checkpoint import Verdict
from sd_animagine.model import RATINGS
from sd_animagine.syntax import HASH, Dialect
from sd_animagine.vocabulary import Vocabulary, current

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


class Loaded(NamedTuple):
    """The checkpoint that would draw."""

    name: str = ""
    """Empty where it is not known."""
    verdict: Verdict | None = None


class Limit(NamedTuple):
    """The operator's rating ceiling in words."""

    rating: str = RATINGS[-1]
    source: str = ""
    """Who says so; empty where everything is allowed."""


Kind = Literal["compile", "check", "batch"]
"""Of work that takes time."""


class Program(NamedTuple):
    """What these routes run in."""

    kind: str = "server"
    """``a1111``, ``forge``, ``studio``, or ``server`` for anything else."""
    version: str = ""
    """Empty where it is not known."""


def _nothing(_texts: Iterable[str]) -> frozenset[str]:
    return frozenset()


def _none() -> Ceiling | None:
    return None


def _nothing_to_do() -> None:
    """Nobody waits."""


def _open(_request: Any) -> bool:
    return True


@dataclass(frozen=True)
class Surroundings:
    """Looked up anew for each request, since settings change while a host runs."""

    vocabulary: Callable[[], Vocabulary] = current
    options: Callable[[], Options] = Options
    """The operator's options, which a request is put on top of. May raise ``OptionError``."""
    names: Callable[[], Names] = Names
    with_styles: Callable[[str, str, Sequence[str]], tuple[str, str]] | None = None
    """Prompt and negative prompt with saved styles put in; None where no styles are kept."""
    known_names: Callable[[Iterable[str]], frozenset[str]] = _nothing
    """Words that are not to be corrected in these texts: embeddings, trigger words."""
    dialect: Callable[[], Dialect] = lambda: HASH
    """What counts as a comment where the option says ``auto``."""
    hires_step: Callable[[], int] = lambda: 1
    """What the sides of a hires target are rounded to."""
    checkpoint: Callable[[], Loaded] = Loaded
    may_use: Callable[[Any], bool] = _open
    """Does a request (starlette's) bring the credentials that the host asks for?"""
    ceiling: Callable[[], Ceiling | None] = _none
    """The operator's rating ceiling, which no request gets around."""
    limit: Callable[[], Limit] = Limit
    program: Callable[[], Program] = Program
    work: Callable[[Kind, Any], Awaitable[list[bytes]]] | None = None
    """Has the work of a route done elsewhere, see ``work.done``; None where it is done here."""
    pause: Callable[[], None] = _nothing_to_do
    """Called again and again while something long is worked on."""
    longest: int = LONGEST
    """Characters that the texts of a request may have together."""
    setting: str = ""
    """Where a person changes what is acted on, as the page names it; empty where nobody can."""
    problems: Callable[[], tuple[str, ...]] = tuple
    """What of ours could not be loaded here, a sentence each."""
