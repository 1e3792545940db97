"""Exif (2.3): the user comment, and the few texts in which tools put how a picture was made."""

from __future__ import annotations

import struct
from typing import Final

_EXIF_POINTER: Final = 0x8769
_USER_COMMENT: Final = 0x9286
_TEXTS: Final = {
    0x010E: "ImageDescription",
    0x010F: "Make",
    0x0110: "Model",
    0x0131: "Software",
    0x013B: "Artist",
}
_MOST_ENTRIES: Final = 256
_SIZES: Final = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1, 9: 4}
"""Type of an entry → bytes of one value."""
_NAMED: Final = ("prompt", "workflow", "parameters")
"""What ComfyUI puts in front of a text with a colon, whatever entry it stands in."""


def exif_texts(data: bytes) -> dict[str, str]:
    """Return the texts of an Exif block by name; nothing where it is damaged."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return {}
    found: dict[str, str] = {}
    try:
        entries = _entries(data, struct.unpack(order + "I", data[4:8])[0], order)
        for tag in range(0x0100, 0x0140):
            if tag in entries:
                _put(found, tag, entries[tag].decode("utf-8", "replace").strip("\0 "))
        if "prompt" in found:
            found.pop("workflow", None)  # the drawing of the graph beside it, often far larger
        if _USER_COMMENT in entries:  # where Pillow puts what it is given without a place
            found["UserComment"] = _comment(entries[_USER_COMMENT], order)
        if _EXIF_POINTER in entries:
            inner = _entries(data, struct.unpack(order + "I", entries[_EXIF_POINTER][:4])[0], order)
            if _USER_COMMENT in inner:
                found["UserComment"] = _comment(inner[_USER_COMMENT], order)
    except (struct.error, IndexError):
        pass  # what was read before the damage is good
    return {key: text.strip("\0") for key, text in found.items()}


def _put(found: dict[str, str], tag: int, text: str) -> None:
    """Keep a text under its entry's name, or under the name that stands before it."""
    name, colon, rest = text.partition(":")
    name = name.strip().lower()
    if colon and name in _NAMED and rest.lstrip().startswith("{"):
        found.setdefault(name, rest.lstrip())
    elif tag in _TEXTS:
        found[_TEXTS[tag]] = text


def _entries(data: bytes, at: int, order: str) -> dict[int, bytes]:
    """Tag → bytes of the entries of one directory."""
    (count,) = struct.unpack(order + "H", data[at : at + 2])
    found: dict[int, bytes] = {}
    for n in range(min(count, _MOST_ENTRIES)):
        entry = data[at + 2 + 12 * n : at + 14 + 12 * n]
        tag, kind, many = struct.unpack(order + "HHI", entry[:8])
        size = _SIZES.get(kind, 0) * many
        if size <= 4:
            found[tag] = entry[8 : 8 + size]
        else:
            (start,) = struct.unpack(order + "I", entry[8:12])
            found[tag] = data[start : start + size]
    return found


def _comment(data: bytes, order: str) -> str:
    """A user comment: eight bytes name its encoding (table 9)."""
    code, text = data[:8], data[8:]
    if code.startswith(b"UNICODE"):
        big = order == ">" if text[:2] not in (b"\xff\xfe", b"\xfe\xff") else text[:1] == b"\xfe"
        zeros = text[0:200:2].count(0), text[1:200:2].count(0)
        if zeros[0] != zeros[1]:  # what the writers really do differs from what the header says
            big = zeros[0] > zeros[1]
        return text.decode("utf-16-be" if big else "utf-16-le", "replace").lstrip("\ufeff")
    if code.startswith((b"ASCII", b"\0\0\0\0")):
        return text.decode("utf-8", "replace")
    return data.decode("utf-8", "replace")
