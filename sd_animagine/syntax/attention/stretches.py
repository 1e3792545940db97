"""Text of one weight each: what every attention parser gives."""

from __future__ import annotations

from typing import NamedTuple


class Emphasis(NamedTuple):
    """Some text of one weight. ``weight`` is None for a ``BREAK`` that ends a chunk."""

    weight: float | None
    start: int
    text: str


class Stretches(NamedTuple):
    """The stretches of a text, side by side: what ``Emphasis`` has of each."""

    weights: list[float | None]
    starts: list[int]
    texts: list[str]
