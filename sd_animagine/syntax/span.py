"""A range of a text."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """Half-open range of character positions in the prompt's text."""

    start: int
    end: int


def blanked(text: str, spans: list[Span]) -> str:
    """The text with blanks in place of some of its characters."""
    kept: list[str] = []
    at = 0
    for start, end in spans:
        kept += text[at:start], " " * (end - start)
        at = end
    return "".join(kept) + text[at:] if kept else text
