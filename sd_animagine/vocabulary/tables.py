"""Reads the bundled tag lists: quickly, row details only when asked, and never failing.

A list is kept as its lines; a name points at its line, which is taken apart when somebody wants
more than the name. That is what makes a cold start cheaper than a plain ``csv.reader`` pass.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

COLUMNS: Final = {
    "special.csv": ("name", "section", "kind", "description"),
    "general.csv": ("name", "rank", "posts", "group", "renamed", "aliases"),
    "characters.csv": ("name", "rank", "posts", "series", "broader", "count", "new", "aliases"),
    "series.csv": ("name", "rank", "posts", "parent", "aliases"),
    "foreign.csv": ("name", "model", "severity", "replacement", "note"),
    "typos.csv": ("wrong", "right"),
    "never.csv": ("word", "reason"),
    "ceiling.csv": ("name", "rating"),
}
"""The lists and their columns; the first is the name, ``aliases`` stands last."""


def folder() -> Path:
    """Where the bundled lists are: inside the wheel, or beside the package in a clone."""
    package = Path(__file__).parents[1]
    inside = package / "tags"
    return inside if inside.is_dir() else package.parent / "tags"


class Table:
    """One list: the names in order, and their lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.columns = COLUMNS[path.name]
        self.problems: list[str] = []
        """One sentence for each thing that could not be read."""
        self.lines = self._read()
        self.names = [_first_cell(line) for line in self.lines]

    def _read(self) -> list[str]:
        where = f"tags/{self.path.name}"
        try:
            text = self.path.read_bytes().decode("utf-8")
        except OSError as error:
            self.problems.append(f"{where} cannot be read ({error.strerror}); its tags are unknown")
            return []
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            self.problems.append(f"{where} line {line} is not UTF-8; its tags are unknown")
            return []
        header, _, rest = text.partition("\n")
        if tuple(header.rstrip("\r").split(",")) != self.columns:
            expected = ",".join(self.columns)
            self.problems.append(f"{where} line 1 is not the header {expected}; it is left out")
            return []
        lines = rest.split("\n")
        commas = len(self.columns) - 1
        if lines[-1] == "":
            lines.pop()
        damaged = [n for n, line in enumerate(lines) if line.count(",") < commas]
        for n in damaged:
            self.problems.append(f"{where} line {n + 2} has too few columns; the row is left out")
        if damaged:
            bad = set(damaged)
            lines = [line for n, line in enumerate(lines) if n not in bad]
        return lines

    def row(self, index: int) -> dict[str, str]:
        """The cells of one row, by column."""
        cells = next(csv.reader((self.lines[index],)), [])
        return dict(zip(self.columns, cells, strict=False))

    def aliases(self) -> dict[str, str]:
        """Alias → name, over the whole list."""
        found: dict[str, str] = {}
        for line, name in zip(self.lines, self.names, strict=True):
            if not line.endswith(","):
                cells = next(csv.reader((line,)))
                for alias in cells[-1].split(","):
                    found.setdefault(alias.strip(), name)
        return found


def _first_cell(line: str) -> str:
    if line.startswith('"'):
        return next(csv.reader((line,)))[0]
    return line[: line.find(",")]


def words(path: Path) -> tuple[list[str], list[str]]:
    """The lines of a plain list, and the problems met."""
    try:
        return path.read_text(encoding="utf-8").split("\n")[:-1], []
    except (OSError, UnicodeDecodeError) as error:
        return [], [f"tags/{path.name} cannot be read ({error}); its names are unknown"]
