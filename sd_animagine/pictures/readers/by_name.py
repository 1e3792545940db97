"""Fields under plain names: a table says under which name a tool writes which field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sd_animagine.pictures.request import (
    ReadBack,
    file_stem,
    json_object,
    noted,
    number_in,
    size_in,
    text_of,
    told,
    whole,
)
from sd_animagine.pictures.samplers import sampler_of
from sd_animagine.words import Message

_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "prompt": told,
    "negative_prompt": told,
    "width": whole,
    "height": whole,
    "steps": whole,
    "cfg_scale": number_in,
    "sampler_name": sampler_of,
    "seed": whole,
    "model": lambda value: file_stem(text_of(value)),
}
_SPELLED: Final = {
    "lora": "LoRA",
    "locon": "LoRA",
    "embed": Message("embedding"),
    "": Message("model"),
}
"""What sites call a kind of model → what it is called here."""
_NOTHING: Final = (None, False, 0, "", "[]", "none", "(none)", "normal", "automatic", "native")


def commented(texts: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the JSON object of a PNG's ``parameters`` or of a user comment."""
    return json_object(texts.get("parameters") or texts.get("UserComment") or "")


def named(tool: str, values: Mapping[str, Any], names: Mapping[str, str], **given: Any) -> ReadBack:
    """Return the request of a tool whose names are ``field → name``; ``size`` is both sides."""
    read = {field: _READ[field](values.get(names[field])) for field in _READ if field in names}
    if "size" in names:
        read["width"], read["height"] = size_in(values.get(names["size"]))
    return ReadBack(tool=tool, **{**read, **given})


def left_out(values: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, ...]:
    """Return a line for each value (``name → what it is``) that is there and says something."""
    return tuple(noted(what, values[name]) for name, what in names.items() if _says(values, name))


def _says(values: Mapping[str, Any], name: str) -> bool:
    value = values.get(name)
    if isinstance(value, list | Mapping):
        return bool(value)
    return (value.strip().lower() if isinstance(value, str) else value) not in _NOTHING


def weighed(what: str, name: Any, weight: Any) -> str:
    """Return a line for a model that is left out, with its weight where one is told."""
    what = _SPELLED.get(what.lower(), what)
    strength = number_in(weight)
    told_name = file_stem(name) if isinstance(name, str) else str(name)
    return noted(what, told_name if strength is None else f"{told_name} ({strength:g})")
