"""Fooocus' own scheme, and those of its relatives MRE and RuinedFooocus: one JSON each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sd_animagine.pictures.readers.by_name import commented, left_out, named, weighed
from sd_animagine.pictures.request import ReadBack, json_object, listed, text_of
from sd_animagine.words import Message

_COMMON: Final = {
    "prompt": "prompt",
    "negative_prompt": "negative_prompt",
    "steps": "steps",
    "sampler_name": "sampler",
    "seed": "seed",
    "model": "base_model",
}
_FOOOCUS: Final = {**_COMMON, "size": "resolution", "cfg_scale": "guidance_scale"}
_MRE: Final = {**_COMMON, "width": "width", "height": "height", "cfg_scale": "cfg"}
_RUINED: Final = {
    **_MRE,
    "prompt": "Prompt",
    "negative_prompt": "Negative",
    "sampler_name": "sampler_name",
    "model": "base_model_name",
}
_LEFT_OUT: Final = {
    "styles": Message("styles"),
    "scheduler": Message("scheduler"),
    "refiner_model": Message("refiner"),
}


def read_fooocus(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of Fooocus or a relative of its."""
    values = commented(texts)
    if "base_model_name" in values and text_of(values.get("software")) == "RuinedFooocus":
        return _read("RuinedFooocus", values, _RUINED)
    if "base_model" in values and "prompt" in values:
        return _read(text_of(values.get("version"))[:40] or "Fooocus", values, _FOOOCUS)
    values = json_object(texts.get("Comment") or texts.get("comment") or "")
    software = text_of(values.get("software"))
    is_mre = software.startswith("Fooocus") or {"base_model", "real_prompt"} <= set(values)
    if is_mre and "prompt" in values:
        return _read(software[:40] or "Fooocus MRE", values, _MRE)
    return None


def _read(tool: str, values: Mapping[str, Any], names: Mapping[str, str]) -> ReadBack:
    return named(tool, values, names, left_out=(*left_out(values, _LEFT_OUT), *_loras(values)))


def _loras(values: Mapping[str, Any]) -> Iterator[str]:
    """A line a LoRA: in a list of lists or of objects, or of MRE in fields with a number."""
    for each in listed(values.get("loras")):
        if isinstance(each, Mapping):
            yield weighed("LoRA", each.get("name"), each.get("weight"))
        elif listed(each)[1:]:
            yield weighed("LoRA", each[0], each[1])
    for number in range(1, 6):
        name = text_of(values.get(f"l{number}"))
        if name not in ("", "None"):
            yield weighed("LoRA", name, values.get(f"w{number}"))
