"""AVIF: the Exif and XMP items of the ``meta`` box (ISO 14496-12, §8.11; 23008-12, annex A)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final

from sd_animagine.pictures.containers.base import MAX_TEXT, PictureFile, too_much
from sd_animagine.pictures.containers.exif import exif_texts
from sd_animagine.pictures.containers.xmp import xmp_texts

BRANDS: Final = (b"avif", b"avis", b"mif1")
_MOST_BOXES: Final = 64
_MOST_ITEMS: Final = 256
_XMP_TYPE: Final = b"application/rdf+xml"


def read_avif(file: BinaryIO) -> PictureFile:
    """Read the texts of an AVIF file."""
    file.seek(0)
    found = PictureFile("AVIF")
    for _ in range(_MOST_BOXES):
        header = file.read(8)
        if len(header) < 8:
            break
        length, name = struct.unpack(">I4s", header)
        if name == b"meta":
            if length > MAX_TEXT:
                raise too_much()
            _read_meta(file, file.read(max(0, length - 8))[4:], found)
            break
        if length == 1:  # the length stands behind the name
            (length,) = struct.unpack(">Q", file.read(8))
            length -= 8
        if length < 8:
            break
        file.seek(min(length - 8, 2**62), 1)
    return found


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Name and contents of the boxes in a box."""
    at = 0
    for _ in range(_MOST_ITEMS):
        if at + 8 > len(data):
            return
        length, name = struct.unpack_from(">I4s", data, at)
        if length < 8:
            return
        yield name, data[at + 8 : at + length]
        at += length


def _read_meta(file: BinaryIO, data: bytes, found: PictureFile) -> None:
    boxes = dict(_boxes(data))
    properties = dict(_boxes(boxes.get(b"iprp", b""))).get(b"ipco", b"")
    for name, content in _boxes(properties):
        if name == b"ispe" and not found.width:
            found.width, found.height = struct.unpack(">4xII", content[:12])
    kinds = dict(_kinds(boxes.get(b"iinf", b"")))
    for number, start, length in _places(boxes.get(b"iloc", b"")):
        kind = kinds.get(number)
        if kind is None:
            continue
        if length > MAX_TEXT:
            raise too_much()
        file.seek(start)
        content = file.read(length)
        for key, text in _texts(kind, content).items():
            found.add(key, text)


def _texts(kind: bytes, content: bytes) -> dict[str, str]:
    if kind == _XMP_TYPE:
        return xmp_texts(content.decode("utf-8", "replace"))
    (skipped,) = struct.unpack(">I", content[:4])
    return exif_texts(content[4 + skipped :].removeprefix(b"Exif\0\0"))


def _kinds(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Number and kind of the items that hold texts."""
    counted = 6 if data[:1] == b"\0" else 8
    for name, content in _boxes(data[counted:]):
        if name != b"infe" or content[:1] not in (b"\x02", b"\x03"):
            continue
        wide = content[:1] == b"\x03"
        number = int.from_bytes(content[4 : 8 if wide else 6], "big")
        rest = content[10 if wide else 8 :]
        if rest[:4] == b"Exif":
            yield number, b"Exif"
        elif rest[:4] == b"mime" and _XMP_TYPE in rest:
            yield number, _XMP_TYPE


def _places(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Number, start and length of the items that stand in the file in one piece."""
    version = data[0] if data else 3
    if version > 2:
        return
    sizes = struct.unpack(">BB", data[4:6])
    of_start, of_length = sizes[0] >> 4, sizes[0] & 15
    of_base, of_index = sizes[1] >> 4, sizes[1] & 15 if version else 0
    at = 6

    def number(size: int) -> int:
        nonlocal at
        at += size
        if at > len(data):
            raise struct.error("cut off")
        return int.from_bytes(data[at - size : at], "big")

    many = number(4 if version == 2 else 2)
    for _ in range(min(many, _MOST_ITEMS)):
        item = number(4 if version == 2 else 2)
        method = number(2) & 15 if version else 0
        number(2)  # which file it stands in
        base = number(of_base)
        pieces = number(2)
        for _ in range(pieces):
            number(of_index)
            start, length = base + number(of_start), number(of_length)
        if pieces == 1 and method == 0 and start < 2**62:
            yield item, start, length
