"""Easy Diffusion: its fields are texts of a PNG, or one JSON in a comment."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, Final

from sd_animagine.pictures.readers.by_name import commented, left_out, named, weighed
from sd_animagine.pictures.request import ReadBack, listed
from sd_animagine.words import Message

_NAMES: Final = {
    "prompt": "prompt",
    "negative_prompt": "negative_prompt",
    "width": "width",
    "height": "height",
    "steps": "num_inference_steps",
    "cfg_scale": "guidance_scale",
    "sampler_name": "sampler_name",
    "seed": "seed",
    "model": "use_stable_diffusion_model",
}
_SHOWN: Final = {
    "prompt": "Prompt",
    "negative_prompt": "Negative Prompt",
    "width": "Width",
    "height": "Height",
    "steps": "Steps",
    "cfg_scale": "Guidance Scale",
    "sampler_name": "Sampler",
    "seed": "Seed",
    "model": "Stable Diffusion model",
}
"""As the page shows them; written where text files are asked for too."""
_LEFT_OUT: Final = {
    "scheduler_name": Message("scheduler"),
    "Scheduler": Message("scheduler"),
    "use_controlnet_model": "ControlNet",
    "ControlNet model": "ControlNet",
    "use_upscale": Message("enlarged with"),
    "Use Upscaling": Message("enlarged with"),
}


def read_easy_diffusion(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of Easy Diffusion."""
    for values in (texts, commented(texts)):
        for names in (_NAMES, _SHOWN):
            if {names["prompt"], names["steps"], names["model"]} <= set(values):
                lines = (*left_out(values, _LEFT_OUT), *_loras(values))
                return named("Easy Diffusion", values, names, left_out=lines)
    return None


def _loras(values: Mapping[str, Any]) -> list[str]:
    names = _list(values.get("use_lora_model") or values.get("LoRA model"))
    weights = _list(values.get("lora_alpha") or values.get("LoRA Strength"))
    return [
        weighed("LoRA", name, weight)
        for name, weight in zip_longest(names, weights[: len(names)])
        if name not in (None, "", "None")
    ]


def _list(value: Any) -> list[Any]:
    """A list, a text of one (``['a', 'b']``, ``a, b``), or a single value."""
    if isinstance(value, str):
        return [each.strip(" '\"") for each in value.strip("[]").split(",")]
    return listed(value) or ([] if value is None else [value])
