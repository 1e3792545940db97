"""Upscalers of the second pass, by A1111's names: of the latents themselves, or of the picture."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Model
from sd_animagine.sdxl.pixels import decoded, encoded
from sd_animagine.sdxl.sampling import latent_shape
from sd_animagine.values import must_be
from sd_animagine.words import Message


class _Latent(NamedTuple):
    mode: str
    antialias: bool = False


_LATENT: Final = {
    "Latent": _Latent("bilinear"),
    "Latent (antialiased)": _Latent("bilinear", antialias=True),
    "Latent (bicubic)": _Latent("bicubic"),
    "Latent (bicubic antialiased)": _Latent("bicubic", antialias=True),
    "Latent (nearest)": _Latent("nearest"),
    "Latent (nearest-exact)": _Latent("nearest-exact"),
}
_PIXELS: Final = {"Lanczos": "LANCZOS", "Nearest": "NEAREST"}
"""Pillow's names."""
UPSCALERS: Final = (*_LATENT, *_PIXELS)


def check(upscaler: str) -> None:
    """Raise EngineError where there is none of this name; it says which there are."""
    if upscaler not in UPSCALERS:
        allowed = Message("one of {choices}", choices=", ".join(UPSCALERS))
        raise EngineError(must_be("hires_upscaler", upscaler, allowed))


def upscaled(model: Model, latents: Any, upscaler: str, width: int, height: int) -> Any:
    """Return the latents of a larger picture, which the second pass then draws anew in part."""
    import torch
    from PIL import Image

    if upscaler in _LATENT:
        _, *size = latent_shape(model, width, height)
        mode, antialias = _LATENT[upscaler]
        return torch.nn.functional.interpolate(latents, size=size, mode=mode, antialias=antialias)
    resampling = Image.Resampling[_PIXELS[upscaler]]
    larger = [each.resize((width, height), resampling) for each in decoded(model, latents)]
    return encoded(model, larger)
