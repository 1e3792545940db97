r"""A bracket that is never closed, or one closed too many.

What: a round or square bracket without its partner.

Why: A1111 stretches an unclosed bracket to the end of the prompt (or to the next AND), so every
tag behind it is weighted; one closed too many is sent to the text encoder as text. Nothing is
moved into, out of or within the reach of an unclosed bracket.

Example::

    1girl, (smile, blue hair
    1girl, \(smile, blue hair
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import Report, Rule, Severity, TextView, report
from sd_animagine.rules.faces import face_brackets
from sd_animagine.syntax import Oddity
from sd_animagine.words import Message, short

MOST = 20
"""Brackets reported one by one; what is beyond is counted."""


def check(view: TextView) -> Iterator[Report]:
    """Report brackets without a partner, side by side as one, but none of a kaomoji (ANI002)."""
    oddities = [odd for odd in view.prompt.oddities if odd.kind in ("never-closed", "lone-close")]
    if not oddities:
        return
    faces = face_brackets(view.text)
    oddities = [odd for odd in oddities if odd.start not in faces]
    for n, odd in enumerate(oddities[:MOST]):
        chars = view.text[odd.start : odd.end]
        message = _sentence(view, odd, chars)
        if n == MOST - 1 and len(oddities) > MOST:
            more = len(oddities) - MOST
            message = Message("{said} More brackets like this: {more}.", said=message, more=more)
        escaped = "".join(f"\\{char}" for char in chars)
        label = Message("Add \\ before the brackets")
        if len(chars) == 1:
            label = Message("Add \\ before the bracket")
        fix = view.replace(label, odd.start, odd.end, escaped, safe=False)
        yield report(odd, message, fix)


def _sentence(view: TextView, odd: Oddity, chars: str) -> Message:
    if odd.kind == "lone-close":
        return Message(
            "“{text}” has no opening bracket, so it is read as text. "
            "Remove it, or add the missing bracket.",
            text=short(chars),
        )
    if not view.text[: odd.start].strip() and view.inject_quality and not view.negative:
        return Message(
            "“{text}” is never closed: it changes every weight after it, and no tags can be "
            "added. Close it, or add \\ before it.",
            text=chars,
        )
    return Message(
        "“{text}” is never closed, so it changes the weight of everything after it. "
        "Close it, or add \\ before it.",
        text=chars,
    )


RULE = Rule(
    code="ANI001",
    name="unbalanced-bracket",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
)
