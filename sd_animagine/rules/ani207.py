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
from sd_animagine.rules.base import Finding, Rule, Severity, TextView
from sd_animagine.rules.edits import quoted
from sd_animagine.vocabulary import Reading, TagKind

_GENDER = {tag: gender for gender, tags in COUNT_TAGS.items() for tag in tags}
_SINGLE = frozenset(tags[0] for tags in COUNT_TAGS.values())


def check(view: TextView) -> Iterator[Finding]:
    """Report what does not go together in a scope."""
    counted: dict[int, list[Reading]] = {}
    for reading in view.of_kind(TagKind.COUNT):
        counted.setdefault(reading.item.scope, []).append(reading)
    solo = {r.item.scope: r for r in view.of_kind(TagKind.GENERAL) if r.name == "solo"}
    for scope, readings in counted.items():
        yield from _in_scope(view, readings, solo.get(scope))


def _in_scope(view: TextView, readings: list[Reading], solo: Reading | None) -> Iterator[Finding]:
    first: dict[str, Reading] = {}
    none = next((reading for reading in readings if reading.name == NO_HUMANS), None)
    for reading in readings:
        gender = _GENDER.get(reading.name)
        if gender is None:
            continue
        other = first.setdefault(gender, reading)
        if _differ(other.name, reading.name):
            yield _finding(view, Severity.ERROR, reading, f"contradicts “{other.name}”")
        if none is not None:
            yield _finding(view, Severity.WARNING, reading, "stands beside “no humans”")
    several = len(first) > 1 or any(reading.name not in _SINGLE for reading in first.values())
    if solo is not None and several:
        yield _finding(view, Severity.WARNING, solo, "stands beside several subjects")


def _differ(a: str, b: str) -> bool:
    """Do two counts of one gender contradict each other?"""
    if a == b:
        return False
    multiple = a.startswith("multiple") or b.startswith("multiple")
    return not multiple or a in _SINGLE or b in _SINGLE


def _finding(view: TextView, severity: Severity, reading: Reading, what: str) -> Finding:
    item = reading.item
    return view.finding("ANI207", severity, f"{quoted(item.label)} {what}", item.start, item.end)


RULE = Rule(
    code="ANI207",
    name="conflicting-count",
    where=("positive",),
    severities=(Severity.ERROR, Severity.WARNING),
    check=check,
)
