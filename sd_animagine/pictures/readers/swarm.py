"""SwarmUI: ``sui_image_params``, an object of its parameters by their ids."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, Final

from sd_animagine.pictures.emphasis import from_swarm
from sd_animagine.pictures.readers.by_name import commented, left_out, named, weighed
from sd_animagine.pictures.request import ReadBack, listed, mapping, text_of
from sd_animagine.words import Message

_NAMES: Final = {
    "width": "width",
    "height": "height",
    "steps": "steps",
    "cfg_scale": "cfgscale",
    "sampler_name": "sampler",
    "seed": "seed",
    "model": "model",
}
_LEFT_OUT: Final = {
    "scheduler": Message("scheduler"),
    "refinermethod": Message("second pass"),
}


def read_swarm(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of SwarmUI."""
    values = mapping(commented(texts).get("sui_image_params"))
    if not values:
        return None
    prompt, parts = from_swarm(text_of(values.get("prompt")))
    negative, others = from_swarm(text_of(values.get("negativeprompt")))
    return named(
        "SwarmUI",
        values,
        _NAMES,
        prompt=prompt,
        negative_prompt=negative,
        left_out=(*parts, *others, *_loras(values), *left_out(values, _LEFT_OUT)),
    )


def _loras(values: Mapping[str, Any]) -> list[str]:
    """A line a LoRA; names and weights are lists, or texts with commas."""
    names, weights = _list(values.get("loras")), _list(values.get("loraweights"))
    return [
        weighed("LoRA", name, weight)
        for name, weight in zip_longest(names, weights[: len(names)])
        if name
    ]


def _list(value: Any) -> list[Any]:
    return value.split(",") if isinstance(value, str) else listed(value)
