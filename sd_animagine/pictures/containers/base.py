"""What every kind of picture file gives, and the most that is read of one."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from typing import Final

from sd_animagine.words import Message

MAX_PIXELS: Final = 64_000_000
"""More than any model draws; a larger picture is refused."""
MAX_TEXT: Final = 1_000_000
"""Most bytes of text, inflated, that are read from a picture."""
MOST_CHUNKS: Final = 4096


class PictureError(ValueError):
    """A file that is no picture, or none that is read; the message is for the user."""


@dataclass
class PictureFile:
    """What a picture file says of itself."""

    kind: str
    width: int = 0
    height: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    """Key → text; of two texts with one key the first."""
    room: int = MAX_TEXT
    """Bytes of text that may still be read."""

    def add(self, key: str, text: str) -> None:
        """Keep a text.

        Raises:
            PictureError: it is more than is read of a picture.
        """
        self.room -= len(text)
        if self.room < 0:
            raise too_much()
        self.texts.setdefault(key, text.strip("\0"))


def inflated(data: bytes, most: int, wbits: int = zlib.MAX_WBITS) -> bytes:
    """Return the inflated bytes, refused as soon as they are over the most."""
    engine = zlib.decompressobj(wbits)
    try:
        found = engine.decompress(data, max(1, most))
    except zlib.error:
        raise PictureError(
            Message("The text in this picture is damaged. Choose another file.")
        ) from None
    if engine.unconsumed_tail or (not engine.eof and len(found) >= most):
        raise too_much()
    return found


def too_much() -> PictureError:
    """Return the error of a picture with too much text."""
    return PictureError(
        Message("The picture holds over a million bytes of text, the most that is read.")
    )
