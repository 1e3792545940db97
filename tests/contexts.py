"""What tests compile with where it is not the default."""

from __future__ import annotations

from dataclasses import replace

from sd_animagine.ceiling import Ceiling
from sd_animagine.compiler import Context
from sd_animagine.compiler.context import default_context
from sd_animagine.syntax import DIALECTS

EMBEDDINGS = frozenset(("easynegative",))
WILDCARDS = frozenset(("hair", "colors/warm"))


def under(ceiling: Ceiling | None) -> Context:
    """The default context with an operator's rating ceiling."""
    return replace(default_context(), ceiling=ceiling)


def drawing(ceiling: Ceiling | None = None, dialect: str = "a1111") -> Context:
    """The same, where something draws wildcards, as the studio does, and has an embedding."""
    return replace(
        under(ceiling),
        wildcards=lambda: WILDCARDS,
        embeddings=lambda: EMBEDDINGS,
        dialect=DIALECTS[dialect],
    )
