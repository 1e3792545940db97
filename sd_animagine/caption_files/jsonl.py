"""Captions in lines of JSON: Hugging Face's ``metadata.jsonl``, a tagger's list, any data set."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import BinaryIO, Final

from sd_animagine.caption_files.container import (
    COLUMNS,
    LONGEST,
    FileError,
    Place,
    Reading,
    Visitor,
    decoded,
)
from sd_animagine.caption_files.json_text import changed_value, members, skip
from sd_animagine.values import shown

_BOM: Final = b"\xef\xbb\xbf"


def jsonl(source: BinaryIO, target: BinaryIO | None, visitor: Visitor, reading: Reading) -> None:
    """Pass lines of JSON through. A line that cannot be read is told and left as it is.

    Raises:
        FileError: a line is longer than any caption.
    """
    number = 0
    while line := source.readline(LONGEST + 1):
        number += 1
        place = Place(number)
        if len(line) > LONGEST:
            raise FileError(f"A line is longer than {LONGEST >> 20} MB.", place)
        if target is None:
            _line(line, place, visitor, reading)
        else:
            target.write(_line(line, place, visitor, reading))


def _line(line: bytes, place: Place, visitor: Visitor, reading: Reading) -> bytes:
    bom = _BOM if place.line == 1 and line.startswith(_BOM) else b""
    if not line[len(bom) :].strip():
        return line
    try:
        text = decoded(line[len(bom) :])
        values, end = members(text, skip(text, 0))
        if skip(text, end) != len(text):
            raise ValueError("more follows")
    except FileError as error:
        visitor.problem(error.said, place)
        return line
    except (ValueError, RecursionError):
        visitor.problem("This line is no JSON object.", place)
        return line
    name = column_of(values, reading.column)
    if name is None:
        visitor.problem(no_column(values, reading.column), place)
        return line
    span = values[name]
    new = changed_value(text, span, partial(visitor.caption, place=place))
    if new is None:
        if text[slice(*span)] != "null":
            said = f"{shown(name)} is no text and no list of texts."
            visitor.problem(said, place)
        return line
    if new == text[slice(*span)]:
        return line
    return bom + (text[: span[0]] + new + text[span[1] :]).encode()


def column_of(values: Mapping[str, object], column: str) -> str | None:
    """Return the name of the column that holds captions; None where there is none."""
    if column:
        return column if column in values else None
    return next((name for name in COLUMNS if name in values), None)


def no_column(values: Mapping[str, object], column: str) -> str:
    """Return what to say where no column holds captions."""
    there = ", ".join(list(values)[:12]) or "none"
    if column:
        return f"There is no {shown(column)} here. There is: {there}."
    return f"There is no text, caption or tags here. There is: {there}. Name one with --column."
