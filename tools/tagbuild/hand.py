"""The hand-written tables under ``tools/``, each row with its place for messages."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Final, NamedTuple

from sd_animagine import model
from sd_animagine.vocabulary import normalise

FILES: Final = {
    "series_by_hand.csv": ("name", "series", "broader"),
    "series_qualifiers.csv": ("qualifier", "series"),
    "series.csv": ("name", "parent", "aliases"),
    "characters.csv": ("name", "count", "aliases"),
    "aliases.csv": ("alias", "name", "since"),
    "groups.csv": ("tag", "group"),
    "group_patterns.csv": ("pattern", "group"),
    "foreign.csv": ("name", "model", "severity", "replacement", "note"),
    "typos.csv": ("wrong", "right"),
    "never.csv": ("word", "reason"),
    "ceiling.csv": ("name", "rating", "what"),
    "kaomoji.csv": ("name", "bracket"),
    "special.csv": ("name", "section", "kind", "description"),
    "not_general.csv": ("name", "what", "now"),
    "general.csv": ("name", "near"),
}
"""The tables and their columns; the first column may not hold a value twice."""

_AS_WRITTEN: Final = ("foreign.csv", "kaomoji.csv", "typos.csv", "group_patterns.csv")
"""Tables whose first column keeps underscores or odd spelling."""

_SINCE = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2]))?")
_WHAT: Final = ("character", "series", "artist", "left out")
_BRACKETS: Final = ("", "opens", "closes")


class Row(NamedTuple):
    """One row: its cells by column, and where it stands."""

    cells: dict[str, str]
    where: str

    def __getitem__(self, column: str) -> str:  # type: ignore[override]
        return self.cells[column]

    def several(self, column: str) -> list[str]:
        """The parts of a cell that holds several values, separated by commas."""
        return [part.strip() for part in self.cells[column].split(",") if part.strip()]


class Hand:
    """All tables, and one sentence for each thing that is wrong in them."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[str] = []
        self.tables: dict[str, list[Row]] = {
            name: self._read(folder / name, columns) for name, columns in FILES.items()
        }
        self._check_words()

    def __getitem__(self, name: str) -> list[Row]:
        return self.tables[name]

    def say(self, row: Row, problem: str) -> None:
        """Note that a row is wrong."""
        self.problems.append(f"{row.where}: {problem}")

    def _read(self, path: Path, columns: tuple[str, ...]) -> list[Row]:
        name = f"tools/{path.name}"
        try:
            text = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(f"{name}: cannot be read ({error})")
            return []
        reader = csv.reader(text.splitlines(keepends=True))
        if tuple(next(reader, ())) != columns:
            self.problems.append(f"{name} line 1: the header must be {','.join(columns)}")
            return []
        rows: list[Row] = []
        seen: dict[str, int] = {}
        for cells in reader:
            if not cells:
                continue
            row = Row(dict(zip(columns, cells, strict=False)), f"{name} line {reader.line_num}")
            if self._sound(row, cells, columns, path.name, seen):
                seen[cells[0]] = reader.line_num
                rows.append(row)
        return rows

    def _sound(
        self, row: Row, cells: list[str], columns: tuple[str, ...], file: str, seen: dict[str, int]
    ) -> bool:
        if len(cells) != len(columns):
            self.say(row, f"{len(cells)} cells instead of {len(columns)}")
            return False
        first = cells[0]
        if any(cell != cell.strip() for cell in cells) or not first:
            self.say(row, "a cell is empty or has blanks around it")
            return False
        if first in seen:
            self.say(row, f"“{first}” stands already in line {seen[first]}")
            return False
        if file not in _AS_WRITTEN and first != normalise(first):
            self.say(row, f"“{first}” is not written as a name: it should be “{normalise(first)}”")
            return False
        return True

    def _check_words(self) -> None:
        """What can be checked without the sources."""
        special = {row["name"] for row in self["special.csv"]}
        for row in self["aliases.csv"]:
            if row["since"] and not _SINCE.fullmatch(row["since"]):
                self.say(row, f"since is “{row['since']}”, not YYYY or YYYY-MM or empty")
        for row in self["kaomoji.csv"]:
            if row["bracket"] not in _BRACKETS:
                self.say(row, f"bracket is “{row['bracket']}”, not opens, closes or empty")
        for row in self["ceiling.csv"]:
            if row["rating"] not in model.RATINGS:
                self.say(row, f"“{row['rating']}” is no rating")
            if row["what"] not in ("", "word"):
                self.say(row, f"what is “{row['what']}”, not word or empty")
        for row in self["typos.csv"]:
            if row["right"] not in special:
                self.say(row, f"“{row['right']}” is no special tag")
        for row in self["foreign.csv"]:
            if row["severity"] not in ("warning", "info"):
                self.say(row, f"severity is “{row['severity']}”, not warning or info")
            for name in row.several("replacement"):
                if name not in special:
                    self.say(row, f"the replacement “{name}” is no special tag")
            if row["name"] in special:
                self.say(row, f"“{row['name']}” is a special tag of this model")
        for row in self["characters.csv"]:
            counts = [tags[0] for tags in model.COUNT_TAGS.values()]
            if row["count"] not in ("", *counts):
                self.say(row, f"count is “{row['count']}”, not {', '.join(counts)} or empty")
        for row in self["not_general.csv"]:
            if row["what"] not in _WHAT:
                self.say(row, f"what is “{row['what']}”, not {', '.join(_WHAT)}")
        for name in _special_names():
            if name not in special:
                self.problems.append(f"tools/special.csv: “{name}” of the model card is missing")


def _special_names() -> list[str]:
    counts = [tag for tags in model.COUNT_TAGS.values() for tag in tags]
    years = [f"year {year}" for year in model.YEARS]
    return [
        *counts,
        model.NO_HUMANS,
        *model.RATINGS,
        *years,
        *model.QUALITY_TAGS,
        *model.SCORE_TAGS,
        *model.RESOLUTION_TAGS,
    ]
