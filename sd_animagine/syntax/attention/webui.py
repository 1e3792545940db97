"""What AUTOMATIC1111's attention parser makes of a text.

The host reads this after it has taken out comments and networks and cut the prompt at ``AND``. It
keeps round and square brackets apart, weighs to the end what is never closed, and takes ``BREAK``
for a mark only where its brackets leave its weight alone.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate, repeat
from re import Pattern
from typing import Final

from sd_animagine.syntax.attention.stretches import Stretches
from sd_animagine.syntax.lexer import FACTOR
from sd_animagine.syntax.span import Span

_DIGITS: Final = 9
"""Of a logarithm; enough that two ways of multiplying the same factors give the same weight."""
_HEAVIEST: Final = 700.0
"""Logarithm of a weight that is still a number."""
_EMPHASIS: Final = 1.1
"""What one pair of round brackets multiplies by; square ones divide."""


def _tokens(factor: str) -> Pattern[str]:
    """A text's brackets, with the numbers before them, its escapes, and what stands between."""
    return re.compile(
        rf"[^\\()\[\]:]+(?::(?!{factor}\))[^\\()\[\]:]*){{0,8}}"
        rf"|:{factor}\)"
        r"|\\[()\[\]\\]"
        r"|[()\[\]:\\]"
    )


_TOKENS: Final = _tokens(FACTOR)
_NARROW: Final = _tokens(FACTOR.replace(r"\s*", ""))
"""Where no blank may stand beside a number."""
_SYNTAX: Final = re.compile(r"[\\()\[\]]|BREAK")
_BRACKET: Final = re.compile(r"[()\[\]]")
_BREAK: Final = re.compile(r"\bBREAK\b\s*")


def stretches(text: str, *, blanks: bool = True) -> Stretches:
    """The stretches of a text in order, without its brackets.

    Args:
        text: a line.
        blanks: may they stand beside the number of a bracket?
    """
    if not _SYNTAX.search(text):
        return Stretches([1.0], [0], [text])
    found = _Brackets(text, _TOKENS if blanks else _NARROW)
    texts = list(map(text.__getitem__, map(slice, found.starts, found.ends)))
    return Stretches(found.weights(), found.starts, texts)


def unescaped(text: str) -> str | None:
    """The text without the backslashes that escape; None where it has stretches to tell apart."""
    if "BREAK" in text or "\0" in text:
        return None
    marked = bare = text.replace("\\\\", "\0")
    for bracket in "()[]":
        bare = bare.replace("\\" + bracket, "")
    if _BRACKET.search(bare):
        return None
    return marked.replace("\\", "").replace("\0", "\\")


def blocks(text: str, *, blanks: bool) -> Iterator[Span]:
    """Where brackets stand that are in no others, with all between them; what is open to the end.

    A bracket that closes nothing is none of them.
    """
    opened = {"(": 0, "[": 0}
    begin = at = 0
    for token in (_TOKENS if blanks else _NARROW).findall(text):
        char = token[0]
        if char in opened:
            if not any(opened.values()):
                begin = at
            opened[char] += 1
        at += len(token)
        closed = "[" if char == "]" else "(" if char == ")" or _is_weight(token) else ""
        if closed and opened[closed]:
            opened[closed] -= 1
            if not any(opened.values()):
                yield Span(begin, at)
    if any(opened.values()):
        yield Span(begin, at)


def _is_weight(token: str) -> bool:
    return token[0] == ":" and len(token) > 1


class _Brackets:
    """The text of a line between its brackets, and what they multiply it by.

    Weights are kept as logarithms and signs, and as differences: what nests deeply costs no more
    than what does not.
    """

    def __init__(self, line: str, tokens: Pattern[str]) -> None:
        self.line = line
        self.tokens = tokens
        self.starts: list[int] = []
        """Where each stretch begins."""
        self.ends: list[int] = []
        self.is_closed = True
        """Must the next text be a stretch of its own?"""
        self.breaks: list[int] = []
        """Numbers of those that are BREAK."""
        self.steps: list[float] = [0.0]
        """Change of the logarithm at each stretch, against the one before."""
        self.flips: dict[int, int] = {}
        """Factors below zero that begin (1) or end (-1) at a stretch."""
        self.round: list[int] = []
        """The first stretch in each open round bracket."""
        self.square: list[int] = []
        self.read()

    def read(self) -> None:
        """Walk over the line once."""
        start = 0
        for token in self.tokens.findall(self.line):
            end = start + len(token)
            char = token[0]
            if char == "(":
                self.is_closed = True
                self.round.append(len(self.ends))
            elif char == "[":
                self.is_closed = True
                self.square.append(len(self.ends))
            elif char == ")" and self.round:
                self.multiply(self.round.pop(), _EMPHASIS)
            elif char == "]" and self.square:
                self.multiply(self.square.pop(), 1 / _EMPHASIS)
            elif char == ":" and len(token) > 1 and self.round:
                self.multiply(self.round.pop(), _number(token))
            elif char == "\\":
                self.add(start + 1, end)
            elif "BREAK" in token:
                self.add_with_breaks(start, end)
            else:
                self.add(start, end)
            start = end
        for first in self.round:
            self.multiply(first, _EMPHASIS)
        for first in self.square:
            self.multiply(first, 1 / _EMPHASIS)

    def add(self, start: int, end: int) -> None:
        """Some text: more of the last stretch, where it goes on from that without a bracket."""
        if not self.is_closed and self.ends[-1] == start:
            self.ends[-1] = end
            return
        self.is_closed = False
        self.starts.append(start)
        self.ends.append(end)
        self.steps.append(0.0)

    def add_with_breaks(self, start: int, end: int) -> None:
        """Some text in which BREAK stands for itself."""
        for cut in _BREAK.finditer(self.line, start, end):
            before = len(self.line[start : cut.start()].rstrip())
            self.add(start, start + before)
            self.breaks.append(len(self.ends))
            self.is_closed = True
            self.add(cut.start(), cut.start() + len("BREAK"))
            self.is_closed = True
            start = cut.end()
        self.add(start, end)

    def multiply(self, first: int, factor: float) -> None:
        """Weigh what was found from a stretch on."""
        self.is_closed = True
        change = _logarithm(factor)
        last = len(self.ends)
        self.steps[first] += change
        self.steps[last] -= change
        if factor < 0:
            self.flips[first] = self.flips.get(first, 0) + 1
            self.flips[last] = self.flips.get(last, 0) - 1

    def weights(self) -> list[float | None]:
        """Those of the stretches."""
        flips = accumulate(self.flips.get(n, 0) for n in range(len(self.ends)))
        weights: list[float | None] = [
            *map(_weight, accumulate(self.steps[:-1]), flips if self.flips else repeat(0))
        ]
        for n in self.breaks:  # the host gives it a weight of -1 to begin with
            weight = weights[n]
            weights[n] = None if weight is None or weight == 1.0 else -weight
        return weights


@lru_cache(maxsize=256)
def _logarithm(factor: float) -> float:
    return math.log(min(max(abs(factor), 1e-9), 1e9))


@lru_cache(maxsize=4096)
def _weight(logarithm: float, flips: int) -> float:
    return math.exp(min(round(logarithm, _DIGITS), _HEAVIEST)) * (-1 if flips % 2 else 1)


@lru_cache(maxsize=256)
def _number(text: str) -> float:
    try:
        return float(text[1:-1])
    except ValueError:
        return 1.0
