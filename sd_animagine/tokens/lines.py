"""A prompt as the encoder gets it: lines of text, each in parts of one weight.

The host takes networks and comments out, makes one line of each ``AND`` subprompt, and one text for
each step of prompt editing. Here an editing or alternation stands for its longest part, since what
is asked is whether everything fits. Every piece remembers where in the prompt it came from.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import accumulate
from typing import Final, NamedTuple

from sd_animagine.syntax import Kind, Prompt, Span, Subprompt, blanked
from sd_animagine.syntax.attention import weighed
from sd_animagine.syntax.lexer import networks
from sd_animagine.tokens.editing import Choose, Range, longest, scanned, unsaid


class Piece(NamedTuple):
    """Some characters that stood together in the prompt."""

    start: int
    text: str


class Weighed:
    """A stretch of one weight: the encoder cuts it into words by itself."""

    def __init__(self, pieces: list[Piece], weight: float = 1.0) -> None:
        self.pieces = pieces
        self.weight = weight

    @property
    def text(self) -> str:
        """Its characters."""
        return self.pieces[0].text if len(self.pieces) == 1 else self._text

    @cached_property
    def _text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(len(piece.text) for piece in self.pieces))

    def place(self, offset: int) -> int:
        """Where in the prompt a character of ``text`` stood."""
        if len(self.pieces) == 1:
            return self.pieces[0].start + offset
        n = bisect_right(self._ends, offset)
        piece = self.pieces[n]
        return piece.start + offset - (self._ends[n] - len(piece.text))


BREAK: Final = Weighed([])
"""Not a stretch but the end of a chunk."""


def lines(prompt: Prompt, choose: Choose = longest, *, split: bool = True) -> list[list[Weighed]]:
    """Each subprompt's parts, in order.

    Args:
        prompt: the parsed text.
        choose: which part of an editing or alternation is meant.
        split: is ``AND`` a mark? In a negative prompt it is a word for the host.
    """
    gaps = gaps_of(prompt, choose)
    if not split:
        return [_parts(list(_visible(prompt.text, 0, len(prompt.text), gaps)))]
    return [line(prompt, sub, gaps) for sub in prompt.subprompts]


def line(prompt: Prompt, sub: Subprompt, gaps: list[Range]) -> list[Weighed]:
    """A subprompt's parts, in order; ``gaps`` are those of the whole prompt."""
    end = sub.number.start if sub.number is not None else sub.end
    return _parts(list(_visible(prompt.text, sub.start, end, gaps)))


def gaps_of(prompt: Prompt, choose: Choose = longest) -> list[Range]:
    """What of a prompt does not reach the encoder: comments, networks, editing syntax."""
    gaps = [(span.start, span.end) for span in prompt.comments]
    cut = [Span(*network.span()) for network in networks(prompt.visible)]
    gaps += cut
    marked = blanked(prompt.visible, cut)
    frozen = _without_editing(prompt, marked)
    for item in prompt.items:
        if item.kind is not Kind.OPAQUE or "[" not in item.text or item.subprompt in frozen:
            continue
        if ":" in item.text or "|" in item.text:
            ranges = unsaid(marked[item.start : item.end], choose)
            gaps += ((item.start + first, item.start + last) for first, last in ranges)
    gaps.sort()
    return gaps


def _without_editing(prompt: Prompt, marked: str) -> set[int]:
    """Numbers of the subprompts all editing of which the host takes as text, for a stray bar."""
    if "|" not in marked:
        return set()
    subs = enumerate(prompt.subprompts)
    return {n for n, sub in subs if scanned(marked[sub.start : sub.end]).strays}


def _visible(text: str, start: int, end: int, gaps: list[Range]) -> Iterator[Piece]:
    """What a stretch of the prompt keeps."""
    at = start
    for n in range(bisect_left(gaps, (start, 0)), len(gaps)):
        first, last = gaps[n]
        if first >= end:
            break
        if first > at:
            yield Piece(at, text[at:first])
        at = max(at, last)
    if at < end:
        yield Piece(at, text[at:end])


def _parts(pieces: list[Piece]) -> list[Weighed]:
    """The pieces with the weights that the brackets around them give.

    Neighbours of equal weight become one part, as for the host: no word ends between them.
    """
    whole = Weighed(pieces)
    place = whole.place if len(pieces) != 1 else pieces[0].start.__add__
    parts: list[Weighed] = []
    last: float | None = None
    for weight, start, text in weighed(whole.text):
        if weight is None:
            parts.append(BREAK)
        elif text and weight == last:
            parts[-1].pieces.append(Piece(place(start), text))
        elif text:
            parts.append(Weighed([Piece(place(start), text)], weight))
        if text:
            last = weight
    return parts
