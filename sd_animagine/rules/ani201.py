"""A near miss of a special tag.

What: a word that is almost a quality, score, count, year or resolution tag. It is corrected only if
nothing but blanks, underscores or case differ, or if the mistake is in the hand-written list;
anything else is only suggested. Ratings are never guessed, digits never changed.

Why: special tags steer the picture strongly; misspelled, they are unknown words and do nothing.

Example::

    1girl, mastepiece
    1girl, masterpiece
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import COUNTED, Finding, Fix, Rule, Severity, TextView
from sd_animagine.rules.edits import quoted
from sd_animagine.syntax import Kind
from sd_animagine.vocabulary import Reading, TagKind
from sd_animagine.vocabulary.special import special_meant


def check(view: TextView) -> Iterator[Finding]:
    """Report unknown words next to a special tag."""
    for reading in view.of_kind(TagKind.UNKNOWN):
        if reading.protected or reading.item.kind is not Kind.TAG:
            continue
        target, safe = special_meant(reading.name, view.vocabulary)
        if target:
            yield COUNTED if view.only_counts else _finding(view, reading, target, safe)


def _finding(view: TextView, reading: Reading, target: str, safe: bool) -> Finding:
    item = reading.item
    at = item.text.find(item.label)
    start = item.start + max(at, 0)
    message = f"{quoted(item.label)} is not a tag; {quoted(target)} is"
    fixes: tuple[Fix, ...] = ()
    if at >= 0:
        end = start + len(item.label)
        fixes = (view.replace(f"Write {target}", start, end, target, safe=safe),)
    return view.finding("ANI201", Severity.WARNING, message, item.start, item.end, *fixes)


RULE = Rule(
    code="ANI201",
    name="misspelled-special-tag",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    safe_fix=True,
)
