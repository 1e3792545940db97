"""What a picture tells of the request that made it, and how its values are read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sd_animagine.values import from_json
from sd_animagine.words import Message

_SIZE: Final = re.compile(r"\(?(\d{1,5})\s*[xX×*,]\s*(\d{1,5})\)?")
_MOST_SHOWN: Final = 300
"""Characters of a text among what is left out."""


@dataclass(frozen=True)
class ReadBack:
    """A request as a picture tells it; what it does not tell is None."""

    tool: str = ""
    """Who wrote it; empty where nothing was found."""
    prompt: str | None = None
    negative_prompt: str | None = None
    width: int | None = None
    height: int | None = None
    steps: int | None = None
    cfg_scale: float | None = None
    sampler_name: str | None = None
    seed: int | None = None
    model: str = ""
    left_out: tuple[str, ...] = ()
    """What was there and cannot be expressed in these fields, in the prompt language."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Every key of a WebUI's last line, as it stands there."""


def json_object(text: str) -> Mapping[str, Any]:
    """Return the JSON object that a text is; an empty one where it is none."""
    if text.lstrip()[:1] != "{":
        return {}
    try:
        found = from_json(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def mapping(value: Any) -> Mapping[str, Any]:
    """Return a value that is an object; an empty one for any other."""
    return value if isinstance(value, Mapping) else {}


def listed(value: Any) -> list[Any]:
    """Return a value that is a list; an empty one for any other."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """Return a value that is a text, without blanks around it; an empty one for any other."""
    return value.strip() if isinstance(value, str) else ""


def told(value: Any) -> str | None:
    """Return a text as ``text_of``, and None for what is no text."""
    return value.strip() if isinstance(value, str) else None


def whole(value: Any) -> int | None:
    """Return the whole number that a value or text is, or None."""
    number = number_in(value)
    if number is None or number != int(number):
        return None
    return int(value) if isinstance(value, int) else _exact(value, number)


def _exact(value: Any, number: float) -> int:
    """The digits of a text as they stand: a seed may have more than a float holds."""
    digits = value.strip() if isinstance(value, str) else ""
    return int(digits) if digits.removeprefix("-").isdecimal() else int(number)


def number_in(value: Any) -> float | None:
    """Return a finite number of a size that a request can hold, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(value.strip()[:40] if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) < 2**63 else None


def size_in(text: Any) -> tuple[int | None, int | None]:
    """Return width and height of a text such as ``832 x 1216`` or ``(832, 1216)``."""
    found = _SIZE.fullmatch(text.strip()[:40]) if isinstance(text, str) else None
    return (int(found[1]), int(found[2])) if found else (None, None)


def file_stem(path: str) -> str:
    """Return a model's name without folders, as the WebUI writes it."""
    name = path.replace("\\", "/").rpartition("/")[2]
    for ending in (".safetensors", ".ckpt", ".pt", ".bin", ".sft", ".gguf"):
        name = name.removesuffix(ending)
    return name


def noted(what: str, value: Any) -> Message:
    """Return a line for what is left out, shortened."""
    return Message("{what}: {value}", what=what, value=_shortened(value))


def _shortened(value: Any) -> str:
    if isinstance(value, Message):
        return value
    text = " ".join(value.split()) if isinstance(value, str) else str(value)
    return text[:_MOST_SHOWN]


def hires_in(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the hires fix of an infotext by the names of the page's controls; empty without."""
    upscale = number_in(fields.get("Hires upscale"))
    if upscale is None:
        return {}
    return {
        "hires_upscale": upscale,
        "hires_upscaler": fields.get("Hires upscaler", ""),
        "hires_steps": whole(fields.get("Hires steps", "0")),
        "denoising_strength": number_in(fields.get("Denoising strength")),
    }
