"""What a run has finished, so that one that was killed goes on where it was.

Only large files are noted: of small ones each is looked at again in less time than a note takes.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import TracebackType
from typing import Final

from sd_animagine.files.regular import open_regular

NAME: Final = ".animagine-captions"
LARGE: Final = 1 << 20
"""Bytes from which a file is noted."""


class Journal:
    """Notes of a run in a file, which goes when the run has come to its end."""

    def __init__(self, path: Path, asked: str) -> None:
        """Read what a run has left that was asked the same.

        Args:
            path: the file.
            asked: what the run is asked; the notes of another are of no use.
        """
        self.path = path
        self.asked = asked
        self.finished: set[str] = set()
        self.can_write = True
        try:
            with open_regular(path) as file:
                lines = file.read().decode("utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            lines = []  # none, or none of ours
        if lines and lines[0] == asked:
            self.finished.update(lines[1:])
        else:
            self._write("w", asked)

    def has(self, path: Path) -> bool:
        """Return whether a file was finished, and is still as it was then."""
        return _state(path) in self.finished

    def note(self, path: Path) -> None:
        """Note a file as finished."""
        state = _state(path)
        if state and self.can_write:
            self._write("a", state)

    def _write(self, how: str, line: str) -> None:
        """Write a line. Where that is impossible the run goes on without notes."""
        try:
            with self.path.open(how, encoding="utf-8") as file:
                file.write(line + "\n")
        except OSError:
            self.can_write = False

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is None and self.can_write:
            self.path.unlink(missing_ok=True)


def _state(path: Path) -> str:
    """How a file is; empty where it is small or not there."""
    try:
        seen = path.stat()
    except OSError:
        return ""
    if seen.st_size < LARGE:
        return ""
    return json.dumps([str(path.absolute()), seen.st_size, seen.st_mtime_ns])
