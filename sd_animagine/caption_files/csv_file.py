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
    first = _line(source, 1)
    if "\r" in first.rstrip("\r\n"):
        raise FileError("Its rows end with a lone CR. Save it with line ends of Windows or Unix.")
    delimiter = max(_DELIMITERS, key=first.count)
    rows = _rows(source, first, delimiter)
    header, _ = next(rows, ("", 1))
    names = [header[a:b].strip('" \r\n') for a, b in _fields(header, delimiter)]
    columns = {name: n for n, name in enumerate(names)}
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
    is_quoted = raw.startswith('"')
    if is_quoted and not _QUOTED.fullmatch(raw):
        visitor.problem("Here something stands behind the quote that closes a field.", place)
        return row
    given = raw[1:-1].replace('""', '"') if is_quoted else raw
    new = visitor.caption(given, place)
    if new == given:
        return row
    if is_quoted or any(mark in new for mark in (delimiter, "\n", "\r")) or new.startswith('"'):
        new = '"' + new.replace('"', '""') + '"'
    return row[:start] + new + row[end:]


def _rows(source: BinaryIO, first: str, delimiter: str) -> Iterator[tuple[str, int]]:
    """Each row with its line end, and the line that it begins in.

    Args:
        source: the file, behind its first line.
        first: that line.
        delimiter: what parts fields.
    """
    number = 1
    line = first
    while line:
        begins = number
        lines = [line]
        size = len(line)
        is_open = _leaves_open(line, delimiter, is_open=False)
        while is_open:
            line = _line(source, number + 1)
            number += 1
            size += len(line)
            if not line or size > LONGEST:
                raise FileError("Here a quote is opened and never closed.", Place(begins))
            lines.append(line)
            is_open = _leaves_open(line, delimiter, is_open=True)
        yield "".join(lines), begins
        line = _line(source, number + 1)
        number += 1


def _line(source: BinaryIO, number: int) -> str:
    """The next line; empty at the end."""
    line = source.readline(LONGEST + 1)
    if len(line) > LONGEST:
        raise FileError(f"A line is longer than {LONGEST >> 20} MB.", Place(number))
    try:
        return decoded(line)
    except FileError as error:
        raise FileError(error.said, Place(number)) from None


def _leaves_open(line: str, delimiter: str, *, is_open: bool) -> bool:
    """Return whether a field in quotes goes on behind a line; a quote opens one at its start only.

    Args:
        line: the line.
        delimiter: what parts fields.
        is_open: does it begin inside such a field?
    """
    at = 0
    if not is_open:
        at = int(line.startswith(_BOM))
        is_open = line.startswith('"', at)
        at += is_open
    while True:
        while is_open:
            quote = line.find('"', at)
            if quote < 0:
                return True
            is_open = line.startswith('"', quote + 1)  # twice it is a letter
            at = quote + 1 + is_open
        stop = line.find(delimiter, at)
        if stop < 0:
            return False
        is_open = line.startswith('"', stop + 1)
        at = stop + 1 + is_open


def _fields(row: str, delimiter: str) -> list[Span]:
    """Where the fields of a row stand."""
    end = len(row.rstrip("\r\n"))
    found: list[Span] = []
    at = int(row.startswith(_BOM))
    while True:
        quoted = _QUOTED.match(row, at, end)
        stop = row.find(delimiter, quoted.end() if quoted else at, end)
        found.append((at, stop if stop >= 0 else end))
        if stop < 0:
            return found
        at = stop + 1
