"""Underscores in a known tag.

What: ``long_hair`` for a tag that the model knows with a blank. Kaomoji, wildcards, trigger words
and other models' tags keep their underscores.

Why: the captions of the training data had blanks; an underscore is a token of its own.

Example::

    1girl, long_hair
    1girl, long hair
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView
from sd_animagine.syntax import Edit, Kind
from sd_animagine.vocabulary import TagKind
from sd_animagine.words import Message, short


def check(view: TextView) -> Iterator[Report]:
    """Report each known tag that is written with underscores."""
    if "_" not in view.text:
        return
    for reading in view.readings:
        item = reading.item
        if "_" not in item.label or item.kind is not Kind.TAG or reading.protected:
            continue
        if reading.kind in (TagKind.UNKNOWN, TagKind.FOREIGN) or "_" in reading.name:
            continue
        word = item.text.find(item.label)
        if word < 0:  # brackets or networks stand inside the words
            continue
        if view.only_counts:
            yield COUNTED
            continue
        start = item.start + word
        edits = tuple(
            Edit(start + n, start + n + 1, " ") for n, c in enumerate(item.label) if c == "_"
        )
        tag = short(item.label)
        message = Message("“{tag}” was trained with blanks instead of underscores", tag=tag)
        fix = Fix(Message("Write blanks"), edits, True)
        yield Report(message, start, start + len(item.label), (fix,))


RULE = Rule(
    code="ANI003",
    name="underscore",
    where=("positive", "negative"),
    severities=(Severity.INFO,),
    check=check,
    safe_fix=True,
)
