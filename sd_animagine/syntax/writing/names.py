"""Names of embeddings, which ComfyUI knows by a word in front of them."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from re import Match, Pattern
from typing import Final

from sd_animagine.syntax.dialect import Dialect

_MARKED: Final = re.compile(
    r"(?<![^\s(])embedding:([^\s,():\\]+?)(?:\.(?:pt|bin|safetensors))?(?![^\s,():])"
)


def put(text: str, source: Dialect, target: Dialect, embeddings: Collection[str]) -> str:
    """Return a text with the names of embeddings as the target knows them."""
    if source.embedding and not target.embedding:
        return _MARKED.sub(r"\1", text)
    if target.embedding and not source.embedding and embeddings:
        by_name = {name.lower(): name for name in embeddings}

        def marked(found: Match[str]) -> str:
            before = text[: found.start()]
            blank = "" if not before or before[-1].isspace() or before[-1] == "(" else " "
            return f"{blank}{target.embedding}{by_name[found[0].lower()]}"

        return _pattern(frozenset(by_name)).sub(marked, text)
    return text


@lru_cache(maxsize=8)
def _pattern(names: frozenset[str]) -> Pattern[str]:
    """Any of the names, the longest first, where it is a word by itself."""
    longest = sorted(names, key=lambda name: (-len(name), name))
    words = "|".join(map(re.escape, longest))
    return re.compile(rf"(?<![^\s,(])(?:{words})(?![^\s,):])", re.IGNORECASE)
