"""A small copy of a picture."""

from __future__ import annotations

import io
from typing import Any, Final

SIDE: Final = 256
"""Pixels of its longer side, at most."""
MOST_BYTES: Final = 20 * 1024
_QUALITIES: Final = (75, 60, 45, 30)
_SMALLER: Final = 0.75
_LEAST_SIDE: Final = 48


def thumbnail(picture: Any) -> bytes:
    """Return a small copy as a file, WebP where Pillow can write it and JPEG else.

    Args:
        picture: a file's bytes, or an image of Pillow; it stays as it is.

    Returns:
        The file; nothing where Pillow is not there, or does not make anything of the picture.
    """
    try:
        from PIL import Image, features
    except ImportError:
        return b""
    try:
        image = Image.open(io.BytesIO(picture)) if isinstance(picture, bytes) else picture
        kind = "WEBP" if features.check("webp") else "JPEG"
        small = image.convert("RGB")
        side = SIDE
        while side >= _LEAST_SIDE:
            small.thumbnail((side, side))
            for quality in _QUALITIES:
                file = io.BytesIO()
                small.save(file, kind, quality=quality)
                if file.tell() <= MOST_BYTES:
                    return file.getvalue()
            side = int(side * _SMALLER)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""  # damaged, or nothing that has pixels
    return b""
