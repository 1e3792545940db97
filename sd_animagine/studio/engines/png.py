"""Pictures as PNG files with their infotext, the way the hosts write it.

A file that another program made is not encoded anew: its text is replaced chunk by chunk, so no
pixel can change.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from sd_animagine.report import infotext
from sd_animagine.studio.engines.base import DrawJob
from sd_animagine.studio.engines.draft import Draft

if TYPE_CHECKING:
    from PIL.Image import Image

TEXT_KEY: Final = "parameters"
"""The text chunk in which the hosts look for the infotext."""

_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_TEXTS: Final = (b"tEXt", b"zTXt", b"iTXt")


class NotPng(ValueError):
    """These bytes are no PNG file."""


def infotext_of(job: DrawJob, picture: int, more: Mapping[str, object]) -> str:
    """The infotext of one picture of a job.

    Args:
        job: what was drawn.
        picture: its number.
        more: what the engine adds: ``Model`` and the like.
    """
    found = {**_more(job), **more, **job.entries}
    return infotext.infotext_of(vars(job), job.seed_of(picture), found)


def _more(job: DrawJob) -> dict[str, object]:
    """What a picture was begun with, or its second pass, by the hosts' keys."""
    if job.draft is not None:
        return {"Denoising strength": f"{job.draft.strength:g}", **_masked(job.draft)}
    if job.second is None:
        return {}
    return {
        "Denoising strength": f"{job.second.strength:g}",
        "Hires upscale": f"{job.second.scale:g}",
        "Hires steps": job.second.steps or None,
        "Hires upscaler": job.second.upscaler,
    }


def _masked(draft: Draft) -> dict[str, object]:
    if draft.mask is None:
        return {}
    content = draft.mask.content
    return {
        "Mask blur": draft.mask.blur or None,
        "Masked content": None if content == "original" else content,
    }


def png_of(image: Image) -> bytes:
    """A picture as a PNG file."""
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def png(image: Image, text: str) -> bytes:
    """A picture as a PNG file with an infotext."""
    return with_text(png_of(image), text)


def with_text(data: bytes, text: str) -> bytes:
    """The same PNG file with another infotext; its other texts are kept.

    Raises:
        NotPng: it is none.
    """
    key = TEXT_KEY.encode()
    out = [_SIGNATURE]
    written = False
    for kind, body in _chunks(data):
        if kind in _TEXTS and body.split(b"\0", 1)[0] == key:
            continue
        if kind == b"IDAT" and not written:
            out.append(_text_chunk(key, text))
            written = True
        out.append(_chunk(kind, body))
    if not written:
        raise NotPng("a PNG file without a picture")
    return b"".join(out)


def _text_chunk(key: bytes, text: str) -> bytes:
    """As Pillow does for the hosts: Latin-1 where that is enough, else UTF-8."""
    try:
        return _chunk(b"tEXt", key + b"\0" + text.encode("latin-1"))
    except UnicodeEncodeError:
        return _chunk(b"iTXt", key + b"\0\0\0\0\0" + text.encode("utf-8", "replace"))


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(_SIGNATURE):
        raise NotPng("not a PNG file")
    at = len(_SIGNATURE)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        end = at + 12 + length
        if end > len(data):
            raise NotPng("a PNG file that was cut off")
        yield data[at + 4 : at + 8], data[at + 8 : end - 4]
        at = end
