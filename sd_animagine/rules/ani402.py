"""A CFG scale outside the recommended range.

What: a CFG scale below 4 or above 7.

Why: lower ones wash the prompt out, higher ones burn the colours (card §4 recommends 5).

Example::

    CFG scale 11
    CFG scale 5
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import CFG_RANGE, CFG_RECOMMENDED
from sd_animagine.rules.base import Finding, Rule, SettingsView, Severity, setting


def check(view: SettingsView) -> Iterator[Finding]:
    """Report a CFG scale out of range."""
    low, high = CFG_RANGE
    if view.cfg_scale is None or low <= view.cfg_scale <= high:
        return
    message = (
        f"CFG scale {view.cfg_scale:g} is outside {low:g} to {high:g}; "
        f"{CFG_RECOMMENDED:g} is recommended"
    )
    label = f"Set {CFG_RECOMMENDED:g}"
    yield setting("ANI402", Severity.INFO, message, "cfg_scale", label, cfg_scale=CFG_RECOMMENDED)


RULE = Rule(
    code="ANI402",
    name="cfg-out-of-range",
    where=("settings",),
    severities=(Severity.INFO,),
    check_settings=check,
)
