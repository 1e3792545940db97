"""Another checkpoint.

What: the model that draws is not Animagine XL 4.

Why: order, quality tags and sizes are facts of that model; for another one they may be wrong, so
nothing is changed unless you say so.

Example::

    ponyDiffusionV6XL.safetensors
    animagine-xl-4.0-opt.safetensors
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import Report, Rule, SettingsView, Severity, setting
from sd_animagine.words import Message


def check(view: SettingsView) -> Iterator[Report]:
    """Report why the request is left alone."""
    if not view.is_animagine:
        message = Message(
            "Nothing is changed, because {verdict}. "
            "To act anyway, set “Act on which checkpoints” (gate) to “always”.",
            verdict=view.verdict,
        )
        yield setting("checkpoint", message)


RULE = Rule(
    code="ANI406",
    name="other-checkpoint",
    where=("settings",),
    severities=(Severity.INFO,),
    check_settings=check,
    is_about_models=True,
)
