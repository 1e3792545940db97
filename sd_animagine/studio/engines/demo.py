"""The demo: abstract pictures, plainly labelled, so that everything but the art can be tried.

With torch it is a small SDXL with random weights, made on the spot and drawn with exactly like a
real one: the same text encoding, steps, batches, memory and interruption; nothing is downloaded.
Without torch a painter made of numpy and Pillow takes its place, which the page brings along: so
the way from typing to a saved picture is open on a machine that has nothing but the page. Both
depend on prompt, size and seed alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Any, Final

from sd_animagine.files.loras import Loras
from sd_animagine.sdxl.loading import Model, missing_packages, placed
from sd_animagine.sdxl.lora import wanted_in
from sd_animagine.sdxl.samplers import SAMPLERS
from sd_animagine.sdxl.upscaling.choice import UPSCALERS
from sd_animagine.studio.engines.base import DrawJob, OnProgress, Picture, Status
from sd_animagine.studio.engines.drawer import Drawer
from sd_animagine.studio.engines.painter import paint
from sd_animagine.words import Message

if TYPE_CHECKING:
    from PIL.Image import Image

MODEL: Final = "demo"
"""What the infotext calls it."""
LABEL: Final = "demo picture, no trained model"
_SEED: Final = 4
"""Of the weights; chosen by eye for its colours."""
_WIDTHS: Final = (16, 32, 64)
"""Channels of the UNet's three levels; SDXL has twenty times as many."""
_VAE_WIDTHS: Final = (8, 8, 16, 16)
_TINTS: Final = (0.2, 1.0, 2.0)
_BLOCK: Final = 64
"""Pixels of a picture that are one form."""
_CLIP: Final = {
    "vocab_size": 49_408,
    "max_position_embeddings": 77,
    "bos_token_id": 49_406,
    "eos_token_id": 49_407,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "hidden_size": 64,
    "intermediate_size": 128,
    "projection_dim": 64,
}


class DemoEngine:
    """Draws abstract pictures on any machine."""

    name: Final = "demo"
    samplers: Final = SAMPLERS
    upscalers: Final = UPSCALERS
    embeddings: Final = ()
    loras: Final = ()
    lora_folder: Final = None

    def __init__(self) -> None:
        self._drawer = Drawer(random_model, lambda job, image: _finished(job, _marbled(image)))

    def status(self, patience: float = 0.0) -> Status:
        """See ``Engine.status``."""
        message = Message("Demo pictures, no trained model.")
        missing = missing_packages()
        if missing is None:
            way = Message("For real ones, start without --model demo.")
            return Status(True, message, MODEL, way=way)
        way = Message("A WebUI draws real ones too: start with --model and its address.")
        return Status(True, message, MODEL, missing.command, way)

    def draw(self, job: DrawJob, on_progress: OnProgress, cancelled: Event) -> Iterator[Picture]:
        """See ``Engine.draw``."""
        wanted_in(job.prompt, Loras())  # refused, with torch or without
        draw = self._drawer.draw
        if missing_packages():
            draw = partial(paint, model=MODEL, finish=_finished)
        yield from draw(job, on_progress, cancelled)


def _finished(job: DrawJob, image: Image) -> Image:
    return labelled(image if job.draft is None else job.draft.kept(job.draft.under(image)))


def labelled(image: Image) -> Image:
    """The picture with a line that says what it is, low on the left."""
    from PIL import ImageDraw

    image = image.convert("RGB")
    draw = ImageDraw.Draw(image)
    font = _font(max(12, (image.width + image.height) // 100))
    left, top, right, bottom = draw.textbbox((0, 0), LABEL, font=font)
    room = int(bottom - top) // 2
    width, height = int(right - left) + 2 * room, int(bottom - top) + 2 * room
    below = image.height - height
    draw.rectangle((0, below, width, image.height), fill=(0, 0, 0))
    draw.text((room - left, below + room - top), LABEL, fill=(255, 255, 255), font=font)
    return image


def _font(size: int) -> Any:
    from PIL import ImageFont

    try:
        return ImageFont.load_default(size)
    except TypeError:  # Pillow before 10.1 has one size only
        return ImageFont.load_default()


def _marbled(image: Image) -> Image:
    """What random weights give is noise; its large forms, in bands of colour, please the eye."""
    import numpy as np
    from PIL import Image as Images

    blocks = max(2, image.width // _BLOCK), max(2, image.height // _BLOCK)
    forms = []
    for band in image.split():
        values = band.convert("F").resize(blocks, Images.Resampling.BOX)
        form = np.asarray(values.resize(image.size, Images.Resampling.BICUBIC))
        forms.append((form - form.mean()) / (form.std() + 1e-6))
    waves = np.stack([forms[0] + forms[n] * 0.35 for n in range(3)], axis=-1)
    bands = 140 + 95 * np.sin(1.4 * waves + np.array(_TINTS, np.float32))
    return Images.fromarray(bands.astype(np.uint8))


def random_model() -> Model:
    """A small SDXL with random weights, the same on every machine."""
    import torch
    from diffusers import AutoencoderKL, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    torch.set_num_threads(1)  # on a busy machine so small a model takes many times as long with two
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(_SEED)
        parts = {
            "unet": UNet2DConditionModel(**_unet()),
            "vae": AutoencoderKL(
                block_out_channels=_VAE_WIDTHS,
                norm_num_groups=4,
                down_block_types=["DownEncoderBlock2D"] * 4,
                up_block_types=["UpDecoderBlock2D"] * 4,
                layers_per_block=1,
                latent_channels=4,
                scaling_factor=1.0,
                mid_block_add_attention=False,
            ),
            "clip_l": CLIPTextModel(CLIPTextConfig(**_CLIP)),
            "clip_g": CLIPTextModelWithProjection(CLIPTextConfig(**_CLIP)),
        }
    return placed(MODEL, parts, torch.device("cpu"), torch.float32)


def _unet() -> dict[str, Any]:
    width = int(_CLIP["hidden_size"])
    pooled = int(_CLIP["projection_dim"])
    return {
        "block_out_channels": _WIDTHS,
        "norm_num_groups": 8,
        "layers_per_block": 1,
        "down_block_types": ["DownBlock2D", "DownBlock2D", "CrossAttnDownBlock2D"],
        "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D", "UpBlock2D"],
        "attention_head_dim": [1, 1, 2],
        "transformer_layers_per_block": [1, 1, 1],
        "cross_attention_dim": 2 * width,
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 32,
        "projection_class_embeddings_input_dim": 6 * 32 + pooled,
    }
