"""A picture that is begun with, brought to the size that is drawn: by A1111's resize modes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.words import Message

if TYPE_CHECKING:
    from PIL.Image import Image

RESIZE_MODES: Final = ("just resize", "crop and resize", "resize and fill")
_MOST_PIXELS: Final = 64_000_000
"""Of the picture while it is fitted; one that is very long and narrow is, for a moment, larger."""


def fitted(image: Image, mode: str, width: int, height: int) -> Image:
    """Return a picture in colours, of exactly that size.

    Args:
        image: any.
        mode: one of ``RESIZE_MODES``; the first stretches it, the second cuts off what is over, the
            third repeats its edge.
        width: in pixels.
        height: in pixels.

    Raises:
        EngineError: it is far too long and narrow for this size.
    """
    from PIL import Image

    if mode == RESIZE_MODES[0]:
        return image.resize((width, height), Image.Resampling.LANCZOS).convert("RGB")
    is_wide = width * image.height > height * image.width  # is the place wider than the picture?
    across = is_wide if mode == RESIZE_MODES[1] else not is_wide
    w, h = width, height
    if across:
        h = image.height * width // image.width
    else:
        w = image.width * height // image.height
    if min(w, h) < 1 or w * h > _MOST_PIXELS:
        raise EngineError(
            Message(
                "The picture has {width}×{height} pixels, far too long and narrow for "
                "{wanted}. Choose just resize, or cut it.",
                width=image.width,
                height=image.height,
                wanted=f"{width}×{height}",
            )
        )
    scaled = image.resize((w, h), Image.Resampling.LANCZOS)
    found = Image.new("RGB", (width, height))
    left, top = width // 2 - w // 2, height // 2 - h // 2
    found.paste(scaled, (left, top))
    if top > 0:
        found.paste(scaled.resize((width, top), box=(0, 0, width, 0)), (0, 0))
        found.paste(scaled.resize((width, top), box=(0, h, width, h)), (0, top + h))
    if left > 0:
        found.paste(scaled.resize((left, height), box=(0, 0, 0, height)), (0, 0))
        found.paste(scaled.resize((left, height), box=(w, 0, w, height)), (left + w, 0))
    return found
