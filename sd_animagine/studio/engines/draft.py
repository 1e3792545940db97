"""The picture that a job begins with: opened with care, and brought to the job's size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from sd_animagine.files.regular import open_regular
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.fitting import RESIZE_MODES, fitted
from sd_animagine.studio.engines.mask import CONTENTS, Mask, painted
from sd_animagine.values import must_be
from sd_animagine.words import Message

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS: Final = 64_000_000
_KINDS: Final = ("PNG", "JPEG", "WEBP")
_TURNED: Final = 0x0112
"""Where EXIF says how the camera was held."""
_LYING: Final = range(5, 9)
"""Said there of a picture whose width and height change places."""
_BEHIND: Final = "#ffffff"
"""What shows through a picture that is transparent; A1111's own choice."""
_SAME: Final = 0.02
"""Shapes that differ by no more, on the logarithm, are one."""
_NO_MASK: Final = Message("The mask cannot be read. Use a PNG, JPEG or WebP that is whole.")
_EMPTY: Final = Message("The mask is empty. Paint what is to be drawn anew.")
_NO_PICTURE: Final = Message(
    "The picture to start from cannot be read. Use a PNG, JPEG or WebP that is whole."
)


class DraftRequest(NamedTuple):
    """What is begun with, as it is asked for."""

    path: Path
    strength: float
    """How much is drawn anew, 0 to 1."""
    resize_mode: str = RESIZE_MODES[1]
    mask: Path | None = None
    """A picture of what is drawn anew; None for all of it."""
    mask_blur: int = 4
    masked_content: str = CONTENTS[0]


class Draft(NamedTuple):
    """What is begun with, as it is drawn from."""

    image: Image
    """In colours, of the job's size."""
    strength: float
    mask: Mask | None = None

    def under(self, painted: Image) -> Image:
        """Return a demo's picture, which knows nothing of it, with this one shining through."""
        from PIL import Image

        return Image.blend(self.image.resize(painted.size), painted, self.strength)

    def beneath(self) -> Image:
        """Return what is encoded."""
        return self.image if self.mask is None else self.mask.beneath(self.image)

    def kept(self, drawn: Image) -> Image:
        """Return a drawn picture with this one, as it was, where it is not to be drawn anew."""
        return drawn if self.mask is None else self.mask.over(self.image, drawn)


def size_of(path: Path) -> tuple[int, int]:
    """Return width and height of a picture as it is to be seen.

    Raises:
        EngineError: it is none.
    """
    with _opening(path, _NO_PICTURE) as image:
        width, height = image.size
        is_turned = image.getexif().get(_TURNED) in _LYING
    return (height, width) if is_turned else (width, height)


def draft_of(asked: DraftRequest, width: int, height: int) -> Draft:
    """Return what a job of that size begins with.

    Raises:
        EngineError: it is no picture, too large, or cannot be brought to that size; its mask is
            none, empty, or of another shape.
    """
    if asked.resize_mode not in RESIZE_MODES:
        allowed = Message("one of {choices}", choices=", ".join(RESIZE_MODES))
        raise EngineError(must_be("resize_mode", asked.resize_mode, allowed))
    if asked.masked_content not in CONTENTS:
        allowed = Message("one of {choices}", choices=", ".join(CONTENTS))
        raise EngineError(must_be("masked_content", asked.masked_content, allowed))
    with _opening(asked.path, _NO_PICTURE) as opened:
        seen = _in_colours(_turned(opened))
    mask = None
    if asked.mask is not None:
        image = fitted(_mask_for(seen, asked.mask), asked.resize_mode, width, height)
        mask = Mask(painted(image), asked.mask_blur, asked.masked_content)
    return Draft(fitted(seen, asked.resize_mode, width, height), asked.strength, mask)


def _mask_for(image: Image, path: Path) -> Image:
    """Return the mask of a picture, at its size and in black and white."""
    with _opening(path, _NO_MASK) as opened:
        mask = painted(_turned(opened))
    if not mask.getbbox():
        raise EngineError(_EMPTY)
    if abs(math.log(mask.width * image.height / (mask.height * image.width))) > _SAME:
        raise EngineError(
            Message(
                "The mask has {mask}, another shape than the picture with {size}. "
                "Paint it on the picture.",
                mask=f"{mask.width}×{mask.height}",
                size=f"{image.width}×{image.height}",
            )
        )
    return mask.resize(image.size)


def _turned(image: Image) -> Image:
    from PIL import ImageOps

    return ImageOps.exif_transpose(image)


@contextmanager
def _opening(path: Path, problem: Message) -> Iterator[Image]:
    """Open a picture, of which nothing but its head is read yet; one sentence for what is none."""
    from PIL import Image

    try:
        with open_regular(path) as file, Image.open(file, formats=_KINDS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise EngineError(
                    Message(
                        "The picture to start from has {width}×{height} pixels, but at most "
                        "64 million are read. Make it smaller.",
                        width=image.width,
                        height=image.height,
                    )
                )
            yield image
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise EngineError(problem) from None


def _in_colours(image: Image) -> Image:
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits, which Pillow would cut off and not divide
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    found = Image.new("RGBA", image.size, _BEHIND)
    found.alpha_composite(image.convert("RGBA"))
    return found.convert("RGB")
