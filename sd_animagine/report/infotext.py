r"""What stands in a picture about how it was made, as the hosts write and read it.

A text of three parts: the prompt, ``Negative prompt: …``, and one last line of ``Key: value`` pairs
separated by commas. Ours among the keys:

``Animagine``
    version and request options: ``0.2.0; enabled=on; mode=fix; rating=; year=0; …``. No comma and
    no colon unless a list needs one, so that the host rarely has to quote it.
``Animagine prompt``, ``Animagine negative``
    the text of that picture before compiling, only where it was changed; it may be empty
``Animagine size``
    the size as asked for, only where it was snapped
``Animagine off``
    the tags that were switched off on our page, a line each: ``7 blue eyes`` stood before the
    eighth character of the text before compiling
``Animagine note``
    what was changed and why, wrong options, why the script stayed idle

The host reads back only keys of the form ``\w[\w \-/]+``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from sd_animagine import __version__
from sd_animagine.compiler.options import BY_NAME, SCRIPT_FIELDS, OptionError, Options

if TYPE_CHECKING:  # a host that starts needs the keys, not the compiler
    from sd_animagine.compiler import Compiled, Request
    from sd_animagine.syntax import Item

OPTIONS_KEY: Final = "Animagine"
PROMPT_KEY: Final = "Animagine prompt"
NEGATIVE_KEY: Final = "Animagine negative"
SIZE_KEY: Final = "Animagine size"
NOTE_KEY: Final = "Animagine note"
KEYS: Final = (OPTIONS_KEY, PROMPT_KEY, NEGATIVE_KEY, SIZE_KEY, NOTE_KEY)
OFF_KEY: Final = "Animagine off"
"""Of the page that asked for a picture; the others are of the compile."""

_OURS: Final = re.compile(
    rf"(?:\A|, )(?:{'|'.join((*KEYS, OFF_KEY))}): (?:" r'"(?:\\.|[^\\"])*"|[^,]*)(?=, |\Z)'
)
_QUOTED: Final = frozenset(",:\n")
"""What the host quotes a value for."""
_SEPARATOR: Final = "; "
_SWITCHED_OFF: Final = re.compile(r"([0-9]{1,9}) (.{1,2000})")
_MOST_OFF: Final = 500
"""Tags that were switched off and are read back."""


def options_text(options: Options) -> str:
    """The request's options in one line: all script arguments, others where not the default."""
    changed = options.changed()
    names = [field.name for field in SCRIPT_FIELDS] if options.enabled else ["enabled"]
    if options.enabled:
        names += [name for name in changed if name not in names and BY_NAME[name].in_picture]
    parts = [f"{name}={_spelled(getattr(options, name))}" for name in names]
    return _SEPARATOR.join((__version__, *parts))


def _spelled(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def options_in(text: str) -> dict[str, Any]:
    """The options of an infotext; what this version does not know or allow is left out."""
    found: dict[str, Any] = {}
    for part in str(text).split(_SEPARATOR.strip()):
        name, equals, value = part.strip().partition("=")
        if not equals or name not in BY_NAME:
            continue
        try:
            found[name] = getattr(Options.from_mapping({name: value}), name)
        except OptionError:
            continue
    return found


def off_in(fields: Mapping[str, str], prompt: str) -> str:
    """The tags that were switched off, a line each, with their places in a prompt.

    Args:
        fields: of an infotext.
        prompt: as it was typed, or as it was drawn: then each goes behind the same tag.
    """
    from sd_animagine.syntax import parse

    lines = fields.get(OFF_KEY, "").split("\n")[:_MOST_OFF]
    found = [line for line in map(_SWITCHED_OFF.fullmatch, lines) if line]
    typed = fields.get(PROMPT_KEY, prompt)
    if not found or typed == prompt:
        return "\n".join(line[0] for line in found)
    ends = {item.text: item.end for item in reversed(parse(prompt).items)}
    items = parse(typed).items
    return "\n".join(f"{_place(int(line[1]), items, ends)} {line[2]}" for line in found)


def _place(at: int, items: Sequence[Item], ends: Mapping[str, int]) -> int:
    """Behind the tag that stood in front of a place, as far as it is still there."""
    before = (item.text for item in reversed(items) if item.start < at)
    return next((ends[text] for text in before if text in ends), 0)


def entries(request: Request, compiled: Compiled) -> dict[str, str]:
    """Our keys for one picture: what was asked for, where it was changed, and why."""
    from sd_animagine.report.summary import summary

    report = request.options.mode == "report"
    found: dict[str, str | None] = {OPTIONS_KEY: options_text(request.options)}
    if compiled.prompt != request.prompt:
        found[PROMPT_KEY] = request.prompt
    if compiled.negative_prompt != request.negative_prompt:
        found[NEGATIVE_KEY] = request.negative_prompt
    if (compiled.width, compiled.height) != (request.width, request.height):
        found[SIZE_KEY] = f"{request.width}x{request.height}"
    found[NOTE_KEY] = summary(compiled.changes, compiled.findings, report=report) or None
    return {key: value for key, value in found.items() if value is not None}


def infotext(prompt: str, negative_prompt: str, values: Mapping[str, object]) -> str:
    """The whole text, as the host writes it.

    Args:
        prompt: as it was drawn.
        negative_prompt: as it was drawn; may be empty.
        values: the pairs of the last line, in order; None leaves a key out.
    """
    negative = f"\nNegative prompt: {negative_prompt}" if negative_prompt else ""
    return f"{prompt}{negative}\n{pairs(values)}".strip()


def infotext_of(drawing: Mapping[str, Any], seed: int, more: Mapping[str, object]) -> str:
    """The infotext of a picture, drawn or to be drawn.

    Args:
        drawing: what it is drawn with, as the fields of a request or a job.
        seed: its own.
        more: further pairs, behind those of the host.
    """
    values = {
        "Steps": drawing["steps"],
        "Sampler": drawing["sampler_name"],
        "CFG scale": f"{drawing['cfg_scale']:g}",
        "Seed": seed,
        "Size": f"{drawing['width']}x{drawing['height']}",
        **more,
    }
    return infotext(drawing["prompt"], drawing["negative_prompt"], values)


def with_entries(text: str, ours: Mapping[str, str]) -> str:
    """An infotext that another program wrote, with our keys in place of those it has."""
    body, newline, last = text.rpartition("\n")
    last = without_entries(last)
    return body + newline + ", ".join(part for part in (last, pairs(ours)) if part)


def without_entries(line: str) -> str:
    """The last line of an infotext without our keys."""
    return _OURS.sub("", line).removeprefix(", ").rstrip(", ")


def pairs(values: Mapping[str, object]) -> str:
    """``Key: value, …``; a value with a comma, a colon or a line end is quoted."""
    return ", ".join(f"{key}: {_quoted(v)}" for key, v in values.items() if v is not None)


def _quoted(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if _QUOTED & set(text) else readable(text)


def readable(text: str) -> str:
    """A text as the host reads it back.

    It quotes what has a comma, a colon or a new line, but not what is empty, which it then cannot
    read, nor what has quotes or blanks of its own at the ends, which it then takes off.
    """
    if not _QUOTED & set(text) and (not text or text[0] == '"' or text != text.strip()):
        return json.dumps(text, ensure_ascii=False)
    return str(text)
