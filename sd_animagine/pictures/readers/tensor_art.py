"""Tensor.Art: ``generation_data``, JSON beside the graph of the ComfyUI that drew it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sd_animagine.pictures.readers.by_name import named, weighed
from sd_animagine.pictures.readers.comfyui.reader import read_comfyui
from sd_animagine.pictures.request import ReadBack, file_stem, json_object, listed, mapping, text_of

_NAMES: Final = {
    "prompt": "prompt",
    "negative_prompt": "negativePrompt",
    "width": "width",
    "height": "height",
    "steps": "steps",
    "cfg_scale": "cfgScale",
    "sampler_name": "samplerName",
    "seed": "seed",
}


def read_tensor_art(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of Tensor.Art; what it asked to be drawn by chance is in the graph."""
    values = json_object(texts.get("generation_data", ""))
    if "prompt" not in values:
        return None
    base = mapping(values.get("baseModel"))
    loras = [each for each in map(mapping, listed(values.get("models"))) if each != base]
    lines = [
        weighed(text_of(each.get("type"))[:20], _name(each), each.get("weight")) for each in loras
    ]
    found = named("Tensor.Art", values, _NAMES, model=_name(base), left_out=tuple(lines))
    drawn = read_comfyui(texts)
    if drawn is None:
        return found
    chance = found.seed in (None, -1)
    return replace(
        found,
        seed=drawn.seed if chance else found.seed,
        sampler_name=found.sampler_name or drawn.sampler_name,
    )


def _name(model: Mapping[str, object]) -> str:
    return file_stem(text_of(model.get("modelFileName")) or text_of(model.get("label")))
