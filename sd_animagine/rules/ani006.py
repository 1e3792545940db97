"""An extreme weight.

What: an effective weight (nested emphasis multiplied out) below 0.3 or above 1.8.

Why: far from 1 the text encoder's output leaves the range that the model was trained on; the
picture burns or breaks before the tag gets any stronger.

Example::

    1girl, (smile:3)
    1girl, (smile:1.3)
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import COUNTED, Finding, Rule, Severity, TextView

LOWEST, HIGHEST = 0.3, 1.8


def check(view: TextView) -> Iterator[Finding]:
    """Report the innermost groups whose effective weight is out of range."""
    groups = view.prompt.groups
    if not groups:
        return
    seen = -1
    for group in groups:  # in the order of their closing brackets: inner ones first
        if LOWEST <= group.weight <= HIGHEST or group.start < seen:
            continue
        seen = group.end
        if view.only_counts:
            yield COUNTED
            continue
        message = f"the weight here is {group.weight:.3g}; outside 0.3 to 1.8 pictures break"
        yield view.finding("ANI006", Severity.WARNING, message, group.start, group.end)


RULE = Rule(
    code="ANI006",
    name="extreme-weight",
    where=("positive",),
    severities=(Severity.WARNING,),
    check=check,
)
