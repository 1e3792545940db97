"""The files of ``tags/`` as bytes: written, or compared with what is there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from itertools import accumulate
from pathlib import Path
from typing import Final

from sd_animagine.vocabulary.tables import COLUMNS
from tools.tagbuild.lists import Lists
from tools.tagbuild.report import readme
from tools.tagbuild.tag import Rows, Tag, in_order

_COPIED: Final = ("special.csv", "foreign.csv", "typos.csv", "never.csv", "ceiling.csv")
"""Lists that are the hand-written tables themselves."""

_MIT: Final = """\
MIT License

Copyright (c) the authors of text2tags-lib (https://github.com/DatboiiPuntai/text2tags-lib)

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""
"""The package names its licence, but ships no text: the standard one."""

KEPT: Final = ("user",)
"""What in ``tags/`` belongs to the user and is neither written nor compared."""


def files(lists: Lists) -> dict[str, bytes]:
    """Path under ``tags/`` → content."""
    found = {name: _copy(lists, name) for name in _COPIED}
    found["general.csv"] = _table("general.csv", lists.general)
    found["characters.csv"] = _table("characters.csv", lists.characters)
    found["series.csv"] = _table("series.csv", lists.series)
    found["kaomoji.txt"] = _lines(row["name"] for row in lists.hand["kaomoji.csv"])
    found["artists.txt"] = _lines(sorted(lists.artists))
    for name, text in lists.sources.licences.items():
        found[f"LICENSES/{name}"] = text.encode()
    found["LICENSES/text2tags-lib.txt"] = _MIT.encode()
    found["README.md"] = readme(lists).encode()
    return found


def _copy(lists: Lists, name: str) -> bytes:
    columns = COLUMNS[name]
    return _csv(columns, ([row[c] for c in columns] for row in lists.hand[name]))


def _table(name: str, tags: Rows) -> bytes:
    columns = COLUMNS[name]
    ordered = in_order(tags.values())
    ranks = accumulate(tag.known for tag in ordered)
    rows = zip(ordered, ranks, strict=True)
    return _csv(columns, ([_cell(tag, rank, c) for c in columns] for tag, rank in rows))


def _cell(tag: Tag, rank: int, column: str) -> str:
    if column == "rank":
        return str(int(rank)) if tag.known else ""
    if column == "new":
        return "new" if tag.new else ""
    value = getattr(tag, column)
    return ",".join(value) if isinstance(value, list) else str(value)


def _csv(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return out.getvalue().encode()


def _lines(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode()


def write(content: dict[str, bytes], folder: Path) -> None:
    """Write the files; what does not belong there goes."""
    for path in present(folder):
        if path not in content:
            (folder / path).unlink()
    for path, data in content.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def first_difference(content: dict[str, bytes], folder: Path) -> str:
    """The first path whose content differs, is missing or does not belong there; or nothing."""
    for path in sorted(content.keys() | set(present(folder))):
        file = folder / path
        if path not in content or not file.is_file() or file.read_bytes() != content[path]:
            return path
    return ""


def present(folder: Path) -> list[str]:
    """Paths of the files in ``tags/`` that are not the user's."""
    found = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    return sorted(p.as_posix() for p in found if p.parts[0] not in KEPT)
