"""PNG: the chunks ``tEXt``, ``zTXt``, ``iTXt`` (PNG 1.2, §4.2.3) and ``eXIf``."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import BinaryIO, Final

from sd_animagine.pictures.containers.base import (
    MAX_TEXT,
    MOST_CHUNKS,
    PictureFile,
    inflated,
    too_much,
)
from sd_animagine.pictures.containers.exif import exif_texts
from sd_animagine.pictures.containers.xmp import KEY as XMP_KEY
from sd_animagine.pictures.containers.xmp import xmp_texts

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_UNREAD: Final = b"workflow\0"
"""ComfyUI's drawing of the graph: megabytes, and the graph itself stands beside it."""
_READ: Final = (b"IHDR", b"tEXt", b"zTXt", b"iTXt", b"eXIf")


def read_png(file: BinaryIO) -> PictureFile:
    """Read the texts of a PNG file."""
    file.seek(len(SIGNATURE))
    found = PictureFile("PNG")
    for _ in range(MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            break
        length, name = struct.unpack(">I4s", header)
        if name == b"IEND":
            break
        peeked = file.read(min(length, len(_UNREAD))) if name in _READ else b""
        if name not in _READ or peeked == _UNREAD:
            file.seek(length + 4 - len(peeked), 1)
            continue
        if length > MAX_TEXT:
            raise too_much()
        data = peeked + file.read(length - len(peeked))
        file.seek(4, 1)
        if name == b"IHDR":
            found.width, found.height = struct.unpack(">II", data[:8])
            continue
        for key, text in _texts(name, data, found.room).items():
            found.add(key, text)
    return found


def _texts(name: bytes, data: bytes, room: int) -> Mapping[str, str]:
    if name == b"eXIf":
        return exif_texts(data)
    key, _, rest = data.partition(b"\0")
    if name == b"tEXt":
        text = _legacy(rest)
    elif name == b"zTXt":
        text = _legacy(inflated(rest[1:], room))
    else:
        packed, rest = rest[:1] == b"\x01", rest[2:]
        _language, _, rest = rest.partition(b"\0")
        _translated, _, rest = rest.partition(b"\0")
        text = (inflated(rest, room) if packed else rest).decode("utf-8", "replace")
    found = {key.decode("latin-1"): text}
    return {**found, **xmp_texts(text)} if XMP_KEY in found else found


def _legacy(data: bytes) -> str:
    """Latin-1 as the format has it, unless it is UTF-8, which several tools write there."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
