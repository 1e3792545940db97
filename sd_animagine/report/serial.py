"""Requests and results as plain JSON values: the one mapping of command line and HTTP routes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sd_animagine.compiler import Compiled, Hires, OptionError, Options, Request, Written
from sd_animagine.compiler.written import dialect_named
from sd_animagine.model import BUCKETS
from sd_animagine.report.summary import left_to_do
from sd_animagine.rules.base import Finding, Fix
from sd_animagine.syntax import Dialect, as_one
from sd_animagine.transform import MOST_CHANGES, Change
from sd_animagine.values import NUMBER, is_number, must_be
from sd_animagine.words import Message

TEXTS = ("prompt", "negative_prompt", "hr_prompt", "hr_negative_prompt")
NUMBERS = ("width", "height", "steps", "cfg_scale")
SWITCHES = ("img2img", "lines_are_regions")
"""What a page tells of the tab that a request stands in."""
RESULT_FIELDS = (*TEXTS, *NUMBERS, "sampler_name")
"""The fields of a request that a compile may change."""
FINAL_SIZE = ("hr_width", "hr_height")
"""The size after a hires pass."""


class RequestError(ValueError):
    """A field of a request is not what it must be; the message names it and what is allowed."""


LONGEST_NAME: Final = 1000
"""Characters of the name of a checkpoint or sampler."""
_MOST_EDITS: Final = 1000
"""Of a fix; one with more is written as a single edit of all that lies between."""
_EDITS_REPEATED: Final = 250_000
"""Characters of edits after which a fix that several findings share is written only once."""


def findings_json(findings: Iterable[Finding], request: Request) -> list[dict[str, Any]]:
    """Findings about a request as JSON.

    Of thousands of tags that are out of order each brings the fix that orders them all: written
    out with each, 256 KiB of prompt become gigabytes. So in a very long answer a fix stands only in
    the first of the findings that share it.
    """
    written: set[int] = set()
    found = []
    length = 0
    for finding in findings:
        if length > _EDITS_REPEATED:
            fixes = tuple(fix for fix in finding.fixes if id(fix) not in written)
            finding = finding._replace(fixes=fixes)
        found.append(finding_json(finding, getattr(request, finding.field, None)))
        written.update(map(id, finding.fixes))
        length += sum(len(edit.text) for fix in finding.fixes for edit in fix.edits)
    return found


def finding_json(finding: Finding, text: object = None) -> dict[str, Any]:
    """A finding about a text as JSON; ``fixes`` is empty, one, or a choice."""
    return {
        "code": finding.code,
        "severity": finding.severity.word,
        "message": finding.message,
        "field": finding.field,
        "start": finding.start,
        "end": finding.end,
        "fixes": [fix_json(fix, text) for fix in finding.fixes],
    }


def fix_json(fix: Fix, text: object = None) -> dict[str, Any]:
    """A fix of a text as JSON: its label, whether it is safe, its edits or the values to set."""
    changed = fix.edits
    if len(changed) > _MOST_EDITS and isinstance(text, str):
        changed = (as_one(text, changed),)
    edits = [edit._asdict() for edit in changed]
    return {"label": fix.label, "safe": fix.safe, "edits": edits, "values": dict(fix.values)}


def change_json(change: Change) -> dict[str, Any]:
    """A change as JSON; one of those that are told is no more than one."""
    told = {**change._asdict(), "edits": [edit._asdict() for edit in change.edits]}
    del told["times"]
    return told


def compiled_json(compiled: Compiled, request: Request) -> dict[str, Any]:
    """A request's result as JSON; fields that were not given are left out."""
    told, left_out = told_changes(compiled.changes)
    values = {name: getattr(compiled, name) for name in (*RESULT_FIELDS, *FINAL_SIZE)}
    if compiled.width and compiled.height:
        values["trained"] = (compiled.width, compiled.height) in BUCKETS
    repairs = compiled.active and request.options.mode != "report"
    left = set(map(id, left_to_do(compiled.findings, compiled.changes, repairs=repairs)))
    findings = findings_json(compiled.findings, request)
    for finding, found in zip(compiled.findings, findings, strict=True):
        found["left"] = id(finding) in left
    return {
        **{name: value for name, value in values.items() if value is not None},
        "findings": findings,
        "findings_left_out": dict(compiled.findings_left_out),
        "changes": [change_json(change) for change in told],
        "changes_left_out": left_out,
    }


def written_json(written: Written) -> dict[str, Any]:
    """Two texts in another dialect as JSON, with what it cannot hold."""
    values = {"dialect": written.dialect, "prompt": written.prompt}
    if written.negative_prompt is not None:
        values["negative_prompt"] = written.negative_prompt
    return {**values, "notes": [note._asdict() for note in written.notes]}


def dialects_from(values: Mapping[str, Any]) -> tuple[Dialect | None, Dialect | None]:
    """Return the dialects that a request is typed in and is to be written in; None: not given.

    Raises:
        RequestError: one is unknown; names the field and which there are.
    """
    named = []
    for field in ("from", "to"):
        name = values.get(field)
        try:
            named.append(None if name is None else dialect_named(name, field))
        except OptionError as error:
            raise RequestError(*error.args) from None
    return named[0], named[1]


def request_json(request: Request) -> dict[str, Any]:
    """The fields of a request that a compile may change; those that were not given are left out."""
    values = {name: getattr(request, name) for name in RESULT_FIELDS}
    found = {name: value for name, value in values.items() if value is not None}
    return found if request.hires is None else {**found, "hires": request.hires._asdict()}


def told_changes(changes: Iterable[Change]) -> tuple[list[Change], dict[str, int]]:
    """The changes that are told, and code → how many more there are of it."""
    counts: Counter[str] = Counter()
    told: list[Change] = []
    for change in changes:
        counts[change.code] += change.times
        if counts[change.code] <= MOST_CHANGES:
            told.append(change)
    return told, {code: n - MOST_CHANGES for code, n in counts.items() if n > MOST_CHANGES}


def request_from(values: Mapping[str, Any], options: Options | None = None) -> Request:
    """A request from JSON values; unknown fields are not looked at.

    Args:
        values: the fields of a request, ``options`` among them as an object.
        options: what ``options`` is put on top of.

    Raises:
        RequestError: a field has the wrong type.
        OptionError: an option is unknown or its value not allowed.
    """
    given: dict[str, Any] = {name: _text(values, name) for name in TEXTS}
    given["prompt"] = given["prompt"] or ""
    for name in NUMBERS:
        number = values.get(name)
        if number is not None and not is_number(number):
            raise RequestError(must_be(name, number, NUMBER))
        given[name] = number
    for name in SWITCHES:
        switch = values.get(name)
        if switch is not None and not isinstance(switch, bool):
            raise RequestError(must_be(name, switch, Message("true or false")))
        given[name] = bool(switch)
    given["sampler_name"] = _name(values, "sampler_name")
    given["checkpoint"] = _name(values, "checkpoint") or ""
    names = values.get("known_names", ())
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise RequestError(must_be("known_names", names, Message("a list of names")))
    wanted = values.get("options")
    wanted = {} if wanted is None else wanted
    if not isinstance(wanted, Mapping):
        raise OptionError(must_be("options", wanted, Message("an object of option names")))
    return Request(
        **given,
        hires=_hires(values),
        known_names=frozenset(names),
        options=Options.from_mapping(wanted, options),
    )


def _text(values: Mapping[str, Any], name: str) -> str | None:
    text = values.get(name)
    if text is not None and not isinstance(text, str):
        raise RequestError(must_be(name, text, Message("text")))
    return text


def _name(values: Mapping[str, Any], name: str) -> str | None:
    text = _text(values, name)
    if len(text or "") > LONGEST_NAME:
        allowed = Message("a name of at most {most} characters", most=f"{LONGEST_NAME:,}")
        raise RequestError(must_be(name, text, allowed))
    return text


def _hires(values: Mapping[str, Any]) -> Hires | None:
    hires = values.get("hires")
    if hires is None:
        return None
    allowed = Message("an object with scale, or width and height")
    if not isinstance(hires, Mapping) or not set(hires) <= set(Hires._fields):
        raise RequestError(must_be("hires", hires, allowed))
    if not all(is_number(number) for number in hires.values()):
        raise RequestError(must_be("hires", hires, allowed))
    return Hires(**hires)
