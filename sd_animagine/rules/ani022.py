"""A line of a caption that is left as it is.

What: a line beside a training picture whose tags are not put in order, since a trainer may read
something else then: braces in braces or without their partner, a bracket that is never closed, more
than two ``|||``, an empty place between commas beside tags that would move, a sentence; and a
caption that is empty, or whose first line is.

Why: kohya's and other trainers' own marks mean something at their place alone. An empty place is
counted by ``keep_tokens``, and an empty caption trains nothing but the picture.

Example::

    smile, {red hair|{blue hair|green hair}}, 1girl
    1girl, {red hair|blue hair|green hair}, smile
"""

from __future__ import annotations

from typing import Final, Literal

from sd_animagine.rules.base import Report, Rule, Severity
from sd_animagine.words import Message

Why = Literal["braces", "brackets", "separators", "sentence", "empty", "blank"]

_SAID: Final = {
    "braces": Message(
        "These braces do not fit together, so this line stays as it is. Remove one, or close it."
    ),
    "brackets": Message(
        "This bracket is never closed, so this line stays as it is. Close it or remove it."
    ),
    "separators": Message(
        "This line has more than three parts, which trainers do not know, so it stays as it is. "
        "Remove one of the separators."
    ),
    "sentence": Message(
        "This line is a sentence, so its words stay where they are. "
        "Write tags to have them in order."
    ),
    "empty": Message(
        "The empty place between these commas may be counted, so no tag of this line is moved. "
        "Remove the extra comma."
    ),
    "blank": Message(
        "There is no caption in the first line, the only one that many trainers read. "
        "Write its tags there."
    ),
}


def left(why: Why, start: int, end: int) -> Report:
    """Return what is said of a line, of the place that keeps it as it is."""
    severity = Severity.INFO if why == "sentence" else Severity.WARNING
    return Report(_SAID[why], start, end, severity=severity)


RULE = Rule(
    code="ANI022",
    name="line-left-alone",
    where=("positive",),
    severities=(Severity.WARNING, Severity.INFO),
    dialects=("caption",),
)
