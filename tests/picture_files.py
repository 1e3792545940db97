"""Picture files made of nothing but what the reading of their texts needs."""

from __future__ import annotations

import struct
import zlib

INFOTEXT = (
    "1girl, smile\nNegative prompt: lowres\n"
    "Steps: 28, Sampler: Euler a, CFG scale: 5, Seed: 7, Size: 832x1216, Model: animagine"
)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*chunks: bytes, width: int = 832, height: int = 1216) -> bytes:
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IEND", b"")


def exif(text: str, order: str = ">") -> bytes:
    comment = b"UNICODE\0" + text.encode("utf-16-be" if order == ">" else "utf-16-le")
    head = (b"MM\0*" if order == ">" else b"II*\0") + struct.pack(order + "I", 8)
    first = struct.pack(order + "HHHIII", 1, 0x8769, 4, 1, 26, 0)
    inner = struct.pack(order + "HHHIII", 1, 0x9286, 7, len(comment), 44, 0)
    return head + first + inner + comment


def jpeg(block: bytes) -> bytes:
    app = b"Exif\0\0" + block
    size = struct.pack(">BHHB", 8, 1216, 832, 3) + b"\0" * 9
    return (
        b"\xff\xd8\xff\xe1" + struct.pack(">H", len(app) + 2) + app
        + b"\xff\xc0" + struct.pack(">H", len(size) + 2) + size + b"\xff\xda"
    )  # fmt: skip


def webp(block: bytes) -> bytes:
    wide = b"\x08\0\0\0" + (831).to_bytes(3, "little") + (1215).to_bytes(3, "little")
    body = b"WEBP" + b"VP8X" + struct.pack("<I", 10) + wide
    body += b"EXIF" + struct.pack("<I", len(block)) + block + b"\0" * (len(block) & 1)
    return b"RIFF" + struct.pack("<I", len(body)) + body
