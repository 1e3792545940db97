"""What tests compile with where it is not the default."""

from __future__ import annotations

from dataclasses import replace

from sd_animagine.ceiling import Ceiling
from sd_animagine.compiler import Context
from sd_animagine.compiler.context import default_context


def under(ceiling: Ceiling | None) -> Context:
    """The default context with an operator's rating ceiling."""
    return replace(default_context(), ceiling=ceiling)
