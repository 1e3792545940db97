"""A word that no list knows, and what may have been meant.

What: a tag that is in no list, artists and your own lists included, that is no embedding and no
trigger word, that you have not marked as known, and that is near a known name: a typing error, a
plural, a hyphen, a missing blank, swapped words, a character without its series. Nothing is said
where nothing is near. A character who probably came up after the model was trained is pointed out
quietly.

Why: the model has seen the known name in thousands of captions; of a misspelled one it gets the
pieces only.

Example::

    1girl, looking at veiwer
    1girl, looking at viewer
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from sd_animagine.failures import log
from sd_animagine.lookup.special import special_meant
from sd_animagine.lookup.suggest import suggestions
from sd_animagine.model import KNOWLEDGE_ENDS
from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.rules.edits import label_span
from sd_animagine.syntax import Item, Kind
from sd_animagine.syntax.lexer import BOUNDARIES
from sd_animagine.vocabulary import Reading, TagKind, escape
from sd_animagine.words import Message, joined, quoted, short


class _Anything:
    """What stands beside a tag of which nobody knows: whatever it takes to say something."""

    def __contains__(self, name: object) -> bool:
        return True


_ANYTHING: Final = _Anything()


def check(view: TextView) -> Iterator[Report]:
    """Report unknown tags that are near a known one, and known ones that the model cannot know."""
    yield from _newer(view)
    context: Container[str] | None = _ANYTHING if view.is_part else None
    is_told = False
    silent: set[str] = set()
    """Names of which there is nothing to say: a long prompt has the same ones many times."""
    for reading in view.of_kind(TagKind.UNKNOWN):
        item = reading.item
        if (
            reading.name in silent
            or reading.protected
            or item.kind is not Kind.TAG
            or item.label in BOUNDARIES
        ):
            continue
        if item.label.endswith(("++", "--", "::")):
            continue  # another tool's emphasis: ANI014
        if view.text.startswith("#", item.end) and item.label.endswith(("&", "&amp;")):
            continue  # half of a character as web pages write it: ANI013
        if special_meant(reading.name, view.vocabulary)[0]:
            silent.add(reading.name)  # another rule tells
            continue
        if view.vocabulary.is_artist(reading.name):
            silent.add(reading.name)
            continue
        if context is None:
            names = [other.name for other in view.readings]
            context = frozenset((*names, *map(view.vocabulary.in_use, names)))
        try:
            found = suggestions(view.vocabulary, reading.name, context)
        except Exception as error:  # one word that cannot be looked up is not worth the others
            yield _failed(item, error)
            continue
        if found:
            yield COUNTED if view.only_counts and is_told else _finding(view, reading, found)
            is_told = True
        else:
            silent.add(reading.name)


def _failed(item: Item, error: Exception) -> Report:
    message = Message(
        "The search for tags like “{tag}” failed ({cause}). Please report this.",
        tag=short(item.label),
        cause=log("the look-up of suggestions", error),
    )
    return report(item, message)


def _newer(view: TextView) -> Iterator[Report]:
    for reading in view.of_kind(TagKind.CHARACTER):
        item = reading.item
        if item.kind is Kind.TAG and not reading.protected and view.vocabulary.is_new(reading.name):
            message = Message(
                "“{tag}” is probably newer than the model, which knows nothing after {day}. "
                "Describe the looks with tags.",
                tag=short(item.label),
                day=KNOWLEDGE_ENDS,
            )
            yield report(item, message, severity=Severity.HINT)


def _finding(view: TextView, reading: Reading, found: list[str]) -> Report:
    item = reading.item
    message = Message(
        "“{tag}” is not a known tag. Did you mean {names}?",
        tag=short(item.label),
        names=joined("{first} or {rest}", (quoted([short(name)]) for name in found)),
    )
    return report(item, message, *_fixes(view, reading, found))


def _fixes(view: TextView, reading: Reading, found: list[str]) -> Iterator[Fix]:
    span = label_span(reading.item)
    if span is None and "<" in reading.item.text:  # a network stands inside the words
        return
    start, end = span or (reading.item.start, reading.item.end)
    for name in found:
        label = Message("Write {tag}", tag=name)
        yield view.replace(label, start, end, escape(name), safe=False)


RULE = Rule(
    code="ANI301",
    name="unknown-tag",
    where=("positive",),
    severities=(Severity.INFO, Severity.HINT),
    check=check,
)
