"""The files of a folder and of the folders in it, by the names that users call them by."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, Final

MOST: Final = 10_000
"""Files that are listed."""


class NamedFiles:
    """Looked for anew each time, since files come and go while a program runs."""

    endings: ClassVar[tuple[str, ...]]
    """Of the files, in small letters."""

    def __init__(self, folder: Path | None = None) -> None:
        """Look for nothing yet; without a folder there are none."""
        self.folder = folder

    def names(self) -> tuple[str, ...]:
        """Return the names, sorted."""
        return tuple(sorted(self.files(), key=str.casefold))

    def files(self) -> dict[str, Path]:
        """Return name → file; of two with one name the one nearer to the top."""
        found: dict[str, Path] = {}
        for path in self._all() if self.folder is not None else ():
            name = self.name_of(path)
            if name:
                found.setdefault(name, path)
            if len(found) >= MOST:
                break
        return found

    def name_of(self, path: Path) -> str:
        """Return what a file is called by; empty where it cannot be named."""
        return path.stem

    def _all(self) -> Iterator[Path]:
        """The files, those nearer to the top first; none of folders that begin with a dot."""
        for place, folders, names in os.walk(self.folder or ""):
            folders[:] = sorted(each for each in folders if not each.startswith("."))
            for name in sorted(names):
                path = Path(place, name)
                if path.suffix.lower() in self.endings:
                    yield path
