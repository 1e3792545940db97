"""Kaomoji with a bracket, which hosts take for emphasis."""

from __future__ import annotations

import re
from typing import Final

from sd_animagine.syntax import Span, blanked
from sd_animagine.syntax.lexer import BOUNDARY

_PART: Final = BOUNDARY.pattern
FACE: Final = re.compile(rf"(?:[,\n]|\A|{_PART})[ \t]*(>?[:;][()])(?=[ \t]*(?:[,\n]|$|{_PART}))")
"""A kaomoji with a bracket, alone between separators, or words that part a prompt."""

_FACES: Final = (":(", ":)", ";(", ";)")


def face_brackets(text: str, comments: list[Span]) -> frozenset[int]:
    """Return the positions of brackets that belong to a kaomoji, outside comments."""
    if not any(face in text for face in _FACES):
        return frozenset()
    return frozenset(match.end(1) - 1 for match in FACE.finditer(blanked(text, comments)))
