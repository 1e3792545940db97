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
            "the number of steps stays {steps}, since the prompt edits at an absolute step",
            steps=steps,
        )
        yield setting("steps", kept)
        return
    message = Message(
        "the number of steps is {steps}, outside {low} to {high}; {recommended} is recommended",
        steps=steps,
        low=low,
        high=high,
        recommended=STEPS_RECOMMENDED,
    )
    label = Message("Set {value:g}", value=STEPS_RECOMMENDED)
    yield setting("steps", message, label, steps=STEPS_RECOMMENDED)


RULE = Rule(
    code="ANI403",
    name="steps-out-of-range",
    where=("settings",),
    severities=(Severity.INFO,),
    check_settings=check,
    work="steps",
)
