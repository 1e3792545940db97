"""Captions in a column of a CSV file: commas, semicolons or tabs between the columns.

The module ``csv`` does not tell where a field stands; so fields are found here, by the same rules:
a field in quotes holds what it likes, quotes twice, and line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from sd_animagine.caption_files.container import (
    LONGEST,
    FileError,
    Place,
    Reading,
    Visitor,
    decoded,
)
from sd_animagine.caption_files.json_text import Span
from sd_animagine.caption_files.jsonl import column_of, no_column

_BOM: Final = "\ufeff"
_DELIMITERS: Final = (",", "\t", ";")
_QUOTED: Final = re.compile(r'"[^"]*(?:""[^"]*)*"')


def csv_file(source: BinaryIO, target: BinaryIO | None, visitor: Visitor, reading: Reading) -> None:
    """Pass a CSV file through; its first row names the columns.

    Raises:
        FileError: it is none, or has no column of captions.
    """
    rows = _rows(source)
    header, _ = next(rows, ("", 1))
    delimiter = max(_DELIMITERS, key=header.count)
    names = [_unquoted(header[a:b]).strip() for a, b in _fields(header, delimiter)]
    columns = {name.removeprefix(_BOM): n for n, name in enumerate(names)}
    name = column_of(columns, reading.column)
    if name is None:
        raise FileError(no_column(columns, reading.column), Place(1))
    if target is not None:
        target.write(header.encode())
    for row, line in rows:
        written = _row(row, Place(line), delimiter, columns[name], visitor)
        if target is not None:
            target.write(written.encode())


def _row(row: str, place: Place, delimiter: str, column: int, visitor: Visitor) -> str:
    fields = _fields(row, delimiter)
    if len(fields) <= column:
        if row.strip():
            visitor.problem("This row has fewer columns than the first.", place)
        return row
    start, end = fields[column]
    raw = row[start:end]
    given = _unquoted(raw)
    new = visitor.caption(given, place)
    if new == given:
        return row
    if raw.startswith('"') or any(mark in new for mark in (delimiter, '"', "\n", "\r")):
        new = '"' + new.replace('"', '""') + '"'
    return row[:start] + new + row[end:]


def _rows(source: BinaryIO) -> Iterator[tuple[str, int]]:
    """Each row with its line end, and the line that it begins in."""
    number = 1
    while line := source.readline(LONGEST + 1):
        first = number
        number += 1
        lines = [line]
        size, quotes = len(line), line.count(b'"')
        while quotes % 2 and size <= LONGEST and (line := source.readline(LONGEST + 1)):
            number += 1
            lines.append(line)
            size += len(line)
            quotes += line.count(b'"')
        if size > LONGEST or quotes % 2:
            raise FileError("Here a quote is opened and never closed.", Place(first))
        try:
            yield decoded(b"".join(lines)), first
        except FileError as error:
            raise FileError(error.said, Place(first)) from None


def _fields(row: str, delimiter: str) -> list[Span]:
    """Where the fields of a row stand."""
    end = len(row.rstrip("\r\n"))
    found: list[Span] = []
    at = 1 if row.startswith(_BOM) else 0
    while True:
        quoted = _QUOTED.match(row, at, end)
        stop = row.find(delimiter, quoted.end() if quoted else at, end)
        found.append((at, stop if stop >= 0 else end))
        if stop < 0:
            return found
        at = stop + 1


def _unquoted(field: str) -> str:
    if len(field) > 1 and field[0] == field[-1] == '"':
        return field[1:-1].replace('""', '"')
    return field
