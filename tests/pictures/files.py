"""Picture files made of nothing but what the reading of their texts needs."""

from __future__ import annotations

import gzip
import io
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


def text_png(**texts: str) -> bytes:
    """A PNG of texts; what is not Latin-1 stands in an ``iTXt``, as Pillow writes it."""
    chunks = []
    for key, text in texts.items():
        name = key.replace("__", " ").encode()
        try:
            chunks.append(chunk(b"tEXt", name + b"\0" + text.encode("latin-1")))
        except UnicodeEncodeError:
            chunks.append(chunk(b"iTXt", name + b"\0\0\0\0\0" + text.encode()))
    return png(*chunks)


def plain_exif(**entries: str) -> bytes:
    """An Exif block of texts in its first directory, as Pillow writes what it is given."""
    tags = {"ImageDescription": 0x010E, "Make": 0x010F, "Model": 0x0110, "Software": 0x0131,
            "MakerNote": 0x927C, "UserComment": 0x9286}  # fmt: skip
    head = b"MM\0*\0\0\0\x08" + struct.pack(">H", len(entries))
    at = len(head) + 12 * len(entries) + 4
    table, data = b"", b""
    for key in sorted(entries, key=tags.__getitem__):
        text = entries[key].encode() + b"\0"
        table += struct.pack(">HHII", tags[key], 2, len(text), at + len(data))
        data += text + b"\0" * (len(text) < 4)
    return head + table + b"\0\0\0\0" + data


def xmp(comment: str) -> str:
    """An XMP packet with a user comment, and who made it."""
    quoted = comment.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description>'
        "<xmp:CreatorTool>Draw Things</xmp:CreatorTool><exif:UserComment><rdf:Alt>"
        f'<rdf:li xml:lang="x-default">{quoted}</rdf:li></rdf:Alt></exif:UserComment>'
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
    )


def commented_jpeg(marker: int, data: bytes) -> bytes:
    """A JPEG with one segment before its size."""
    plain = jpeg(b"")
    segment = bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data
    return plain[:2] + segment + plain[2:]


def gif(comment: str) -> bytes:
    data = comment.encode()
    pieces = [data[at : at + 255] for at in range(0, len(data), 255)]
    blocks = b"".join(bytes([len(piece)]) + piece for piece in pieces)
    return b"GIF89a" + struct.pack("<HHBBB", 832, 1216, 0, 0, 0) + b"!\xfe" + blocks + b"\0;"


def _box(name: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return (len(data) + 8).to_bytes(4, "big") + name + data


def avif(block: bytes) -> bytes:
    """An AVIF whose only item is an Exif block."""
    item = b"\0\0\0\0" + block
    entry = _box(b"infe", b"\2\0\0\0\0\1\0\0Exif\0")
    size = _box(b"ispe", bytes(4), (832).to_bytes(4, "big"), (1216).to_bytes(4, "big"))
    kind = _box(b"ftyp", b"avif\0\0\0\0")

    def meta(start: int) -> bytes:
        place = b"\0\0\0\0\x44\0\0\1\0\1\0\0\0\1" + start.to_bytes(4, "big")
        return _box(b"meta", bytes(4), _box(b"iinf", bytes(4), b"\0\1", entry),
                    _box(b"iprp", _box(b"ipco", size)),
                    _box(b"iloc", place + len(item).to_bytes(4, "big")))  # fmt: skip

    start = len(kind) + len(meta(0)) + 8
    return kind + meta(start) + _box(b"mdat", item)


def stealth(text: str, mark: str, form: str = "PNG", size: tuple[int, int] = (128, 160)) -> bytes:
    """A picture with a text in the lowest bits of its alpha channel or of its colours."""
    from PIL import Image

    data = gzip.compress(text.encode()) if mark.endswith("comp") else text.encode()
    head = f"stealth_{mark}".encode() + (8 * len(data)).to_bytes(4, "big")
    bits = [byte >> shift & 1 for byte in head + data for shift in range(7, -1, -1)]
    in_alpha = mark.startswith("png")
    step = 1 if in_alpha else 3
    columns = -(-len(bits) // (step * size[1]))  # as many as it needs
    size = max(size[0], columns), size[1]
    picture = Image.new("RGBA" if in_alpha else "RGB", size, (90, 120, 200, 254)[: 3 + in_alpha])
    pixels = picture.load()
    for number, at in enumerate(range(0, len(bits), step)):
        place = divmod(number, size[1])
        pixel = list(pixels[place])
        for offset, bit in enumerate(bits[at : at + step]):
            channel = 3 if in_alpha else offset
            pixel[channel] = pixel[channel] & ~1 | bit
        pixels[place] = tuple(pixel)
    file = io.BytesIO()
    picture.save(file, form, lossless=True)
    return file.getvalue()
