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
from sd_animagine.rules.base import COUNTED, Fix, Repair, Report, Rule, Severity, TextView, report
from sd_animagine.syntax import Kind, replacing
from sd_animagine.vocabulary import Reading, TagKind
from sd_animagine.words import Message, short

_CODE = "ANI201"


def check(view: TextView) -> Iterator[Report]:
    """Report unknown words next to a special tag."""
    silent: set[str] = set()
    """Names of which there is nothing to say: a long prompt has the same ones many times."""
    for reading in view.of_kind(TagKind.UNKNOWN):
        if reading.name in silent or reading.protected or reading.item.kind is not Kind.TAG:
            continue
        if _is_told(reading.item.text):
            continue
        target, safe = special_meant(reading.name, view.vocabulary)
        if target:
            yield COUNTED if view.only_counts else _finding(view, reading, target, safe)
        else:
            silent.add(reading.name)


def _is_told(text: str) -> bool:
    """Return whether other rules tell of a text: ``1.2::x::`` (ANI014), ``- 1girl`` (ANI004)."""
    return "::" in text or text.startswith(("- ", "* ", "? ", "+ ", "\\n"))


def _finding(view: TextView, reading: Reading, target: str, safe: bool) -> Report:
    item = reading.item
    at = item.text.find(item.label)
    start = item.start + max(at, 0)
    end = start + len(item.label)
    edits = (replacing(view.text, start, end, target),) if at >= 0 else ()
    if view.is_full:
        if edits:
            view.more.append(Repair(item.start, item.end, _CODE, edits, safe))
        return COUNTED
    message = Message(
        "“{tag}” is not a known tag. Did you mean “{name}”?",
        tag=short(item.label),
        name=short(target),
    )
    label = Message("Write {tag}", tag=target)
    fixes = (Fix(label, edits, safe),) if edits else ()
    return report(item, message, *fixes)


RULE = Rule(
    code=_CODE,
    name="misspelled-special-tag",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    safe_fix=True,
    alone=True,
)
