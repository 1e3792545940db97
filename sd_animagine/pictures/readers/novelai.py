"""NovelAI: ``Comment`` is JSON with ``prompt`` and ``uc``; version 4 has a caption a character."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sd_animagine.pictures.emphasis import from_novelai
from sd_animagine.pictures.request import (
    ReadBack,
    json_object,
    listed,
    mapping,
    number_in,
    text_of,
    whole,
)
from sd_animagine.pictures.samplers import sampler_of


def read_novelai(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of NovelAI."""
    values = json_object(texts.get("Comment", ""))
    if "uc" not in values and "v4_prompt" not in values:
        return None
    prompt, left_out = from_novelai(_caption(values, "prompt", "v4_prompt"))
    negative, also = from_novelai(_caption(values, "uc", "v4_negative_prompt"))
    return ReadBack(
        tool="NovelAI",
        prompt=prompt or text_of(texts.get("Description")),
        negative_prompt=negative,
        width=whole(values.get("width")),
        height=whole(values.get("height")),
        steps=whole(values.get("steps")),
        cfg_scale=number_in(values.get("scale")),
        sampler_name=sampler_of(values.get("sampler")),
        seed=whole(values.get("seed")),
        model=text_of(texts.get("Source")),
        left_out=(*left_out, *also),
    )


def _caption(values: Mapping[str, Any], plain: str, version_4: str) -> str:
    """The base and each character's caption, in their order."""
    caption = mapping(mapping(values.get(version_4)).get("caption"))
    base = text_of(caption.get("base_caption")) or text_of(values.get(plain))
    characters = [
        text_of(mapping(each).get("char_caption")) for each in listed(caption.get("char_captions"))
    ]
    return ", ".join(part for part in (base, *characters) if part)
