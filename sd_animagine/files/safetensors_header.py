"""The header of a safetensors file: what a model says of itself, without reading the model.

Format: eight bytes with the header's length (little endian), the header as JSON, then the tensors.
The header maps each tensor's name to its type, shape and place, and ``__metadata__`` to texts. Only
the header is read, never more than ``MAX_HEADER`` bytes, whatever length the file claims.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeGuard

from sd_animagine.files.regular import open_regular

MAX_HEADER: Final = 16 * 1024 * 1024
"""Bytes. An SDXL checkpoint has 0.4 MB; a LoRA with the tags of a large data set some MB."""

_LENGTH_BYTES: Final = 8
_METADATA: Final = "__metadata__"
_LARGEST: Final = 2**63 - 1
"""Of a size or a place; no file has larger ones."""


class HeaderError(ValueError):
    """The file is no safetensors file, or not a whole one; the message says what is wrong."""


class Header(NamedTuple):
    """What stands in a header."""

    metadata: dict[str, str]
    """What trainers and mergers wrote, such as ``modelspec.title``; other than texts left out."""
    shapes: dict[str, tuple[int, ...]]
    """Tensor name → shape."""
    missing: int
    """Bytes of tensors that the file lacks: more than 0 if it was cut off."""


def read_header(path: Path) -> Header:
    """Read the header of a safetensors file.

    Raises:
        HeaderError: the file is too short, claims an impossible length, or is not safetensors.
        OSError: the file cannot be read.
    """
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        start = file.read(_LENGTH_BYTES + 1)
        if len(start) <= _LENGTH_BYTES:
            raise HeaderError(f"the file has only {len(start)} bytes")
        if start[_LENGTH_BYTES:] != b"{":  # the format demands it: other files are told apart
            raise HeaderError("this is not a safetensors file: its header is not a JSON object")
        length = int.from_bytes(start[:_LENGTH_BYTES], "little")
        if length > size - _LENGTH_BYTES:
            raise HeaderError(f"the header claims {length:,} bytes, but the file has {size:,}")
        if length > MAX_HEADER:
            allowed = f"at most {MAX_HEADER:,} are allowed"
            raise HeaderError(f"the header has {length:,} bytes; {allowed}")
        entries = _parsed(b"{" + file.read(max(length, 1) - 1))
    shapes, end = _tensors(entries)
    return Header(_metadata(entries), shapes, max(0, _LENGTH_BYTES + length + end - size))


def _parsed(raw: bytes) -> dict[str, Any]:
    try:
        entries = json.loads(raw.decode())
    except (ValueError, RecursionError) as error:
        raise HeaderError(f"the header is not JSON: {error}") from None
    assert isinstance(entries, dict)
    return entries


def _metadata(entries: dict[str, Any]) -> dict[str, str]:
    found = entries.get(_METADATA)
    if not isinstance(found, dict):
        return {}
    return {_clean(key): _clean(value) for key, value in found.items() if isinstance(value, str)}


def _clean(text: str) -> str:
    """Without lone surrogates, which no page and no terminal can be sent."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _tensors(entries: dict[str, Any]) -> tuple[dict[str, tuple[int, ...]], int]:
    """The shapes, and how far behind the header the last tensor reaches."""
    shapes: dict[str, tuple[int, ...]] = {}
    end = 0
    for name, entry in entries.items():
        if name == _METADATA:
            continue
        if not _is_tensor(entry):
            raise HeaderError(f"the header's entry {name[:60]!r} is not a tensor")
        shapes[name] = tuple(entry["shape"])
        end = max(end, entry["data_offsets"][1])
    return shapes, end


def _is_tensor(entry: object) -> bool:
    """Return whether an entry has a type, a shape and a place, as the format wants them."""
    if not isinstance(entry, dict) or not isinstance(entry.get("dtype"), str):
        return False
    shape, place = entry.get("shape"), entry.get("data_offsets")
    return _are_whole(shape) and _are_whole(place) and len(place) == 2 and place[0] <= place[1]


def _are_whole(numbers: object) -> TypeGuard[list[int]]:
    return isinstance(numbers, list) and all(
        type(number) is int and 0 <= number <= _LARGEST for number in numbers
    )
