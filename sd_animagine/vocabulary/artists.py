"""Names of artists, asked only when a name would otherwise be called unknown.

The list is one sorted text file, read with the first question: nothing at start, and some 10 MB
from then on, since bisecting its lines is several times faster than bisecting the unsplit file.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property
from pathlib import Path


class Artists:
    """The artists of ``tags/artists.txt``; a file that cannot be read knows nobody."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.problems: list[str] = []
        """One sentence if the file is not there."""
        if not path.is_file():
            self.problems.append(f"tags/{path.name} cannot be read; no artist is known")

    def __contains__(self, name: str) -> bool:
        """Is this normal form the name of an artist?"""
        wanted = name.encode("utf-8", "surrogatepass")
        if self.problems or not wanted or b"\n" in wanted:
            return False
        at = bisect_left(self._lines, wanted)
        return self._lines[at : at + 1] == (wanted,)

    @cached_property
    def _lines(self) -> tuple[bytes, ...]:
        try:
            return tuple(self._path.read_bytes().removesuffix(b"\n").split(b"\n"))
        except OSError as error:
            self.problems.append(f"tags/{self._path.name} cannot be read ({error})")
            return ()
