"""Civitai: ``extraMetadata``, JSON beside the graph, and what it adds to a WebUI's last line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from sd_animagine.pictures.readers.by_name import named, weighed
from sd_animagine.pictures.request import ReadBack, json_object, listed, mapping, text_of
from sd_animagine.values import from_json

_NAMES: Final = {
    "prompt": "prompt",
    "negative_prompt": "negativePrompt",
    "width": "width",
    "height": "height",
    "steps": "steps",
    "cfg_scale": "cfgScale",
    "sampler_name": "sampler",
    "seed": "seed",
}
RESOURCES: Final = "Civitai resources"
METADATA: Final = "Civitai metadata"


def read_civitai(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of Civitai's own generator, where it drew with ComfyUI."""
    places = [texts, *(json_object(texts.get(key, "")) for key in ("prompt", "UserComment"))]
    for place in places:
        told = place.get("extraMetadata")
        values = mapping(told) or json_object(told if isinstance(told, str) else "")
        if "prompt" in values:
            lines = _resources(values.get("resources"))
            return named("Civitai", values, _NAMES, left_out=tuple(lines))
    return None


def without_civitai(line: str) -> tuple[str, Mapping[str, Any]]:
    """Return a WebUI's last line without the JSON that Civitai adds, and that by its keys."""
    found: dict[str, Any] = {}
    for key in (METADATA, RESOURCES):
        before, mark, after = line.partition(f"{key}: ")
        if mark:
            found[key], end = _json_at_start(after)
            line = before + after[end:]
    return line, found


def resources_of(added: Mapping[str, Any]) -> tuple[str, list[str]]:
    """Return the checkpoint among the resources, and a line for each of the others."""
    entries = [mapping(each) for each in listed(added.get(RESOURCES))]
    names = [_named(each) for each in entries if each.get("type") == "checkpoint"]
    others = [each for each in entries if each.get("type") != "checkpoint"]
    return next(iter(names), ""), _resources(others)


def _json_at_start(text: str) -> tuple[Any, int]:
    """The JSON value at the start of a text and where it ends; None and 0 where there is none."""
    try:
        value, end = json.JSONDecoder(parse_int=str).raw_decode(text)
        return from_json(text[:end]) if end else value, end
    except (ValueError, RecursionError):
        return None, 0


def _resources(resources: Any) -> list[str]:
    return [
        weighed(
            text_of(each.get("type"))[:20],
            _named(each),
            each.get("weight", each.get("strength")),
        )
        for each in map(mapping, listed(resources))
    ]


def _named(each: Mapping[str, Any]) -> str:
    """A model as Civitai shows it: its name and version, or the version's number."""
    name = " ".join(
        filter(None, (text_of(each.get("modelName")), text_of(each.get("modelVersionName"))))
    )
    number = each.get("modelVersionId")
    return name or (f"Civitai version {number}" if number is not None else "unnamed")
