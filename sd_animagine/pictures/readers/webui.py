"""AUTOMATIC1111, the Forges, SD.Next, Civitai, Fooocus' second scheme: the infotext.

A text of three parts: the prompt, ``Negative prompt: …``, and one last line of ``Key: value`` pairs
separated by commas. A PNG has it as ``parameters``, JPEG, WebP and AVIF as a user comment, a GIF as
a comment. What is under ``parameters`` is a prompt whatever it looks like; a comment only if it has
the form.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from sd_animagine.pictures.readers.by_name import left_out
from sd_animagine.pictures.readers.civitai import METADATA, RESOURCES, resources_of, without_civitai
from sd_animagine.pictures.request import ReadBack, noted, number_in, size_in, whole
from sd_animagine.syntax.pasted import pasted_in
from sd_animagine.words import Message

_KEY: Final = re.compile(r"([\w \-/]+)(:?)")
_QUOTED: Final = re.compile(r'"(?:\\.|[^\\"])+"(?=,|\Z)')
_LAST_LINE: Final = 256 * 1024
"""Characters of the last line that are read; the host reads any number, in quadratic time."""
_LEAST_PAIRS: Final = 3
"""Pairs of a line that is one of settings."""
_LABEL: Final = "Negative prompt"
_NEGATIVE: Final = f"{_LABEL}:"
_LEFT_OUT: Final = {
    "Schedule type": Message("scheduler"),
    "Scheduler": Message("scheduler"),
    "Hires prompt": Message("prompt of the second pass"),
    "Hires negative prompt": Message("negative prompt of the second pass"),
    "Refiner": Message("refiner"),
    "Refiner prompt": Message("prompt of the refiner"),
}
_COMMENTS: Final = ("UserComment", "comment", "Comment")
_REFORGE: Final = re.compile(r"f\d[\d.]{0,20}v\d{1,3}-v")
_EASY_REFORGE: Final = re.compile(r"f\d[\d.]{0,20}-v")
_FORGE: Final = re.compile(r"f\d{1,3}\.[\d.]{1,20}v")
_WRITERS: Final = {"neo": "Forge Neo", "classic": "Forge Classic"}


def read_webui(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of an infotext."""
    text = texts.get("parameters", "").strip()
    if text and text[0] not in "{[":
        return from_parameters(text)
    for key in _COMMENTS:
        found = from_parameters(texts[key]) if texts.get(key, "").strip() else None
        if found is not None and (found.fields or _has_negative(texts[key])):
            return found
    return None


def _has_negative(text: str) -> bool:
    return text.startswith(_NEGATIVE) or f"\n{_NEGATIVE}" in text


def from_parameters(text: str, *, is_in_lines: bool = False) -> ReadBack:
    """The text that WebUIs write and show under a picture.

    Args:
        text: the infotext.
        is_in_lines: is there no need to look for its parts elsewhere than on their own lines?
    """
    lines = text.strip().split("\n")
    last, added = without_civitai(lines[-1][:_LAST_LINE])
    pairs = list(_pairs(last))
    fields: dict[str, str] = {}
    if len(pairs) >= _LEAST_PAIRS:  # as the hosts decide it
        lines.pop()
        fields = {key: _unquoted(value) for key, value in pairs}
        fields.update({key: json.dumps(value) for key, value in added.items()})
    if not is_in_lines and (not fields or any(_LABEL in key for key in fields)):
        parted = _put_in_lines(text)
        if parted is not None:
            return parted
    prompt: list[str] = []
    negative: list[str] = []
    into = prompt
    for line in (line.strip() for line in lines):
        if line.startswith(_NEGATIVE):
            into, line = negative, line[len(_NEGATIVE) :].strip()
        into.append(line)
    width, height = size_in(fields.get("Size", ""))
    model, others = resources_of(added)
    return ReadBack(
        tool=_writer(fields),
        prompt="\n".join(prompt).strip("\n"),
        negative_prompt="\n".join(negative).strip("\n"),
        width=width,
        height=height,
        steps=whole(fields.get("Steps")),
        cfg_scale=number_in(fields.get("CFG scale")),
        sampler_name=_sampler(fields),
        seed=whole(fields.get("Seed")),
        model=fields.get("Model") or model,
        left_out=(*left_out(_telling(fields), _LEFT_OUT), *others),
        fields=fields,
    )


def _put_in_lines(text: str) -> ReadBack | None:
    """The request of an infotext that somebody put into one line, or wrote something behind.

    A host takes all of it for settings, or none.
    """
    found = pasted_in(text)
    if found is None or found.settings is None:
        return None
    last = text[slice(*found.settings)]
    if len(list(_pairs(last[:_LAST_LINE]))) < _LEAST_PAIRS:
        return None
    negative = text[slice(*found.negative)] if found.negative is not None else ""
    request = from_parameters(
        f"{text[slice(*found.own)]}\n{_NEGATIVE} {negative}\n{last}", is_in_lines=True
    )
    rest = " ".join(text[found.settings.end :].split())
    if not rest:
        return request
    behind = noted(Message("text behind the settings"), rest)
    return replace(request, left_out=(*request.left_out, behind))


def _telling(fields: Mapping[str, str]) -> Mapping[str, str]:
    """Without SD.Next's scheduler: the name of a class, which is that of its sampler."""
    scheduler = fields.get("Scheduler", "")
    gone = "Scheduler" if scheduler.endswith("Scheduler") else ""
    return {key: value for key, value in fields.items() if key != gone}


def _sampler(fields: Mapping[str, str]) -> str | None:
    """The sampler; Fooocus writes its scheduler behind it, and as a field of its own."""
    name, scheduler = fields.get("Sampler"), f" {fields.get('Scheduler', '')}".lower()
    if name and len(scheduler) > 1 and name.lower().endswith(scheduler):
        return name[: -len(scheduler)]
    return name


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    r"""The keys and values of a last line.

    What the host's ``\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)`` finds, but each
    character is read once.
    """
    at = 0
    while found := _KEY.search(line, at):
        at = found.end()
        key = found[1].lstrip(" -/")
        if not found[2] or len(key) < 2:
            continue
        start = at
        while line[start : start + 1].isspace():
            start += 1
        quoted = _QUOTED.match(line, start)
        comma = line.find(",", start)
        end = quoted.end() if quoted else comma if comma >= 0 else len(line)
        yield key, line[start:end]
        at = end + 1


def _writer(fields: Mapping[str, str]) -> str:
    """Who wrote it, as far as the last line tells it for sure."""
    version = fields.get("Version", "")
    if RESOURCES in fields or METADATA in fields:
        return "Civitai"
    if fields.get("App") == "SD.Next" or {"Backend", "Operations", "Pipeline"} & set(fields):
        return "SD.Next"
    if _REFORGE.match(version):
        return "reForge"
    if _EASY_REFORGE.match(version):
        return "EasyReforge"
    if _FORGE.match(version):
        return "Forge"
    if version.split("-")[0] in _WRITERS:
        return _WRITERS[version.split("-")[0]]
    if version.startswith(("Fooocus", "ComfyUI", "RuinedFooocus")):
        return version[:40]
    return f"WebUI {version}"[:40] if re.match(r"v?\d+\.\d", version) else Message("a WebUI")


def _unquoted(value: str) -> str:
    if len(value) < 2 or value[0] != '"':
        return value.strip()
    try:
        return str(json.loads(value))
    except ValueError:
        return value
