"""Opens a picture file, of whatever kind, and reads the texts inside it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from sd_animagine.files.regular import open_regular
from sd_animagine.pictures.containers.avif import BRANDS, read_avif
from sd_animagine.pictures.containers.base import MAX_PIXELS, PictureError, PictureFile
from sd_animagine.pictures.containers.gif import SIGNATURES, read_gif
from sd_animagine.pictures.containers.jpeg import SIGNATURE as JPEG
from sd_animagine.pictures.containers.jpeg import read_jpeg
from sd_animagine.pictures.containers.png import SIGNATURE as PNG
from sd_animagine.pictures.containers.png import read_png
from sd_animagine.pictures.containers.webp import read_webp
from sd_animagine.words import Message

_NO_PICTURE: Final = Message(
    "This file is no picture that can be read. Use PNG, JPEG, WebP, AVIF or GIF."
)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a picture file for ``read``.

    Raises:
        PictureError: it cannot be read.
    """
    try:
        with open_regular(path) as file:
            yield file
    except OSError as error:
        raise PictureError(
            Message("The file cannot be read: {error}.", error=error.strerror or str(error))
        ) from None


def read(file: BinaryIO) -> PictureFile:
    """Read the texts of an open picture file.

    Raises:
        PictureError: it is none, is damaged, or holds more than is read.
    """
    head = file.read(16)
    file.seek(0)
    try:
        found = _reader(head)(file)
    except (struct.error, IndexError):
        raise PictureError(
            Message("The picture is damaged or cut off. Choose another file.")
        ) from None
    if not found.width or not found.height:
        raise PictureError(Message("The picture is damaged or cut off. Choose another file."))
    if found.width * found.height > MAX_PIXELS:
        raise PictureError(
            Message(
                "The picture has {width}×{height} pixels, but at most 64 million are read. "
                "Make it smaller.",
                width=found.width,
                height=found.height,
            )
        )
    return found


def _reader(head: bytes) -> Callable[[BinaryIO], PictureFile]:
    """What reads a file that begins so."""
    if head.startswith(PNG):
        return read_png
    if head.startswith(JPEG):
        return read_jpeg
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return read_webp
    if head[4:8] == b"ftyp" and head[8:12] in BRANDS:
        return read_avif
    if head.startswith(SIGNATURES):
        return read_gif
    raise PictureError(_NO_PICTURE)
