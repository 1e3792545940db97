"""What differs between two texts, tag by tag, as pieces of the second with marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final, Literal, NamedTuple

Kind = Literal["same", "added", "removed", "moved"]

_SEPARATOR: Final = re.compile(r"[,\n][,\s]*")
_MOST: Final = 500
"""Tags that are compared each with each; of more, only what both texts begin and end with."""


class Piece(NamedTuple):
    """A part of a text; all but what is ``removed`` make up the second one."""

    kind: Kind
    text: str


def difference(one: str, other: str) -> list[Piece]:
    """Return the pieces that lead from a text to another one, in the order of the second."""
    before, after = _units(one), _units(other)
    names = [[unit.strip(", \n") for unit in units] for units in (before, after)]
    gone, new = (Counter(names[0]) - Counter(names[1]), Counter(names[1]) - Counter(names[0]))
    found: list[Piece] = []
    for tag, start, end, start_new, end_new in _steps(*names):
        if tag == "equal":
            found += [Piece("same", text) for text in after[start_new:end_new]]
            continue
        for unit, name in zip(before[start:end], names[0][start:end], strict=True):
            if gone[name] > 0:
                gone[name] -= 1
                found.append(Piece("removed", unit))
        for unit, name in zip(after[start_new:end_new], names[1][start_new:end_new], strict=True):
            is_new = new[name] > 0
            new[name] -= is_new
            found.append(Piece("added" if is_new else "moved", unit))
    return list(_joined(found))


def _units(text: str) -> list[str]:
    """The tags, each with the comma or line end behind it."""
    ends = [found.end() for found in _SEPARATOR.finditer(text)]
    cuts = [0, *ends, *([len(text)] if not ends or ends[-1] < len(text) else [])]
    return [text[a:b] for a, b in pairwise(cuts) if a < b]


def _steps(one: Sequence[str], other: Sequence[str]) -> list[tuple[str, int, int, int, int]]:
    """How the second list comes of the first, as ``SequenceMatcher`` tells it."""
    if max(len(one), len(other)) <= _MOST:
        return list(SequenceMatcher(None, one, other, autojunk=False).get_opcodes())
    head = _alike(one, other)
    tail = _alike(one[head:][::-1], other[head:][::-1])
    ends = len(one) - tail, len(other) - tail
    return [
        ("equal", 0, head, 0, head),
        ("replace", head, ends[0], head, ends[1]),
        ("equal", ends[0], len(one), ends[1], len(other)),
    ]


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many tags two lists begin with alike."""
    unlike = (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(unlike, min(len(one), len(other)))


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Put pieces of a kind together that stand side by side."""
    kept: Piece | None = None
    for piece in pieces:
        if kept is not None and kept.kind == piece.kind:
            kept = Piece(kept.kind, kept.text + piece.text)
            continue
        if kept is not None:
            yield kept
        kept = piece
    if kept is not None:
        yield kept
