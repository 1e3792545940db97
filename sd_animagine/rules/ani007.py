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

from sd_animagine.rules.base import COUNTED, Fix, Repair, Report, Rule, Severity, TextView, report
from sd_animagine.syntax import Kind, replacing
from sd_animagine.words import Message

_NARROW = {"（": "(", "）": ")", "：": ":"}
_LABELS = {char: Message("Write “{tag}”", tag=narrow) for char, narrow in _NARROW.items()}
_CODE = "ANI007"
_COMMA = Message("Write a plain comma")
_COMMAS = Message("Write plain commas")


def check(view: TextView) -> Iterator[Report]:
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
            label = _COMMA if odd.end - odd.start == 1 else _COMMAS
            edit = replacing(text, odd.start, odd.end, narrow)
            if view.is_full:
                view.more.append(Repair(odd.start, odd.end, _CODE, (edit,), True))
                yield COUNTED
                continue
            fix = Fix(label, (edit,), True)
            yield report(odd, _sentence(text[odd.start]), fix)
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
                fix = view.replace(_LABELS[char], at, at + 1, _NARROW[char], safe=False)
                message = "" if view.is_full else _said_of_bracket(char)
                yield Report(message, at, at + 1, (fix,))


def _said_of_bracket(char: str) -> Message:
    return Message(
        "“{char}” is read as plain text. To set a weight, write “{narrow}”.",
        char=char,
        narrow=_NARROW[char],
    )


def _sentence(comma: str) -> Message:
    return Message("The model reads “{char}” as text, not as a comma between tags.", char=comma)


RULE = Rule(
    code=_CODE,
    name="full-width-punctuation",
    where=("positive", "negative"),
    severities=(Severity.INFO,),
    check=check,
    safe_fix=True,
    alone=True,
)
