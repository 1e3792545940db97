"""Stability Matrix: ``parameters-json`` beside an infotext and the graph of its ComfyUI."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sd_animagine.pictures.readers.by_name import named
from sd_animagine.pictures.request import ReadBack, json_object

_NAMES: Final = {
    "prompt": "PositivePrompt",
    "negative_prompt": "NegativePrompt",
    "width": "Width",
    "height": "Height",
    "steps": "Steps",
    "cfg_scale": "CfgScale",
    "sampler_name": "Sampler",
    "seed": "Seed",
    "model": "ModelName",
}


def read_stability_matrix(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of Stability Matrix."""
    values = json_object(texts.get("parameters-json", ""))
    return named("Stability Matrix", values, _NAMES) if "PositivePrompt" in values else None
