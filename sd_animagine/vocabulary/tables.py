"""Reads the bundled tag lists: quickly, row details only when asked, and never failing.

A list is kept as its lines; a name points at its line, which is taken apart when somebody wants
more than the name. That is what makes a cold start cheaper than a plain ``csv.reader`` pass. Lines
and names are tuples of plain strings, since those cost Python's garbage collection nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cached_property
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
    """One list: the names in order of use, and their lines."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.columns = COLUMNS[path.name]
        self.problems: list[str] = []
        """One sentence for each thing that could not be read."""
        self.lines = tuple(self._read())
        self.names = tuple(
            line[: line.find(",")] if line[0] != '"' else _quoted_name(line) for line in self.lines
        )

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
        if "\r" in text:
            text = text.replace("\r\n", "\n")
        header, _, rest = text.partition("\n")
        if tuple(header.split(",")) != self.columns:
            expected = ",".join(self.columns)
            self.problems.append(f"{where} line 1 is not the header {expected}; it is left out")
            return []
        lines = rest.split("\n")
        if lines[-1] == "":
            lines.pop()
        return self._sound(lines, "\0" in text)

    def _sound(self, lines: list[str], has_nul: bool) -> list[str]:
        """The lines without the damaged ones."""
        commas = len(self.columns) - 1
        damaged = {
            n
            for n, line in enumerate(lines)
            if line.count(",") < commas or line[0] == "," or (has_nul and "\0" in line)
        }
        if not damaged:
            return lines
        for n in sorted(damaged):
            where = f"tags/{self.path.name} line {n + 2}"
            self.problems.append(f"{where} is damaged: {lines[n][:40]!r}; the row is left out")
        return [line for n, line in enumerate(lines) if n not in damaged]

    @cached_property
    def places(self) -> dict[str, int]:
        """Name → index of its line, which is its place in order of use."""
        return dict(zip(self.names, range(len(self.names)), strict=True))

    def row(self, index: int) -> dict[str, str]:
        """The cells of one row, by column."""
        found = dict.fromkeys(self.columns, "")
        found.update(zip(self.columns, _cells(self.lines[index]), strict=False))
        return found

    def cell(self, index: int, column: str) -> str:
        """One cell of a row."""
        cells, number = _cells(self.lines[index]), self.columns.index(column)
        return cells[number] if number < len(cells) else ""

    def rows(self) -> Iterator[dict[str, str]]:
        """All rows, in order."""
        return map(self.row, range(len(self.lines)))

    def filled(self, column: str) -> Iterator[tuple[str, str]]:
        """Name and cell of the rows whose cell in this column is not empty.

        Most rows end in empty cells; those are passed over without being taken apart.
        """
        number = self.columns.index(column)
        empty = "," * (len(self.columns) - number)
        for line, name in zip(self.lines, self.names, strict=True):
            if not line.endswith(empty):
                cells = _cells(line)
                if len(cells) > number and cells[number]:
                    yield name, cells[number]

    def other_names(self, column: str) -> dict[str, str]:
        """Other name → name, for a column that holds several names in a cell."""
        found: dict[str, str] = {}
        for name, cell in self.filled(column):
            for other in cell.split(","):
                found.setdefault(other.strip(), name)
        return found


def _cells(line: str) -> list[str]:
    if '"' not in line and "\r" not in line:  # as most: several times as fast
        return line.split(",")
    try:
        return next(csv.reader((line,)), [])
    except csv.Error:  # a cell longer than the module allows
        return []


def _quoted_name(line: str) -> str:
    return (_cells(line) or [line])[0]


def words(path: Path) -> tuple[list[str], list[str]]:
    """The lines of a plain list, and the problems met."""
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        return [], [f"tags/{path.name} cannot be read ({reason}); its names are unknown"]
    return [word for line in lines if (word := line.rstrip("\r"))], []
