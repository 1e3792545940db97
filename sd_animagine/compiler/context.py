"""What a compile depends on besides the request: told by the program that runs the compiler.

Each surface makes it in one place, so that whoever compiles the same request gets the same answer.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from functools import lru_cache

from sd_animagine.ceiling import Ceiling
from sd_animagine.compiler.options import Options
from sd_animagine.compiler.request import Request
from sd_animagine.files.checkpoint import Verdict, judge_name
from sd_animagine.syntax import HASH, WEBUI_DIALECTS, Dialect
from sd_animagine.tokens import PLAIN, Encoder
from sd_animagine.vocabulary import Vocabulary, extended
from sd_animagine.words import Message

_DEFAULTS = Options()
_ALWAYS = Message("it is set to act on every checkpoint (gate: always)")


def no_names(_texts: Iterable[str]) -> frozenset[str]:
    """A program without embeddings and LoRAs knows no names of its own."""
    return frozenset()


def no_embeddings() -> frozenset[str]:
    """A program without a host knows none."""
    return frozenset()


def go_on() -> None:
    """Nobody waits, so there is no pause."""


@dataclass(frozen=True)
class Context:
    """What the program knows: tag lists, settings, checkpoint, and how its host reads prompts."""

    vocabulary: Vocabulary
    options: Options = _DEFAULTS
    """The operator's; a request's own are put on top of them by whoever reads the request."""
    options_problem: str = ""
    """What on the operator's settings page is not allowed; nothing is compiled then."""
    ceiling: Ceiling | None = None
    """The operator's rating ceiling, which nothing in a request switches off."""
    checkpoint: str = ""
    """Name of the checkpoint that draws where a request names none; empty where not known."""
    verdict: Verdict | None = None
    """What that checkpoint's file says of it; None: judge by the name."""
    names_in: Callable[[Iterable[str]], frozenset[str]] = no_names
    """Names that are not to be corrected in these texts: embeddings, words of their LoRAs."""
    encoder: Encoder = PLAIN
    """What is known of the host's text encoders, for counting tokens."""
    wildcards: Callable[[], Container[str]] | None = None
    """Tells the names of those that whoever draws puts lines in the place of; None: of none."""
    embeddings: Callable[[], frozenset[str]] = no_embeddings
    """The names of the host's embeddings."""
    dialect: Dialect = HASH
    """What means something in a prompt to the host, and what is a comment."""
    hires_step: int = 1
    """What the host rounds both sides of a hires target to."""
    pause: Callable[[], None] = go_on
    """Called at each step of a compile, for whoever must not be kept waiting."""

    def dialect_of(self, options: Options) -> Dialect:
        """Return how prompts are read; what a WebUI's comment is, as the option says."""
        if self.dialect.language != HASH.language:
            return self.dialect
        return WEBUI_DIALECTS.get(options.comments, self.dialect)

    def checkpoint_of(self, request: Request) -> tuple[str, Verdict]:
        """Return the name of the checkpoint that draws a request, and whether it is ours."""
        name = request.checkpoint or self.checkpoint
        if request.options.gate == "always":
            return name, Verdict(True, _ALWAYS)
        own = None if request.checkpoint else self.verdict
        return name, own or judge_name(name)


@lru_cache(maxsize=1)
def default_context() -> Context:
    """Return the context of a program that has no host: the tag lists, and nothing set."""
    return Context(vocabulary=extended())
