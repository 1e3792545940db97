"""Our own nodes in a graph: what their inputs ask for.

The node itself reads them by this, and so does whoever reads a picture: what was drawn is found
again from the inputs, however long ago ComfyUI has kept the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from sd_animagine.compiler import Compiled, OptionError, Options, Request
from sd_animagine.model import BUCKETS
from sd_animagine.values import from_json, must_be
from sd_animagine.words import Message

PROMPT: Final = "AnimaginePrompt"
ENCODE: Final = "AnimagineEncode"
SETTINGS: Final = "AnimagineSettings"
SAVE: Final = "AnimagineSave"
"""Classes of nodes; workflows hold them."""
FIELDS: Final = {
    PROMPT: ("prompt", "negative", "size", "rating", "year", "quality", "negative_mode", "mode",
             "language", "width", "height", "options"),
    ENCODE: ("prompt", "negative", "weights", "steps"),
    SETTINGS: ("steps", "cfg"),
}  # fmt: skip
"""Their inputs that are typed, in order."""
SETTINGS_ARE: Final = {"sampler_name": "euler_ancestral", "scheduler": "normal"}
"""What an Animagine Settings always hands on."""

AS_ASKED: Final = "width x height"
"""The choice of a size that takes the two numbers."""
NO_RATING: Final = "none"
LANGUAGES: Final = {"ComfyUI": "comfyui", "A1111": "a1111"}
"""Choice of a language → our name of the dialect; the choices stand in workflows."""

FIRST_LANGUAGE: Final = "ComfyUI"

_BASE: Final = Options(gate="always")
"""Whoever put the node there wants it to act, whatever draws."""
_SIZE: Final = re.compile(r"([0-9]{1,5}) x ([0-9]{1,5})\b")
_OPTIONS: Final = ("mode", "quality")

Compile = Callable[[Request], Compiled]


def sizes() -> tuple[str, ...]:
    """Return the choices of a size: the trained ones, and the two numbers."""
    return (AS_ASKED, *(f"{width} x {height}" for width, height in BUCKETS))


def request_of(values: Mapping[str, Any]) -> Request:
    """Return the request that the inputs of an Animagine Prompt are.

    Raises:
        OptionError: an input or an option is not allowed; says which, and what is.
    """
    given: dict[str, Any] = {name: values[name] for name in _OPTIONS if name in values}
    if "negative_mode" in values:
        given["negative"] = values["negative_mode"]
    if "year" in values:
        given["year"] = values["year"]
    if values.get("rating", NO_RATING) != NO_RATING:
        given["rating"] = values["rating"]
    options = Options.from_mapping(given, _BASE)
    options = Options.from_mapping(_more(values.get("options", "")), options)
    width, height = _sides(values)
    return Request(
        prompt=_text(values, "prompt"),
        negative_prompt=_text(values, "negative"),
        width=width,
        height=height,
        options=options,
    )


def dialect_of(values: Mapping[str, Any]) -> str:
    """Return the name of the dialect that an Animagine Prompt writes.

    Raises:
        OptionError: there is none of it.
    """
    language = values.get("language", FIRST_LANGUAGE)
    if not isinstance(language, str) or language not in LANGUAGES:
        allowed = Message("one of {choices}", choices=", ".join(LANGUAGES))
        raise OptionError(must_be("language", language, allowed))
    return LANGUAGES[language]


def _text(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name, "")
    if not isinstance(value, str):
        raise OptionError(must_be(name, value, Message("a text")))
    return value


def _sides(values: Mapping[str, Any]) -> tuple[Any, Any]:
    size = values.get("size", AS_ASKED)
    found = _SIZE.match(size) if isinstance(size, str) else None
    if found:
        return int(found[1]), int(found[2])
    if size != AS_ASKED:
        allowed = Message("one of {choices}", choices=", ".join(sizes()))
        raise OptionError(must_be("size", size, allowed))
    return values.get("width"), values.get("height")


def _more(text: Any) -> Mapping[str, Any]:
    """The options that have no input of their own."""
    if isinstance(text, str) and not text.strip():
        return {}
    try:
        found = from_json(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, Mapping):
        allowed = Message("a JSON object, such as {example}", example='{"complete_series": true}')
        raise OptionError(must_be("options", text, allowed))
    return found
