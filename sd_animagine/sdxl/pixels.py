"""Between latents and pixels: pictures decoded and encoded, and small ones foreseen."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Model
from sd_animagine.words import Message

if TYPE_CHECKING:
    from PIL.Image import Image

_TO_RGB: Final = ((60, -60, 25, -70), (60, -5, 15, -50), (60, 10, -5, -35))
_BIAS: Final = (150, 140, 130)
"""SDXL's four latents as red, green and blue from 0 to 255, roughly. Source: the example
"display image after each generation step" of diffusers' documentation."""


def decoded(model: Model, latents: Any) -> Iterator[Image]:
    """The pictures, one after the other so that memory is needed for one only."""
    import torch
    from PIL import Image

    config = model.vae.config
    for each in latents:
        with torch.inference_mode():
            scaled = each.unsqueeze(0).float() / config.scaling_factor
            decoded = model.vae.decode(scaled, return_dict=False)[0][0]
            bytes_ = ((decoded + 1) * 127.5).clamp(0, 255).to(torch.uint8)
        if not bool(torch.isfinite(decoded).all()):
            raise EngineError(
                Message("The model made no picture. Check that its file is complete.")
            )
        yield Image.fromarray(bytes_.permute(1, 2, 0).cpu().numpy())


def encoded(model: Model, images: Sequence[Image]) -> Any:
    """The latents of pictures, whose sides are multiples of 8."""
    import torch

    found = []
    for image in images:
        raw = torch.frombuffer(bytearray(image.convert("RGB").tobytes()), dtype=torch.uint8)
        values = raw.reshape(image.height, image.width, 3).permute(2, 0, 1)
        with torch.inference_mode():
            scaled = (values.to(model.device).float() / 127.5 - 1).unsqueeze(0)
            found.append(model.vae.encode(scaled).latent_dist.mode())
    return torch.cat(found) * model.vae.config.scaling_factor


def preview(latents: Any) -> bytes:
    """The picture as foreseen, an eighth of the size."""
    import torch
    from PIL import Image

    weights = torch.tensor(_TO_RGB, dtype=torch.float32)
    small = latents[:4].float().cpu()
    colours = torch.einsum("rl,lyx->yxr", weights, small) + torch.tensor(_BIAS)
    file = io.BytesIO()
    Image.fromarray(colours.clamp(0, 255).to(torch.uint8).numpy()).save(file, "PNG")
    return file.getvalue()
