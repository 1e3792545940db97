"""What a compile in this host depends on besides the request, made here for all who compile.

Looked up anew for each request: files come and go, and the settings page can change.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from sd_animagine.compiler import Context, OptionError, Options
from sd_animagine.compiler.context import go_on
from sd_animagine.files.checkpoint import Verdict, judge_file, judge_name
from sd_animagine.files.triggers import words_for
from sd_animagine.vocabulary import Vocabulary, bundled, extended
from sd_animagine.webui.host import facts, folders, requested
from sd_animagine.webui.host.protocols import Processing
from sd_animagine.webui.limit import ceiling
from sd_animagine.webui.options import (
    known_words,
    reads_tagcomplete,
    settings_page_options,
    tag_list_paths,
)

_LOG = logging.getLogger("animagine")


class Standing(NamedTuple):
    """What decides whether anything is done at all."""

    options: Options
    """Of the settings page."""
    problem: str
    """What on that page is not allowed; empty where all is."""
    checkpoint: str
    verdict: Verdict


def standing_of(p: Processing | None = None) -> Standing:
    """How this host stands: of a request, or of the page where there is none."""
    options, problem = Options(), ""
    try:
        options = settings_page_options()
    except OptionError as error:
        problem = str(error)
    checkpoint = folders.checkpoint_of(p)
    return Standing(options, problem, checkpoint.name, _judged(checkpoint))


def context_of(p: Processing | None = None, pause: Callable[[], None] = go_on) -> Context:
    """The context of a request of this host, or of its page where there is none."""
    standing = standing_of(p)
    return Context(
        vocabulary=vocabulary(),
        options=standing.options,
        options_problem=standing.problem,
        ceiling=ceiling(),
        checkpoint=standing.checkpoint,
        verdict=standing.verdict,
        names_in=_Names(),
        encoder=facts.encoder(),
        embeddings=folders.embedding_names,
        dialect=facts.dialect(),
        hires_step=requested.hires_step(),
        pause=pause,
    )


def _judged(checkpoint: folders.Checkpoint) -> Verdict:
    """Is this Animagine XL 4? By the file's header and cached hash, else by what it is called."""
    if checkpoint.path is None:
        return judge_name(checkpoint.name)
    return judge_file(checkpoint.path, checkpoint.sha256)


# --- tag lists ---------------------------------------------------------------------------------


def vocabulary() -> Vocabulary:
    """The tag lists, those of the settings page included."""
    return _read(_paths())


@lru_cache(maxsize=1)
def _read(paths: tuple[Path, ...]) -> Vocabulary:
    """Files that change while the host runs are read again when its page is reloaded."""
    return extended(paths)


def _paths() -> tuple[Path, ...]:
    found = list(tag_list_paths())
    if reads_tagcomplete() and (theirs := folders.tagcomplete_list()) is not None:
        found.append(theirs)
    return tuple(found)


def read_lists() -> None:
    """Read the lists anew, so that no request has to wait for it, and log what is wrong in them."""
    _read.cache_clear()
    for problem in vocabulary().problems:
        _LOG.warning("Animagine: %s", problem)


# --- names -------------------------------------------------------------------------------------


class _Names:
    """Names that are not to be corrected: embeddings, words of LoRAs, words that the user knows."""

    @cached_property
    def everywhere(self) -> frozenset[str]:
        """Those of any text; Forge's embeddings are looked for in a folder."""
        return folders.embedding_names().union(known_words())

    def __call__(self, texts: Iterable[str]) -> frozenset[str]:
        """Return the names for these texts."""
        return self.everywhere.union(words_for(texts, folders.lora_file, bundled().kinds))
