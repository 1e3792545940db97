"""Tag lists that users bring, in the two formats that are about.

tagcomplete (no header; underscores; the count may be text in "extra" files)::

    long_hair,0,4350743,"/lh,longhair"

hanatsumi (1.8 million rows)::

    id,name,post_count,category,is_deprecated,created_at,updated_at,words

Categories are Danbooru's: 0 general, 1 artist, 3 series, 4 character, 5 meta. A file is read line
by line; what is kept is bounded, whatever the file holds: deprecated and rare rows are dropped, and
beyond ``MOST_ROWS`` all others. A broken row is skipped and counted, and the first one named.
"""

from __future__ import annotations

import csv
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

from sd_animagine.files.regular import open_regular
from sd_animagine.model import KNOWLEDGE_ENDS
from sd_animagine.vocabulary.kinds import TagKind
from sd_animagine.vocabulary.names import normalise

LEAST_POSTS: Final = 20
"""Rows of hanatsumi's list with fewer posts are rare: the model can hardly have learned them."""

MOST_ROWS: Final = 400_000
"""Rows that are kept of one file."""

_LONGEST_LINE: Final = 65_536
"""Bytes of a row; nobody's list has longer ones."""
_LONGEST_NAME: Final = 200

_HANATSUMI: Final = ("name", "post_count", "category", "is_deprecated", "created_at")
"""Columns of hanatsumi's header that are read; others may stand between them."""

_ARTIST: Final = 1
_KINDS: Final = {
    0: TagKind.GENERAL,
    3: TagKind.SERIES,
    4: TagKind.CHARACTER,
    5: TagKind.GENERAL,
}
"""Danbooru's categories; others (species, lore of other boards) count as general."""


Stamp = tuple[tuple[str, int, int], ...]
"""For each file its path, size in bytes (-1 where it is not there) and time of change."""


class Row(NamedTuple):
    """One row as it stands in the file."""

    name: str
    category: int
    aliases: str = ""
    created: str = ""


class BrokenRow(ValueError):
    """A row that cannot be used; the message says why."""


@dataclass
class UserList:
    """What a file holds, by normal form of the names."""

    path: Path
    kinds: dict[str, TagKind] = field(default_factory=dict)
    artists: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    new: set[str] = field(default_factory=set)
    """Names that came up after the model was trained."""
    dropped: int = 0
    """Rows left out because they are deprecated, rare, or too many."""
    broken: int = 0
    problems: list[str] = field(default_factory=list)
    """One sentence for each thing that could not be read."""

    @cached_property
    def places(self) -> dict[str, int]:
        """Name → place in the file's own order, which is that of use."""
        return dict(zip(self.kinds, range(len(self.kinds)), strict=True))

    def __len__(self) -> int:
        return len(self.kinds) + len(self.artists)


def read_list(path: Path, kaomoji: Collection[str] = frozenset()) -> UserList:
    """Read a user's tag list; never fails, see the list's ``problems``.

    Args:
        path: a CSV file.
        kaomoji: names whose underscores are no blanks.
    """
    found = UserList(path)
    try:
        with open_regular(path) as file:
            _fill(found, file, kaomoji)
    except OSError as error:
        found.problems.append(f"{path.name} cannot be read ({error.strerror or error})")
    if found.broken > 1:
        found.problems[-1] += f"; {found.broken} such rows were left out"
    elif found.broken:
        found.problems[-1] += "; the row was left out"
    return found


def _fill(found: UserList, file: BinaryIO, kaomoji: Collection[str]) -> None:
    taken: Callable[[list[str]], Row | None] = _tagcomplete
    enough = 0
    for number, line in enumerate(_lines(file), 1):
        try:
            cells = _cells(line, enough)
            if number == 1 and (columns := _header(cells)) is not None:
                if columns:
                    taken = _Hanatsumi(columns)
                    enough = max(columns.values()) + 1
                continue
            row = taken(cells) if cells else None
            if row is None or len(found) >= MOST_ROWS:
                found.dropped += bool(cells)
            else:
                _keep(found, row, kaomoji)
        except BrokenRow as error:
            found.broken += 1
            if found.broken == 1:
                found.problems.append(f"{found.path.name} line {number}: {error}")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines; of one that is too long only its beginning, which is then seen to be broken."""
    if file.read(len(BOM_UTF8)) != BOM_UTF8:
        file.seek(0)
    for line in iter(lambda: file.readline(_LONGEST_LINE), b""):
        yield line
        while len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(_LONGEST_LINE)


def _cells(line: bytes, enough: int) -> list[str]:
    """The cells of a row; not those behind a quote if so many stand in front of it."""
    if len(line) == _LONGEST_LINE:
        raise BrokenRow(f"the row has over {_LONGEST_LINE:,} bytes")
    try:
        text = line.decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise BrokenRow("the row is not UTF-8") from None
    if "\0" in text:
        raise BrokenRow("the row has a NUL")
    quote = text.find('"')
    if quote < 0:
        return text.split(",") if text else []
    if enough and text.count(",", 0, quote) >= enough:
        return text[:quote].split(",")
    try:
        return next(csv.reader((text,), strict=True))
    except csv.Error as error:
        raise BrokenRow(f"the row is no CSV ({error})") from None


def _header(cells: list[str]) -> dict[str, int] | None:
    """Where hanatsumi's columns stand; empty for another header, None if this is a row."""
    names = [cell.strip().lower() for cell in cells]
    if all(name in names for name in _HANATSUMI):
        return {name: names.index(name) for name in _HANATSUMI}
    is_header = len(names) > 1 and names[0] in ("name", "tag") and not names[1].isdigit()
    return {} if is_header else None


def _tagcomplete(cells: list[str]) -> Row:
    if len(cells) < 2:
        raise BrokenRow("the row has only one column, expected name,category,count,aliases")
    return Row(cells[0], _category(cells[1]), cells[3] if len(cells) > 3 else "")


class _Hanatsumi:
    """Reads rows of hanatsumi's list; None for one that is dropped."""

    def __init__(self, columns: dict[str, int]) -> None:
        self.name, self.posts, self.category, self.deprecated, self.created = (
            columns[name] for name in _HANATSUMI
        )
        self.least = max(columns.values()) + 1

    def __call__(self, cells: list[str]) -> Row | None:
        if len(cells) < self.least:
            raise BrokenRow(f"the row has {len(cells)} columns, expected at least {self.least}")
        if cells[self.deprecated].strip().lower() in ("true", "t", "1"):
            return None
        try:
            posts = int(cells[self.posts])
        except ValueError:
            raise BrokenRow(f"the post count is {cells[self.posts][:20]!r}") from None
        if posts < LEAST_POSTS:
            return None
        return Row(cells[self.name], _category(cells[self.category]), "", cells[self.created])


def _category(cell: str) -> int:
    try:
        return int(cell)
    except ValueError:
        raise BrokenRow(f"the category is {cell[:20]!r}, expected a number") from None


def _keep(found: UserList, row: Row, kaomoji: Collection[str]) -> None:
    name = _name(row.name, kaomoji)
    if not name:
        raise BrokenRow("the row has no name")
    if len(name) > _LONGEST_NAME:
        raise BrokenRow(f"the name has over {_LONGEST_NAME} characters")
    if row.category == _ARTIST:
        found.artists.add(name)
    else:
        found.kinds.setdefault(name, _KINDS.get(row.category, TagKind.GENERAL))
    if row.created[4:5] == "-" and row.created[:10] > KNOWLEDGE_ENDS:
        found.new.add(name)
    for alias in row.aliases.split(",") if row.aliases else ():
        other = _name(alias, kaomoji)
        if other and row.category != _ARTIST:
            found.aliases.setdefault(other, name)


def _name(text: str, kaomoji: Collection[str]) -> str:
    lower = text.strip().lower()
    return lower if lower in kaomoji else normalise(lower)


def paths_in(folder: Path) -> list[Path]:
    """The CSV files of a folder, by name; none if there is no such folder."""
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv")
    except OSError:
        return []


def stamp(paths: Iterable[Path]) -> Stamp:
    """What changes when one of the files does."""
    found: list[tuple[str, int, int]] = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            found.append((str(path), -1, 0))
        else:
            found.append((str(path), status.st_size, status.st_mtime_ns))
    return tuple(found)
