"""Captions inside tar archives: WebDataset's shards, plain or packed by gzip or xz.

Everything but the captions is copied as it is: headers of any kind, padding, the blocks at the end.
Where a caption has another length its size is written anew, and the header's sum. Of a packed
shard the archive inside is kept so; its packing is done anew.
"""

from __future__ import annotations

import gzip
import lzma
import re
import tarfile
from contextlib import nullcontext
from functools import partial
from typing import IO, BinaryIO, Final, NamedTuple, cast

from sd_animagine.caption_files.container import (
    LONGEST,
    FileError,
    Place,
    Reading,
    Visitor,
    decoded,
)
from sd_animagine.caption_files.json_text import changed_value, members, skip
from sd_animagine.values import shown

_BLOCK: Final = tarfile.BLOCKSIZE
_PIECE: Final = 1 << 20
_GZIP: Final = b"\x1f\x8b"
_XZ: Final = b"\xfd7zXZ\x00"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_SIZE: Final = re.compile(rb"(\d+) size=(\d+)\n")
_CUT: Final = "The archive is cut off."


class _Head(NamedTuple):
    """What stands in front of a member."""

    raw: bytes
    """All of it: headers that extend the header, and the header itself."""
    header: int
    """Where in it the header begins."""
    name: str
    size: int
    pax: int
    """Where in it the PAX records begin that tell the size; -1 without."""
    pax_size: int
    """How long these are."""
    kind: bytes


def shard(source: BinaryIO, target: BinaryIO | None, visitor: Visitor, reading: Reading) -> None:
    """Pass an archive through, member by member.

    Raises:
        FileError: it is no archive, or one that ends too early.
    """
    start = source.read(6)
    source.seek(0)
    try:
        if start.startswith(_GZIP):
            with gzip.open(source) as inner:
                _packed(cast("IO[bytes]", inner), target and _gzip(target), visitor, reading)
        elif start == _XZ:
            with lzma.open(source) as inner:
                _packed(inner, target and _xz(target), visitor, reading)
        elif start.startswith(_ZSTD):
            raise FileError("It is packed by Zstandard. Unpack it first: zstd -d.")
        else:
            _archive(source, target, visitor, reading)
    except (EOFError, lzma.LZMAError, gzip.BadGzipFile):
        raise FileError(_CUT) from None


def _xz(target: BinaryIO) -> IO[bytes]:
    return lzma.LZMAFile(target, "wb")


def _gzip(target: BinaryIO) -> IO[bytes]:
    """A packer that writes the same bytes whenever it runs."""
    return cast("IO[bytes]", gzip.GzipFile("", "wb", fileobj=target, mtime=0))


def _packed(inner: IO[bytes], packed: IO[bytes] | None, visitor: Visitor, reading: Reading) -> None:
    with packed or nullcontext():
        _archive(cast(BinaryIO, inner), cast("BinaryIO | None", packed), visitor, reading)


def _archive(source: BinaryIO, target: BinaryIO | None, visitor: Visitor, reading: Reading) -> None:
    is_first = True
    while (head := _head(source, target)) is not None:
        is_first = False
        padded = -(-head.size // _BLOCK) * _BLOCK
        if not _holds_caption(head, reading):
            _write(target, head.raw)
            _copy(source, target, padded)
            continue
        data = _read(source, padded)
        new = _caption(head.name, data[: head.size], visitor, reading)
        if new != data[: head.size] and not _fits(head, len(new)):
            said = "Its size stands in a long header that cannot be changed; pack it anew."
            visitor.problem(said, Place(name=head.name))
            new = data[: head.size]
        if new == data[: head.size]:
            _write(target, head.raw)
            _write(target, data)
        else:
            _write(target, _resized(head, len(new)))
            _write(target, new + bytes(-len(new) % _BLOCK))
    if is_first:
        raise FileError("It is no tar archive, or an empty one.")


def _holds_caption(head: _Head, reading: Reading) -> bool:
    if head.kind not in (tarfile.REGTYPE, tarfile.AREGTYPE) or head.size > LONGEST:
        return False
    name = head.name.lower()
    return name.endswith((".txt", ".caption")) or bool(reading.column and name.endswith(".json"))


def _caption(name: str, data: bytes, visitor: Visitor, reading: Reading) -> bytes:
    """The bytes of a member with its caption changed; the same where it cannot be read."""
    place = Place(name=name)
    try:
        text = decoded(data)
        if not name.lower().endswith(".json"):
            new = visitor.caption(text, place)
            return data if new == text else new.encode()
        values, _ = members(text, skip(text, 0))
    except FileError as error:
        visitor.problem(error.said, place)
        return data
    except (ValueError, RecursionError):
        visitor.problem("This member is no JSON object.", place)
        return data
    span = values.get(reading.column)
    made = span and changed_value(text, span, partial(visitor.caption, place=place))
    if span is None or made is None:
        said = f"There is no text in {shown(reading.column)} here."
        visitor.problem(said, place)
        return data
    return (text[: span[0]] + made + text[span[1] :]).encode()


def _head(source: BinaryIO, target: BinaryIO | None) -> _Head | None:
    """What stands in front of the next member; None at the end, once what is left is copied."""
    raw = b""
    long_name: str | None = None
    pax: dict[str, str] = {}
    pax_at, pax_size = -1, 0
    while True:
        block = source.read(_BLOCK)
        if block.strip(b"\0") == b"":
            if raw:
                raise FileError(_CUT)
            _write(target, block)
            _copy(source, target, None)
            return None
        try:
            info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
        except tarfile.HeaderError:
            said = _CUT if len(block) < _BLOCK else "It is no tar archive."
            raise FileError(said) from None
        header = len(raw)
        raw += block
        if info.type in (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME,
                         tarfile.GNUTYPE_LONGLINK):  # fmt: skip
            if info.size > LONGEST:
                raise FileError("A header in it is too long.")
            data = _read(source, -(-info.size // _BLOCK) * _BLOCK)
            if info.type == tarfile.XHDTYPE:
                pax = _records(data[: info.size])
                pax_at, pax_size = len(raw), info.size
            elif info.type == tarfile.GNUTYPE_LONGNAME:
                long_name = data[: info.size].rstrip(b"\0").decode("utf-8", "surrogateescape")
            raw += data
            continue
        if info.type == tarfile.GNUTYPE_SPARSE or any(key.startswith("GNU.sparse") for key in pax):
            raise FileError("It holds a sparse file. Pack it anew without --sparse.")
        size = int(pax.get("size", info.size)) if info.isreg() else 0
        at = pax_at if "size" in pax else -1
        name = pax.get("path") or long_name or info.name
        return _Head(raw, header, name, size, at, pax_size, info.type)


def _records(data: bytes) -> dict[str, str]:
    """The PAX records of a header."""
    found: dict[str, str] = {}
    at = 0
    while at < len(data):
        digits = data[at : data.find(b" ", at)]
        if not digits.isdigit() or int(digits[:9]) <= len(digits):
            raise FileError("A header in it cannot be read.")
        record = data[at + len(digits) + 1 : at + int(digits[:9])]
        key, _, value = record.rstrip(b"\n").partition(b"=")
        found[key.decode("utf-8", "replace")] = value.decode("utf-8", "surrogateescape")
        at += int(digits[:9])
    if not found.get("size", "0").isdigit():
        raise FileError("A header in it cannot be read.")
    return found


def _fits(head: _Head, size: int) -> bool:
    """Return whether another size can be written; one in PAX records must be as long as it was."""
    if head.pax < 0:
        return True
    found = _SIZE.search(head.raw, head.pax, head.pax + head.pax_size)
    return found is not None and len(found[2]) == len(str(size))


def _resized(head: _Head, size: int) -> bytes:
    """What stands in front of a member, with another size in it, which fits."""
    raw = bytearray(head.raw)
    if head.pax >= 0:
        found = _SIZE.search(head.raw, head.pax, head.pax + head.pax_size)
        assert found is not None
        raw[slice(*found.span(2))] = b"%d" % size
    header = head.header
    raw[header + 124 : header + 136] = b"%011o\0" % size
    raw[header + 148 : header + 156] = b" " * 8
    total = sum(raw[header : header + _BLOCK])
    raw[header + 148 : header + 156] = b"%06o\0 " % total
    return bytes(raw)


def _read(source: BinaryIO, size: int) -> bytes:
    data = source.read(size)
    if len(data) < size:
        raise FileError(_CUT)
    return data


def _copy(source: BinaryIO, target: BinaryIO | None, size: int | None) -> None:
    """Copy so many bytes; None for all that are left."""
    while size is None or size > 0:
        data = source.read(_PIECE if size is None else min(_PIECE, size))
        if not data:
            if size is None:
                return
            raise FileError(_CUT)
        _write(target, data)
        if size is not None:
            size -= len(data)


def _write(target: BinaryIO | None, data: bytes) -> None:
    if target is not None:
        target.write(data)
