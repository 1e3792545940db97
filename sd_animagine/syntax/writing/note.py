"""What is said of a place whose meaning another dialect cannot hold."""

from __future__ import annotations

from typing import Final, NamedTuple

from sd_animagine.syntax.dialect import Dialect
from sd_animagine.words import Message


class Note(NamedTuple):
    """A sentence about a stretch of the text that was written in another dialect."""

    start: int
    end: int
    message: Message


PROGRAMS: Final = {
    "a1111": "A1111",
    "comfyui": "ComfyUI",
    "diffusers": "diffusers",
    "compel": "compel",
    "caption": Message("A caption"),
}
"""Dialect → what its program is called where a sentence begins."""


def program(dialect: Dialect) -> str:
    """Return what the program of a dialect is called."""
    return PROGRAMS[dialect.language]
