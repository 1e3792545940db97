"""Where the prompts of ``check`` and ``fix`` come from: typed, from stdin, or from files."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from sd_animagine.cli.request import BOM
from sd_animagine.cli.usage import UsageError
from sd_animagine.files.regular import open_regular

_SUFFIXES: Final = (".txt", ".caption")
_PATH: Final = re.compile(
    r"(?:(?:\.\.?|~|[A-Za-z]:)[/\\]+|/)[\w.][^,\n]*|[^,\n]+\.(?:txt|caption)", re.I
)
"""What nobody means as a prompt."""
_IGNORE: Final = re.compile(r"#[ \t]*animagine:[ \t]*ignore[ \t]+(AN[^\r\n]*)", re.I)


class Source(NamedTuple):
    """One prompt."""

    text: str
    file: Path | None = None
    """None where it was typed."""

    @property
    def ignored(self) -> str:
        """Codes in comments ``# animagine: ignore ANI301`` of a file."""
        return " ".join(_IGNORE.findall(self.text)) if self.file is not None else ""


class Unreadable(NamedTuple):
    """A file that is no text, and why."""

    file: Path
    why: str


def sources(args: argparse.Namespace) -> Iterator[Source | Unreadable]:
    """Return the prompts that were asked for, one after the other.

    Raises:
        UsageError: it cannot be told what is a prompt and what a file, or one is not there.
    """
    given: Sequence[str] = args.prompts
    if args.typed is not None:
        if given:
            raise UsageError("--prompt and a prompt or file were given; it must be one of them")
        yield Source(args.typed)
    elif not given or list(given) == ["-"]:
        yield Source(sys.stdin.read().removeprefix(BOM).removesuffix("\n"))
    elif len(given) == 1 and not _is_path(given[0]):
        yield Source(given[0])
    else:
        for each in given:
            if not _is_path(each):
                raise UsageError(f"{each} is no file; a prompt must be one argument, in quotes")
        for each in given:
            yield from _found(Path(each))


def _is_path(word: str) -> bool:
    """Is an argument a file or folder, rather than a prompt?"""
    there = os.path.exists(word)  # noqa: PTH110 - a long prompt is no path, and no error either
    looks = _PATH.fullmatch(word) is not None
    if looks and not there:
        raise UsageError(f"{word}: there is no such file; a prompt must be written --prompt {word}")
    if there and not looks and not any(mark in word for mark in "./\\"):
        raise UsageError(f"{word} is a file and a word: write ./{word} or --prompt {word}")
    return there


def _found(path: Path) -> Iterator[Source | Unreadable]:
    """The file, or the texts in a folder and those below it; what is hidden is left out."""
    if not path.is_dir():
        yield _read(path)
        return
    closed: list[OSError] = []
    for folder, below, names in os.walk(path, onerror=closed.append):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(_SUFFIXES) and not name.startswith("."):
                yield _read(Path(folder, name))
    for error in closed:
        yield Unreadable(Path(error.filename), f"cannot be read: {error.strerror}")


def _read(file: Path) -> Source | Unreadable:
    try:
        with open_regular(file) as opened:
            text = opened.read().decode()
    except OSError as error:
        return Unreadable(file, f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        return Unreadable(file, f"is not UTF-8 at byte {error.start}; save it as UTF-8")
    return Source(text.removeprefix(BOM).removesuffix("\n").removesuffix("\r"), file)
