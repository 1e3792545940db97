"""Kaomoji with a bracket, which hosts take for emphasis."""

from __future__ import annotations

import re
from typing import Final

from sd_animagine.syntax import Span, blanked
from sd_animagine.syntax.lexer import BOUNDARY

_BESIDE: Final = rf"[,，、|\r\n]|{BOUNDARY.pattern}"
_WEIGHT: Final = r":\s{0,9}[\d.]{1,9}\s{0,9}AND"
FACE: Final = re.compile(
    rf"(?:{_BESIDE}|\A)[^\S\r\n]*(>?[:;][()])(?=\s*(?:{_BESIDE}|{_WEIGHT}|\Z))"
)
"""A kaomoji with a bracket, alone between separators, or words that part a prompt."""

_FACES: Final = (":(", ":)", ";(", ";)")


def face_brackets(text: str, comments: list[Span]) -> frozenset[int]:
    """Return the positions of brackets that belong to a kaomoji, outside comments."""
    if not any(face in text for face in _FACES):
        return frozenset()
    return frozenset(match.end(1) - 1 for match in FACE.finditer(blanked(text, comments)))
