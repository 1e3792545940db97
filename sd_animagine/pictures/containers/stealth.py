"""Stealth PNG info: a text in the lowest bits of the pixels, column by column from the left.

NovelAI and the Forges put it into the alpha channel, SwarmUI and the Forges on request into red,
green and blue. 15 bytes say which of them and whether it is packed (gzip), 4 how many bits follow.
This is the one place where pixels are decoded, by Pillow, and only those of a PNG or WebP.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, BinaryIO, Final

from sd_animagine.pictures.containers.base import MAX_TEXT, PictureError, PictureFile, inflated
from sd_animagine.words import Message

if TYPE_CHECKING:
    from PIL.Image import Image

KINDS: Final = ("PNG", "WebP")
"""Containers whose pixels come back as they were."""
_MAX_PIXELS: Final = 16_000_000
"""Pixels of a picture that is decoded to look."""
_CHANNELS: Final = {
    b"stealth_pnginfo": "A",
    b"stealth_pngcomp": "A",
    b"stealth_rgbinfo": "RGB",
    b"stealth_rgbcomp": "RGB",
}
_MARK: Final = 15
_HEAD: Final = _MARK + 4
_GZIP: Final = 16 + zlib.MAX_WBITS
_DIGITS: Final = bytes(ord("0") + (value & 1) for value in range(256))
"""A byte → the digit of its lowest bit."""


def hidden_text(file: BinaryIO, found: PictureFile) -> str:
    """Return the text hidden in the pixels of an open picture; empty where there is none.

    Without Pillow nothing is looked for.

    Raises:
        PictureError: there is a text, and it is damaged or more than is read.
    """
    if found.kind not in KINDS or found.width * found.height > _MAX_PIXELS:
        return ""
    try:
        from PIL import Image
    except ImportError:
        return ""
    file.seek(0)
    try:
        with Image.open(file, formats=[found.kind.upper()]) as picture:
            picture.load()
            return _hidden(picture, "A") or _hidden(picture, "RGB")
    except PictureError:
        raise
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return ""  # the pixels are damaged, so nothing hides in them


def _hidden(picture: Image, channels: str) -> str:
    """The text in these channels, if any."""
    if not set(channels) <= set(picture.getbands()):
        return ""
    lowest = _columns(picture, channels, _HEAD)
    if _CHANNELS.get(lowest[:_MARK]) != channels:
        return ""
    length = int.from_bytes(lowest[_MARK:_HEAD], "big") // 8
    if length > MAX_TEXT or length > picture.width * picture.height * len(channels) // 8:
        raise PictureError(
            Message("The text hidden in this picture is damaged. Choose another file.")
        )
    data = _columns(picture, channels, _HEAD + length)[_HEAD:]
    if lowest[_MARK - 4 : _MARK] == b"comp":
        data = inflated(data, MAX_TEXT, _GZIP)
    return data.decode("utf-8", "replace")


def _columns(picture: Image, channels: str, most: int) -> bytes:
    """The lowest bits as bytes, of as many columns as are needed for so many."""
    from PIL.Image import Transpose

    wide = min(picture.width, 8 * most // (picture.height * len(channels)) + 1)
    strip = picture.crop((0, 0, wide, picture.height))
    strip = strip.getchannel("A") if channels == "A" else strip.convert("RGB")
    digits = strip.transpose(Transpose.TRANSPOSE).tobytes().translate(_DIGITS)
    digits = digits[: min(8 * most, len(digits) // 8 * 8)]
    return int(digits or b"0", 2).to_bytes(len(digits) // 8, "big")
