"""What holds for every request, whatever stands in it: each promise a function that finds a fault.

Used by the property tests and by the long runs; a fault is told in one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from sd_animagine.compiler import Compiled, Options, Request, compile_request
from sd_animagine.compiler.context import default_context
from sd_animagine.report.marks import view_json
from sd_animagine.syntax import Dialect, Edit, Kind, apply_edits, parse
from sd_animagine.syntax.weighed_tags import names_at_ends, weights
from sd_animagine.transform import Change
from sd_animagine.vocabulary import bundled
from tests.host_reading import ONLY_ORDER

POSITIVE = ("prompt", "hr_prompt")
TEXTS = ("prompt", "negative_prompt", "hr_prompt", "hr_negative_prompt")
NUMBERS = ("width", "height", "steps", "cfg_scale", "sampler_name")

_JOINTS = "," + "".join(filter(str.isspace, map(chr, range(0x3001))))
"""What may go and come between tags without a word of it."""
_NETWORK = re.compile(r"<\w+:[^>]+>")
_BOUNDARY = re.compile(
    r"\\[\\()\[\]]|\b(AND(?:_PERP|_SALT|_TOPK)?|BREAK|ADDCOMM|ADDBASE|ADDROW|ADDCOL)\b|(\[(?:SEP|SKIP)\])"
)
"""A boundary word, or what a backslash takes the meaning from."""


def not_idempotent(request: Request, compiled: Compiled) -> str | None:
    """What a second compile would change; None if nothing."""
    given = {name: getattr(compiled, name) for name in (*TEXTS, *NUMBERS)}
    again = compile_request(replace(request, **given))
    for name, value in given.items():
        if getattr(again, name) != value:
            return f"{name} is not settled: {value!r} becomes {getattr(again, name)!r}"
    return None


def places_outside(request: Request, compiled: Compiled) -> str | None:
    """A finding or an edit that does not lie in its text; None if all do."""
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
    return None


def marks_outside(request: Request, compiled: Compiled) -> str | None:
    """A mark of the page that does not lie in its text; None if all do."""
    for field, marks in view_json(request, compiled, default_context())["marks"].items():
        at = 0
        for mark in marks:
            if not at <= mark["start"] < mark["end"] <= len(getattr(compiled, field)):
                return f"a mark of {field} lies outside the text: {mark!r}"
            at = mark["end"]
    return None


def untold_change(request: Request, compiled: Compiled) -> str | None:
    """A difference between what was typed and what is sent that the changes do not make."""
    for field, before, after in _texts(request, compiled):
        text = before
        told_as = field
        first = field.removeprefix("hr_")
        if (before, after) == (getattr(request, first), getattr(compiled, first)):
            told_as = first  # a second pass with the texts of the first
        for change in compiled.changes:
            if change.field != told_as:
                continue
            problem = _untrue(text, change)
            if problem:
                return f"{problem} in {field} {text!r}: {change!r}"
            text = apply_edits(text, change.edits)
        if text != after:
            return f"the changes of {field} make {text!r}, sent is {after!r}"
    return _untold_number(request, compiled)


def _untrue(text: str, change: Change) -> str | None:
    """What a change says of itself and its edits do not do."""
    if change.kind == "moved":
        is_told = change.before in text or not change.edits or change.times > 1
        return None if is_told else "nothing like that stood"
    if change.kind == "added" and change.times > 1:  # in many places
        put = [edit.text.strip(_JOINTS) for edit in change.edits if edit.start == edit.end]
        is_told = len(put) == len(change.edits) and all(text in change.after for text in put)
        return None if is_told else "more is done than is told"
    start, end = change.edits[0].start, change.edits[-1].end
    shifted = [Edit(e.start - start, e.end - start, e.text) for e in change.edits]
    if text[start:end].strip(_JOINTS) not in change.before:
        return "more goes than is told"
    if apply_edits(text[start:end], shifted).strip(_JOINTS) not in change.after:
        return "more comes than is told"
    return None if change.before in text else "nothing like that stood"


def _untold_number(request: Request, compiled: Compiled) -> str | None:
    told: dict[str, tuple[str, str]] = {}
    for change in compiled.changes:  # of two changes of one field the second goes on from there
        told[change.field] = told.get(change.field, (change.before,))[0], change.after
    pairs = {name: (getattr(request, name), getattr(compiled, name)) for name in NUMBERS[2:]}
    sides = ((each.width, each.height) for each in (request, compiled))
    pairs["size"] = tuple("x".join(map(str, pair)) for pair in sides)  # type: ignore[assignment]
    for name, (before, after) in pairs.items():
        was = "" if before in (None, "NonexNone") and name in told else str(before)
        said = told.get(name, (str(before), str(before)))
        if said != (was, str(after)):
            return f"{name} was {before}, is {after}, told is {said}"
    return None


def lost_boundary(request: Request, compiled: Compiled) -> str | None:
    """A word that cuts the prompt in parts and is not there any more, or not in its place."""
    for field, before, after in _texts(request, compiled):
        negative = field not in POSITIVE
        if negative and request.options.negative == "replace":
            continue
        typed, sent = (_boundaries(text, negative, _dialect(request)) for text in (before, after))
        # a suggested fix (ANI010) ends a comment that a host runs on to the line's end
        gained = request.options.suggested_fixes and _in_order(typed, sent)
        if typed != sent and not gained:
            return f"boundaries of {field} were {typed}, are {sent}: {after!r}"
    return None


def _in_order(few: list[str], many: list[str]) -> bool:
    """Return whether all of the few stand among the many, in the same order."""
    rest = iter(many)
    return all(word in rest for word in few)


def _boundaries(text: str, negative: bool, dialect: Dialect) -> list[str]:
    """The boundary words that whoever reads the text finds, in order."""
    text = dialect.cut(text)
    text = text if negative else _NETWORK.sub("", text)
    found = (word or mark for word, mark in _BOUNDARY.findall(text))
    return [each for each in found if each and (each != "AND" or not negative)]


def _dialect(request: Request) -> Dialect:
    return default_context().dialect_of(request.options)


def _texts(request: Request, compiled: Compiled) -> Iterator[tuple[str, str, str]]:
    for field in TEXTS:
        before = getattr(request, field)
        if before is not None:
            yield field, before, getattr(compiled, field)


def changed_weight(request: Request, compiled: Compiled) -> str | None:
    """A tag that another order alone gives another weight or another chunk."""
    for field, before, _ in _texts(request, compiled):
        if field not in POSITIVE:
            continue
        comments = request.options.comments
        after = compile_request(Request(before, options=replace(ONLY_ORDER, comments=comments)))
        typed, sent = map(_dialect(request).visible, (before, after.prompt))
        names = names_at_ends(typed, bundled().is_name)
        was, now = (weights(text, names, _dialect(request)) for text in (typed, sent))
        if was != now:
            return f"in order {field} weighs {now}, was {was}: {after.prompt!r}"
    return None


def lost_source(request: Request, compiled: Compiled) -> str | None:
    """A tag of a compiled text that is not told, or whose source is not where it was typed."""
    context = default_context()
    how = request.options.newline_is_boundary
    lines = request.lines_are_regions if how == "auto" else how == "on"
    for field, text in compiled.texts.items():
        prompt = parse(
            text.text,
            negative=field not in POSITIVE,
            dialect=_dialect(request),
            newlines=lines,
            is_name=context.vocabulary.is_name,
        )
        places = [(item.start, item.end) for item in prompt.items if item.kind is not Kind.EMPTY]
        if places != [(piece.start, piece.end) for piece in text.pieces]:
            return f"the tags of {field} are told wrongly: {text.text!r}"
        for piece in text.pieces:
            was = text.typed[slice(*piece.source)] if piece.source else ""
            now = text.text[slice(*piece.outer)]
            if piece.change is None and was != now:
                return f"“{now}” in {field} was “{was}”, and no change says so"
            if piece.change is not None and piece.change.kind == "added" and piece.source:
                return f"“{now}” in {field} was added, and typed as “{was}”"
    return None


Promise = Callable[[Request, Compiled], "str | None"]

QUICK: tuple[Promise, ...] = (not_idempotent, places_outside, untold_change, lost_boundary)
"""Those that cost less than a compile."""
PROMISES: tuple[Promise, ...] = (*QUICK, marks_outside, lost_source, changed_weight)
"""All of them."""


def problem_of_request(request: Request, promises: Iterable[Promise] = PROMISES) -> str | None:
    """The first promise that does not hold for a request, in one line; None if all do."""
    compiled = compile_request(request)
    for promise in promises:
        problem = promise(request, compiled)
        if problem is not None:
            return f"{promise.__name__}: {problem}"
    return None


def problem_of(prompt: str, negative: str | None, options: Options) -> str | None:
    """The first promise that does not hold for two texts, in one line; None if all do."""
    return problem_of_request(Request(prompt, negative, options=options))
