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

from sd_animagine.rules.base import COUNTED, Report, Rule, Severity, TextView, report
from sd_animagine.words import Message

LOWEST, HIGHEST = 0.3, 1.8


def check(view: TextView) -> Iterator[Report]:
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
        if group.weight < 0:
            message = Message(
                "The weight here is {weight:.3g}. A weight below 0 does not take the tag away; "
                "write the tag in the negative prompt.",
                weight=group.weight,
            )
            yield report(group, message)
            continue
        message = Message(
            "The weight here is {weight:.3g}. Below {lowest} or above {highest} the picture may "
            "break; use a weight nearer to 1.",
            weight=group.weight,
            lowest=LOWEST,
            highest=HIGHEST,
        )
        yield report(group, message)


RULE = Rule(
    code="ANI006",
    name="extreme-weight",
    where=("positive",),
    severities=(Severity.WARNING,),
    check=check,
)
