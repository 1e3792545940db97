"""Draw Things: one JSON in the XMP, the prompt under ``c`` and the negative one under ``uc``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sd_animagine.pictures.readers.by_name import named, weighed
from sd_animagine.pictures.request import ReadBack, json_object, listed, mapping

_NAMES: Final = {
    "prompt": "c",
    "negative_prompt": "uc",
    "size": "size",
    "steps": "steps",
    "cfg_scale": "scale",
    "sampler_name": "sampler",
    "seed": "seed",
    "model": "model",
}


def read_draw_things(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of Draw Things."""
    values = json_object(texts.get("XMP UserComment") or texts.get("UserComment") or "")
    if not {"c", "uc", "steps"} <= set(values):
        return None
    loras = map(mapping, listed(values.get("lora")))
    lines = [weighed("LoRA", each.get("model"), each.get("weight")) for each in loras]
    return named("Draw Things", values, _NAMES, left_out=tuple(lines))
