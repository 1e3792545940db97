"""A folder of wildcards: text files, of which ``__name__`` in a prompt stands for a random line.

A line is what it says, without the blanks around it; empty ones and those that begin with ``#`` are
none. Which one comes is told by a seed, the name and the place among all that are drawn, and by
nothing else: the same seed draws the same lines of the same files, on every machine.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from sd_animagine.files.folder import NamedFiles
from sd_animagine.files.regular import open_regular
from sd_animagine.syntax.lexer import WILDCARD
from sd_animagine.words import Message

LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a file."""
MOST_LINES: Final = 100_000
DEEPEST: Final = 10
"""Wildcards in lines of each other."""
MOST_DRAWN: Final = 1000
"""Lines of one text."""
LONGEST: Final = 64 * 1024
"""Characters of a text with its lines drawn."""
_COMMENT: Final = "#"


class WildcardError(ValueError):
    """A wildcard cannot be drawn; the message says which and what to do."""


class Wildcards(NamedFiles):
    """The files of a folder and the folders in it."""

    endings = (".txt",)

    def name_of(self, path: Path) -> str:
        """Return ``hair/short`` for ``short.txt`` in the folder ``hair``; see ``NamedFiles``."""
        name = path.relative_to(self.folder or "").with_suffix("").as_posix()
        return name if WILDCARD.fullmatch(f"__{name}__") else ""

    def drawn(self, text: str, seed: int) -> str:
        """Return a text with a line in the place of each wildcard; unknown ones stay.

        Args:
            text: a prompt.
            seed: of the picture.

        Raises:
            WildcardError: a file cannot be read, or they have no end.
        """
        if not WILDCARD.search(text):
            return text
        return _Draw(self.files(), seed).text(text)


class _Draw:
    """The lines of one text, drawn one after the other."""

    def __init__(self, files: dict[str, Path], seed: int) -> None:
        self.files = files
        self.seed = seed
        self.count = 0

    def text(self, text: str, depth: int = 0) -> str:
        pieces: list[str] = []
        at = 0
        for found in WILDCARD.finditer(text):
            name = found[0][2:-2]
            if name not in self.files:
                continue
            if depth == DEEPEST:
                raise WildcardError(
                    Message(
                        "“{wildcard}” stands in lines that it draws itself, over {most} times. "
                        "Take it out of one of these files.",
                        wildcard=found[0][:80],
                        most=DEEPEST,
                    )
                )
            pieces += [text[at : found.start()], self.text(self.line(name), depth + 1)]
            at = found.end()
            if sum(map(len, pieces)) > LONGEST or self.count > MOST_DRAWN:
                raise WildcardError(
                    Message(
                        "The wildcards of this prompt draw over {lines:,} lines, or over "
                        "{characters:,} characters. Use fewer.",
                        lines=MOST_DRAWN,
                        characters=LONGEST,
                    )
                )
        return "".join((*pieces, text[at:]))

    def line(self, name: str) -> str:
        self.count += 1
        lines = lines_of(name, self.files[name])
        key = f"{self.seed}\n{self.count}\n{name}"
        number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
        return lines[number % len(lines)]


def lines_of(name: str, path: Path) -> tuple[str, ...]:
    """Return the lines that a wildcard stands for.

    Raises:
        WildcardError: there are none, too many, or it is no text.
    """
    try:
        status = path.stat()
        return _lines_of(name, path, status.st_mtime_ns, status.st_size)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise WildcardError(
            Message("The wildcard file {file} cannot be read: {why}.", file=path.name, why=why)
        ) from None


@lru_cache(maxsize=64)
def _lines_of(name: str, path: Path, _changed: int, _size: int) -> tuple[str, ...]:
    with open_regular(path) as file:
        data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise WildcardError(
            Message(
                "The wildcard file {file} has over {most} MB, the most allowed. Split it.",
                file=path.name,
                most=LARGEST // 1024**2,
            )
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WildcardError(
            Message("The wildcard file {file} is not UTF-8. Save it as that.", file=path.name)
        ) from None
    lines = [line.strip() for line in text.splitlines()]
    lines = [line for line in lines if line and not line.startswith(_COMMENT)]
    if not lines or len(lines) > MOST_LINES:
        raise WildcardError(
            Message(
                "The wildcard file {file} has {count:,} lines. It needs 1 to {most:,}.",
                file=path.name,
                count=len(lines),
                most=MOST_LINES,
            )
        )
    return tuple(lines)
