"""Several known tags run together without commas.

What: words between two commas that are no tag as a whole, but a row of known tags: with a count, a
quality tag or ``solo`` among them, or two tags of several words next to each other. A single word
beside a tag may describe it (``sleeveless school uniform``), and a sentence is no row of tags:
neither is reported.

Why: the model learned tags that were separated by commas; run together they blend into one.

Example::

    1girl solo long hair
    1girl, solo, long hair
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sd_animagine.rules.base import Fix, Report, Rule, Severity, TextView, report
from sd_animagine.rules.edits import label_span
from sd_animagine.syntax import Edit, Item, Kind
from sd_animagine.vocabulary import TagKind, Vocabulary
from sd_animagine.words import Message, short

_LONGEST: Final = 7
"""Words of the longest tag that is looked for; hardly any has more."""
_MOST: Final = 60
"""Words beyond which it is a text, not a tag."""

_NO_TAGS: Final = (TagKind.UNKNOWN, TagKind.FOREIGN)

_CLEAR: Final = frozenset(
    (TagKind.COUNT, TagKind.YEAR, TagKind.QUALITY, TagKind.SCORE, TagKind.RESOLUTION)
)
"""Kinds that are never part of a longer description."""


def check(view: TextView) -> Iterator[Report]:
    """Report items that are a row of known tags."""
    for reading in view.of_kind(TagKind.UNKNOWN):
        item = reading.item
        if reading.protected or item.kind is not Kind.TAG:
            continue
        if " " not in item.label or not _may_be_row(reading.name, view.vocabulary):
            continue
        tags = tags_in(item.label.split(), view.vocabulary)
        gaps = _gaps(tags, view.vocabulary)
        if gaps:
            yield _finding(view, item, tags, gaps)


def _may_be_row(name: str, vocabulary: Vocabulary) -> bool:
    """Do its first words, and its last ones, stand for a tag? A cheap look before the real one."""
    kinds, aliases = vocabulary.kinds, vocabulary.aliases
    words = name.split()
    if len(words) > _MOST:
        return False
    cuts = range(1, min(len(words), _LONGEST + 1))
    starts = (" ".join(words[:n]) for n in cuts)
    ends = (" ".join(words[-n:]) for n in cuts)
    return any(text in kinds or text in aliases for text in starts) and any(
        text in kinds or text in aliases for text in ends
    )


def tags_in(words: list[str], vocabulary: Vocabulary) -> list[str]:
    """The words as the fewest known tags that use up all of them; empty if that is impossible."""
    best: list[list[str] | None] = [[]]
    for end in range(1, len(words) + 1):
        found: list[str] | None = None
        for start in range(max(0, end - _LONGEST), end):
            before = best[start]
            if before is None or (found is not None and len(before) + 1 >= len(found)):
                continue
            text = " ".join(words[start:end])
            if vocabulary.look_up(text)[1] not in _NO_TAGS:
                found = [*before, text]
        best.append(found)
    return best[-1] or []


def _gaps(tags: list[str], vocabulary: Vocabulary) -> list[int]:
    """Behind which of the tags a comma is missing; empty if it may be a description."""
    if any(vocabulary.look_up(tag)[1] in _CLEAR or tag == "solo" for tag in tags):
        return list(range(len(tags) - 1))
    phrases = [n for n, tag in enumerate(tags) if _is_phrase(tag, vocabulary)]
    return phrases[:-1]


def _is_phrase(tag: str, vocabulary: Vocabulary) -> bool:
    """Several words that need nothing more; a series may tell whose uniform is meant."""
    return (" " in tag or "_" in tag) and vocabulary.look_up(tag)[1] is not TagKind.SERIES


def _finding(view: TextView, item: Item, tags: list[str], gaps: list[int]) -> Report:
    span = label_span(item)
    fixes: tuple[Fix, ...] = ()
    if span is not None:
        edits = []
        at = span[0]
        for n, tag in enumerate(tags):
            for word in tag.split():
                at = view.text.index(word, at) + len(word)
            if n in gaps:
                edits.append(Edit(at, at, ","))
        fixes = (Fix(Message("Add the missing commas"), tuple(edits), False),)
    return report(item, _sentence(short(item.label), len(gaps)), *fixes)


def _sentence(text: str, gaps: int) -> Message:
    if gaps == 1:
        return Message(
            "A comma is missing in “{text}”. Tags without commas blend into one.", text=text
        )
    return Message(
        "{count} commas are missing in “{text}”. Tags without commas blend into one.",
        count=gaps,
        text=text,
    )


RULE = Rule(
    code="ANI004",
    name="missing-comma",
    where=("positive",),
    severities=(Severity.WARNING,),
    check=check,
)
