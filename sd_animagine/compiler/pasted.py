"""A whole infotext in the prompt of a request: left alone, or taken apart into its fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final, NamedTuple

from sd_animagine.compiler.request import Request
from sd_animagine.model import MAX_SIDE
from sd_animagine.rules.registry import code_of
from sd_animagine.syntax import Edit
from sd_animagine.syntax.pasted import Pasted, pasted_in, settings_in
from sd_animagine.transform import Change
from sd_animagine.words import Message

_OWN_FIELD: Final = Message("The prompt box held a whole picture description.")


class Apart(NamedTuple):
    """A request whose prompt was an infotext, taken apart."""

    request: Request
    start: int
    """Where in the text that was given the prompt begins."""
    changes: list[Change]


def whole_in(text: str, *, negative: bool = False) -> Pasted | None:
    """Return the parts of a text that is more than a prompt; None for any other."""
    found = pasted_in(text, negative=negative)
    return found if found is not None and found.is_whole else None


def taken_apart(request: Request, found: Pasted) -> Apart:
    """Return a request with each part of its prompt in its own field."""
    text = request.prompt
    prompt = text[slice(*found.own)]
    kind = "rewritten" if prompt else "removed"
    edits = found.edits(len(text))
    changes = [Change(kind, "prompt", text, prompt, code_of("infotext"), _OWN_FIELD, edits)]
    values: dict[str, Any] = {"prompt": prompt}
    if found.negative is not None and found.negative.start < found.negative.end:
        own = request.negative_prompt or ""
        change = _negative(own, text[slice(*found.negative)])
        changes.append(change)
        values["negative_prompt"] = own[: change.edits[0].start] + change.edits[0].text
    if found.settings is not None:
        told = settings_in(text[slice(*found.settings)])
        values |= told
        changes += _settings(request, told)
    kept = {name: value for name, value in values.items() if _is_allowed(name, value)}
    return Apart(replace(request, **kept), found.own.start, changes)


def _is_allowed(name: str, value: object) -> bool:
    return name not in ("width", "height") or (isinstance(value, int) and 0 < value <= MAX_SIDE)


def _negative(own: str, text: str) -> Change:
    """The infotext's negative prompt, behind the user's own."""
    edit = Edit(len(own), len(own), f", {text}") if own.strip() else Edit(0, len(own), text)
    return Change("added", "negative_prompt", "", text, code_of("infotext"), _OWN_FIELD, (edit,))


def _settings(request: Request, told: dict[str, int | float | str]) -> Iterator[Change]:
    code = code_of("infotext")
    width, height = told.get("width"), told.get("height")
    if _is_allowed("width", width) and _is_allowed("height", height):
        before = f"{request.width}x{request.height}" if request.width else ""
        after = f"{width}x{height}"
        if after != before:
            yield Change("resized", "size", before, after, code, _OWN_FIELD)
    for name in ("steps", "cfg_scale", "sampler_name"):
        given = getattr(request, name)
        if name in told and told[name] != given:
            before = "" if given is None else str(given)
            yield Change("set", name, before, str(told[name]), code, _OWN_FIELD)
