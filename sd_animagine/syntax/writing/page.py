"""What ComfyUI's page does to the text of a box before anybody else sees it."""

from __future__ import annotations

import re
from typing import Final

from sd_animagine.syntax.dialect import Dialect
from sd_animagine.syntax.span import Span

_CHOICE: Final = re.compile(r"\{[^{}|]*\|[^{}]*\}")
_PAGE: Final = Dialect("page", ("//",), "anywhere")


def taken_away(text: str) -> list[Span]:
    """Return where it takes something for a comment and cuts it."""
    return _PAGE.comments(text)


def picked(text: str) -> list[Span]:
    """Return where it picks one part by chance: ``{a|b}``."""
    return [Span(*found.span()) for found in _CHOICE.finditer(text)] if "{" in text else []
