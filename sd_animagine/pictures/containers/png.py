"""PNG: the chunks ``tEXt``, ``zTXt``, ``iTXt`` (PNG 1.2, §4.2.3) and ``eXIf``."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from contextlib import suppress
from typing import BinaryIO, Final

from sd_animagine.pictures.containers.base import (
    MAX_TEXT,
    MOST_CHUNKS,
    PictureError,
    PictureFile,
    inflated,
    too_much,
)
from sd_animagine.pictures.containers.exif import exif_texts
from sd_animagine.pictures.containers.xmp import KEY as XMP_KEY
from sd_animagine.pictures.containers.xmp import xmp_texts

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_DRAWING: Final = b"workflow\0"
"""ComfyUI's drawing of the graph: megabytes, so it is read only where no graph stands beside it."""
_READ: Final = (b"IHDR", b"tEXt", b"zTXt", b"iTXt", b"eXIf")


def read_png(file: BinaryIO) -> PictureFile:
    """Read the texts of a PNG file."""
    file.seek(len(SIGNATURE))
    found = PictureFile("PNG")
    drawing: tuple[int, bytes, int] | None = None
    for _ in range(MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            break
        length, name = struct.unpack(">I4s", header)
        if name == b"IEND":
            break
        peeked = file.read(min(length, len(_DRAWING))) if name in _READ else b""
        if peeked == _DRAWING:
            drawing = (file.tell() - len(peeked), name, length)
        if name not in _READ or peeked == _DRAWING:
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
    if drawing is not None and not {"prompt", "parameters"} & set(found.texts):
        with suppress(PictureError):  # the other texts are good all the same
            _add(file, found, *drawing)
    return found


def _add(file: BinaryIO, found: PictureFile, at: int, name: bytes, length: int) -> None:
    """Read the text of a chunk that was passed over."""
    file.seek(at)
    if length > found.room:
        raise too_much()
    for key, text in _texts(name, file.read(length), found.room).items():
        found.add(key, text)


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
