"""How much work something makes, told without a clock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def lines(work: Callable[[str], object], text: str) -> int:
    """How many lines of Python run; each round of a loop counts, inside a comprehension too."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> object:
        nonlocal count
        count += event == "line"
        return note

    before = sys.gettrace()
    sys.settrace(note)
    try:
        work(text)
    finally:
        sys.settrace(before)
    return count


def effort(work: Callable[[str], object], text: str) -> tuple[int, int]:
    """How many lines run, and how many characters are cut out of the text or walked over in it."""
    _Counted.seen = 0
    return lines(work, _Counted(text)), _Counted.seen


class _Counted(str):
    """A text that counts; what is made of it is a plain one."""

    __slots__ = ()
    seen = 0

    def __getitem__(self, key: Any) -> str:
        piece = super().__getitem__(key)
        _Counted.seen += len(piece)
        return piece

    def find(self, wanted: str, *within: Any) -> int:
        at = super().find(wanted, *within)
        first, last, _ = slice(*(*within, None, None)[:2]).indices(len(self))
        _Counted.seen += (at if at >= 0 else last) - first
        return at

    def rfind(self, wanted: str, *within: Any) -> int:
        at = super().rfind(wanted, *within)
        first, last, _ = slice(*(*within, None, None)[:2]).indices(len(self))
        _Counted.seen += last - (at if at >= 0 else first)
        return at
