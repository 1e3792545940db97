"""A prompt as the encoder gets it: lines of text, each in parts of one weight.

The host takes networks and comments out, makes one line of each ``AND`` subprompt, and one text for
each step of prompt editing. Here an editing or alternation stands for its longest part, since what
is asked is whether everything fits. Every piece remembers where in the prompt it came from.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

from sd_animagine.syntax import Kind, Prompt
from sd_animagine.syntax.lexer import networks
from sd_animagine.tokens.editing import Choose, Range, longest, unsaid


class Piece(NamedTuple):
    """Some characters that stood together in the prompt."""

    start: int
    text: str


class Part:
    """A stretch of one weight: the encoder cuts it into words by itself."""

    def __init__(self, pieces: list[Piece], weight: float = 1.0) -> None:
        self.pieces = pieces
        self.weight = weight

    @cached_property
    def text(self) -> str:
        """Its characters."""
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(len(piece.text) for piece in self.pieces))

    def place(self, offset: int) -> int:
        """Where in the prompt a character of ``text`` stood."""
        n = bisect_right(self._ends, offset)
        piece = self.pieces[n]
        return piece.start + offset - (self._ends[n] - len(piece.text))


BREAK: Final = Part([])
"""Not a stretch but the end of a chunk."""
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


def lines(prompt: Prompt, choose: Choose = longest, *, split: bool = True) -> list[list[Part]]:
    """Each subprompt's parts, in order.

    Args:
        prompt: the parsed text.
        choose: which part of an editing or alternation is meant.
        split: is ``AND`` a mark? In a negative prompt it is a word for the host.
    """
    gaps = _gaps(prompt, choose)
    if not split:
        return [_parts(list(_visible(prompt.text, 0, len(prompt.text), gaps)))]
    found = []
    for sub in prompt.subprompts:
        end = sub.suffix.start if sub.suffix is not None else sub.end
        found.append(_parts(list(_visible(prompt.text, sub.start, end, gaps))))
    return found


def _gaps(prompt: Prompt, choose: Choose) -> list[Range]:
    """What of a prompt does not reach the encoder: comments, networks, editing syntax."""
    text = prompt.text
    gaps = [(span.start, span.end) for span in prompt.comments]
    gaps += [network.span() for network in networks(text)]
    marked = _without_marks(text, gaps)
    for item in prompt.items:
        if item.kind is Kind.OPAQUE and "[" in item.text:
            ranges = unsaid(marked[item.start : item.end], choose)
            gaps += ((item.start + first, item.start + last) for first, last in ranges)
    gaps.sort()
    return gaps


def _without_marks(text: str, gaps: list[Range]) -> str:
    """The text as long as it was, with blanks for what the host takes out before it reads marks."""
    if not gaps:
        return text
    kept = list(text)
    for first, last in gaps:
        kept[first:last] = " " * (last - first)
    return "".join(kept)


def _visible(text: str, start: int, end: int, gaps: list[Range]) -> Iterator[Piece]:
    """What a stretch of the prompt keeps."""
    at = start
    for first, last in gaps[bisect_left(gaps, (start, 0)) :]:
        if first >= end:
            break
        if first > at:
            yield Piece(at, text[at:first])
        at = max(at, last)
    if at < end:
        yield Piece(at, text[at:end])


class _Brackets:
    """The text of a line between its brackets, and what they multiply it by.

    Weights are kept as logarithms and signs, and as differences: what nests deeply costs no more
    than what does not.
    """

    def __init__(self) -> None:
        self.found: list[tuple[int, str]] = []
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

    def weighed(self) -> Iterator[tuple[float, int, str]]:
        """Weight, start and text of each stretch."""
        weights = zip(accumulate(self.steps), accumulate(self.flips), strict=True)
        for (logarithm, flips), (start, text) in zip(weights, self.found, strict=False):
            weight = math.exp(min(round(logarithm, _DIGITS), _HEAVIEST))
            yield -weight if flips % 2 else weight, start, text


def _parts(pieces: list[Piece]) -> list[Part]:
    """The pieces with the weights that the brackets around them give."""
    whole = Part(pieces)
    if not _SYNTAX.search(whole.text):
        return [whole]
    found = _Brackets()
    opened: dict[str, list[int]] = {"(": [], "[": []}
    for token in _TOKEN.finditer(whole.text):
        kind, text = token.lastgroup, token[0]
        if text in opened:
            opened[text].append(len(found.found))
        elif kind == "number" and opened["("]:
            found.multiply(opened["("].pop(), _number(text))
        elif text == ")" and opened["("]:
            found.multiply(opened["("].pop(), _EMPHASIS)
        elif text == "]" and opened["["]:
            found.multiply(opened["["].pop(), 1 / _EMPHASIS)
        elif kind in ("escaped", "lone"):
            found.add(token.start() + 1, text[1:])
        else:
            _add(found, token.start(), text)
    for bracket, factor in (("(", _EMPHASIS), ("[", 1 / _EMPHASIS)):
        for first in opened[bracket]:
            found.multiply(first, factor)
    return _merged(whole, found)


def _add(found: _Brackets, start: int, text: str) -> None:
    """Plain text, in which BREAK stands for itself."""
    at = 0
    for cut in _BREAK.finditer(text) if "BREAK" in text else ():
        found.add(start + at, text[at : cut.start()].rstrip())
        found.add(start + cut.start(), "BREAK")
        at = cut.end()
    found.add(start + at, text[at:])


def _number(text: str) -> float:
    try:
        return float(text[1:-1])
    except ValueError:
        return 1.0


def _merged(line: Part, found: _Brackets) -> list[Part]:
    """Neighbours of equal weight become one part, as for the host: no word ends between them."""
    parts: list[Part] = []
    last = math.nan
    for weight, start, text in found.weighed():
        if text == "BREAK":
            if weight == 1.0:
                parts.append(BREAK)
                last = math.nan
                continue
            weight = -weight  # inside brackets it is a word, for the host a negative one
        if text and weight == last:
            parts[-1].pieces.append(Piece(line.place(start), text))
        elif text:
            parts.append(Part([Piece(line.place(start), text)], weight))
            last = weight
    return parts
