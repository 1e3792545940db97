"""What of a picture is drawn anew: its mask, as A1111 blurs, fills and lays it over."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

CONTENTS: Final = ("original", "fill", "latent noise")
"""What is begun with under a mask, by A1111's names."""
BLURS: Final = (0, 64)
"""Pixels of the picture that is drawn."""
_PAINTED: Final = 128
"""What is lighter, or covers more, is drawn anew."""
_REACH: Final = 2.5
"""How far a blur reaches, in standard deviations."""
_FILLING: Final = ((256, 1), (64, 1), (16, 2), (4, 4), (2, 2), (0, 1))
"""Blurs one over the other, each so many times, until nothing shows through."""


class Mask(NamedTuple):
    """Of a picture that is begun with, and of its size."""

    image: Image
    """White is drawn anew, black stays."""
    blur: int = 4
    content: str = CONTENTS[0]

    def soft(self) -> Image:
        """Return it with its edges blurred."""
        import numpy as np
        from PIL import Image

        if not self.blur:
            return self.image
        reach = int(_REACH * self.blur + 0.5)
        weights = [math.exp(-((n / self.blur) ** 2) / 2) for n in range(-reach, reach + 1)]
        values = np.asarray(self.image, np.float32)
        for axis in (1, 0):
            around = [(reach, reach) if each == axis else (0, 0) for each in (0, 1)]
            wide = np.pad(values, around, "reflect")
            places = range(values.shape[axis])
            parts = (
                weight * np.take(wide, range(n, n + len(places)), axis)
                for n, weight in enumerate(weights)
            )
            values = np.rint(sum(parts) / sum(weights))
        return Image.fromarray(values.astype(np.uint8))

    def beneath(self, image: Image) -> Image:
        """Return the picture as it is encoded: as it is, or filled from around under the mask."""
        from PIL import Image, ImageFilter

        if self.content != "fill":
            return image
        shown = _shown(image, self.soft())
        found = Image.new("RGBA", image.size)
        for radius, times in _FILLING:
            blurred = shown.filter(ImageFilter.GaussianBlur(radius)).convert("RGBA")
            for _ in range(times):
                found.alpha_composite(blurred)
        return found.convert("RGB")

    def latent(self, width: int, height: int) -> Any:
        """Return which latents are drawn anew, as rows of 0 and 1."""
        import numpy as np

        small = self.soft().convert("RGB").resize((width, height))
        return np.around(np.asarray(small, np.float32)[..., 0] / 255)

    def over(self, image: Image, drawn: Image) -> Image:
        """Return what was drawn under the mask, and around it the picture, pixel for pixel."""
        kept = self.soft().point(lambda value: min(2 * value, 255))
        found = drawn.convert("RGBA")
        found.alpha_composite(_shown(image, kept).convert("RGBA"))
        return found.convert("RGB")


def painted(image: Image) -> Image:
    """Return a picture of a mask in black and white: its paint, else what is light in it."""
    if image.has_transparency_data:
        paint = image.convert("RGBA").getchannel("A")
        if paint.getextrema() != (255, 255):
            return _split(paint)
    return _split(image.convert("L"))


def _split(values: Image) -> Image:
    return values.point(lambda value: 255 if value > _PAINTED else 0)


def _shown(image: Image, mask: Image) -> Any:
    """What of a picture is to be seen outside a mask."""
    from PIL import Image, ImageOps

    found = Image.new("RGBa", image.size)
    found.paste(image.convert("RGBA").convert("RGBa"), mask=ImageOps.invert(mask))
    return found
