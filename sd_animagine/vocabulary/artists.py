"""Names of artists, asked only when a name would otherwise be called unknown.

The list is one sorted text file, read with the first question: nothing at start, 2 MB from then on,
and about twenty steps for a question. (Mapping the file anew each time took 80 microseconds.)
"""

from __future__ import annotations

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
        return _holds(self._lines, wanted)

    @cached_property
    def _lines(self) -> bytes:
        try:
            return self._path.read_bytes()
        except OSError as error:
            self.problems.append(f"tags/{self._path.name} cannot be read ({error})")
            return b""


def _holds(data: bytes, wanted: bytes) -> bool:
    """Bisection over the lines: the answer lies between two starts of lines."""
    low, high = 0, len(data)
    while low < high:
        middle = (low + high) // 2
        start = data.rfind(b"\n", low, middle) + 1 or low
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        line = data[start:end]
        if line == wanted:
            return True
        if line < wanted:
            low = end + 1
        else:
            high = start
    return False
