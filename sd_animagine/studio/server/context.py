"""What a compile in the studio depends on besides the request, made here for page and routes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from sd_animagine.compiler import Context, Options
from sd_animagine.files.checkpoint import Verdict
from sd_animagine.files.loras import Loras
from sd_animagine.files.triggers import words_for
from sd_animagine.files.wildcards import Wildcards
from sd_animagine.tokens import Encoder
from sd_animagine.vocabulary import Vocabulary, extended

OPTIONS: Final = Options(gate="always")
"""Whoever sits here wants the compiler; what the checkpoint is stands at the top of the page."""


class Loaded(NamedTuple):
    """The checkpoint that would draw; goes from one process to another."""

    name: str = ""
    """Empty where it is not known."""
    verdict: Verdict | None = None
    embeddings: tuple[tuple[str, int], ...] = ()
    """Names of those that are loaded with it, and how many vectors each has."""
    lora_folder: Path | None = None
    wildcard_folder: Path | None = None


def context_of(loaded: Loaded) -> Context:
    """The context of every request of the studio, in any of its processes."""
    names = frozenset(name for name, _ in loaded.embeddings)

    def file_of(name: str) -> Path | None:
        return Loras(loaded.lora_folder).files().get(name)

    return Context(
        vocabulary=vocabulary(),
        options=OPTIONS,
        checkpoint=loaded.name,
        verdict=loaded.verdict,
        names_in=lambda texts: names | words_for(texts, file_of, vocabulary().kinds),
        encoder=Encoder(embeddings=loaded.embeddings),
        wildcards=Wildcards(loaded.wildcard_folder).files,
        embeddings=lambda: names,
    )


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The tag lists, read once while the studio runs."""
    return extended()
