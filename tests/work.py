"""How much work something makes, told without a clock."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


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
