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

from sd_animagine.rules.base import Finding, Rule, Severity


def finding(field: str, length: int) -> Finding:
    """The finding about a text of this length (characters)."""
    message = "after four passes there was still more to repair, so the text was left as it is"
    return Finding("ANI011", Severity.WARNING, message, field, 0, length)


RULE = Rule(
    code="ANI011",
    name="did-not-settle",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
)
