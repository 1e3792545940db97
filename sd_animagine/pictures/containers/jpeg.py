"""JPEG: the segments APP1 (Exif and XMP) and COM."""

from __future__ import annotations

import struct
from typing import BinaryIO, Final

from sd_animagine.pictures.containers.base import MOST_CHUNKS, PictureFile
from sd_animagine.pictures.containers.exif import exif_texts
from sd_animagine.pictures.containers.xmp import xmp_texts

SIGNATURE: Final = b"\xff\xd8\xff"
_XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"


def read_jpeg(file: BinaryIO) -> PictureFile:
    """Read the texts of a JPEG file."""
    file.seek(2)
    found = PictureFile("JPEG")
    for _ in range(MOST_CHUNKS):
        marker = file.read(2)
        if len(marker) < 2 or marker[0] != 0xFF:
            break
        code = marker[1]
        if code == 0xFF:  # filling
            file.seek(-1, 1)
            continue
        if code in (0xD9, 0xDA):
            break
        if code == 0x01 or 0xD0 <= code <= 0xD8:
            continue
        (length,) = struct.unpack(">H", file.read(2))
        data = file.read(max(0, length - 2))
        if 0xC0 <= code <= 0xCF and code not in (0xC4, 0xC8, 0xCC):
            found.height, found.width = struct.unpack(">HH", data[1:5])
        else:
            for key, text in _texts(code, data).items():
                found.add(key, text)
    return found


def _texts(code: int, data: bytes) -> dict[str, str]:
    if code == 0xFE:
        return {"comment": data.decode("utf-8", "replace")}
    if code == 0xE1 and data.startswith(b"Exif\0\0"):
        return exif_texts(data[6:])
    if code == 0xE1 and data.startswith(_XMP):
        return xmp_texts(data[len(_XMP) :].decode("utf-8", "replace"))
    return {}
