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
from sd_animagine.rules.base import Finding, Rule, SettingsView, Severity, setting


def check(view: SettingsView) -> Iterator[Finding]:
    """Report any other sampler."""
    if view.sampler_name is None or view.sampler_name in (SAMPLER, "k_euler_a"):
        return
    message = f"the sampler is {view.sampler_name}; {SAMPLER} is recommended"
    label = f"Take {SAMPLER}"
    yield setting("ANI404", Severity.INFO, message, "sampler_name", label, sampler_name=SAMPLER)


RULE = Rule(
    code="ANI404",
    name="other-sampler",
    where=("settings",),
    severities=(Severity.INFO,),
    check_settings=check,
)
