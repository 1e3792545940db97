"""Kaomoji with a bracket, which hosts take for emphasis."""

from __future__ import annotations

import re
from typing import Final

FACE: Final = re.compile(r"(?:[,\n]|\A)[ \t]*(>?[:;][()])(?=[ \t]*(?:[,\n]|$))")
"""A kaomoji with a bracket, alone between separators."""

_FACES: Final = (":(", ":)", ";(", ";)")


def face_brackets(text: str) -> frozenset[int]:
    """Return the positions of brackets that belong to a kaomoji."""
    if not any(face in text for face in _FACES):
        return frozenset()
    return frozenset(match.end(1) - 1 for match in FACE.finditer(text))
