"""What every kind of caption file has in common.

A kind is a function that reads a file once, from its start to its end, and shows each caption to a
visitor. Where a target is given, it writes there what it reads, each caption as the visitor gave it
back: all other bytes stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO, Final, NamedTuple, Protocol

LONGEST: Final = 64 * 1024 * 1024
"""Bytes of a line, or of a caption in an archive; what is longer is no caption."""
COLUMNS: Final = ("text", "caption", "tags")
"""Where a caption is looked for if no column is named, the first that there is."""


class Place(NamedTuple):
    """Where in a file a caption stands."""

    line: int = 0
    """From 1; 0 where the file has no lines."""
    name: str = ""
    """A member of an archive, a key, a row."""

    def __str__(self) -> str:
        return f"{self.line}" if self.line else self.name


@dataclass(frozen=True)
class Reading:
    """How files are to be read."""

    column: str = ""
    """The column or key that holds captions; empty for the first of ``COLUMNS``."""
    encoding: str = "utf-8"
    """Of text files; all else is UTF-8."""


class Visitor(Protocol):
    """Who is shown captions."""

    def caption(self, text: str, place: Place) -> str:
        """Return the caption that is to stand in place of this one."""

    def problem(self, said: str, place: Place) -> None:
        """Take note of a place that cannot be read, and is left as it is."""


class FileError(Exception):
    """A file cannot be read as what it is said to be; nothing of it is written."""

    def __init__(self, said: str, place: Place | None = None) -> None:
        super().__init__(said)
        self.said = said
        self.place = place or Place()


Kind = Callable[[BinaryIO, "BinaryIO | None", Visitor, Reading], None]


def decoded(data: bytes, encoding: str = "utf-8") -> str:
    """Return bytes as text.

    Raises:
        FileError: they are none.
    """
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        said = (
            f"This is not {encoding.upper()}: see byte {error.start + 1:,}. Save it as UTF-8, or "
            "name its encoding with --encoding."
        )
        raise FileError(said, Place(line)) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FileError("There is a zero byte in it: this is no text.", Place(line))
    return text
