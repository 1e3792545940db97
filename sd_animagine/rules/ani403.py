"""A number of steps outside the recommended range.

What: fewer than 25 or more than 28 sampling steps; or steps that were kept although they should be
set, because the prompt edits at an absolute step.

Why: fewer leave noise, more only cost time (card §4 recommends 28).

Example::

    20 steps
    28 steps
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import STEPS_RANGE, STEPS_RECOMMENDED
from sd_animagine.rules.base import Report, Rule, SettingsView, Severity, setting
from sd_animagine.words import Message


def check(view: SettingsView) -> Iterator[Report]:
    """Report steps out of range, or kept for the sake of prompt editing."""
    low, high = STEPS_RANGE
    steps = view.steps
    if steps is None or low <= steps <= high:
        return
    if view.absolute_steps and view.settings != "report":
        kept = Message(
            "The number of steps stays {steps}, because the prompt changes at a fixed step. "
            "Write a fraction such as 0.5 there instead.",
            steps=steps,
        )
        yield setting("steps", kept)
        return
    values = {"steps": steps, "recommended": STEPS_RECOMMENDED}
    message = Message(
        "The number of steps is {steps}, which takes longer and adds little. "
        "{recommended} is recommended.",
        **values,
    )
    if steps < low:
        message = Message(
            "The number of steps is {steps}, so noise may remain. {recommended} is recommended.",
            **values,
        )
    label = Message("Use {value}", value=STEPS_RECOMMENDED)
    yield setting("steps", message, label, steps=STEPS_RECOMMENDED)


RULE = Rule(
    code="ANI403",
    name="steps-out-of-range",
    where=("settings",),
    severities=(Severity.INFO,),
    check_settings=check,
    work="steps",
)
