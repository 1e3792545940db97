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

from collections.abc import Iterator

from sd_animagine.failures import ADVICE, log
from sd_animagine.model import KNOWLEDGE_ENDS
from sd_animagine.rules.base import Finding, Fix, Rule, Severity, TextView
from sd_animagine.rules.edits import label_span, quoted
from sd_animagine.syntax import Item, Kind
from sd_animagine.syntax.lexer import BOUNDARIES
from sd_animagine.vocabulary import Reading, TagKind, escape
from sd_animagine.vocabulary.special import special_meant
from sd_animagine.vocabulary.suggest import suggestions


def check(view: TextView) -> Iterator[Finding]:
    """Report unknown tags that are near a known one, and known ones that the model cannot know."""
    yield from _newer(view)
    context: frozenset[str] | None = None
    for reading in view.of_kind(TagKind.UNKNOWN):
        item = reading.item
        if reading.protected or item.kind is not Kind.TAG or item.label in BOUNDARIES:
            continue
        if special_meant(reading.name, view.vocabulary)[0]:
            continue  # another rule tells
        if view.vocabulary.is_artist(reading.name):
            continue
        if context is None:
            names = [other.name for other in view.readings]
            context = frozenset((*names, *map(view.vocabulary.in_use, names)))
        try:
            found = suggestions(view.vocabulary, reading.name, context)
        except Exception as error:  # one word that cannot be looked up is not worth the others
            yield _failed(view, item, error)
            continue
        if found:
            yield _finding(view, reading, found)


def _failed(view: TextView, item: Item, error: Exception) -> Finding:
    cause = log("the look-up of suggestions", error)
    message = f"what {quoted(item.label)} may mean could not be looked up ({cause}); {ADVICE}"
    return view.finding("ANI301", Severity.INFO, message, item.start, item.end)


def _newer(view: TextView) -> Iterator[Finding]:
    for reading in view.of_kind(TagKind.CHARACTER):
        item = reading.item
        if item.kind is Kind.TAG and not reading.protected and view.vocabulary.is_new(reading.name):
            message = (
                f"{quoted(item.label)} is probably newer than the model, whose knowledge ends on "
                f"{KNOWLEDGE_ENDS}"
            )
            yield view.finding("ANI301", Severity.HINT, message, item.start, item.end)


def _finding(view: TextView, reading: Reading, found: list[str]) -> Finding:
    item = reading.item
    names = " or ".join(quoted(name) for name in found)
    message = f"{quoted(item.label)} is no known tag; did you mean {names}?"
    fixes = _fixes(view, reading, found)
    return view.finding("ANI301", Severity.INFO, message, item.start, item.end, *fixes)


def _fixes(view: TextView, reading: Reading, found: list[str]) -> Iterator[Fix]:
    span = label_span(reading.item)
    if span is None and "<" in reading.item.text:  # a network stands inside the words
        return
    start, end = span or (reading.item.start, reading.item.end)
    for name in found:
        yield view.replace(f"Write {name}", start, end, escape(name), safe=False)


RULE = Rule(
    code="ANI301",
    name="unknown-tag",
    where=("positive",),
    severities=(Severity.INFO, Severity.HINT),
    check=check,
)
