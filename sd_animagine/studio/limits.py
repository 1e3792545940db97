"""What a stranger may take of us: room and time."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """For one text that is sent to us, a request or an answer."""

    bytes: int
    seconds: float
    """From its beginning to its end, however steadily it comes."""
