r"""What ComfyUI's ``token_weights`` makes of a text.

Round brackets alone weigh, a number replaces what the brackets around it say, ``\(`` and ``\)`` are
letters. It counts brackets: behind one that was never opened nothing weighs until as many more are
opened as were closed too many. What is never closed is letters, unless the text ends in a closing
bracket: then that one closes the first, and what is between them is read anew.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from sd_animagine.syntax.attention.stretches import Stretches
from sd_animagine.syntax.span import Span

_EMPHASIS: Final = 1.1
_MARKS: Final = re.compile(r"\\[()]|[():]")


class _Group(NamedTuple):
    """A pair of brackets that weighs."""

    end: int
    """Where its content ends: at the closing bracket, or at the colon of its number."""
    behind: int
    number: float | None


def stretches(text: str) -> Stretches:
    """The stretches of a text in order, without its brackets; neighbours may have one weight."""
    found = Stretches([], [], [])
    if "(" not in text and ")" not in text:
        return Stretches([1.0], [0], [text]) if text else found

    def add(start: int, end: int, weight: float) -> None:
        if start < end:
            found.weights.append(weight)
            found.starts.append(start)
            found.texts.append(text[start:end].replace("\\)", ")").replace("\\(", "("))

    groups, letters = _groups(text)
    opened: list[tuple[_Group, float]] = []
    at, weight = 0, 1.0
    for start in sorted(groups):
        while opened and opened[-1][0].end <= start:
            group, outer = opened.pop()
            add(at, group.end, weight)
            at, weight = group.behind, outer
        add(at, start, weight)
        group = groups[start]
        opened.append((group, weight))
        at, weight = start + 1, weight * _EMPHASIS if group.number is None else group.number
    while opened:
        group, outer = opened.pop()
        cut = max(at, min(letters, group.end))
        add(at, cut, weight)
        add(cut, group.end, weight)
        at, weight = group.behind, outer
    cut = max(at, letters)
    add(at, cut, weight)
    add(cut, len(text), weight)
    return found


def blocks(text: str) -> Iterator[Span]:
    """Where brackets that weigh stand that are in no others, with all between them."""
    groups, _ = _groups(text) if "(" in text else ({}, 0)
    behind = 0
    for start in sorted(groups):
        if start >= behind:
            behind = groups[start].behind
            yield Span(start, behind)


def _groups(text: str) -> tuple[dict[int, _Group], int]:
    """Opening bracket → its group; and from where on the last brackets are letters."""
    groups: dict[int, _Group] = {}
    closings: dict[int, int] = {}
    opened: list[int] = []
    colons: list[int] = []
    surplus = 0
    """How many were closed that were not open."""
    last = -1
    """The last mark that no number has in it."""
    for found in _MARKS.finditer(text):
        mark, at = found[0], found.start()
        if mark == ":":
            colons.append(at)
            continue
        if mark == "(":
            if surplus:
                surplus -= 1
            else:
                opened.append(at)
        elif mark == ")":
            if opened:
                start = opened.pop()
                closings[at] = start
                colon = colons[-1] if colons and colons[-1] > last else -1
                groups[start] = _group(text, start, at, colon)
            else:
                surplus += 1
        last = at
    return groups, _never_closed(text, groups, closings, opened, colons)


def _never_closed(
    text: str,
    groups: dict[int, _Group],
    closings: dict[int, int],
    opened: list[int],
    colons: list[int],
) -> int:
    """Match those that are still open with brackets at the end; where the rest begins."""
    left = deque(opened)
    end = len(text)
    while left:
        start = left.popleft()
        close = end - 1
        inner = closings.get(close)
        if inner is None:
            for each in [each for each in groups if start < each < end]:
                del groups[each]
            return start
        del groups[inner]
        left.append(inner)
        n = bisect_left(colons, close) - 1
        colon = colons[n] if n >= 0 and text[close - 1] not in "()" else -1
        groups[start] = _group(text, start, close, colon)
        end = groups[start].end
    return len(text)


def _group(text: str, start: int, close: int, colon: int) -> _Group:
    """The group between two brackets, the last colon of which may have a number behind it."""
    if colon > start + 1:
        try:
            return _Group(colon, close + 1, float(text[colon + 1 : close]))
        except ValueError:
            pass
    return _Group(close, close + 1, None)
