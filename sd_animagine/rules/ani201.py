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

from sd_animagine.lookup.special import special_meant
from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.syntax import Kind
from sd_animagine.vocabulary import Reading, TagKind
from sd_animagine.words import Message, short


def check(view: TextView) -> Iterator[Report]:
    """Report unknown words next to a special tag."""
    for reading in view.of_kind(TagKind.UNKNOWN):
        if reading.protected or reading.item.kind is not Kind.TAG or _is_told(reading.item.text):
            continue
        target, safe = special_meant(reading.name, view.vocabulary)
        if target:
            yield COUNTED if view.only_counts else _finding(view, reading, target, safe)


def _is_told(text: str) -> bool:
    """Return whether other rules tell of a text: ``1.2::x::`` (ANI014), ``- 1girl`` (ANI004)."""
    return "::" in text or text.startswith(("- ", "* ", "? ", "+ ", "\\n"))


def _finding(view: TextView, reading: Reading, target: str, safe: bool) -> Report:
    item = reading.item
    at = item.text.find(item.label)
    start = item.start + max(at, 0)
    message = Message(
        "“{tag}” is not a known tag. Did you mean “{name}”?",
        tag=short(item.label),
        name=short(target),
    )
    fixes: tuple[Fix, ...] = ()
    if at >= 0:
        end = start + len(item.label)
        label = Message("Write {tag}", tag=target)
        fixes = (view.replace(label, start, end, target, safe=safe),)
    return report(item, message, *fixes)


RULE = Rule(
    code="ANI201",
    name="misspelled-special-tag",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    safe_fix=True,
)
