"""Where the characters of a text come from in an older one, stretch by stretch.

Each step of a compile can say so of what it made; put together they tell of every tag that is sent
where it was typed, and which change made it what it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from sd_animagine.syntax import Edit, Span
from sd_animagine.transform.changes import Change


class Stretch(NamedTuple):
    """Some characters that stand together; none where something was taken out."""

    length: int
    start: int
    """Where in the older text they were, or what of it they stand in the place of."""
    end: int
    is_copied: bool
    change: Change | None
    """What put them there, or here; None for characters that nothing was done to."""


Origin = list[Stretch]
"""Of a whole text."""


def of_edits(size: int, edits: Iterable[tuple[Edit, Change | None]]) -> Origin:
    """Return the origin of what edits make of a text.

    Args:
        size: of the text, in characters.
        edits: in text order, each with the change that it belongs to.
    """
    found: Origin = []
    at = 0
    for (start, end, text), change in edits:
        found.append(Stretch(start - at, at, start, True, None))
        found.append(Stretch(len(text), start, end, False, change))
        at = end
    found.append(Stretch(size - at, at, size, True, None))
    return found


class Sources:
    """An origin that is asked of its parts."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self._ends = list(accumulate(stretch.length for stretch in origin))

    def between(self, start: int, end: int) -> Iterator[Stretch]:
        """The stretches from one place of the text to another, cut off there.

        What was taken out at either of the two places is among them.
        """
        for n in range(bisect_left(self._ends, start), len(self.origin)):
            stretch = self.origin[n]
            length, source, source_end, is_copied, change = stretch
            at = self._ends[n] - length
            if at > end or (at == end and length):
                break
            first, last = max(start, at), min(end, at + length)
            if last - first == length:
                yield stretch
            elif first < last and is_copied:
                yield Stretch(last - first, source + first - at, source + last - at, True, change)
            elif first < last:
                yield Stretch(last - first, source, source_end, False, change)


def is_untouched(origin: Origin) -> bool:
    """Return whether a text is the older one, with nothing done to it."""
    return len(origin) == 1 and origin[0].is_copied and origin[0].change is None


def through(newer: Origin, older: Origin) -> Origin:
    """Return the origin of a text in the oldest of three.

    Args:
        newer: of the text, in the one in between.
        older: of that one.
    """
    if is_untouched(newer) or is_untouched(older):
        return older if is_untouched(newer) else newer
    sources = Sources(older)
    found: Origin = []
    for length, start, end, is_copied, change in newer:
        if is_copied:
            parts = sources.between(start, end)
            found += (
                part._replace(change=change) if part.is_copied and not part.change else part
                for part in parts
            )
        else:
            source = hull(sources.between(start, end)) if start < end else _NOTHING
            found.append(Stretch(length, *source, False, change))
    return found


_NOTHING: Final = Span(0, 0)


def hull(stretches: Iterable[Stretch]) -> Span:
    """Return what of the older text some stretches reach over; an empty span for new ones."""
    places = [(each.start, each.end) for each in stretches if each.start < each.end]
    return Span(min((a for a, _ in places), default=0), max((b for _, b in places), default=0))
