"""GIF: the comment extension (GIF89a, §24)."""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

from sd_animagine.pictures.containers.base import (
    MAX_TEXT,
    MOST_CHUNKS,
    PictureFile,
    too_much,
)

SIGNATURES: Final = (b"GIF87a", b"GIF89a")
_EXTENSION, _IMAGE, _COMMENT = 0x21, 0x2C, 0xFE


def read_gif(file: BinaryIO) -> PictureFile:
    """Read the comments of a GIF file; they stand before the first picture or after the last."""
    file.seek(6)
    found = PictureFile("GIF")
    found.width, found.height, flags = struct.unpack("<HHB2x", file.read(7))
    file.seek(_table(flags), 1)
    for _ in range(MOST_CHUNKS):
        kind = file.read(1)
        if kind == bytes([_EXTENSION]):
            comment = file.read(1) == bytes([_COMMENT])
            data = _blocks(file, keep=comment)
            if comment:
                found.add("comment", data.decode("utf-8", "replace"))
        elif kind == bytes([_IMAGE]):
            (flags,) = struct.unpack("8xB", file.read(9))
            file.seek(_table(flags) + 1, 1)
            _blocks(file, keep=False)
        else:
            break
    return found


def _table(flags: int) -> int:
    """Bytes of the table of colours."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks(file: BinaryIO, *, keep: bool) -> bytes:
    """The blocks up to the empty one, as one; nothing of them where they are not kept."""
    kept: list[bytes] = []
    total = 0
    while length := int.from_bytes(file.read(1), "big"):
        if not keep:
            file.seek(length, 1)
            continue
        kept.append(file.read(length))
        total += length
        if total > MAX_TEXT:
            raise too_much()
    return b"".join(kept)
