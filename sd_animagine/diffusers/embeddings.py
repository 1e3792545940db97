"""Embeddings that the caller has loaded into a pipeline, by the names that a prompt calls them."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from sd_animagine.sdxl.conditioning import Numbers

_FURTHER: Final = re.compile(r"(.+)_[1-9][0-9]*")
"""How diffusers calls the vectors of an embedding behind its first."""


class Found(NamedTuple):
    """What ``load_textual_inversion`` has put into a pipeline."""

    numbers: Numbers
    """Of those that both text encoders have."""
    halves: frozenset[str]
    """Names of the others."""


def embeddings_of(pipe: Any) -> Found:
    """Return the embeddings of a pipeline."""
    first, second = (_added(getattr(pipe, name, None)) for name in ("tokenizer", "tokenizer_2"))
    every = first.keys() | second.keys()
    found = {}
    names = {
        name for name in every if not (part := _FURTHER.fullmatch(name)) or part[1] not in every
    }
    for name in names & first.keys() & second.keys():
        vectors = _vectors(name, first)
        if vectors == _vectors(name, second):
            found[name] = [(first[each], second[each]) for each in vectors]
    return Found(found, frozenset(names - found.keys()))


def _added(tokenizer: Any) -> dict[str, int]:
    """The tokens that are not CLIP's own, with their numbers."""
    if tokenizer is None:
        return {}
    own = set(tokenizer.all_special_tokens)
    return {name: n for name, n in tokenizer.get_added_vocab().items() if name not in own}


def _vectors(name: str, added: dict[str, int]) -> list[str]:
    found = [name]
    while f"{name}_{len(found)}" in added:
        found.append(f"{name}_{len(found)}")
    return found
