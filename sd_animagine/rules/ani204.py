"""Ratings that contradict each other.

What: two different ratings in one scope. ``safe`` beside ``nsfw`` or ``explicit`` is an error; any
other two are a warning, except ``nsfw, explicit``, which has been usual since Animagine 3.

Why: each rating pulls the picture its own way, and what comes out is chance.

Example::

    1girl, safe, nsfw
    1girl, safe
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import Fix, Report, Rule, Severity, TextView, report
from sd_animagine.syntax import Edit, Kind
from sd_animagine.syntax.removal import removal
from sd_animagine.vocabulary import Reading, TagKind
from sd_animagine.words import Message, joined

_FITS = frozenset(("nsfw", "explicit"))


def check(view: TextView) -> Iterator[Report]:
    """Report the second and every further different rating of a scope."""
    rated: dict[int, list[Reading]] = {}
    for reading in view.of_kind(TagKind.RATING):
        if reading.item.kind is Kind.TAG:
            rated.setdefault(reading.item.scope, []).append(reading)
    for readings in rated.values():
        names = {reading.name for reading in readings}
        if len(names) < 2 or names == _FITS:
            continue
        yield _finding(view, readings, names)


def _finding(view: TextView, readings: list[Reading], names: set[str]) -> Report:
    error = "safe" in names and bool(names & _FITS)
    severity = Severity.ERROR if error else Severity.WARNING
    shown = list(dict.fromkeys(reading.name for reading in readings))
    names_shown = joined("{first} and {rest}", shown)
    message = Message(
        "The ratings {names} contradict each other, so the result is random. Keep one.",
        names=names_shown,
    )
    second = next(reading for reading in readings if reading.name != readings[0].name)
    fixes = tuple(_keep(view, readings, name) for name in shown)
    return report(second.item, message, *fixes, severity=severity)


def _keep(view: TextView, readings: list[Reading], name: str) -> Fix:
    """A fix that leaves one rating: the others go."""
    edits: list[Edit] = []
    for reading in readings:
        if reading.name == name or reading.item.mixed:
            continue
        scope = view.scopes[reading.item.scope]
        edit = removal(view.text, reading.item, scope.start, scope.end)
        if not edits or edit.start >= edits[-1].end:
            edits.append(edit)
    return Fix(Message("Keep {tag}", tag=name), tuple(edits), False)


RULE = Rule(
    code="ANI204",
    name="conflicting-rating",
    where=("positive",),
    severities=(Severity.ERROR, Severity.WARNING),
    check=check,
    in_line=lambda names, kinds: kinds.count(TagKind.RATING) > 1,
)
