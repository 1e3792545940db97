"""The nine trained sizes, and the nearest one to any other (card §5)."""

from __future__ import annotations

from math import log

from sd_animagine.model import BUCKETS, MAX_SIDE
from sd_animagine.values import must_be
from sd_animagine.words import Message


class SizeError(ValueError):
    """A width, height or setting that is none at all; the message is for the user."""


def check_side(value: object, field: str) -> int:
    """The value as a whole number of pixels.

    Raises:
        SizeError: it is not a whole number from 1 to 16384.
    """
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole or not 1 <= value <= MAX_SIDE:  # type: ignore[operator]
        allowed = Message("a whole number of pixels from 1 to {last}", last=MAX_SIDE)
        raise SizeError(must_be(field, value, allowed))
    return int(value)  # type: ignore[call-overload,no-any-return]


def snap(width: int, height: int) -> tuple[int, int]:
    """The trained bucket of the nearest aspect ratio, in pixels.

    Nearest in log ratio, so that portrait and landscape mirror each other; a bucket stays itself;
    of two equally near ones the one nearer to square wins.

    >>> snap(512, 768)
    (832, 1216)

    Raises:
        SizeError: width or height is not a whole number from 1 to 16384.
    """
    ratio = log(check_side(width, "width") / check_side(height, "height"))

    def distance(bucket: tuple[int, int]) -> tuple[float, float]:
        own = log(bucket[0] / bucket[1])
        return round(abs(ratio - own), 9), abs(own)

    return min(BUCKETS, key=distance)
