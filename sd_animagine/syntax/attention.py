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
    found = _Brackets()
    opened: dict[str, list[int]] = {"(": [], "[": []}
    for token in _TOKEN.finditer(text):
        kind, read = token.lastgroup, token[0]
        if read in opened:
            opened[read].append(len(found.found))
        elif kind == "number" and opened["("]:
            found.multiply(opened["("].pop(), _number(read))
        elif read == ")" and opened["("]:
            found.multiply(opened["("].pop(), _EMPHASIS)
        elif read == "]" and opened["["]:
            found.multiply(opened["["].pop(), 1 / _EMPHASIS)
        elif kind in ("escaped", "lone"):
            found.add(token.start() + 1, read[1:])
        else:
            _add(found, token.start(), read)
    for bracket, factor in (("(", _EMPHASIS), ("[", 1 / _EMPHASIS)):
        for first in opened[bracket]:
            found.multiply(first, factor)
    return found.weighed()


class _Brackets:
    """The text of a line between its brackets, and what they multiply it by.

    Weights are kept as logarithms and signs, and as differences: what nests deeply costs no more
    than what does not.
    """

    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []
        self.breaks: set[int] = set()
        """Numbers of those that are BREAK."""
        self.steps: list[float] = [0.0]
        """Change of the logarithm at each stretch, against the one before."""
        self.flips: list[int] = [0]
        """Factors below zero that begin (1) or end (-1) at each stretch."""

    def add(self, start: int, text: str) -> None:
        """A stretch of text."""
        self.found.append((start, text))
        self.steps.append(0.0)
        self.flips.append(0)

    def multiply(self, first: int, factor: float) -> None:
        """Weigh what was found from a stretch on."""
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
        for n, ((logarithm, flips), (start, text)) in enumerate(stretches):
            weight = math.exp(min(round(logarithm, _DIGITS), _HEAVIEST)) * (-1 if flips % 2 else 1)
            if n not in self.breaks:
                yield Stretch(weight, start, text)
            else:  # the host gives it a weight of -1 to begin with
                yield Stretch(None if weight == 1.0 else -weight, start, text)


def _add(found: _Brackets, start: int, text: str) -> None:
    """Plain text, in which BREAK stands for itself."""
    at = 0
    for cut in _BREAK.finditer(text) if "BREAK" in text else ():
        found.add(start + at, text[at : cut.start()].rstrip())
        found.breaks.add(len(found.found))
        found.add(start + cut.start(), "BREAK")
        at = cut.end()
    found.add(start + at, text[at:])


def _number(text: str) -> float:
    try:
        return float(text[1:-1])
    except ValueError:
        return 1.0
