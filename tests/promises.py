"""What holds for every request, whatever stands in it: each promise a function that finds a fault.

Used by the property tests and by the long runs; a fault is told in one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from sd_animagine.compiler import Compiled, Options, Request, compile_request
from sd_animagine.marks import view_json
from sd_animagine.vocabulary import bundled

POSITIVE = ("prompt", "hr_prompt")
TEXTS = ("prompt", "negative_prompt", "hr_prompt", "hr_negative_prompt")
NUMBERS = ("width", "height", "steps", "cfg_scale", "sampler_name")

_NETWORK = re.compile(r"<\w+:[^>]+>")
_BOUNDARY = re.compile(r"\b(?:AND|BREAK|ADDCOMM|ADDBASE|ADDROW|ADDCOL)\b|\[SEP\]|\[SKIP\]")


def not_idempotent(request: Request, compiled: Compiled) -> str | None:
    """What a second compile would change; None if nothing."""
    given = {name: getattr(compiled, name) for name in (*TEXTS, *NUMBERS)}
    again = compile_request(replace(request, **given))
    for name, value in given.items():
        if getattr(again, name) != value:
            return f"{name} is not settled: {value!r} becomes {getattr(again, name)!r}"
    return None


def places_outside(request: Request, compiled: Compiled) -> str | None:
    """A finding, an edit or a mark that does not lie in its text; None if all do."""
    for finding in compiled.findings:
        text = getattr(request, finding.field, None) if finding.field in TEXTS else ""
        size = len(text or "")
        if not 0 <= finding.start <= finding.end <= size:
            return f"{finding.code} lies outside the text: {finding!r}"
        for fix in finding.fixes:
            at = 0
            for edit in sorted(fix.edits):
                if not at <= edit.start <= edit.end <= size:
                    return f"an edit of {finding.code} lies outside the text: {edit!r}"
                at = edit.end
    return _marks_outside(request, compiled)


def _marks_outside(request: Request, compiled: Compiled) -> str | None:
    for field, marks in view_json(request, compiled, bundled())["marks"].items():
        at = 0
        for mark in marks:
            if not at <= mark["start"] < mark["end"] <= len(getattr(compiled, field)):
                return f"a mark of {field} lies outside the text: {mark!r}"
            at = mark["end"]
    return None


def lost_boundary(request: Request, compiled: Compiled) -> str | None:
    """A word that cuts the prompt in parts and is not there any more, or not in its place."""
    for field, before, after in _texts(request, compiled):
        negative = field not in POSITIVE
        if negative and request.options.negative == "replace":
            continue
        typed, sent = (
            _boundaries(text, negative, request.options.comments) for text in (before, after)
        )
        if typed != sent:
            return f"boundaries of {field} were {typed}, are {sent}: {after!r}"
    return None


def _boundaries(text: str, negative: bool, comments: bool) -> list[str]:
    """The boundary words that whoever reads the text finds, in order."""
    if comments:
        text = re.sub(r"#[^\n]*", "", text)
    return _BOUNDARY.findall(text if negative else _NETWORK.sub("", text))


def _texts(request: Request, compiled: Compiled) -> Iterator[tuple[str, str, str]]:
    for field in TEXTS:
        before = getattr(request, field)
        if before is not None:
            yield field, before, getattr(compiled, field)


PROMISES: tuple[Callable[[Request, Compiled], str | None], ...] = (
    not_idempotent,
    places_outside,
    lost_boundary,
)
"""All of them."""


def problem_of_request(request: Request) -> str | None:
    """The first promise that does not hold for a request, in one line; None if all do."""
    compiled = compile_request(request)
    for promise in PROMISES:
        problem = promise(request, compiled)
        if problem is not None:
            return f"{promise.__name__}: {problem}"
    return None


def problem_of(prompt: str, negative: str | None, options: Options) -> str | None:
    """The first promise that does not hold for two texts, in one line; None if all do."""
    return problem_of_request(Request(prompt, negative, options=options))
