"""A tag of another model.

What: quality, rating and source tags that other models were trained on: Pony's ``score_9`` and
``source_anime``, ``very aesthetic`` of NovelAI and Illustrious, ``newest`` of Animagine 3.

Why: to Animagine XL 4.0 they are noise at best; what it knows instead is named. They are never
converted silently, since that would change what was asked for.

Example::

    score_9, 1girl
    masterpiece, 1girl
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.syntax import Kind
from sd_animagine.syntax.removal import removal
from sd_animagine.vocabulary import Foreign, Reading, TagKind, escape
from sd_animagine.words import Message, short

_SEVERITY = {"warning": Severity.WARNING, "info": Severity.INFO}


def check(view: TextView) -> Iterator[Report]:
    """Report each foreign tag with what 4.0 knows instead."""
    written: dict[str, str] = {}
    """What the fixes of those before write → instead of what."""
    for reading in view.of_kind(TagKind.FOREIGN):
        if not reading.protected:
            yield COUNTED if view.only_counts else _finding(view, reading, written)
            for name in _names(_foreign(view, reading)):
                written.setdefault(name, reading.item.label)


def _finding(view: TextView, reading: Reading, written: Mapping[str, str]) -> Report:
    item = reading.item
    foreign = _foreign(view, reading)
    severity = _SEVERITY.get(foreign.severity, Severity.WARNING)
    names = _names(foreign)
    is_there = bool(foreign.replacement) and names <= view.all_names
    comes = foreign.replacement and not is_there and names <= view.all_names.union(written)
    sentence = _sentence(item.label, foreign, is_there=is_there)
    if comes:
        sentence = _comes(item.label, foreign, next(written[n] for n in names if n in written))
    fixes = _fix(view, reading, is_there=bool(is_there or comes))
    return report(item, sentence, *fixes, severity=severity)


def _comes(label: str, foreign: Foreign, other: str) -> Message:
    return Message(
        "“{tag}” is a tag of {model}. Remove it: “{name}” is to be written for “{other}” already.",
        tag=short(label),
        model=foreign.model,
        name=short(foreign.replacement),
        other=short(other),
    )


def _names(foreign: Foreign) -> set[str]:
    return {tag.strip() for tag in foreign.replacement.split(",")}


def _sentence(label: str, foreign: Foreign, *, is_there: bool) -> Message:
    tag, model = short(label), foreign.model
    if is_there:
        return Message(
            "“{tag}” is a tag of {model}. Remove it: “{name}”, which Animagine XL 4.0 learned, is "
            "there already.",
            tag=tag,
            model=model,
            name=short(foreign.replacement),
        )
    if not foreign.replacement:
        return Message(
            "“{tag}” is a tag of {model} and means nothing to Animagine XL 4.0. Remove it.",
            tag=tag,
            model=model,
        )
    return Message(
        "“{tag}” is a tag of {model}. Animagine XL 4.0 learned “{name}” instead.",
        tag=tag,
        model=model,
        name=short(foreign.replacement),
    )


def _foreign(view: TextView, reading: Reading) -> Foreign:
    return view.vocabulary.foreign[view.vocabulary.in_use(reading.name)]


def _fix(view: TextView, reading: Reading, *, is_there: bool) -> Iterator[Fix]:
    item = reading.item
    replacement = "" if is_there else _foreign(view, reading).replacement
    at = item.text.find(item.label)
    if item.kind is not Kind.TAG or at < 0:
        return
    if replacement:
        new = ", ".join(escape(tag.strip()) for tag in replacement.split(","))
        start = item.start + at
        end = start + len(item.label)
        yield view.replace(Message("Write {tag}", tag=new), start, end, new, safe=False)
    elif not item.mixed:
        scope = view.scopes[item.scope]
        edit = removal(view.text, item, scope.start, scope.end)
        yield Fix(Message("Remove {tag}", tag=item.label), (edit,), False)


RULE = Rule(
    code="ANI202",
    name="foreign-tag",
    where=("positive",),
    severities=(Severity.WARNING, Severity.INFO),
    check=check,
)
