r"""A name whose brackets are not escaped.

What: a known name with plain brackets, which A1111 reads as emphasis; and a kaomoji that opens or
closes a bracket. A word in brackets behind an unknown name is only pointed out.

Why: without the backslashes the brackets vanish from what the text encoder sees, and the words
inside are weighted; a kaomoji such as ``:(`` weights the rest of the prompt.

Example::

    firefly (honkai: star rail), 1girl
    firefly \(honkai: star rail\), 1girl
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.rules.faces import face_brackets
from sd_animagine.syntax import Edit, Item, Kind
from sd_animagine.vocabulary import TagKind
from sd_animagine.words import Message, short

_WORD = r"[^()\[\]\\,:\s]+"
_QUALIFIED = re.compile(rf"{_WORD}(?: {_WORD}){{0,3}} +\((?!\d){_WORD}(?: {_WORD}){{0,3}}\)")
"""``name (words)``, four words each at most: no comma, no number, no other bracket."""


def check(view: TextView) -> Iterator[Report]:
    """Report names and kaomoji whose brackets the host takes for its own."""
    text = view.text
    if "(" not in text and ")" not in text:
        return
    for at in sorted(face_brackets(text)):
        if view.only_counts:
            yield COUNTED
            continue
        face = text[at - 1 : at + 1]
        message = Message("the bracket of the kaomoji “{face}” is read as emphasis", face=face)
        fix = view.replace(Message("Escape the bracket"), at, at, "\\", safe=True)
        yield Report(message, at - 1, at + 1, (fix,))
    for reading in view.readings:
        item = reading.item
        if not item.mixed or "(" not in item.text or item.kind is not Kind.TAG:
            continue
        known = view.vocabulary.look_up(item.text)[1] is not TagKind.UNKNOWN
        if not known and not _QUALIFIED.fullmatch(item.text):
            continue
        if view.only_counts:
            yield COUNTED
            continue
        message = Message("the brackets of “{text}” are read as emphasis", text=short(item.text))
        if not known:
            message = Message("{said}; escape them if they belong to a name", said=message)
        yield report(item, message, _escape(item, known))


def _escape(item: Item, safe: bool) -> Fix:
    edits = (
        Edit(item.start + n, item.start + n, "\\")
        for n, char in enumerate(item.text)
        if char in "()" and item.text[n - 1 : n] != "\\"
    )
    return Fix(Message("Escape the brackets"), tuple(edits), safe)


RULE = Rule(
    code="ANI002",
    name="unescaped-name",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    safe_fix=True,
)
