"""Another sampler than the recommended one.

What: a sampler that is not Euler a.

Why: the model's makers chose their settings with Euler Ancestral (card §4); others work, but
differently.

Example::

    DPM++ 2M
    Euler a
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import SAMPLER
from sd_animagine.rules.base import Report, Rule, SettingsView, Severity, setting
from sd_animagine.words import Message


def check(view: SettingsView) -> Iterator[Report]:
    """Report any other sampler."""
    if view.sampler_name is None or view.sampler_name in (SAMPLER, "k_euler_a"):
        return
    message = Message(
        "The sampler is {sampler}, but the model card recommends {recommended}.",
        sampler=view.sampler_name,
        recommended=SAMPLER,
    )
    label = Message("Use {value}", value=SAMPLER)
    yield setting("sampler_name", message, label, sampler_name=SAMPLER)


RULE = Rule(
    code="ANI404",
    name="other-sampler",
    where=("settings",),
    severities=(Severity.INFO,),
    check_settings=check,
    work="sampler_name",
)
