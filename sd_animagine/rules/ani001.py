r"""A bracket that is never closed, or one closed too many.

What: a round or square bracket without its partner.

Why: A1111 stretches an unclosed bracket to the end of the prompt (or to the next AND), so every
tag behind it is weighted; one closed too many is sent to the text encoder as text. In ComfyUI
either spoils the weights behind it. Nothing is
moved into, out of or within the reach of an unclosed bracket.

Example::

    1girl, (smile, blue hair
    1girl, \(smile, blue hair
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from sd_animagine.rules.base import WEIGHING, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.rules.faces import face_brackets
from sd_animagine.syntax import Item, Kind, Oddity, Scope
from sd_animagine.transform import negative_scope, quality_scopes
from sd_animagine.words import Message, short

MOST = 20
"""Brackets reported one by one; what is beyond is counted."""
_LONGEST: Final = 80
"""Characters of a tag with a weight."""
_TAG_ENDS: Final = re.compile(r"[,，、\r\n()\[\]]")
_WEIGHED: Final = re.compile(r"[^:\\]+:[ ]?\d?\.\d+")
"""A tag with a weight, of which only the bracket behind it is there."""
_WEIGHT: Final = re.compile(r":[ ]?(?:\d+(?:\.\d+)?|\.\d+)\Z")
_NO_FACE: Final = frozenset(",，、.!?()[]\"'_\\")
"""Signs that make no kaomoji with a bracket behind them."""


def check(view: TextView) -> Iterator[Report]:
    """Report brackets without a partner, side by side as one, but none of a kaomoji (ANI002)."""
    oddities = [odd for odd in view.prompt.oddities if odd.kind in ("never-closed", "lone-close")]
    if not oddities:
        return
    faces = face_brackets(view.text, view.prompt.comments)
    parted = _parted(view.prompt.oddities)
    oddities = [odd for odd in oddities if odd.start not in faces and odd not in parted]
    barring = _barring(view)
    for n, odd in enumerate(oddities[:MOST]):
        chars = view.text[odd.start : odd.end]
        message = _sentence(view, odd, chars, bars=odd.start in barring)
        if n == MOST - 1 and len(oddities) > MOST:
            more = len(oddities) - MOST
            message = Message("{said} More brackets like this: {more}.", said=message, more=more)
        yield report(odd, message, _fix(view, odd, chars))


def _parted(oddities: list[Oddity]) -> set[Oddity]:
    """Brackets that have their partner, but behind an AND: of that ANI010 speaks."""
    parted: set[Oddity] = set()
    if not any(odd.kind == "and-in-brackets" for odd in oddities):
        return parted
    opened: list[Oddity] = []
    before = 0
    for odd in sorted(oddities, key=lambda each: each.start):
        if odd.kind == "never-closed":
            opened.append(odd)
        elif odd.kind == "and-in-brackets":
            before = len(opened)
        elif odd.kind == "lone-close":
            first = len(opened) - (odd.end - odd.start)
            if first >= 0 and len(opened) <= before:
                parted.update((odd, *opened[first:]))
                del opened[first:]
                before = first
    return parted


def _fix(view: TextView, odd: Oddity, chars: str) -> Fix:
    """The missing bracket in front of a weight; else a lone end goes, any other is escaped."""
    before = view.text[max(odd.start - _LONGEST, 0) : odd.start]
    tag = _TAG_ENDS.split(before)[-1].lstrip()
    if chars == ")" and _WEIGHED.fullmatch(tag):
        at = odd.start - len(tag)
        return view.replace(Message("Add the missing bracket"), at, at, "(", safe=False)
    weight = _WEIGHT.search(before)
    if chars == ")" and weight:
        end = odd.start - len(weight[0])
        groups = [group.start for group in view.prompt.groups if group.end == end]
        if groups:
            at = min(groups)
            return view.replace(Message("Add the missing bracket"), at, at, "(", safe=False)
    if odd.kind == "lone-close" and not _is_face(before.strip()[-1:]):
        label = Message("Remove {tag}", tag=chars)
        return view.replace(label, odd.start, odd.end, _gap(view.text, odd), safe=False)
    label = Message("Add \\ before the brackets")
    if len(chars) == 1:
        label = Message("Add \\ before the bracket")
    escaped = "".join(f"\\{char}" for char in chars)
    return view.replace(label, odd.start, odd.end, escaped, safe=False)


def _is_face(sign: str) -> bool:
    """Return whether a bracket behind a sign may be a kaomoji: ``^)``."""
    return bool(sign) and not sign.isalnum() and sign not in _NO_FACE


def _gap(text: str, odd: Oddity) -> str:
    """What keeps two words apart that only a bracket parts."""
    beside = text[odd.start - 1 : odd.start], text[odd.end : odd.end + 1]
    return " " if all(map(str.isalnum, beside)) else ""


def _barring(view: TextView) -> set[int]:
    """Where the brackets stand because of which a part of the prompt gets none of its tags."""
    found: set[int] = set()
    opened = sorted(odd.start for odd in view.prompt.oddities if odd.kind == "never-closed")
    for scope in _completed(view) if opened else ():
        first = scope.nodes[0]
        if isinstance(first, Item) and first.kind is Kind.REACH:
            at = bisect_left(opened, first.start)
            found.update(opened[at : at + 1])
    return found


def _completed(view: TextView) -> Iterator[Scope]:
    """The scopes that quality tags or the recommended negative ones are to go into."""
    if not view.negative:
        for sub in view.prompt.subprompts if view.inject_quality else ():
            yield from map(sub.scopes.__getitem__, quality_scopes(sub))
    elif view.inject_negative:
        mode = view.options["negative"]
        scope = negative_scope(view.prompt, view.by_item, view.asked, mode)
        if scope is not None:
            yield scope


def _in_comfyui(odd: Oddity, chars: str) -> Message:
    if odd.kind == "lone-close":
        return Message(
            "“{text}” has no opening bracket, so ComfyUI reads the weights after it wrongly. "
            "Remove it, or add \\ before it.",
            text=short(chars),
        )
    return Message(
        "“{text}” is never closed, so ComfyUI reads no weight after it. "
        "Close it, or add \\ before it.",
        text=chars,
    )


def _sentence(view: TextView, odd: Oddity, chars: str, *, bars: bool) -> Message:
    if view.prompt.dialect.weights == "comfyui":
        return _in_comfyui(odd, chars)
    if odd.kind == "lone-close":
        return Message(
            "“{text}” has no opening bracket, so it is read as text. "
            "Remove it, or add the missing bracket.",
            text=short(chars),
        )
    if bars:
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
    dialects=WEIGHING,
)
