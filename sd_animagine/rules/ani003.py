r"""Underscores in a known tag.

What: an underscore where the model knows a blank (``long_hair``); a board's
``name_\(qualifier\)``, known or not. Kaomoji, wildcards, trigger words and other models' tags keep
their underscores.

Why: the captions of the training data had blanks; an underscore is a token of its own.

Example::

    1girl, long_hair
    1girl, long hair
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from operator import attrgetter

from sd_animagine.rules.base import COUNTED, Fix, Repair, Report, Rule, Severity, TextView
from sd_animagine.syntax import Edit, Item, Kind
from sd_animagine.syntax.lexer import BOUNDARY
from sd_animagine.vocabulary import Reading, TagKind
from sd_animagine.vocabulary.dressed import is_underscored
from sd_animagine.words import Message, short

_CODE = "ANI003"
_LABEL = Message("Write spaces")


def check(view: TextView) -> Iterator[Report]:
    """Report each known tag that is written with underscores."""
    if "_" not in view.text:
        return
    for reading in view.readings:
        item = reading.item
        if "_" not in item.label or item.kind is not Kind.TAG or reading.protected:
            continue
        if not _is_meant(reading):
            continue
        word = item.text.find(item.label)
        if word < 0:  # brackets or networks stand inside the words
            continue
        if view.only_counts:
            yield COUNTED
            continue
        start = item.start + word
        edits = tuple(_edits(view.text, start, item))
        end = start + len(item.label)
        if view.is_full:
            view.more.append(Repair(start, end, _CODE, edits, True))
            yield COUNTED
            continue
        message = Message(
            "The model learned “{tag}” with spaces, not underscores.", tag=short(item.label)
        )
        yield Report(message, start, end, (Fix(_LABEL, edits, True),))


def _edits(text: str, start: int, item: Item) -> Iterable[Edit]:
    """Blanks for underscores; beside a blank ``AND`` would be a boundary, and ``and`` is none."""
    edits = [Edit(at, at + 1, " ") for at in _underscores(text, start, item)]
    words = list(BOUNDARY.finditer(item.label.replace("_", " ")))
    if words:
        edits += [Edit(start + word.start(), start + word.end(), word[0].lower()) for word in words]
        edits.sort(key=attrgetter("start"))
    return edits


def _underscores(text: str, start: int, item: Item) -> Iterator[int]:
    """Where in the text the underscores of an item's words stand, which begin at a place."""
    end = start + len(item.label)
    at = text.find("_", start, end)
    while at >= 0:
        yield at
        at = text.find("_", at + 1, end)


def _is_meant(reading: Reading) -> bool:
    """Return whether the name has blanks: a known one has, and a board's ``name_(qualifier)``."""
    if reading.kind is TagKind.UNKNOWN:
        return "\\(" in reading.item.label and is_underscored(reading.item.label)
    return reading.kind is not TagKind.FOREIGN and "_" not in reading.name


RULE = Rule(
    code=_CODE,
    name="underscore",
    where=("positive", "negative"),
    severities=(Severity.INFO,),
    check=check,
    safe_fix=True,
    alone=True,
)
