"""One line of a prompt, without what is read before its brackets, in another dialect.

What brackets mean the same in both stays as it was typed. All else is written out: text of one
weight, each with its own number, for in that all dialects agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final, NamedTuple

from sd_animagine.syntax.attention import blocks, read
from sd_animagine.syntax.dialect import Dialect
from sd_animagine.syntax.span import Span
from sd_animagine.syntax.writing.forms import weighed

_CLOSE: Final = 5e-5
"""Two weights that no picture tells apart: what the rounding of one costs."""


class Piece(NamedTuple):
    """A stretch of the line: letters of a weight, or brackets that stay as they are."""

    weight: float | None
    """None for a ``BREAK``."""
    start: int
    text: str
    is_kept: bool = False
    run: int = 0
    """Neighbours that the source reads as one text have one number."""
    last: float | None = None
    """Of brackets that stay: the weight at their end."""

    @property
    def end_weight(self) -> float | None:
        """The weight of its last letter."""
        return self.last if self.is_kept else self.weight


class Chunk(NamedTuple):
    """What stands between two ``BREAK``."""

    start: int
    """Where the ``BREAK`` in front of it stands in the line; -1 for the first."""
    text: str
    parted: tuple[int, ...] = ()
    """Where a backslash stood right before a bracket that weighs, and there is a blank now."""


def rewritten(line: str, source: Dialect, target: Dialect) -> list[Chunk]:
    """Return a line of one dialect as another writes it, in its chunks."""
    found = [Chunk(-1, "")]
    before: Piece | None = None
    for piece in _joined(_pieces(line, source, target)):
        if piece.weight is None:
            found.append(Chunk(piece.start, ""))
            before = None
            continue
        text = piece.text if piece.is_kept else weighed(piece.text, piece.weight, target)
        start, written, parted = found[-1]
        grows = target.joins and before is not None and before.end_weight == piece.weight
        if _escapes(written, text, target):
            parted += (piece.start - 1,)
            text = " " + text
        elif _needs_blank(written, text, target, grows=grows):
            text = " " + text
        found[-1] = Chunk(start, written + text, parted)
        before = piece
    return found


def _escapes(before: str, text: str, target: Dialect) -> bool:
    """Would a backslash make a letter of the bracket that comes behind it?"""
    return target.weights == "comfyui" and before.endswith("\\") and text[0] == "("


def _needs_blank(before: str, text: str, target: Dialect, *, grows: bool) -> bool:
    """Would a text be read otherwise right behind what is written before it?

    Args:
        before: what is written.
        text: what comes behind it.
        target: who reads it.
        grows: would the two be one word, which are two in the source?
    """
    if not before or before[-1].isspace() or text[0].isspace():
        return False
    if not target.weights:
        return before[-1].isalnum() and text[0].isalnum()
    if target.weights == "compel":
        return text[0] == "(" or (before[-1].isdigit() and text[0] != ",")
    return grows


def stretches(line: str, dialect: Dialect) -> list[tuple[str, float | None]]:
    """Return what the encoder gets of a line: texts with their weights, ``BREAK`` without one."""
    return [
        ("".join(piece.text for piece in run), run[0].weight) for run in _runs(_read(line, dialect))
    ]


def same(one: str, source: Dialect, other: str, target: Dialect) -> bool:
    """Return whether a line of one dialect says what another says in its own."""
    texts = stretches(one, source), stretches(other, target)
    return len(texts[0]) == len(texts[1]) and all(map(_is_same, *texts))


def _is_same(one: tuple[str, float | None], other: tuple[str, float | None]) -> bool:
    if one[0] != other[0] or one[1] is None or other[1] is None:
        return one == other
    return abs(one[1] - other[1]) <= _CLOSE


def _pieces(line: str, source: Dialect, target: Dialect) -> Iterator[Piece]:
    """The letters of a line, and its brackets where those may stay."""
    found = _read(line, source)
    places = list(blocks(line, source)) if target.weights else []
    runs = [piece.run for piece in found]
    n = 0
    for start, end in [*places, Span(len(line), len(line))]:
        while n < len(found) and found[n].start < start:
            yield found[n]
            n += 1
        first = n
        while n < len(found) and found[n].start < end:
            n += 1
        block = found[first:n]
        is_alone = not block or (
            runs[first] not in runs[max(first - 1, 0) : first]
            and runs[n - 1] not in runs[n : n + 1]
        )
        if block and is_alone and same(line[start:end], source, line[start:end], target):
            text = line[start:end]
            yield Piece(block[0].weight, start, text, True, block[0].run, block[-1].weight)
        else:
            yield from block


def _read(line: str, dialect: Dialect) -> list[Piece]:
    """The stretches of a line that are not empty; those that are read as one have one number."""
    weights, starts, texts = read(line, dialect)
    found: list[Piece] = []
    for weight, start, text in zip(weights, starts, texts, strict=True):
        if not text:
            continue
        run = found[-1].run if found else 0
        joins = dialect.joins and weight is not None
        if found and not (joins and found[-1].weight == weight):
            run += 1
        found.append(Piece(weight, start, text, run=run))
    return found


def _runs(pieces: Iterable[Piece]) -> list[list[Piece]]:
    return [list(run) for _, run in groupby(pieces, lambda piece: piece.run)]


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Letters side by side that the source reads as one text, as one."""
    for _, run in groupby(pieces, lambda piece: (piece.run, piece.is_kept)):
        first, *more = run
        yield first._replace(text=first.text + "".join(piece.text for piece in more))
