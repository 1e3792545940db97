"""NovelAI: ``Comment`` is JSON with ``prompt`` and ``uc``; version 4 has a caption a character."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sd_animagine.pictures.emphasis import from_novelai
from sd_animagine.pictures.readers.by_name import left_out, named
from sd_animagine.pictures.request import ReadBack, json_object, listed, mapping, text_of
from sd_animagine.words import Message

_NAMES: Final = {
    "width": "width",
    "height": "height",
    "steps": "steps",
    "cfg_scale": "scale",
    "sampler_name": "sampler",
    "seed": "seed",
}
_LEFT_OUT: Final = {
    "noise_schedule": Message("scheduler"),
    "cfg_rescale": "CFG rescale",
    "sm": "SMEA",
}


def read_novelai(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of NovelAI."""
    beside, values = _comment(texts)
    if "uc" not in values and "v4_prompt" not in values:
        return None
    prompt, gone = from_novelai(_caption(values, "prompt", "v4_prompt"))
    negative, also = from_novelai(_caption(values, "uc", "v4_negative_prompt"))
    return named(
        "NovelAI",
        values,
        _NAMES,
        prompt=prompt or text_of(beside.get("Description")),
        negative_prompt=negative,
        model=text_of(beside.get("Source")),
        left_out=(*gone, *also, *_places(values), *left_out(values, _LEFT_OUT)),
    )


def _comment(texts: Mapping[str, str]) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What stands beside the fields, and the fields.

    A WebP has the fields as its user comment; there and in the pixels all texts may be one JSON.
    """
    values = json_object(texts.get("Comment") or texts.get("UserComment") or "")
    inner = values.get("Comment")
    if inner is None:
        return texts, values
    return values, mapping(inner) or json_object(inner if isinstance(inner, str) else "")


def _caption(values: Mapping[str, Any], plain: str, version_4: str) -> str:
    """The base and each character's caption, in their order."""
    caption = mapping(mapping(values.get(version_4)).get("caption"))
    base = text_of(caption.get("base_caption")) or text_of(values.get(plain))
    return ", ".join(part for part in (base, *_characters(values, version_4)) if part)


def _characters(values: Mapping[str, Any], version_4: str) -> list[str]:
    captions = mapping(mapping(values.get(version_4)).get("caption")).get("char_captions")
    return [text_of(mapping(each).get("char_caption")) for each in listed(captions)]


def _places(values: Mapping[str, Any]) -> Iterator[str]:
    prompt = mapping(values.get("v4_prompt"))
    if prompt.get("use_coords") is True and _characters(values, "v4_prompt"):
        yield Message("where the characters stand")
    if any(_characters(values, "v4_negative_prompt")):
        yield Message("which character a negative prompt is for: each counts for all")
