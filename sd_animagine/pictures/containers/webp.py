"""WebP: the chunks ``EXIF`` and ``XMP`` of the RIFF container."""

from __future__ import annotations

import struct
from typing import BinaryIO

from sd_animagine.pictures.containers.base import (
    MAX_TEXT,
    MOST_CHUNKS,
    PictureFile,
    too_much,
)
from sd_animagine.pictures.containers.exif import exif_texts
from sd_animagine.pictures.containers.xmp import xmp_texts


def read_webp(file: BinaryIO) -> PictureFile:
    """Read the texts of a WebP file."""
    file.seek(12)
    found = PictureFile("WebP")
    for _ in range(MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            break
        name, length = struct.unpack("<4sI", header)
        wanted = min(length, 16) if name in (b"VP8X", b"VP8 ", b"VP8L") else 0
        if name in (b"EXIF", b"XMP "):
            if length > MAX_TEXT:
                raise too_much()
            wanted = length
        data = file.read(wanted)
        file.seek(length + (length & 1) - len(data), 1)
        if name in (b"EXIF", b"XMP "):
            for key, text in _texts(name, data).items():
                found.add(key, text)
        elif wanted and not found.width:
            found.width, found.height = _size(name, data)
    return found


def _texts(name: bytes, data: bytes) -> dict[str, str]:
    if name == b"EXIF":
        return exif_texts(data.removeprefix(b"Exif\0\0"))
    return xmp_texts(data.decode("utf-8", "replace"))


def _size(name: bytes, data: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little")
    if name == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[6:10])
    return width & 0x3FFF, height & 0x3FFF
