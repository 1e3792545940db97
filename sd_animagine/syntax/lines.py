"""A prompt as the encoder gets it: lines of text, each in parts of one weight.

The host takes networks and comments out, makes one line of each ``AND`` subprompt, and one text for
each step of prompt editing. Here an editing or alternation stands for its longest part, since what
is asked is whether everything fits. Every piece remembers where in the prompt it came from.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property, partial
from itertools import accumulate
from typing import Final, NamedTuple

from sd_animagine.syntax import HASH, Dialect, Kind, Prompt, Span, Subprompt, blanked
from sd_animagine.syntax.attention import Emphasis, Stretches, read, unescaped
from sd_animagine.syntax.editing import Choose, Range, longest, scanned, unsaid
from sd_animagine.syntax.lexer import networks


class Excerpt(NamedTuple):
    """Some characters that stood together in the prompt."""

    start: int
    text: str


class Weighed:
    """A stretch of one weight: the encoder cuts it into words by itself."""

    def __init__(self, pieces: list[Excerpt], weight: float = 1.0, dialect: Dialect = HASH) -> None:
        self.pieces = pieces
        self.weight = weight
        self.dialect = dialect

    @property
    def text(self) -> str:
        """Its characters."""
        return self.pieces[0].text if len(self.pieces) == 1 else self._text

    @cached_property
    def _text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @cached_property
    def stretches(self) -> Stretches:
        """What the host makes of its text."""
        return read(self.text, self.dialect)

    @cached_property
    def breaks(self) -> list[int]:
        """The numbers of those that are BREAK."""
        return [n for n, weight in enumerate(self.stretches.weights) if weight is None]

    def run(self, number: int) -> Iterator[Emphasis]:
        """The stretches in front of a BREAK, or behind the last, that are not empty."""
        first = self.breaks[number - 1] + 1 if number else 0
        last = self.breaks[number] if number < len(self.breaks) else None
        found = map(Emphasis, *(each[first:last] for each in self.stretches))
        return (stretch for stretch in found if stretch.text)

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


class Run(NamedTuple):
    """What stands between two BREAKs: its text, a line for each part, and the parts."""

    text: str
    parts: Callable[[], Iterable[Weighed]]
    """Makes them, for whoever asks where in the prompt something stood."""


def lines(prompt: Prompt, choose: Choose = longest, *, split: bool = True) -> list[list[Weighed]]:
    """Each subprompt's parts, in order.

    Args:
        prompt: the parsed text.
        choose: which part of an editing or alternation is meant.
        split: is ``AND`` a mark? In a negative prompt it is a word for the host.
    """
    gaps = gaps_of(prompt, choose)
    if not split:
        return [_parts(list(kept(prompt.text, 0, len(prompt.text), gaps)), prompt.dialect)]
    return [_parts(_said(prompt, sub, gaps), prompt.dialect) for sub in prompt.subprompts]


def runs_of(prompt: Prompt, sub: Subprompt, gaps: list[Range]) -> list[Run]:
    """A subprompt between its BREAKs; ``gaps`` are those of the whole prompt."""
    whole = Weighed(_said(prompt, sub, gaps), dialect=prompt.dialect)
    return [
        Run(text, partial(_joined_run, whole, number)) for number, text in enumerate(_lines(whole))
    ]


def _lines(whole: Weighed) -> list[str]:
    """For each stretch between BREAKs a line for each part of one weight."""
    plain = unescaped(whole.text) if whole.dialect.weights == "webui" else None
    if plain is not None:
        return [plain]
    found: list[str] = []
    texts: list[str] = []
    last: float | None = None
    weights, _, pieces = whole.stretches
    for weight, text in zip(weights, pieces, strict=True):
        if weight is None:
            found.append("".join(texts))
            texts = []
            last = None
        elif text:
            if weight != last and texts:
                texts.append("\n")
            texts.append(text)
            last = weight
    found.append("".join(texts))
    return found


def runs(parts: list[Weighed]) -> list[Run]:
    """The parts between BREAKs."""
    found: list[list[Weighed]] = [[]]
    for part in parts:
        if part is BREAK:
            found.append([])
        else:
            found[-1].append(part)
    return [Run("\n".join([part.text for part in run]), run.__iter__) for run in found]


def _said(prompt: Prompt, sub: Subprompt, gaps: list[Range]) -> list[Excerpt]:
    end = sub.number.start if sub.number is not None else sub.end
    return list(kept(prompt.text, sub.start, end, gaps))


def gaps_of(prompt: Prompt, choose: Choose = longest) -> list[Range]:
    """What of a prompt does not reach the encoder: comments, networks, editing syntax."""
    gaps = [(span.start, span.end) for span in prompt.comments]
    if not prompt.dialect.networks and not prompt.dialect.editing:
        return gaps
    cut = [Span(*network.span()) for network in networks(prompt.visible)]
    gaps += cut
    marked = blanked(prompt.visible, cut)
    frozen = _without_editing(prompt, marked)
    known: dict[str, list[Range]] = {}
    for item in prompt.items:
        if item.kind is not Kind.OPAQUE or "[" not in item.text or item.subprompt in frozen:
            continue
        if ":" in item.text or "|" in item.text:
            start, text = item.start, marked[item.start : item.end]
            ranges = known.get(text)
            if ranges is None:
                ranges = known[text] = list(unsaid(text, choose))
            for first, last in ranges:
                gaps.append((start + first, start + last))
    gaps.sort()
    return gaps


def _without_editing(prompt: Prompt, marked: str) -> set[int]:
    """Numbers of the subprompts all editing of which the host takes as text, for a stray bar."""
    if "|" not in marked:
        return set()
    subs = enumerate(prompt.subprompts)
    return {n for n, sub in subs if scanned(marked[sub.start : sub.end]).strays}


def kept(text: str, start: int, end: int, gaps: list[Range]) -> Iterator[Excerpt]:
    """What a stretch of the prompt keeps."""
    at = start
    for n in range(bisect_left(gaps, (start, 0)), len(gaps)):
        first, last = gaps[n]
        if first >= end:
            break
        if first > at:
            yield Excerpt(at, text[at:first])
        at = max(at, last)
    if at < end:
        yield Excerpt(at, text[at:end])


def _parts(pieces: list[Excerpt], dialect: Dialect) -> list[Weighed]:
    """The pieces with the weights that the brackets around them give."""
    whole = Weighed(pieces, dialect=dialect)
    parts: list[Weighed] = []
    for number in range(len(whole.breaks) + 1):
        if number:
            parts.append(BREAK)
        parts += _joined_run(whole, number)
    return parts


def _joined_run(whole: Weighed, number: int) -> Iterator[Weighed]:
    """The parts of what stands between two BREAKs.

    Neighbours of equal weight become one part, as for the host: no word ends between them.
    """
    part: Weighed | None = None
    for weight, start, text in whole.run(number):
        piece = Excerpt(whole.place(start), text)
        if part is not None and weight == part.weight:
            part.pieces.append(piece)
            continue
        if part is not None:
            yield part
        part = Weighed([piece], 1.0 if weight is None else weight)
    if part is not None:
        yield part
