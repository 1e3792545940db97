"""The texts inside a picture file, without decoding a single pixel.

Only the containers are read: PNG chunks, JPEG segments, WebP chunks. So a picture of a billion
pixels costs nothing, and what is compressed is inflated up to a limit only.

==========  ==========================================================
PNG         ``tEXt``, ``zTXt``, ``iTXt`` (PNG 1.2, §4.2.3), ``eXIf``
JPEG        APP1 ``Exif`` → UserComment (tag 0x9286), comment segments
WebP        ``EXIF`` chunk → UserComment
==========  ==========================================================
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from sd_animagine.regular_file import open_regular

MAX_PIXELS: Final = 64_000_000
"""More than any model draws; a larger picture is refused."""
MAX_TEXT: Final = 1_000_000
"""Most bytes of text, inflated, that are read from a picture."""
_MOST_CHUNKS: Final = 4096
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_USER_COMMENT: Final = 0x9286
_EXIF_POINTER: Final = 0x8769
_IMAGE_DESCRIPTION: Final = 0x010E


class PictureError(ValueError):
    """A file that is no picture, or none that is read; the message is for the user."""


@dataclass
class PictureFile:
    """What a picture file says of itself."""

    kind: str
    width: int = 0
    height: int = 0
    texts: dict[str, str] = field(default_factory=dict)
    """Key → text; a JPEG's and a WebP's user comment is ``parameters``, as a PNG's."""


def read_file(path: Path) -> PictureFile:
    """Read the texts of a PNG, JPEG or WebP file.

    Raises:
        PictureError: it is none of them, is damaged, or holds more than is read.
    """
    try:
        with open_regular(path) as file:
            return read(file)
    except OSError as error:
        raise PictureError(f"the file cannot be read: {error.strerror or error}") from None


def read(file: BinaryIO) -> PictureFile:
    """The same from an open file."""
    head = file.read(12)
    file.seek(0)
    try:
        if head.startswith(_PNG):
            found = _png(file)
        elif head.startswith(b"\xff\xd8\xff"):
            found = _jpeg(file)
        elif head.startswith(b"RIFF") and head[8:12] == b"WEBP":
            found = _webp(file)
        else:
            raise PictureError("this is no picture that can be read; PNG, JPEG and WebP can")
    except (struct.error, IndexError):
        raise PictureError("the picture is damaged or cut off") from None
    if found.width * found.height > MAX_PIXELS:
        size = f"{found.width}×{found.height}"
        raise PictureError(f"the picture has {size} pixels; at most 64 million are read")
    return found


# --- PNG ---------------------------------------------------------------------------------------


def _png(file: BinaryIO) -> PictureFile:
    file.seek(len(_PNG))
    found = PictureFile("PNG")
    budget = MAX_TEXT
    for _ in range(_MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            break
        length, name = struct.unpack(">I4s", header)
        if name == b"IEND":
            break
        if name not in (b"IHDR", b"tEXt", b"zTXt", b"iTXt", b"eXIf"):
            file.seek(length + 4, 1)
            continue
        if length > MAX_TEXT:
            raise _too_much()
        data = file.read(length)
        file.seek(4, 1)
        if name == b"IHDR":
            found.width, found.height = struct.unpack(">II", data[:8])
            continue
        for key, text in _png_text(name, data, budget).items():
            budget -= len(text)
            found.texts.setdefault(key, text)
        if budget < 0:
            raise _too_much()
    if not found.width or not found.height:
        raise PictureError("the picture is damaged: it has no size")
    return found


def _png_text(name: bytes, data: bytes, budget: int) -> dict[str, str]:
    if name == b"eXIf":
        return _exif(data)
    key, _, rest = data.partition(b"\0")
    if name == b"tEXt":
        text = rest.decode("latin-1")
    elif name == b"zTXt":
        text = _inflate(rest[1:], budget).decode("latin-1")
    else:
        packed, rest = rest[:1] == b"\x01", rest[2:]
        _language, _, rest = rest.partition(b"\0")
        _translated, _, rest = rest.partition(b"\0")
        text = (_inflate(rest, budget) if packed else rest).decode("utf-8", "replace")
    return {key.decode("latin-1"): text}


def _inflate(data: bytes, budget: int) -> bytes:
    """The inflated bytes, refused as soon as they are over the budget."""
    engine = zlib.decompressobj()
    try:
        found = engine.decompress(data, max(1, budget))
    except zlib.error:
        raise PictureError("the picture's text is damaged") from None
    if engine.unconsumed_tail or (not engine.eof and len(found) >= budget):
        raise _too_much()
    return found


def _too_much() -> PictureError:
    return PictureError("the picture holds over a million bytes of text; that much is not read")


# --- JPEG and WebP -----------------------------------------------------------------------------


def _jpeg(file: BinaryIO) -> PictureFile:
    file.seek(2)
    found = PictureFile("JPEG")
    for _ in range(_MOST_CHUNKS):
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
        elif code == 0xE1 and data.startswith(b"Exif\0\0"):
            found.texts.update(_exif(data[6:]))
        elif code == 0xFE:
            found.texts.setdefault("comment", data.decode("utf-8", "replace"))
    if not found.width:
        raise PictureError("the picture is damaged: it has no size")
    return found


def _webp(file: BinaryIO) -> PictureFile:
    file.seek(12)
    found = PictureFile("WebP")
    for _ in range(_MOST_CHUNKS):
        header = file.read(8)
        if len(header) < 8:
            break
        name, length = struct.unpack("<4sI", header)
        wanted = min(length, 16) if name in (b"VP8X", b"VP8 ", b"VP8L") else 0
        if name == b"EXIF":
            if length > MAX_TEXT:
                raise _too_much()
            wanted = length
        data = file.read(wanted)
        file.seek(length + (length & 1) - len(data), 1)
        if name == b"EXIF":
            found.texts.update(_exif(data.removeprefix(b"Exif\0\0")))
        elif wanted and not found.width:
            found.width, found.height = _webp_size(name, data)
    if not found.width:
        raise PictureError("the picture is damaged: it has no size")
    return found


def _webp_size(name: bytes, data: bytes) -> tuple[int, int]:
    if name == b"VP8X":
        return 1 + int.from_bytes(data[4:7], "little"), 1 + int.from_bytes(data[7:10], "little")
    if name == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", data[6:10])
    return width & 0x3FFF, height & 0x3FFF


# --- Exif --------------------------------------------------------------------------------------


def _exif(data: bytes) -> dict[str, str]:
    """The user comment and the description of an Exif block; nothing where it is damaged."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None or len(data) < 8:
        return {}
    found: dict[str, str] = {}
    try:
        entries = _entries(data, struct.unpack(order + "I", data[4:8])[0], order)
        if _IMAGE_DESCRIPTION in entries:
            found["ImageDescription"] = entries[_IMAGE_DESCRIPTION].decode("utf-8", "replace")
        if _EXIF_POINTER in entries:
            inner = _entries(data, struct.unpack(order + "I", entries[_EXIF_POINTER])[0], order)
            if _USER_COMMENT in inner:
                found["parameters"] = _comment(inner[_USER_COMMENT], order)
    except (struct.error, IndexError):
        return found
    return {key: text.strip("\0") for key, text in found.items()}


def _entries(data: bytes, at: int, order: str) -> dict[int, bytes]:
    """Tag → bytes of the entries of one directory."""
    sizes = {1: 1, 2: 1, 3: 2, 4: 4, 7: 1, 9: 4}
    (count,) = struct.unpack(order + "H", data[at : at + 2])
    found: dict[int, bytes] = {}
    for n in range(min(count, 256)):
        entry = data[at + 2 + 12 * n : at + 14 + 12 * n]
        tag, kind, many = struct.unpack(order + "HHI", entry[:8])
        size = sizes.get(kind, 0) * many
        place = 8 if size <= 4 else None
        if place is None:
            (start,) = struct.unpack(order + "I", entry[8:12])
            found[tag] = data[start : start + size]
        else:
            found[tag] = entry[8 : 8 + size]
    return found


def _comment(data: bytes, order: str) -> str:
    """A user comment: eight bytes name its encoding (Exif 2.3, table 9)."""
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
