"""Animagine's own page, and Spaces like it: one JSON, as ``metadata`` or ``parameters``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sd_animagine.pictures.readers.by_name import commented, left_out, named, weighed
from sd_animagine.pictures.request import ReadBack, json_object, mapping, text_of
from sd_animagine.words import Message

_NAMES: Final = {
    "prompt": "prompt",
    "negative_prompt": "negative_prompt",
    "size": "resolution",
    "steps": "num_inference_steps",
    "cfg_scale": "guidance_scale",
    "sampler_name": "sampler",
    "seed": "seed",
}


def read_animagine(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of Animagine's page; its styles stand in the prompt already."""
    own = json_object(texts.get("metadata", ""))
    values = own or commented(texts)
    if not {"prompt", "guidance_scale", "num_inference_steps", "resolution"} <= set(values):
        return None
    tool = "Animagine XL's page" if own else Message("a Hugging Face Space")
    model = values.get("Model")
    return named(
        tool,
        values,
        _NAMES,
        model=text_of(mapping(model).get("Model")) or text_of(model),
        left_out=(*_lora(mapping(values.get("use_lora"))), *_upscaler(values)),
    )


def _lora(used: Mapping[str, Any]) -> tuple[str, ...]:
    name = used.get("selected_lora")
    return (weighed("LoRA", name, used.get("multiplier")),) if text_of(name) else ()


def _upscaler(values: Mapping[str, Any]) -> tuple[str, ...]:
    return left_out(mapping(values.get("use_upscaler")), {"new_resolution": Message("enlarged to")})
