"""Counts that contradict each other.

What: per scope, two different counts of one gender (an error; ``2girls, multiple girls`` passes),
``solo`` beside several subjects, or ``no humans`` beside one (a warning).

Why: the first tags decide who is in the picture; if they disagree, figures merge or vanish.

Example::

    1girl, 2girls
    2girls
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import COUNT_TAGS, NO_HUMANS
from sd_animagine.rules.base import Report, Rule, Severity, TextView, report
from sd_animagine.vocabulary import Reading, TagKind
from sd_animagine.words import Message, short

_GENDER = {tag: gender for gender, tags in COUNT_TAGS.items() for tag in tags}
_SINGLE = frozenset(tags[0] for tags in COUNT_TAGS.values())


def check(view: TextView) -> Iterator[Report]:
    """Report what does not go together in a scope."""
    counted: dict[int, list[Reading]] = {}
    for reading in view.of_kind(TagKind.COUNT):
        counted.setdefault(reading.item.scope, []).append(reading)
    solo = {r.item.scope: r for r in view.of_kind(TagKind.GENERAL) if r.name == "solo"}
    for scope, readings in counted.items():
        yield from _in_scope(readings, solo.get(scope))


def _in_scope(readings: list[Reading], solo: Reading | None) -> Iterator[Report]:
    first: dict[str, Reading] = {}
    none = next((reading for reading in readings if reading.name == NO_HUMANS), None)
    for reading in readings:
        gender = _GENDER.get(reading.name)
        if gender is None:
            continue
        other = first.setdefault(gender, reading)
        if _differ(other.name, reading.name):
            message = _contradiction(reading, other.name)
            yield report(reading.item, message, severity=Severity.ERROR)
        if none is not None:
            message = _contradiction(reading, NO_HUMANS)
            yield report(reading.item, message, severity=Severity.WARNING)
    several = len(first) > 1 or any(reading.name not in _SINGLE for reading in first.values())
    if solo is not None and several:
        tag = short(solo.item.label)
        message = Message(
            "“{tag}” means one person, but the prompt counts several. Remove “{tag}”.", tag=tag
        )
        yield report(solo.item, message, severity=Severity.WARNING)


def _contradiction(reading: Reading, other: str) -> Message:
    return Message(
        "“{tag}” contradicts “{other}”, so people may merge or vanish. Keep one.",
        tag=short(reading.item.label),
        other=other,
    )


def _differ(a: str, b: str) -> bool:
    """Do two counts of one gender contradict each other?"""
    if a == b:
        return False
    multiple = a.startswith("multiple") or b.startswith("multiple")
    return not multiple or a in _SINGLE or b in _SINGLE


RULE = Rule(
    code="ANI207",
    name="conflicting-count",
    where=("positive",),
    severities=(Severity.ERROR, Severity.WARNING),
    check=check,
    in_line=lambda names, kinds: (
        kinds.count(TagKind.COUNT) > ("solo" not in names or not _SINGLE.isdisjoint(names))
    ),
)
