"""What the host's attention parser makes of a text: which weight each stretch of it has.

The host reads this after it has taken out comments and networks and cut the prompt at ``AND``. It
keeps round and square brackets apart, weighs to the end what is never closed, and takes ``BREAK``
for a mark only where its brackets leave its weight alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from itertools import accumulate
from typing import Final, NamedTuple

_DIGITS: Final = 9
"""Of a logarithm; enough that two ways of multiplying the same factors give the same weight."""
_HEAVIEST: Final = 700.0
"""Logarithm of a weight that is still a number."""
_EMPHASIS: Final = 1.1
"""What one pair of round brackets multiplies by; square ones divide."""

_TOKEN: Final = re.compile(
    r"\\(?P<escaped>[()\[\]\\])"
    r"|(?P<number>:\s*[+-]?[.\d]+\s*\))"
    r"|(?P<mark>[()\[\]])"
    r"|(?P<lone>\\)"
    r"|(?P<text>[^\\()\[\]:]+|:)"
)
_SYNTAX: Final = re.compile(r"[\\()\[\]]|BREAK")
_BREAK: Final = re.compile(r"\bBREAK\b\s*")


class Stretch(NamedTuple):
    """Some text of one weight. ``weight`` is None for a ``BREAK`` that ends a chunk."""

    weight: float | None
    start: int
    text: str


def weighed(text: str) -> Iterator[Stretch]:
    """The stretches of a text in order, without its brackets."""
    if not _SYNTAX.search(text):
        return iter((Stretch(1.0, 0, text),))
    found = _Brackets(text)
    opened: dict[str, list[int]] = {"(": [], "[": []}
    for token in _TOKEN.finditer(text):
        kind, read = token.lastgroup, token[0]
        if read in opened:
            opened[read].append(found.border())
        elif kind == "number" and opened["("]:
            found.multiply(opened["("].pop(), _number(read))
        elif read == ")" and opened["("]:
            found.multiply(opened["("].pop(), _EMPHASIS)
        elif read == "]" and opened["["]:
            found.multiply(opened["["].pop(), 1 / _EMPHASIS)
        elif kind in ("escaped", "lone"):
            found.add(token.start() + 1, token.end())
        elif "BREAK" in read:
            found.add_with_breaks(*token.span())
        else:
            found.add(*token.span())
    for bracket, factor in (("(", _EMPHASIS), ("[", 1 / _EMPHASIS)):
        for first in opened[bracket]:
            found.multiply(first, factor)
    return found.weighed()


class _Brackets:
    """The text of a line between its brackets, and what they multiply it by.

    Weights are kept as logarithms and signs, and as differences: what nests deeply costs no more
    than what does not.
    """

    def __init__(self, line: str) -> None:
        self.line = line
        self.found: list[tuple[int, int]] = []
        """Where each stretch begins and ends."""
        self.is_closed = True
        """Must the next text be a stretch of its own?"""
        self.breaks: set[int] = set()
        """Numbers of those that are BREAK."""
        self.steps: list[float] = [0.0]
        """Change of the logarithm at each stretch, against the one before."""
        self.flips: list[int] = [0]
        """Factors below zero that begin (1) or end (-1) at each stretch."""

    def border(self) -> int:
        """The number that the next stretch will have."""
        self.is_closed = True
        return len(self.found)

    def add(self, start: int, end: int) -> None:
        """Some text: more of the last stretch, where it goes on from that without a bracket."""
        if not self.is_closed and self.found[-1][1] == start:
            self.found[-1] = (self.found[-1][0], end)
            return
        self.is_closed = False
        self.found.append((start, end))
        self.steps.append(0.0)
        self.flips.append(0)

    def add_with_breaks(self, start: int, end: int) -> None:
        """Some text in which BREAK stands for itself."""
        for cut in _BREAK.finditer(self.line, start, end):
            before = len(self.line[start : cut.start()].rstrip())
            self.add(start, start + before)
            self.breaks.add(self.border())
            self.add(cut.start(), cut.start() + len("BREAK"))
            self.is_closed = True
            start = cut.end()
        self.add(start, end)

    def multiply(self, first: int, factor: float) -> None:
        """Weigh what was found from a stretch on."""
        self.is_closed = True
        change = math.log(min(max(abs(factor), 1e-9), 1e9))
        self.steps[first] += change
        self.steps[len(self.found)] -= change
        if factor < 0:
            self.flips[first] += 1
            self.flips[len(self.found)] -= 1

    def weighed(self) -> Iterator[Stretch]:
        """Each stretch with its weight."""
        weights = zip(accumulate(self.steps), accumulate(self.flips), strict=True)
        stretches = zip(weights, self.found, strict=False)
        for n, ((logarithm, flips), (start, end)) in enumerate(stretches):
            text = self.line[start:end]
            weight = math.exp(min(round(logarithm, _DIGITS), _HEAVIEST)) * (-1 if flips % 2 else 1)
            if n not in self.breaks:
                yield Stretch(weight, start, text)
            else:  # the host gives it a weight of -1 to begin with
                yield Stretch(None if weight == 1.0 else -weight, start, text)


def _number(text: str) -> float:
    try:
        return float(text[1:-1])
    except ValueError:
        return 1.0
