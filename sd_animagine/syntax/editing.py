"""Prompt editing and alternation: which part of ``[a:b:0.5]`` or ``[a|b]`` is said, and when.

As the host reads them: ``[a:b:N]`` is ``a`` until step N, then ``b``; ``[b:N]`` has nothing before;
a number with a point is a share of all steps. ``[a|b]`` changes with every step. They may stand in
each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from sd_animagine.syntax.lexer import EDITING_END, without_networks

Range = tuple[int, int]
"""Half-open, in characters."""


class Brackets(NamedTuple):
    """One pair of brackets with several parts."""

    parts: list[Range]
    number: str
    """When the last part begins, as written; empty for an alternation."""


Choose = Callable[[Brackets], Range]
"""Which part is said; an empty range for none."""

_FIRST_STEP: Final = 2
"""The first step that editing can name."""
_MOST_COLONS: Final = 2
"""Colons of ``[a:b:0.5]``."""
_KEPT: Final = 4
"""Texts that are remembered: whoever counts and the rules ask one after the other."""
_MARKS: Final = re.compile(r"\\.|[()\[\]:|]", re.DOTALL)


def longest(choice: Brackets) -> Range:
    """The longest part: what needs the most room."""
    return max(choice.parts, key=lambda part: part[1] - part[0])


def first_said(choice: Brackets) -> Range:
    """The first part that is not empty: what a picture begins with."""
    first = choice.parts[0]
    return next((part for part in choice.parts if part[0] < part[1]), first)


def at_step(step: int, steps: int, before: int = 0) -> Choose:
    """What is said at one step.

    Args:
        step: counted from 0; as for the host, the first two say the same.
        steps: of the whole picture, or of its second pass.
        before: steps of the first pass where this is the second; shares of it begin at 1.
    """
    step = max(step, 1)

    def choose(choice: Brackets) -> Range:
        parts = choice.parts
        if not choice.number:
            return parts[(step - 1) % len(parts)]
        number = float(choice.number)
        share = (number - bool(before)) * steps
        begin = min(share if "." in choice.number else number - before, steps)
        if step > int(begin):
            return parts[-1]
        return parts[0] if len(parts) > 1 else (parts[0][0], parts[0][0])

    return choose


class Scan(NamedTuple):
    """What the host makes of the editing in a text."""

    strays: Sequence[int]
    """Bars of which it takes all editing of the text as text: outside of square brackets, or in
    those of an editing."""
    crowded: Sequence[Range]
    """Brackets with a number and too many parts, which it takes as text."""
    has_editing: bool
    """Is there anything that would be editing or alternation, but for a stray bar?"""


@lru_cache(maxsize=_KEPT)
def scanned(text: str) -> Scan:
    """Look for what stops the host from reading editing; the text is one ``AND`` part."""
    strays: list[int] = []
    crowded: list[Range] = []
    has_editing = False
    opened: list[tuple[str, int, list[int], list[int]]] = []
    for token in _MARKS.finditer(text):
        mark, place = token[0], token.start()
        if mark in "([":
            opened.append((mark, place, [], []))
        elif mark == "|" and (not opened or opened[-1][0] == "("):
            strays.append(place)
        elif mark in ":|" and opened:
            _, _, colons, bars = opened[-1]
            (colons if mark == ":" else bars).append(place)
        elif mark in ")]" and opened:
            opener, first, colons, bars = opened.pop()
            if mark == "]" and opener == "[":
                numbered = bool(colons) and EDITING_END.match(text, colons[-1], place + 1)
                has_editing = has_editing or bool(numbered or bars)
                if bars and colons:
                    strays.append(bars[0])
                elif numbered and len(colons) > _MOST_COLONS:
                    crowded.append((first, place + 1))
    return Scan(tuple(strays), tuple(crowded), has_editing)


def has_absolute_step(text: str) -> bool:
    """Return whether a positive prompt without its comments edits at a step: ``[cat:dog:20]``.

    The first step is none: ``1.0`` is a share of all steps for the host too.
    """
    if "[" not in text or ":" not in text or "]" not in text:
        return False
    numbers = (choice.number for choice, _ in choices(without_networks(text)))
    return any(number and float(number) >= _FIRST_STEP for number in numbers)


def unsaid(text: str, choose: Choose) -> Iterator[Range]:
    """Ranges of a text with prompt editing that are not said: brackets, marks, other parts."""
    for choice, (first, last) in choices(text):
        start, end = choose(choice)
        yield first, start
        yield end, last


def choices(text: str) -> Iterator[tuple[Brackets, Range]]:
    """Each pair of brackets with several parts, those inside before those around them."""
    opened: list[tuple[int, list[int]]] = []
    for token in _MARKS.finditer(text):
        mark, place = token[0], token.start()
        if mark in "([":
            opened.append((place, []))
        elif mark in ":|" and opened:
            opened[-1][1].append(place)
        elif mark in ")]" and opened:
            first, cuts = opened.pop()
            choice = _choice(text, first, cuts, place) if mark == "]" else None
            if choice is not None and text[first] == "[":
                yield choice, (first, place + 1)


def _choice(text: str, first: int, cuts: list[int], last: int) -> Brackets | None:
    """The parts between two brackets; None for plain emphasis."""
    editing = bool(cuts) and EDITING_END.match(text, cuts[-1], last + 1)
    if editing and len(cuts) > _MOST_COLONS:
        return None  # the host takes it as text
    mark = ":" if editing else "|"
    cuts = [cut for cut in cuts if text[cut] == mark]
    if not cuts:
        return None
    ends = [first, *cuts] if editing else [first, *cuts, last]
    number = text[cuts[-1] + 1 : last].strip() if editing else ""
    return Brackets([(start + 1, end) for start, end in pairwise(ends)], number)
