"""A small random SDXL as one file, its tensors named as in Stability AI's published files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from sd_animagine.sdxl.architecture import CLIP_G, CLIP_L, UNET, VAE, VAE_SCALE

HEADS: Final = (1, 1)
_WIDTHS: Final = (32, 64)
_PER_LEVEL: Final = 1
_STRIDE: Final = _PER_LEVEL + 1
"""Blocks that a level of the UNet has, with the one that halves or doubles the size."""
_CLIP: Final = {
    **{"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "projection_dim": 32},
    **{"num_attention_heads": 1, "bos_token_id": 49_406, "eos_token_id": 49_407},
}


def networks() -> dict[str, Any]:
    """The four networks with random weights, the same on every machine."""
    import torch
    from diffusers import AutoencoderKL, UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        return {
            "unet": UNet2DConditionModel(
                block_out_channels=_WIDTHS,
                layers_per_block=_PER_LEVEL,
                down_block_types=["DownBlock2D", "CrossAttnDownBlock2D"],
                up_block_types=["CrossAttnUpBlock2D", "UpBlock2D"],
                attention_head_dim=[1, 1],
                transformer_layers_per_block=[1, 1],
                cross_attention_dim=64,
                use_linear_projection=True,
                addition_embed_type="text_time",
                addition_time_embed_dim=32,
                projection_class_embeddings_input_dim=6 * 32 + 32,
            ),
            "vae": AutoencoderKL(
                block_out_channels=(32,) * 4,
                down_block_types=["DownEncoderBlock2D"] * 4,
                up_block_types=["UpDecoderBlock2D"] * 4,
                layers_per_block=1,
                latent_channels=4,
                scaling_factor=VAE_SCALE,
            ),
            "clip_l": CLIPTextModel(CLIPTextConfig(**_CLIP, hidden_act="quick_gelu")),
            "clip_g": CLIPTextModelWithProjection(CLIPTextConfig(**_CLIP, hidden_act="gelu")),
        }


def written(path: Path, parts: Mapping[str, Any]) -> Path:
    """Write the networks into one file."""
    from safetensors.torch import save_file

    tensors = {
        **{f"{UNET}{_unet(name)}": each for name, each in parts["unet"].state_dict().items()},
        **dict(_vae(parts["vae"].state_dict())),
        **dict(_clip_l(parts["clip_l"].state_dict())),
        **dict(_clip_g(parts["clip_g"].state_dict())),
    }
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path)
    return path


def _renamed(name: str, names: Mapping[str, str]) -> str:
    for old, new in names.items():
        name = re.sub(rf"(?<![\w.]){old}(?=\.)", new, name)
    return name


_RESNET: Final = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}
_OUTSIDE: Final = {
    "conv_in": "input_blocks.0.0",
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
    "mid_block.resnets.0": "middle_block.0",
    "mid_block.attentions.0": "middle_block.1",
    "mid_block.resnets.1": "middle_block.2",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}
_BLOCK: Final = re.compile(r"(down|up)_blocks\.(\d+)\.(\w+)\.(\d+)\.(.*)")


def _unet(name: str) -> str:
    if match := _BLOCK.match(name):
        level, place = int(match[2]), int(match[4])
        if match[1] == "down":
            number = _STRIDE * level + place + 1
            number = _STRIDE * (level + 1) if match[3] == "downsamplers" else number
            start = f"input_blocks.{number}"
        else:
            number = _STRIDE * level + (_PER_LEVEL if match[3] == "upsamplers" else place)
            start = f"output_blocks.{number}"
        if match[3] == "downsamplers":
            return f"{start}.0.{match[5].replace('conv.', 'op.')}"
        if match[3] == "upsamplers":  # behind the attention, which the lowest level alone has
            return f"{start}.2.{match[5]}"
        inner = _renamed(match[5], _RESNET)
        return f"{start}.{int(match[3] == 'attentions')}.{inner}"
    for old, new in _OUTSIDE.items():
        if name.startswith(f"{old}."):
            return f"{new}.{_renamed(name[len(old) + 1 :], _RESNET)}"
    raise KeyError(name)


_VAE_NAMES: Final = (
    (r"encoder\.down_blocks\.(\d+)\.resnets\.", r"encoder.down.\1.block."),
    (r"encoder\.down_blocks\.(\d+)\.downsamplers\.0\.", r"encoder.down.\1.downsample."),
    (r"decoder\.up_blocks\.(\d+)\.resnets\.", r"decoder.up.\1.block."),
    (r"decoder\.up_blocks\.(\d+)\.upsamplers\.0\.", r"decoder.up.\1.upsample."),
    (r"mid_block\.resnets\.0\.", "mid.block_1."),
    (r"mid_block\.resnets\.1\.", "mid.block_2."),
    (r"mid_block\.attentions\.0\.", "mid.attn_1."),
    (r"attn_1\.group_norm\.", "attn_1.norm."),
    (r"attn_1\.to_([qkv])\.", r"attn_1.\1."),
    (r"attn_1\.to_out\.0\.", "attn_1.proj_out."),
    (r"conv_norm_out\.", "norm_out."),
    (r"conv_shortcut\.", "nin_shortcut."),
)


def _vae(tensors: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The levels of the decoder are counted from the other end; its attention is a convolution."""
    for name, tensor in tensors.items():
        for old, new in _VAE_NAMES:
            name = re.sub(old, new, name)
        name = re.sub(r"(?<=decoder\.up\.)\d+", lambda match: str(3 - int(match[0])), name)
        is_attention = ".attn_1." in name and tensor.ndim == 2
        yield f"{VAE}{name}", tensor[:, :, None, None] if is_attention else tensor


def _clip_l(tensors: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, tensor in tensors.items():
        yield f"{CLIP_L}text_model.{name}", tensor


_CLIP_G_NAMES: Final = (
    ("text_model.embeddings.token_embedding.weight", "token_embedding.weight"),
    ("text_model.embeddings.position_embedding.weight", "positional_embedding"),
    ("text_model.final_layer_norm", "ln_final"),
    ("text_model.encoder.layers", "transformer.resblocks"),
    ("layer_norm1", "ln_1"),
    ("layer_norm2", "ln_2"),
    ("mlp.fc1", "mlp.c_fc"),
    ("mlp.fc2", "mlp.c_proj"),
    ("self_attn.out_proj", "attn.out_proj"),
)


def _clip_g(tensors: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    import torch

    for name, tensor in tensors.items():
        if name == "text_projection.weight":
            yield f"{CLIP_G}text_projection", tensor.T
            continue
        for old, new in _CLIP_G_NAMES:
            name = name.replace(old, new)
        if match := re.match(r"(.*)self_attn\.q_proj\.(weight|bias)", name):
            layer = name.replace("transformer.resblocks", "text_model.encoder.layers")
            three = [tensors[layer.replace("q_proj", f"{each}_proj")] for each in "qkv"]
            yield f"{CLIP_G}{match[1]}attn.in_proj_{match[2]}", torch.cat(three)
        elif "_proj." not in name or "c_proj" in name or "out_proj" in name:
            yield f"{CLIP_G}{name}", tensor
