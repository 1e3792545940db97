"""kohya's metadata: one JSON object, a picture's path → its ``tags``, ``caption`` and more."""

from __future__ import annotations

from functools import partial
from operator import itemgetter
from typing import BinaryIO, Final

from sd_animagine.caption_files.container import FileError, Place, Reading, Visitor, decoded
from sd_animagine.caption_files.json_text import Span, changed_value, members, skip
from sd_animagine.values import shown

_KEYS: Final = ("tags", "caption")
"""Where a caption is looked for; the trainer joins both, and tags alone are in an order."""
_BOM: Final = "\ufeff"


def kohya_json(
    source: BinaryIO, target: BinaryIO | None, visitor: Visitor, reading: Reading
) -> None:
    """Pass a metadata file through; it is read whole.

    Raises:
        FileError: it is no such file.
    """
    data = source.read()
    text = decoded(data)
    made: list[str] = []
    at = 0
    for picture, span in sorted(_pictures(text).items(), key=itemgetter(1)):
        place = Place(name=picture)
        change = _changed(text, span, place, visitor, reading)
        if change is not None:
            (start, end), new = change
            made += text[at:start], new
            at = end
    if target is not None:
        target.write("".join((*made, text[at:])).encode() if made else data)


def _pictures(text: str) -> dict[str, Span]:
    start = len(_BOM) if text.startswith(_BOM) else 0
    try:
        found, end = members(text, skip(text, start))
        if skip(text, end) != len(text):
            raise ValueError("more follows")
    except (ValueError, RecursionError):
        said = "It is no JSON object of pictures. If its lines are JSON, name it .jsonl."
        raise FileError(said) from None
    return found


def _changed(
    text: str, span: Span, place: Place, visitor: Visitor, reading: Reading
) -> tuple[Span, str] | None:
    """Where a picture's caption stands, and what is to stand there; None for nothing new."""
    if text[span[0]] != "{":
        visitor.problem("This entry is no object with tags or a caption.", place)
        return None
    values, _ = members(text, span[0])
    keys = (reading.column,) if reading.column else _KEYS
    there = [key for key in keys if key in values]
    key = next((key for key in there if text[slice(*values[key])] != "null"), None)
    if key is None:
        if reading.column and not there:
            said = f"There is no {shown(reading.column)} here."
            visitor.problem(said, place)
        return None
    own = values[key]
    new = changed_value(text, own, partial(visitor.caption, place=place))
    if new is None:
        said = f"{shown(key)} is no text and no list of texts."
        visitor.problem(said, place)
        return None
    return (own, new) if new != text[slice(*own)] else None
