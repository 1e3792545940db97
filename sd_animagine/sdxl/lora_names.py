"""Which part of the model a LoRA's tensor changes: trainers call the parts by three sets of names.

kohya's trainer writes ``lora_unet_`` and Stability AI's names of the UNet, or diffusers'; diffusers
writes its own behind ``unet.``. All are compared with underscores between their words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from sd_animagine.sdxl.loading import Model

_TENSOR: Final = re.compile(
    r"(?P<part>.+?)[._](?:lora_(?P<a>up|down|mid|A|B)|lora(?:_linear_layer)?\.(?P<b>up|down))"
    r"(?:\.default)?\.weight\Z"
)
_ALPHA: Final = ".alpha"
_ROLES: Final = {"A": "down", "B": "up"}
_PREFIXES: Final = {
    "lora_unet_": "unet",
    "unet_": "unet",
    "lora_te1_": "clip_l",
    "lora_te2_": "clip_g",
    "text_encoder_2_": "clip_g",
    "text_encoder_": "clip_l",
}
"""How a tensor's name begins → which network it is of; the longer ones first."""
_LEVEL: Final = "text_model_"
"""A level of the text encoders that not all versions of them have."""
_INSIDE: Final = {
    "conv1": "in_layers_2",
    "conv2": "out_layers_3",
    "time_emb_proj": "emb_layers_1",
    "conv_shortcut": "skip_connection",
}
_ENDS: Final = {
    "conv_in": "input_blocks_0_0",
    "conv_out": "out_2",
    "time_embedding_linear_1": "time_embed_0",
    "time_embedding_linear_2": "time_embed_2",
    "add_embedding_linear_1": "label_emb_0_0",
    "add_embedding_linear_2": "label_emb_0_2",
}
_MIDDLE: Final = {
    "mid_block_resnets_0": "middle_block_0",
    "mid_block_attentions_0": "middle_block_1",
    "mid_block_resnets_1": "middle_block_2",
}


class Tensor(NamedTuple):
    """What a tensor's name says."""

    network: str
    """``unet``, ``clip_l``, ``clip_g``; empty for another model's."""
    part: str
    role: str
    """``up``, ``down``, ``mid``, ``alpha``; empty where it belongs to no LoRA."""


def tensor_of(name: str) -> Tensor:
    """Return what a tensor's name says."""
    found = _TENSOR.fullmatch(name)
    if found is not None:
        part, role = found["part"], found["a"] or found["b"]
    elif name.endswith(_ALPHA):
        part, role = name.removesuffix(_ALPHA), "alpha"
    else:
        return Tensor("", name, "")
    words = part.replace(".processor.", ".").replace(".", "_")
    for prefix, network in _PREFIXES.items():
        if words.startswith(prefix):
            rest = words.removeprefix(prefix).removeprefix(_LEVEL)
            return Tensor(network, rest, _ROLES.get(role, role))
    return Tensor("", part, _ROLES.get(role, role))


def parts_of(model: Model) -> dict[str, dict[str, Any]]:
    """Return network → name of a part, in any of the ways → the module that it is."""
    unet = _modules(model.unet)
    for ours, theirs in _called(model.unet):
        inside = "_resnets_" in f"_{ours}"
        for name in [each for each in unet if each == ours or each.startswith(f"{ours}_")]:
            rest = name.removeprefix(ours)
            if inside:
                rest = f"_{_INSIDE.get(rest[1:], rest[1:])}"
            unet[theirs + rest] = unet[name]
    return {"unet": unet, "clip_l": _modules(model.clip_l), "clip_g": _modules(model.clip_g)}


def _modules(network: Any) -> dict[str, Any]:
    """The layers whose weights a LoRA may change."""
    import torch

    kinds = (torch.nn.Linear, torch.nn.Conv2d)
    found: Mapping[str, Any] = dict(network.named_modules())
    return {
        name.replace(".", "_").removeprefix(_LEVEL): module
        for name, module in found.items()
        if isinstance(module, kinds)
    }


def _called(unet: Any) -> Iterator[tuple[str, str]]:
    """Yield diffusers' name of a block and Stability AI's."""
    yield from _ENDS.items()
    yield from _MIDDLE.items()
    number = 1
    for n, block in enumerate(unet.down_blocks):
        for m in range(len(block.resnets)):
            yield f"down_blocks_{n}_resnets_{m}", f"input_blocks_{number}_0"
            yield f"down_blocks_{n}_attentions_{m}", f"input_blocks_{number}_1"
            number += 1
        if block.downsamplers:
            yield f"down_blocks_{n}_downsamplers_0_conv", f"input_blocks_{number}_0_op"
            number += 1
    number = 0
    for n, block in enumerate(unet.up_blocks):
        for m in range(len(block.resnets)):
            yield f"up_blocks_{n}_resnets_{m}", f"output_blocks_{number}_0"
            yield f"up_blocks_{n}_attentions_{m}", f"output_blocks_{number}_1"
            number += 1
        place = 2 if hasattr(block, "attentions") else 1
        yield f"up_blocks_{n}_upsamplers_0_conv", f"output_blocks_{number - 1}_{place}_conv"
