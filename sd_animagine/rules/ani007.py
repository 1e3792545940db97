"""Full-width punctuation.

What: ``，`` and ``、`` as separators, ``（``, ``）`` and ``：`` where A1111's own brackets and
weights were probably meant.

Why: the host knows only the narrow forms. The wide commas are sent as text, wide brackets weight
nothing.

Example::

    1girl，smile
    1girl, smile
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import COUNTED, Finding, Rule, Severity, TextView
from sd_animagine.syntax import Kind

_NARROW = {"（": "(", "）": ")", "：": ":"}


def check(view: TextView) -> Iterator[Finding]:
    """Report wide commas between items, wide brackets and colons inside items."""
    text = view.text
    if text.isascii():
        return
    for odd in view.prompt.oddities:
        if odd.kind == "wide-comma":
            if view.only_counts:
                yield COUNTED
                continue
            blank = "" if text[odd.end : odd.end + 1].isspace() or odd.end == len(text) else " "
            narrow = "," * (odd.end - odd.start) + blank
            label = "Write a plain comma" if odd.end - odd.start == 1 else "Write plain commas"
            fix = view.replace(label, odd.start, odd.end, narrow, safe=True)
            message = f"“{text[odd.start]}” separates tags for people, not for the text encoder"
            yield view.finding("ANI007", Severity.INFO, message, odd.start, odd.end, fix)
    for reading in view.readings:
        item = reading.item
        if item.kind is not Kind.TAG or item.text.isascii():
            continue
        for n, char in enumerate(item.text):
            if char not in _NARROW:
                continue
            if view.only_counts:
                yield COUNTED
            else:
                at = item.start + n
                narrow = _NARROW[char]
                fix = view.replace(f"Write “{narrow}”", at, at + 1, narrow, safe=False)
                message = f"“{char}” is text for the host; “{narrow}” would be syntax"
                yield view.finding("ANI007", Severity.INFO, message, at, at + 1, fix)


RULE = Rule(
    code="ANI007",
    name="full-width-punctuation",
    where=("positive", "negative"),
    severities=(Severity.INFO,),
    check=check,
    safe_fix=True,
)
