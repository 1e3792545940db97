"""A text that did not settle.

What: after four passes the repairs still change the text: they contradict each other, or each makes
room for one more.

Why: a text that never comes to rest is returned exactly as it was typed, since nobody could say
which of the versions was meant. This finding comes from the compiler, not from a check.

Example::

    a text whose repairs undo each other
    the same text, untouched
"""

from __future__ import annotations

from sd_animagine.rules.base import Report, Rule, Severity
from sd_animagine.words import Message


def unsettled(length: int) -> Report:
    """Return what is said of a text of this length (characters)."""
    message = Message(
        "The repairs of this text did not come to an end, so it stays as you typed it. "
        "Apply the fixes one by one."
    )
    return Report(message, 0, length)


RULE = Rule(
    code="ANI011",
    name="did-not-settle",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
)
