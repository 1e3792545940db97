"""What an agent may ask for: one function a tool, whose docstring is what the agent reads.

Each answers plain JSON values, and refuses with an error whose sentence says what is allowed.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from sd_animagine.api.lookups import LIMITS, completions
from sd_animagine.api.lookups import character as known_of
from sd_animagine.compiler import compile_request
from sd_animagine.compiler.context import default_context
from sd_animagine.compiler.options import ADDS_NOTHING
from sd_animagine.report.serial import RequestError, compiled_json, request_from
from sd_animagine.transform import snap as trained_size
from sd_animagine.values import must_be


def check(prompt: str, negative_prompt: str | None = None) -> dict[str, Any]:
    """Say what is wrong with a prompt for Animagine XL 4.0. Nothing is changed or added."""
    asked = {**ADDS_NOTHING, "mode": "report"}
    result = _compiled(prompt, negative_prompt, asked)
    return {name: result[name] for name in ("findings", "findings_left_out")}


def compile_prompt(
    prompt: str,
    negative_prompt: str | None = None,
    width: int | None = None,
    height: int | None = None,
    options: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Bring a prompt into the form that Animagine XL 4.0 was trained on.

    The answer has the prompt, the negative prompt and the size to draw with, every change that was
    made, and what was found. Options are those of the command line, such as quality, rating, year.
    """
    return _compiled(prompt, negative_prompt, options or {}, width=width, height=height)


def search_names(query: str, limit: int = 20) -> dict[str, Any]:
    """Find tags, characters, series and artists that the model knows, by a part of their name."""
    if limit not in LIMITS:
        raise RequestError(must_be("limit", limit, f"{LIMITS[0]} to {LIMITS[-1]}"))
    return completions(default_context().vocabulary, query, limit, "")


def character(name: str) -> dict[str, Any]:
    """Say what is known of a character: series, other names, in how many pictures it is."""
    return known_of(default_context().vocabulary, name)


def snap_size(width: int, height: int) -> dict[str, int]:
    """Return the nearest size that the model was trained at, in pixels."""
    wide, high = trained_size(width, height)
    return {"width": wide, "height": high}


def read_picture(path: str) -> dict[str, Any]:
    """Read from a picture file on this machine how it was made: prompt, size, seed, settings."""
    if find_spec("PIL") is None:
        raise RequestError("reading pictures needs Pillow; to install it: pip install pillow")
    from sd_animagine.pictures.telling import told

    found = told(Path(path))
    if "error" in found:
        raise RequestError(found["error"])
    return found


TOOLS: Final = (check, compile_prompt, search_names, character, snap_size, read_picture)


def _compiled(
    prompt: str, negative_prompt: str | None, options: dict[str, Any], **size: int | None
) -> dict[str, Any]:
    context = default_context()
    values = {"prompt": prompt, "negative_prompt": negative_prompt, "options": options, **size}
    request = request_from(values, context.options)
    return compiled_json(compile_request(request, context), request)
