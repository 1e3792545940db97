"""How an SDXL checkpoint file is built, read off the shapes of its tensors.

A single file holds no configuration; what libraries do about it is to download one. Here nothing is
downloaded: every number but one stands in the shapes, and that one (values per attention head, 64)
is the same in every part of SDXL. Tensor names are those of Stability AI's published SDXL files.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.words import Message

Shapes = Mapping[str, tuple[int, ...]]

UNET: Final = "model.diffusion_model."
VAE: Final = "first_stage_model."
CLIP_L: Final = "conditioner.embedders.0.transformer."
CLIP_G: Final = "conditioner.embedders.1.model."
_HEAD: Final = 64
"""Values per attention head."""
_SIZE_CODES: Final = 6
"""Original size, crop and target size, two numbers each."""
_CROSS: Final = "attn2.to_k.weight"
_NUMBER: Final = re.compile(r"[0-9]{1,3}")
"""Of a block or layer; SDXL has no part with more than 32."""
VAE_SCALE: Final = 0.13025
"""What SDXL's latents are multiplied by (``scale_factor`` of its published configuration)."""


@dataclass(frozen=True)
class Architecture:
    """Configurations of the four networks, as diffusers and transformers take them."""

    unet: dict[str, Any]
    vae: dict[str, Any]
    clip_l: dict[str, Any]
    clip_g: dict[str, Any]


def architecture(shapes: Shapes, heads: tuple[int, int] | None = None) -> Architecture:
    """The configurations of a checkpoint file.

    Args:
        shapes: tensor name → shape, from the file's header.
        heads: attention heads of the two text encoders, where they are not those of SDXL.

    Raises:
        EngineError: it is no SDXL checkpoint, or not a whole one.
    """
    try:
        clip_l = _clip_l(shapes)
        clip_g = _clip_g(shapes)
        if heads is not None:
            clip_l["num_attention_heads"], clip_g["num_attention_heads"] = heads
        return Architecture(_unet(shapes), _vae(shapes), clip_l, clip_g)
    except KeyError as error:
        raise EngineError(
            Message("This is no whole SDXL checkpoint: it has no {part}.", part=error.args[0])
        ) from None


def _clip(width: int, layers: int, inner: int, activation: str, projection: int) -> dict[str, Any]:
    return {
        "hidden_size": width,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": max(1, width // _HEAD),
        "projection_dim": projection,
        "hidden_act": activation,
        "vocab_size": 49_408,
        "max_position_embeddings": 77,
        "bos_token_id": 49_406,
        "eos_token_id": 49_407,
    }


def _clip_l(shapes: Shapes) -> dict[str, Any]:
    text = f"{CLIP_L}text_model."
    width = _side(shapes, f"{text}embeddings.token_embedding.weight", 1)
    layers = _count(shapes, f"{text}encoder.layers.")
    inner = _side(shapes, f"{text}encoder.layers.0.mlp.fc1.weight", 0)
    return _clip(width, layers, inner, "quick_gelu", width)


def _clip_g(shapes: Shapes) -> dict[str, Any]:
    width = _side(shapes, f"{CLIP_G}token_embedding.weight", 1)
    layers = _count(shapes, f"{CLIP_G}transformer.resblocks.")
    inner = _side(shapes, f"{CLIP_G}transformer.resblocks.0.mlp.c_fc.weight", 0)
    projection = _side(shapes, f"{CLIP_G}text_projection", 1)
    return _clip(width, layers, inner, "gelu", projection)


def _unet(shapes: Shapes) -> dict[str, Any]:
    channels, depths, per_level = _levels(shapes)
    attention = [n for n, depth in enumerate(depths) if depth]
    if not attention:
        raise KeyError(f"{UNET}input_blocks.*.1.transformer_blocks")
    attended = f"{UNET}input_blocks."
    cross = [name for name in shapes if name.startswith(attended) and name.endswith(_CROSS)]
    if not cross:
        raise KeyError(f"{attended}*.{_CROSS}")
    context = _side(shapes, cross[0], 1)
    codes = _side(shapes, f"{UNET}label_emb.0.0.weight", 1)
    pooled = _side(shapes, f"{CLIP_G}text_projection", 1)
    down = ["CrossAttnDownBlock2D" if depth else "DownBlock2D" for depth in depths]
    up = ["CrossAttnUpBlock2D" if depth else "UpBlock2D" for depth in reversed(depths)]
    return {
        "sample_size": 128,
        "in_channels": _side(shapes, f"{UNET}input_blocks.0.0.weight", 1),
        "out_channels": _side(shapes, f"{UNET}out.2.weight", 0),
        "block_out_channels": channels,
        "layers_per_block": per_level,
        "down_block_types": down,
        "up_block_types": up,
        "transformer_layers_per_block": [max(1, depth) for depth in depths],
        "attention_head_dim": [max(1, width // _HEAD) for width in channels],
        "cross_attention_dim": context,
        "use_linear_projection": True,
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": (codes - pooled) // _SIZE_CODES,
        "projection_class_embeddings_input_dim": codes,
    }


def _levels(shapes: Shapes) -> tuple[list[int], list[int], int]:
    """Channels and transformer depth of each level, and how many blocks a level has."""
    channels: list[int] = []
    depths: list[int] = []
    blocks = [0]
    for n in range(1, _count(shapes, f"{UNET}input_blocks.")):
        block = f"{UNET}input_blocks.{n}."
        if f"{block}0.op.weight" in shapes:
            blocks.append(0)
            continue
        if not blocks[-1]:
            channels.append(_side(shapes, f"{block}0.out_layers.3.weight", 0))
            depths.append(_count(shapes, f"{block}1.transformer_blocks."))
        blocks[-1] += 1
    if not channels:
        raise KeyError(f"{UNET}input_blocks.1.0.out_layers.3.weight")
    return channels, depths, blocks[0]


def _vae(shapes: Shapes) -> dict[str, Any]:
    levels = _count(shapes, f"{VAE}decoder.up.")
    widths = [_side(shapes, f"{VAE}decoder.up.{n}.block.0.conv1.weight", 0) for n in range(levels)]
    blocks = _count(shapes, f"{VAE}decoder.up.0.block.")
    latent = _side(shapes, f"{VAE}decoder.conv_in.weight", 1)
    return {
        "in_channels": 3,
        "out_channels": 3,
        "latent_channels": latent,
        "block_out_channels": widths,
        "down_block_types": ["DownEncoderBlock2D"] * levels,
        "up_block_types": ["UpDecoderBlock2D"] * levels,
        "layers_per_block": blocks - 1,
        "mid_block_add_attention": f"{VAE}decoder.mid.attn_1.q.weight" in shapes,
        "scaling_factor": VAE_SCALE,
        "sample_size": 1024,
    }


def _side(shapes: Shapes, name: str, axis: int) -> int:
    """A side of a tensor.

    Raises:
        KeyError: there is no such tensor.
        EngineError: it has no such side, or nothing in it.
    """
    shape = shapes[name]
    if len(shape) <= axis or not all(shape):
        raise EngineError(
            Message(
                "This is no SDXL checkpoint: {part} has the shape {shape}.",
                part=name,
                shape=str(list(shape[:8])),
            )
        )
    return shape[axis]


def _count(shapes: Shapes, start: str) -> int:
    """How many parts are numbered behind these words.

    Raises:
        KeyError: one is missing between them.
    """
    named = (name[len(start) :].partition(".")[0] for name in shapes if name.startswith(start))
    numbers = {number for number in named if _NUMBER.fullmatch(number)}
    missing = {str(n) for n in range(len(numbers))} - numbers
    if missing:
        raise KeyError(f"{start}{min(missing, key=int)}")
    return len(numbers)
